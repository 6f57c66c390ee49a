"""Small data sets and scorers whose every score is known, for the tests of the evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.data.dataset import Asks, Dataset, Sequences, Windows
from freshet_model.evaluation.judge import Judged


def dataset_of(
    users: Sequence[Sequence[int]], size: int, window: int = 5, filter_seen: bool = False
) -> Dataset:
    """Leave one out: each user's last entry is test, the one before it validation.

    Entry i of user u is at i minutes and u seconds; its event type is 1.
    """
    item = np.array([item for user in users for item in user], np.int64)  # [E]
    start = np.cumsum([0] + [len(user) for user in users]).astype(np.int64)  # [U + 1]
    moments = [60_000 * i + 1000 * u for u, user in enumerate(users) for i in range(len(user))]
    sequences = Sequences(item, np.ones_like(item), np.array(moments, np.int64), start)
    old, middle, new = [], [], []
    for first, end in zip(start[:-1].tolist(), start[1:].tolist(), strict=True):
        old += list(range(first + 1, end - 2))
        middle += list(range(max(first + 1, end - 2), end - 1))
        new += list(range(max(first + 1, end - 1), end))
    names = [f"item {i}" for i in range(1, size + 1)]
    training, validation, test = (asks_of(sequences, e) for e in (old, middle, new))
    split = "leave-one-out"
    return Dataset(
        names, ["view"], window, split, filter_seen, sequences, training, validation, test
    )


def asks_of(sequences: Sequences, entries: Sequence[int]) -> Asks:
    """Ask for each of these entries what came there, after all that its user did before."""
    target = np.array(entries, np.int64)  # [N]
    first = sequences.start[sequences.user(target)]  # [N]
    return Asks(
        first,
        target - 1,
        sequences.timestamp[target],
        np.arange(len(target) + 1),
        sequences.item[target],
        sequences.event_type[target],
    )


def judged_of(
    rank: Sequence[float],
    ask: Sequence[int] | None = None,
    *,
    target: Sequence[int] | None = None,
    user: Sequence[int] | None = None,
    top: Sequence[Sequence[int]] | None = None,
    probability: Sequence[float] | None = None,
) -> Judged:
    """Write down what a scorer reached; by default one target an ask and one ask a user."""
    of_target = np.array(range(len(rank)) if ask is None else ask, np.int64)  # [M]
    count = int(of_target.max(initial=-1)) + 1
    lists = [[1]] * count if top is None else top
    return Judged(
        np.array(rank, np.float32),
        np.array([1] * len(rank) if target is None else target, np.int64),
        of_target,
        np.array(range(count) if user is None else user, np.int64),
        np.array(lists, np.int64).reshape(count, len(lists[0]) if lists else 1),
        None if probability is None else np.array(probability, np.float32),
    )


@dataclass(frozen=True)
class TestingScorer:
    """Scores by the entry that the window ends with."""

    __test__ = False

    by_entry: Tensor  # [E, V]

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Give the rows of the last entries: [B, V]."""
        return self.by_entry[torch.from_numpy(asks.last)]


@dataclass(frozen=True)
class TestingExplainer:
    """Each entry adds its weight to every item's score; the attention is as told, by item."""

    __test__ = False

    weight: NDArray[np.float32]  # [V + 1]
    attention: NDArray[np.float32]  # [V + 1]

    def top(self, windows: Windows, k: int) -> tuple[Tensor, Tensor, Tensor]:
        """Give items 1 to K with attention [B, K, L] by the item of each entry."""
        scores = self.scores(windows)  # [B, V]
        item = torch.arange(1, k + 1).expand(len(windows), -1)  # [B, K]
        attention = torch.from_numpy(self.attention[windows.item])  # [B, L]
        return item, scores[:, :k], attention[:, None].expand(-1, k, -1)

    def scores(self, windows: Windows) -> Tensor:
        """Give the sum of the weights in the window for every item: [B, V]."""
        total = self.weight[windows.item].sum(axis=1, keepdims=True)  # [B, 1]
        return torch.from_numpy(np.repeat(total, len(self.weight) - 1, axis=1))
