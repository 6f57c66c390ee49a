"""Asks in the order of time: each is judged before anything is learned from it.

The model stays as it was trained; counts may go on learning, slice of time by slice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from freshet_model.data.dataset import Asks, Dataset
from freshet_model.evaluation.judge import Judged, judge
from freshet_model.evaluation.metrics import Estimate, paired_differences, per_ask
from freshet_model.evaluation.scorer import Scorer
from freshet_model.evaluation.table import shown_difference, shown_estimate

METRICS = ("HR@20", "Recall@20", "MRR@20")

_SEEN_BATCH = 4096


@runtime_checkable
class LearningScorer(Scorer, Protocol):
    """A scorer that goes on learning from what came."""

    def observe(self, asks: Asks) -> None:
        """Learn from asks whose targets have come; each is given once, in the order of time."""
        ...


@dataclass(frozen=True)
class Prequential:
    """What came out, ask by ask in the order of time."""

    asks: Asks
    judged: Judged
    repeated: NDArray[np.bool_]  # [M] had the user acted on the target before?

    def parts(self) -> dict[str, Judged]:
        """All targets; those that the user had acted on before; and those new to the user."""
        return {
            "all": self.judged,
            "repeats": self.judged.of_targets(self.repeated),
            "new to the user": self.judged.of_targets(~self.repeated),
        }

    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """Give the metrics of every part; Recall only where asks have several targets."""
        found = {}
        for part, judged in self.parts().items():
            values = per_ask(judged)  # of each metric [n]
            found[part] = {name: Estimate.of(values[name], judged.user) for name in self._metrics()}
        return found

    def above(self, other: "Prequential") -> dict[str, dict[str, Estimate]]:
        """By how much it lies above what another made of the same asks, in pairs, by parts."""
        theirs = other.parts()
        found = {}
        for part, judged in self.parts().items():
            differences = paired_differences([judged], [theirs[part]])
            found[part] = {name: differences[name] for name in self._metrics()}
        return found

    def _metrics(self) -> list[str]:
        several = len(self.judged.target) != len(self.judged)
        return [name for name in METRICS if several or not name.startswith("Recall")]


def prequential(
    scorer: Scorer,
    dataset: Dataset,
    asks: Asks,
    slice_seconds: float = 3600,
    basket_seconds: float = 0,
    batch: int = 256,
) -> Prequential:
    """Judge slices of time one after another, each by counts that know the slices before it.

    :param slice_seconds: how long a slice lasts; within it the counts stand still, while every
        window holds all that its user did before the ask
    :param basket_seconds: how long after its first target an ask's last one may come; an ask is
        observed only when a slice begins after that
    """
    if slice_seconds <= 0 or basket_seconds < 0:
        raise ValueError(f"slices of {slice_seconds} s, baskets of {basket_seconds} s")
    asks = asks.take(np.argsort(asks.timestamp, kind="stable"))
    length = max(1, round(slice_seconds * 1000))  # milliseconds
    first = int(asks.timestamp[0]) if len(asks) else 0
    numbers, begin = np.unique((asks.timestamp - first) // length, return_index=True)  # [S]
    end = np.append(begin, len(asks))[1:]  # [S]
    judged, observed = [judge(scorer, dataset, asks.take(np.arange(0)), batch=batch)], 0
    for number, start, stop in zip(numbers.tolist(), begin.tolist(), end.tolist(), strict=True):
        if isinstance(scorer, LearningScorer):
            over = first + number * length - round(basket_seconds * 1000)
            known = int(np.searchsorted(asks.timestamp, over))
            if known > observed:
                scorer.observe(asks.take(np.arange(observed, known)))
                observed = known
        judged.append(judge(scorer, dataset, asks.take(np.arange(start, stop)), batch=batch))
    return Prequential(asks, _join(judged[1:] or judged, asks), repeats(dataset, asks))


def print_prequential(found: Mapping[str, Prequential], ours: str | None) -> None:
    """Print a line for each row and part of the targets, then how far ours is ahead of each.

    The parts: all targets, repeats, and what was new to the user.

    :param ours: the row that is held against the others; ``None``: none is
    """
    for name, judged in found.items():
        _print_parts(name, judged.estimates(), shown_estimate)
    for name in found:
        if ours is not None and name != ours:
            _print_parts(f"{ours} - {name}", found[ours].above(found[name]), shown_difference)
    print("prequential  mean over asks ± standard error over users; differences in pairs of asks")


def _print_parts(
    name: str,
    parts: Mapping[str, Mapping[str, Estimate]],
    shown: Callable[[Estimate], str],
) -> None:
    for part, metrics in parts.items():
        values = "  ".join(f"{metric} {shown(value)}" for metric, value in metrics.items())
        print(f"prequential  {name:48} {part:16} {values}")


def repeats(dataset: Dataset, asks: Asks) -> NDArray[np.bool_]:
    """Tell of every target [M] whether the user had acted on it before the ask."""
    size = len(dataset.vocabulary) + 1
    found = [np.zeros(0, np.bool_)]
    for start in range(0, len(asks), _SEEN_BATCH):
        part = asks.take(np.arange(start, min(start + _SEEN_BATCH, len(asks))))
        row, item = dataset.seen(part)  # both [s]
        found.append(np.isin(part.ask_of_target() * size + part.target, row * size + item))
    return np.concatenate(found)


def _join(parts: list[Judged], asks: Asks) -> Judged:
    """One after another; the probabilities only where every part has them."""
    probabilities = [part.top_probability for part in parts if part.top_probability is not None]
    whole = len(probabilities) == len(parts)
    return Judged(
        np.concatenate([part.rank for part in parts]),
        asks.target,
        asks.ask_of_target(),
        np.concatenate([part.user for part in parts]),
        np.concatenate([part.top_item for part in parts]),
        np.concatenate(probabilities) if whole else None,
    )
