"""The plots of a report, as matplotlib figures and as SVG that follows the page's colours."""

import io
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from freshet_model.evaluation.breakdown import METRICS, Breakdown
from freshet_model.evaluation.explanation import AttentionMap, Occlusion
from freshet_model.evaluation.metrics import Calibration
from freshet_model.evaluation.table import Table

_INK, _MUTED, _LINE = "#1b1e23", "#5a616b", "#d9dde2"
_SERIES = ("#2468b4", "#c2541a", "#12805c", "#7a4fc0", "#a03a6e", "#7a6a10")
_MARKERS = ("o", "s", "^", "D", "v", "P")
# In a page the colours are variables, so that they change between light and dark.
_VARIABLES = {_INK: "--ink", _MUTED: "--muted", _LINE: "--line"} | {
    colour: f"--series-{number}" for number, colour in enumerate(_SERIES, start=1)
}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.size": 10.5,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titlecolor": _INK,
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "axes.labelcolor": _MUTED,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "grid.color": _LINE,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "legend.labelcolor": _INK,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.5,
    "text.color": _INK,
    "xtick.color": _LINE,
    "xtick.labelcolor": _MUTED,
    "ytick.color": _LINE,
    "ytick.labelcolor": _MUTED,
}
_WHISKER = {"ecolor": _INK, "elinewidth": 1.2, "capsize": 2.5, "capthick": 1.2}
_WIDTH = 10.4
_MOST_TICK_LETTERS = 45


@dataclass(frozen=True)
class CurvePoint:
    """What the training loop said after an epoch; the metric is None without validation."""

    epoch: int
    loss: float
    metric: float | None = None


@contextmanager
def _figure(width: float, height: float) -> Iterator[Figure]:
    """Give a figure in inches that is drawn in the report's style."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasSVG(figure)
        yield figure


def bars(table: Table, metric: str) -> Figure:
    """One metric of all rows, the best first.

    Whiskers are the deviation over seeds, or twice the standard error of a single run.
    """
    rows = sorted(table.rows, key=lambda row: -row.cells[metric].mean)
    means = [row.cells[metric].mean for row in rows]
    whiskers = []
    for row in rows:
        cell = row.cells[metric]
        error = 2 * (cell.standard_error or 0.0) if cell.deviation is None else cell.deviation
        whiskers.append(float(np.nan_to_num(error)))
    with _figure(_WIDTH, 0.8 + 0.36 * len(rows)) as figure:
        axes = figure.subplots()
        _bars(axes, [row.name for row in rows], means, whiskers)
        axes.set_xlabel(metric)
    return figure


def list_bars(table: Table) -> Figure:
    """Coverage, novelty and popularity of the lists of every row."""
    names = ("Coverage@20", "Novelty@20", "Popularity@20")
    with _figure(_WIDTH, 1.0 + 0.36 * len(table.rows)) as figure:
        panels = figure.subplots(1, len(names), sharey=True)
        for axes, name in zip(panels, names, strict=True):
            means = [row.cells[name].mean for row in table.rows]
            _bars(axes, [row.name for row in table.rows], means, None)
            axes.set_title(name)
            axes.set_xticks([])
            axes.spines["bottom"].set_visible(False)
    return figure


def _bars(
    axes: Axes, names: Sequence[str], means: Sequence[float], whiskers: Sequence[float] | None
) -> None:
    place = np.arange(len(names))
    axes.barh(place, means, height=0.62, color=_SERIES[0], xerr=whiskers, error_kw=_WHISKER)
    ends = [
        mean + whisker for mean, whisker in zip(means, whiskers or [0.0] * len(means), strict=True)
    ]
    for at, mean, end in zip(place, means, ends, strict=True):
        axes.annotate(
            f"{mean:.2f}" if abs(mean) >= 10 else f"{mean:.3f}",
            (end, at),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=_INK,
        )
    axes.set_yticks(place, [shortened(name) for name in names])
    axes.tick_params(axis="y", labelcolor=_INK, length=0)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, max([*ends, 1e-9]) * 1.25)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.grid(visible=False, axis="y")


def breakdown(found: Breakdown) -> Figure:
    """A line a row over the groups, a panel a metric; whiskers are twice the standard error."""
    place = np.arange(len(found.groups))
    labels = [textwrap.fill(group, 12) for group in found.groups]
    step = 1 + sum(len(group) for group in found.groups) // _MOST_TICK_LETTERS
    with _figure(_WIDTH, 3.1) as figure:
        panels = figure.subplots(1, len(METRICS))
        for axes, metric in zip(panels, METRICS, strict=True):
            for number, (name, metrics) in enumerate(found.rows.items()):
                means = [estimate.mean for estimate in metrics[metric]]
                errors = [2 * np.nan_to_num(e.standard_error) for e in metrics[metric]]
                axes.errorbar(place, means, errors, label=shortened(name), **_line(number))
            axes.set_title(metric)
            axes.set_xticks(place[::step], labels[::step])
            axes.set_xlabel(found.axis)
            axes.set_ylim(0, min(1.02, axes.get_ylim()[1]))
            axes.grid(visible=False, axis="x")
        _legend(figure, panels[0], len(found.rows))
    return figure


def reliability(calibrations: Mapping[str, Calibration]) -> Figure:
    """How often the first item came against its probability; exact models lie on the diagonal."""
    with _figure(5.4, 4.6) as figure:
        axes = figure.subplots()
        largest = 1e-9
        for number, (name, found) in enumerate(calibrations.items()):
            share = found.hit_share  # [bins]
            errors = 2 * np.sqrt(share * (1 - share) / found.count)  # [bins]
            label = f"{shortened(name)}, ECE {found.error:.4f}"
            axes.errorbar(found.probability, share, errors, label=label, **_line(number))
            largest = max(largest, float(found.probability.max()), float((share + errors).max()))
        axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 4)))
        axes.set_xlim(0, min(1.0, largest * 1.05))
        axes.set_ylim(0, min(1.0, largest * 1.05))
        axes.set_xlabel("probability of the first item")
        axes.set_ylabel("share of asks where it came")
        axes.legend(loc="upper left")
    return figure


def occlusion(found: Occlusion) -> Figure:
    """Mean fall of the first item's log-probability; whiskers are twice the standard error."""
    falls = list(found.estimates().items())[:2]
    with _figure(_WIDTH, 1.5) as figure:
        axes = figure.subplots()
        names = [name.removeprefix("fall ") for name, _ in falls]
        means = [estimate.mean for _, estimate in falls]
        errors = [2 * float(np.nan_to_num(estimate.standard_error)) for _, estimate in falls]
        _bars(axes, names, means, errors)
        lowest = min(mean - error for mean, error in zip(means, errors, strict=True))
        axes.set_xlim(left=min(0.0, lowest * 1.1))
        axes.set_xlabel("fall of the log-probability (nats)")
    return figure


