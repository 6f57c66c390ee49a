"""Metrics of full rankings, ask by ask, so that two scorers can be compared in pairs.

A target that is not in the vocabulary is a miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freshet_model.data.dataset import Dataset
from freshet_model.evaluation.judge import Judged

CUTS = (10, 20)
RANKING_METRICS = tuple(f"{name}@{k}" for k in CUTS for name in ("HR", "NDCG", "MRR", "Recall"))
LIST_METRICS = ("Coverage@20", "Novelty@20", "Popularity@20", "ARP@20", "Head@20", "Tail@20")
CALIBRATION = "ECE"
GROUPS = ("head", "middle", "tail", "not in the vocabulary")

_LIST = 20


def per_ask(judged: Judged) -> dict[str, NDArray[np.float64]]:
    """Every ranking metric of every ask [N].

    HR: is any target among the first k; Recall: share of the targets among them; NDCG: gain of the
    targets by rank, as a share of the best possible; MRR: one divided by the rank of the best
    target, 0 beyond k.
    """
    rank = judged.rank.astype(np.float64)  # [M]
    ask, count = judged.ask_of_target, len(judged)
    size = np.bincount(ask, minlength=count)  # [N]
    best = np.full(count, np.inf)  # [N]
    np.minimum.at(best, ask, rank)
    found = {}
    for k in CUTS:
        inside = (rank <= k).astype(np.float64)  # [M]
        gain = np.bincount(ask, inside / np.log2(rank + 1), count)  # [N]
        ideal = np.cumsum(1 / np.log2(np.arange(k) + 2))  # [k]
        found[f"HR@{k}"] = (best <= k).astype(np.float64)
        found[f"NDCG@{k}"] = gain / ideal[np.clip(size, 1, k) - 1]
        found[f"MRR@{k}"] = np.where(best <= k, 1 / best, 0.0)
        found[f"Recall@{k}"] = np.bincount(ask, inside, count) / np.maximum(size, 1)
    return found


def mean_per_ask(seeds: Sequence[Judged]) -> dict[str, NDArray[np.float64]]:
    """Every ranking metric of every ask [N], averaged over runs that answered the same asks."""
    if len({len(judged) for judged in seeds}) != 1:
        raise ValueError(f"{[len(j) for j in seeds]} asks, expected the same asks in every run")
    every = [per_ask(judged) for judged in seeds]
    return {name: np.mean([found[name] for found in every], axis=0) for name in RANKING_METRICS}


def ranking_metrics(judged: Judged) -> dict[str, float]:
    """Every ranking metric, averaged over the asks; 0 without any."""
    return {name: mean(value) for name, value in per_ask(judged).items()}


def mean(value: NDArray[np.float64]) -> float:
    """Give the average, 0 of nothing."""
    return float(value.mean()) if len(value) else 0.0


@dataclass(frozen=True)
class Estimate:
    """An average and its standard error; NaN where there is only one user."""

    mean: float
    standard_error: float

    @staticmethod
    def of(value: NDArray[np.float64], user: NDArray[np.int64]) -> "Estimate":
        """Average values of asks [N] by users [N], whose asks may go together.

        The deviations are summed user by user (cluster-robust); where every user asked once, it is
        the usual deviation divided by the root of N.
        """
        average = mean(value)
        users, index = np.unique(user, return_inverse=True)  # [U], [N]
        if len(users) < 2:
            return Estimate(average, float("nan"))
        deviation = np.bincount(index, value - average)  # [U]
        variance = float((deviation**2).sum()) * len(users) / (len(users) - 1)
        return Estimate(average, variance**0.5 / len(value))


def paired_differences(row: Sequence[Judged], other: Sequence[Judged]) -> dict[str, Estimate]:
    """By how much the runs of a row lie above those of another, ask by ask.

    The standard error tells how much other users would change it, not other seeds.
    """
    if not (row[0].rank.shape == other[0].rank.shape and (row[0].user == other[0].user).all()):
        raise ValueError("two rows answered different asks, expected the same")
    mine, theirs = mean_per_ask(row), mean_per_ask(other)
    user = row[0].user  # [N]
    return {name: Estimate.of(mine[name] - theirs[name], user) for name in RANKING_METRICS}


@dataclass(frozen=True)
class Popularity:
    """How often each item was a target in training; column 0 stands for what is not an item."""

    count: NDArray[np.int64]  # [V + 1]

    @staticmethod
    def of(dataset: Dataset) -> "Popularity":
        """Count the targets of the training part."""
        count = np.bincount(dataset.training.target, minlength=len(dataset.vocabulary) + 1)
        count[0] = 0
        return Popularity(count.astype(np.int64))

    def self_information(self) -> NDArray[np.float64]:
        """Bits [V + 1] that it tells to see an item, -log2 of its share in what was acted on.

        The novelty of Vargas and Castells, "Rank and relevance in novelty and diversity metrics
        for recommender systems", RecSys 2011. One is added to every count.
        """
        share = (self.count[1:] + 1) / (self.count.sum() + len(self.count) - 1)  # [V]
        return np.concatenate([[0.0], -np.log2(share)])

    def percentile(self) -> NDArray[np.float64]:
        """Place [V + 1] of each item between the rarest (0) and the most popular (1).

        Items with equal counts share the middle of their places.
        """
        _, index, size = np.unique(self.count[1:], return_inverse=True, return_counts=True)
        place = (np.cumsum(size) - size / 2) / size.sum()  # [distinct counts]
        return np.concatenate([[0.0], place[index]])

    def group(self) -> NDArray[np.int64]:
        """Head, middle or tail [V + 1], an index of ``GROUPS``; column 0 is the last of them.

        Each group got a third of the training targets: the head in few popular items.
        """
        order = np.argsort(-self.count[1:], kind="stable")  # [V]
        count = self.count[1:][order]  # [V]
        before = (np.cumsum(count) - count) / max(1, count.sum())  # [V]
        group = np.full(len(self.count), len(GROUPS) - 1)  # [V + 1]
        group[order + 1] = np.minimum(before * 3, 2).astype(np.int64)
        return group


def list_metrics(judged: Judged, popularity: Popularity) -> dict[str, float]:
    """What the lists of 20 are like as a whole.

    Coverage: share of the vocabulary that is in any list. Novelty: mean self-information of what
    is recommended, in bits. Popularity: its mean percentile; ARP (average recommendation
    popularity): its mean number of training targets. Head and Tail: share of the targets that were
    hit that are in the head and in the tail.
    """
    item = judged.top_item[:, :_LIST]  # [N, K]
    item = item[item > 0]  # [n]
    hit = popularity.group()[judged.target[judged.rank <= _LIST]]  # [h]
    return {
        "Coverage@20": len(np.unique(item)) / max(1, len(popularity.count) - 1),
        "Novelty@20": mean(popularity.self_information()[item]),
        "Popularity@20": mean(popularity.percentile()[item]),
        "ARP@20": mean(popularity.count[item].astype(np.float64)),
        "Head@20": mean((hit == GROUPS.index("head")).astype(np.float64)),
        "Tail@20": mean((hit == GROUPS.index("tail")).astype(np.float64)),
    }


@dataclass(frozen=True)
class Calibration:
    """Does the first item come as often as its probability says? Asks in bins of equal size.

    ``error`` is the expected calibration error: the mean distance of the two, weighted by asks.
    """

    probability: NDArray[np.float64]  # [bins], mean of each bin, rising
    hit_share: NDArray[np.float64]  # [bins]
    count: NDArray[np.int64]  # [bins]
    error: float

    @staticmethod
    def of(judged: Judged, bins: int = 10) -> "Calibration | None":
        """None where the scores are no probabilities, or where asks have several targets."""
        if judged.top_probability is None or not len(judged):
            return None
        if len(judged.target) != len(judged):
            return None
        order = np.argsort(judged.top_probability, kind="stable")  # [N]
        parts = [part for part in np.array_split(order, bins) if len(part)]
        hit = (judged.rank == 1).astype(np.float64)  # [N]
        probability = np.array([mean(judged.top_probability[p].astype(np.float64)) for p in parts])
        hit_share = np.array([mean(hit[p]) for p in parts])  # [bins]
        count = np.array([len(p) for p in parts], np.int64)  # [bins]
        error = float((np.abs(probability - hit_share) * count).sum() / count.sum())
        return Calibration(probability, hit_share, count, error)
