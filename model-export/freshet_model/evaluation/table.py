"""Scorers beside metrics: the table of a terminal, of a Markdown page and of results.json."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from freshet_model.evaluation.judge import Judged
from freshet_model.evaluation.metrics import (
    CALIBRATION,
    LIST_METRICS,
    RANKING_METRICS,
    Calibration,
    Estimate,
    Popularity,
    list_metrics,
    mean_per_ask,
    paired_differences,
)

# A scorer's runs with different seeds, one Judged each; counts have one.
Results = Mapping[str, Sequence[Judged]]

_DECIMALS = {"Novelty@20": 2, "ARP@20": 1}
_PLAIN_WIDTH = 200


@dataclass(frozen=True)
class Cell:
    """A metric of a row: mean and deviation over seeds, and standard error over users.

    The deviation is None with one seed; the standard error is None where a metric is not an
    average over asks.
    """

    mean: float
    deviation: float | None = None
    standard_error: float | None = None


@dataclass(frozen=True)
class Row:
    """A scorer and what it reached."""

    name: str
    seeds: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Comparison:
    """By how much a row lies above another, in pairs of asks."""

    row: str
    reference: str
    differences: dict[str, Estimate]


@dataclass(frozen=True)
class Table:
    """All rows, and the comparisons that were asked for."""

    asks: int
    targets: int
    rows: list[Row]
    comparisons: list[Comparison]

    @staticmethod
    def of(
        results: Results, popularity: Popularity, compare: Sequence[tuple[str, str]] = ()
    ) -> "Table":
        """Make a row of each entry, and compare pairs of (row, reference)."""
        if not results or not all(results.values()):
            raise ValueError(f"no runs of {[n for n, r in results.items() if not r]}, expected one")
        first = next(iter(results.values()))[0]
        several = len(first.target) != len(first)
        names = [n for n in RANKING_METRICS if several or not n.startswith("Recall")]
        comparisons = []
        for row, reference in compare:
            found = paired_differences(results[row], results[reference])
            comparisons.append(Comparison(row, reference, {name: found[name] for name in names}))
        rows = [_row(name, seeds, popularity, names) for name, seeds in results.items()]
        return Table(len(first), len(first.target), rows, comparisons)

    def ranking_columns(self) -> list[str]:
        """Give the metrics of the ranking; Recall only where asks have several targets."""
        return [name for name in RANKING_METRICS if any(name in row.cells for row in self.rows)]

    def list_columns(self) -> list[str]:
        """Give the metrics of the lists as a whole, and the calibration where any row has it."""
        names = (*LIST_METRICS, CALIBRATION)
        return [name for name in names if any(name in row.cells for row in self.rows)]

    def best(self, metric: str) -> Row:
        """Give the row with the highest mean; the first of equal ones."""
        return max(self.rows, key=lambda row: row.cells[metric].mean)

    def print(self, console: Console | None = None) -> None:
        """Print to a terminal, or plain and unbroken to a file."""
        console = console or Console()
        if not console.is_terminal:
            console = Console(file=console.file, width=_PLAIN_WIDTH, color_system=None)
        for columns in (self.ranking_columns(), self.list_columns()):
            console.print(self._rich(columns, console.is_terminal), "")
        if self.comparisons:
            console.print(self._rich_comparisons(console.is_terminal), "")
        console.print(self.footnote(), highlight=False)

    def footnote(self) -> str:
        """What the figures are averages of."""
        text = f"{self.asks:,} asks, {self.targets:,} targets, full ranking."
        if any(row.seeds > 1 for row in self.rows):
            text += " Several seeds: mean ± deviation."
        if self.comparisons:
            text += " Differences: mean over asks ± standard error over users."
        return text

    def markdown(self) -> str:
        """The same tables for a page of documentation; the best of a column is bold."""
        parts = []
        for columns in (self.ranking_columns(), self.list_columns()):
            lines = [
                [_markdown(row.name), *(self._markdown_cell(row, name) for name in columns)]
                for row in self.rows
            ]
            parts.append(_markdown_table(["", *columns], lines))
        if self.comparisons:
            columns = self.ranking_columns()
            lines = [
                [
                    _markdown(f"{comparison.row} - {comparison.reference}"),
                    *(shown_difference(comparison.differences[name]) for name in columns),
                ]
                for comparison in self.comparisons
            ]
            parts.append(_markdown_table(["paired difference", *columns], lines))
        return "\n".join([*parts, self.footnote(), ""])

    def json(self) -> dict[str, Any]:
        """Give everything in plain values for results.json; what is not known is null."""
        return {
            "asks": self.asks,
            "targets": self.targets,
            "rows": [finite(asdict(row)) for row in self.rows],
            "comparisons": [finite(asdict(c)) for c in self.comparisons],
        }

    def is_best(self, row: Row, metric: str) -> bool:
        """Tell whether no row is better; only of metrics of which more is better."""
        return metric in RANKING_METRICS and row.cells[metric].mean >= (
            self.best(metric).cells[metric].mean
        )

    def _rich(self, columns: Sequence[str], terminal: bool) -> RichTable:
        table = _empty_rich("", columns, terminal)
        for row in self.rows:
            cells = [
                Text(shown(name, row.cells.get(name)), "bold" if self.is_best(row, name) else "")
                for name in columns
            ]
            table.add_row(Text(row.name), *cells)
        return table

    def _rich_comparisons(self, terminal: bool) -> RichTable:
        columns = self.ranking_columns()
        table = _empty_rich("paired difference", columns, terminal)
        for comparison in self.comparisons:
            cells = [Text(shown_difference(comparison.differences[name])) for name in columns]
            table.add_row(Text(f"{comparison.row} - {comparison.reference}"), *cells)
        return table

    def _markdown_cell(self, row: Row, metric: str) -> str:
        text = shown(metric, row.cells.get(metric))
        return f"**{text}**" if self.is_best(row, metric) else text


def shown(metric: str, cell: Cell | None) -> str:
    """Give the mean of a cell with its deviation as a reader sees it, a dash for none."""
    if cell is None:
        return "-"
    decimals = _DECIMALS.get(metric, 4)
    text = f"{cell.mean:.{decimals}f}"
    return text if cell.deviation is None else f"{text} ± {cell.deviation:.{decimals}f}"


def shown_estimate(estimate: Estimate) -> str:
    """Give a mean with its standard error as a reader sees it."""
    if math.isnan(estimate.standard_error):
        return f"{estimate.mean:.4f}"
    return f"{estimate.mean:.4f} ± {estimate.standard_error:.4f}"


def shown_difference(difference: Estimate) -> str:
    """Give a difference with its sign and standard error as a reader sees it."""
    text = f"{difference.mean:+.4f}"
    if math.isnan(difference.standard_error):
        return text
    return f"{text} ± {difference.standard_error:.4f}"


def _row(name: str, seeds: Sequence[Judged], popularity: Popularity, names: Sequence[str]) -> Row:
    averaged = mean_per_ask(seeds)  # of each metric [N]
    of_asks = {n: Estimate.of(averaged[n], seeds[0].user).standard_error for n in names}
    cells = {
        metric: Cell(mean, deviation, of_asks.get(metric))
        for metric, (mean, deviation) in _over_seeds(seeds, popularity).items()
        if metric in of_asks or metric not in RANKING_METRICS
    }
    return Row(name, len(seeds), cells)


def _over_seeds(
    seeds: Sequence[Judged], popularity: Popularity
) -> dict[str, tuple[float, float | None]]:
    """Mean and deviation of every metric."""
    found: dict[str, list[float]] = {}
    for judged in seeds:
        metrics = {n: float(v.mean()) if len(v) else 0.0 for n, v in mean_per_ask([judged]).items()}
        calibration = Calibration.of(judged)
        if calibration is not None:
            metrics[CALIBRATION] = calibration.error
        for name, value in (metrics | list_metrics(judged, popularity)).items():
            found.setdefault(name, []).append(value)
    return {
        name: (float(np.mean(values)), float(np.std(values, ddof=1)) if len(seeds) > 1 else None)
        for name, values in found.items()
    }


def _empty_rich(first: str, columns: Sequence[str], terminal: bool) -> RichTable:
    table = RichTable(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _markdown_table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (header, rule, *lines))


def _markdown(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|" else letter for letter in text)


def finite(value: Any) -> Any:
    """Give plain values in which what is not a finite number is None, as JSON has no NaN."""
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [finite(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
