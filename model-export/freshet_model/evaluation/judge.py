"""Runs any scorer over asks: where each target stands among all items, and what is on top."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.data.dataset import Asks, Dataset
from freshet_model.evaluation.ranking import best_items, ranks
from freshet_model.evaluation.scorer import Scorer

# Scores whose probabilities sum to 1 within this are log-probabilities.
_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Judged:
    """What the full ranking of a scorer made of every ask.

    ``top_item`` has 0 where nothing more may be recommended. ``top_probability`` is that of the
    first item among those that may be recommended; only scores that are log-probabilities have it.
    """

    rank: NDArray[np.float32]  # [M] from 1; infinite: a miss
    target: NDArray[np.int64]  # [M] item index from 1; 0: not in the vocabulary
    ask_of_target: NDArray[np.int64]  # [M] from 0, rising
    user: NDArray[np.int64]  # [N]
    top_item: NDArray[np.int64]  # [N, K] item index from 1
    top_probability: NDArray[np.float32] | None  # [N]

    def __len__(self) -> int:
        """How many asks there are."""
        return len(self.user)

    def of_targets(self, chosen: NDArray[np.bool_]) -> "Judged":
        """Only these targets [M], and of the asks only those that have one of them."""
        asks, ask_of_target = np.unique(self.ask_of_target[chosen], return_inverse=True)
        probability = self.top_probability
        return Judged(
            self.rank[chosen],
            self.target[chosen],
            ask_of_target.astype(np.int64),
            self.user[asks],
            self.top_item[asks],
            None if probability is None else probability[asks],
        )


def judge(
    scorer: Scorer, dataset: Dataset, asks: Asks, most_items: int = 20, batch: int = 256
) -> Judged:
    """Rank the whole vocabulary for every ask.

    Where the data set filters what was seen, everything that the user had seen is taken out of
    the ranking, but not the targets.
    """
    found_rank = [torch.zeros(0)]
    found_item = [torch.zeros(0, min(most_items, len(dataset.vocabulary)), dtype=torch.int64)]
    found_probability = [torch.zeros(0)]
    # Windows of a length together: little padding.
    order = np.argsort(np.minimum(asks.last - asks.first + 1, dataset.window), kind="stable")
    normalized: bool | None = None
    with torch.no_grad():
        for start in range(0, len(asks), batch):
            number = order[start : start + batch]  # [B]
            part = asks.take(number)
            scores = _scores(scorer, dataset, part, number)  # [B, V]
            if normalized is None:
                total = torch.logsumexp(scores, dim=1)  # [B]
                normalized = bool((total.abs() < _TOLERANCE).all())
            if dataset.filter_seen:
                scores = _only_unseen(scores, dataset, part)  # [B, V]
            row = None if len(part.target) == len(part) else _on(scores, part.ask_of_target())
            found_rank.append(ranks(scores, _on(scores, part.target), row).cpu())
            item, score = best_items(scores, most_items)  # both [B, K]
            found_item.append(torch.where(score > -torch.inf, item, 0).cpu())
            if normalized:
                total = torch.logsumexp(scores, dim=1)  # [B]
                found_probability.append((score[:, 0] - total).exp().nan_to_num(0.0).cpu())
    back = np.argsort(order)  # [N]
    number_of_target = dataclasses.replace(asks, target=np.arange(len(asks.target)))
    target_back = np.argsort(number_of_target.take(order).target)  # [M]
    return Judged(
        torch.cat(found_rank).numpy()[target_back],
        asks.target,
        asks.ask_of_target(),
        dataset.sequences.user(asks.last),
        torch.cat(found_item).numpy()[back],
        torch.cat(found_probability).numpy()[back] if normalized else None,
    )


def _scores(scorer: Scorer, dataset: Dataset, asks: Asks, number: NDArray[np.int64]) -> Tensor:
    """Give [B, V] scores that can be ranked, or refuse them."""
    scores = scorer.scores(dataset.windows(asks.first, asks.last), asks).float()  # [B, V]
    name = type(scorer).__name__
    expected = (len(asks), len(dataset.vocabulary))
    if tuple(scores.shape) != expected:
        raise InputError(f"{name} gave scores {list(scores.shape)}, expected {list(expected)}")
    # A maximum is NaN where anything is, and infinite where anything is.
    broken = (~(scores.amax(dim=1) < torch.inf)).nonzero()[:, 0]  # [b]
    if len(broken):
        kind = "NaN" if scores[broken[0]].isnan().any() else "infinity"
        raise InputError(
            f"{name} gave the score {kind} for ask {number[int(broken[0])]} ({len(broken)} of "
            f"{len(asks)} asks of the batch), expected finite scores, or -inf to leave an item out"
        )
    return scores


def _only_unseen(scores: Tensor, dataset: Dataset, asks: Asks) -> Tensor:
    """Take out of a copy of scores [B, V] what the users had seen, but not the targets."""
    row, item = dataset.seen(asks)  # [s], [s]
    known = asks.target > 0  # [m]
    target = _on(scores, asks.target[known]) - 1  # [t]
    target_row = _on(scores, asks.ask_of_target()[known])  # [t]
    own = scores[target_row, target]  # [t]
    scores = scores.clone()  # [B, V]
    scores[_on(scores, row), _on(scores, item) - 1] = -torch.inf
    scores[target_row, target] = own
    return scores


def _on(scores: Tensor, array: NDArray[np.int64]) -> Tensor:
    return torch.from_numpy(array).to(scores.device)