def attention(found: AttentionMap) -> Figure:
    """Recommended items against entries of the window; the fuller a cell, the heavier."""
    rows, columns = found.weight.shape
    heaviest = max(float(found.weight.max(initial=0.0)), 1e-9)
    with _figure(max(4.0, 2.6 + 0.32 * columns), 1.6 + 0.27 * rows) as figure:
        axes = figure.subplots()
        for row, column in np.ndindex(rows, columns):
            weight = max(0.0, float(found.weight[row, column])) / heaviest
            cell = Rectangle((column + 0.04, row + 0.06), 0.92, 0.88, color=_SERIES[0], linewidth=0)
            cell.set_alpha(0.04 + 0.96 * weight)
            axes.add_patch(cell)
        axes.set_xlim(0, columns)
        axes.set_ylim(rows, 0)
        names = [shortened(name, 18) for name in found.window]
        axes.set_xticks(
            np.arange(columns) + 0.5, names, rotation=60, ha="right", rotation_mode="anchor"
        )
        axes.set_yticks(np.arange(rows) + 0.5, [shortened(name) for name in found.recommended])
        axes.tick_params(length=0, labelcolor=_INK)
        axes.set_xlabel("window, oldest entry first")
        axes.set_ylabel("recommended, best first")
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
    return figure


def training(curves: Mapping[str, Sequence[CurvePoint]], metric: str) -> Figure:
    """Loss and validation metric by epoch, a line a run."""
    with _figure(_WIDTH, 3.1) as figure:
        panels = figure.subplots(1, 2)
        for number, (name, points) in enumerate(curves.items()):
            judged = [point for point in points if point.metric is not None]
            style = _line(number) | {"capsize": 0, "markersize": 3.5}
            panels[0].errorbar(
                [point.epoch for point in points],
                [point.loss for point in points],
                label=shortened(name),
                **style,
            )
            panels[1].errorbar(
                [point.epoch for point in judged], [point.metric for point in judged], **style
            )
        for axes, title in zip(
            panels, ("loss in training", f"{metric} on validation"), strict=True
        ):
            axes.set_title(title)
            axes.set_xlabel("epoch")
            axes.grid(visible=False, axis="x")
            axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        _legend(figure, panels[0], len(curves))
    return figure


def svg(figure: Figure, label: str, name: str) -> str:
    """Give an SVG element for a page.

    :param label: what a person who cannot see it is told
    :param name: keeps the ids of several figures on one page apart
    """
    text = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context(_STYLE | {"svg.hashsalt": name}), warnings.catch_warnings():
        # The browser draws the text and has other fonts than matplotlib.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(text, format="svg", transparent=True, metadata=nothing)
    drawn = text.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r'<g id="[^"]*"', "<g", drawn)
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'style="[^"]*"', _with_variables, drawn)
    width, height = figure.get_size_inches() * 72  # points
    pixels = width * 4 / 3
    head = (
        f'<svg role="img" aria-label={quoteattr(label)} viewBox="0 0 {width:g} {height:g}" '
        f'style="max-width: {pixels:.0f}px; min-width: min(40rem, {pixels:.0f}px)" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return head + drawn[drawn.index(">") + 1 :].strip()


def _with_variables(style: re.Match[str]) -> str:
    text = style.group()
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    return text


def shortened(name: str, longest: int = 32) -> str:
    """Give a name that fits beside a plot."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _line(number: int) -> dict[str, Any]:
    return {
        "color": _SERIES[number % len(_SERIES)],
        "marker": _MARKERS[number % len(_MARKERS)],
        "linestyle": "-" if number < len(_SERIES) else "--",
        "elinewidth": 1.0,
        "capsize": 2.0,
    }


def _legend(figure: Figure, axes: Axes, count: int) -> None:
    if count < 2:
        return
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=min(count, 4))
