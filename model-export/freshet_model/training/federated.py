"""Federated averaging, simulated: users stay with their party, only weights travel.

McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized Data", AISTATS
2017, algorithm 1.
"""

import copy
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.data.dataset import Asks, Dataset
from freshet_model.training.loop import Training


def parties(dataset: Dataset, count: int, seed: int) -> list[Asks]:
    """The training asks of each party; a user is in one of them, drawn by chance."""
    asks = dataset.training
    user = dataset.sequences.user(asks.last)  # [N]
    users = len(dataset.sequences.start) - 1
    party: NDArray[np.int64] = np.random.default_rng(seed).integers(0, count, users)  # [U]
    return [asks.take(np.flatnonzero(party[user] == number)) for number in range(count)]


def average(states: Sequence[Mapping[str, Tensor]], weights: Sequence[int]) -> dict[str, Tensor]:
    """Weights of all parties, each counting by how many asks it has."""
    share = torch.tensor(weights, dtype=torch.float64) / sum(weights)  # [parties]
    return {
        name: sum(
            (s * state[name].double() for s, state in zip(share, states, strict=True)),
            torch.zeros((), dtype=torch.float64),
        ).to(first.dtype)
        if first.is_floating_point()
        else first
        for name, first in states[0].items()
    }


@dataclass
class FederatedTraining(Training):
    """A training whose epochs are rounds: every party trains for an epoch from the same weights."""

    party_count: int = 2

    def steps_per_epoch(self) -> int:
        """The steps of all parties together."""
        self._parties = [
            Training(
                dataclasses.replace(self.dataset, training=asks),
                copy.deepcopy(self.model),
                self.config,
            )
            for asks in parties(self.dataset, self.party_count, self.config.seed)
            if len(asks)
        ]
        return sum(party.steps for party in self._parties)

    def epoch(self, step_begins: Callable[[], Any]) -> float:
        """One round; gives the mean loss of an ask."""
        state = self.model.state_dict()
        states, losses, weights = [], [], []
        for party in self._parties:
            party.model.load_state_dict(state)
            party.optimizer.state.clear()
            losses.append(party.epoch(step_begins))
            states.append(party.model.state_dict())
            weights.append(len(party.dataset.training))
        self.model.load_state_dict(average(states, weights))
        return float(np.average(losses, weights=weights))
