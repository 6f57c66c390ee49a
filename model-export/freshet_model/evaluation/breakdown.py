"""Where a scorer is good: by length of the window, by popularity of the target, by time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freshet_model.data.dataset import Asks, Dataset
from freshet_model.evaluation.metrics import GROUPS, Estimate, Popularity, mean_per_ask
from freshet_model.evaluation.table import Results

METRICS = ("HR@20", "NDCG@20")

_LENGTHS = (1, 2, 3, 6, 11, 21, 51, 101)
_PERIODS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_MOST_PERIODS = 31


@dataclass(frozen=True)
class Breakdown:
    """Metrics of every row in groups of asks; a group without asks is left out."""

    title: str
    axis: str
    groups: list[str]
    asks: list[int]
    rows: dict[str, dict[str, list[Estimate]]]  # row, metric, group


def by_window_length(dataset: Dataset, asks: Asks, results: Results) -> Breakdown:
    """Group by the number of entries in the window."""
    length = np.minimum(asks.last - asks.first + 1, dataset.window)  # [N]
    starts = [start for start in _LENGTHS if start <= dataset.window]
    group = np.searchsorted(starts, length, side="right") - 1  # [N]
    ends = [*(start - 1 for start in starts[1:]), dataset.window]
    names = [_span(start, end) for start, end in zip(starts, ends, strict=True)]
    of_target = group[asks.ask_of_target()]  # [M]
    return _breakdown("By length of the window", "entries in the window", names, of_target, results)


def by_popularity(asks: Asks, popularity: Popularity, results: Results) -> Breakdown:
    """Group by where the target stands in training: a third of the training targets each."""
    of_target = popularity.group()[asks.target]  # [M]
    return _breakdown(
        "By popularity of the target", "popularity of the target", GROUPS, of_target, results
    )


def by_time(asks: Asks, results: Results) -> Breakdown | None:
    """Group by day (UTC), or longer periods where there are many; None of a single one."""
    moments = asks.timestamp.astype("datetime64[ms]")  # [N]
    every = {
        name: np.unique(moments.astype(f"datetime64[{unit}]"), return_inverse=True)
        for name, unit in _PERIODS.items()
    }
    few = [name for name, (periods, _) in every.items() if len(periods) <= _MOST_PERIODS]
    name = few[0] if few else "year"
    periods, group = every[name]  # [periods], [N]
    if len(periods) <= 1:
        return None
    of_target = group[asks.ask_of_target()]  # [M]
    names = [str(period) for period in periods]
    return _breakdown(f"By {name}", f"{name} (UTC)", names, of_target, results)


def _span(start: int, end: int) -> str:
    return str(start) if start == end else f"{start} to {end}"


def _breakdown(
    title: str,
    axis: str,
    names: Sequence[str],
    group: NDArray[np.int64],
    results: Results,
) -> Breakdown:
    """Judge the targets [M] of each group by themselves."""
    numbers = np.unique(group).tolist()
    asks: dict[int, int] = {}
    rows: dict[str, dict[str, list[Estimate]]] = {}
    for row, seeds in results.items():
        found: dict[str, list[Estimate]] = {metric: [] for metric in METRICS}
        for number in numbers:
            part = [judged.of_targets(group == number) for judged in seeds]
            averaged = mean_per_ask(part)  # of each metric [n]
            asks[number] = len(part[0])
            for metric in METRICS:
                found[metric].append(Estimate.of(averaged[metric], part[0].user))
        rows[row] = found
    return Breakdown(title, axis, [names[n] for n in numbers], [asks[n] for n in numbers], rows)
