"""The HTML report of an evaluation: one file without scripts, to show to a colleague."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from freshet_model.data.dataset import PARTS, Asks, Dataset
from freshet_model.evaluation import figures
from freshet_model.evaluation.breakdown import Breakdown
from freshet_model.evaluation.explanation import AttentionMap, Occlusion
from freshet_model.evaluation.figures import CurvePoint
from freshet_model.evaluation.metrics import Calibration
from freshet_model.evaluation.prequential import Prequential
from freshet_model.evaluation.table import (
    Table,
    finite,
    shown,
    shown_difference,
    shown_estimate,
)
from freshet_model.output import replacing

TEMPLATE = "report.html.jinja"
FILES = HTML, JSON, MARKDOWN = "report.html", "results.json", "results.md"

_SPLITS = {
    "temporal": "by time, the same cut-offs for all users",
    "leave-one-out": "leave one out: the last entry of each user is test, the one before it "
    "validation; later entries of other users are known, so compare with papers only",
    "session": "given training and test sessions, every position asked",
}


@dataclass(frozen=True)
class Report:
    """What a report shows; a part that is empty is left out.

    ``selected_by`` is the metric of the summary and of the bar chart, ``trained_by`` that of the
    training curves.
    """

    title: str
    made: str
    facts: Sequence[tuple[str, str]]
    table: Table
    selected_by: str = "NDCG@20"
    breakdowns: Sequence[Breakdown] = ()
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    occlusions: Mapping[str, Occlusion] = field(default_factory=dict)
    attention: Sequence[AttentionMap] = ()
    prequential: Mapping[str, Prequential] = field(default_factory=dict)
    training: Mapping[str, Sequence[CurvePoint]] = field(default_factory=dict)
    trained_by: str = "NDCG@10"

    def html(self) -> str:
        """Render the page; whatever comes from data is escaped."""
        environment = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        environment.filters |= {
            "cell": shown,
            "difference": shown_difference,
            "estimate": shown_estimate,
        }
        template = files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
        return environment.from_string(template).render(
            report=self,
            table=self.table,
            summary=self._summary(),
            plots=self._plots(),
            prequential={name: p.estimates() for name, p in self.prequential.items()},
            prequential_parts={
                name: {part: len(judged) for part, judged in p.parts().items()}
                for name, p in self.prequential.items()
            },
        )

    def json(self) -> dict[str, Any]:
        """Give the figures in plain values, for results.json."""
        found: dict[str, Any] = finite(
            {
                "title": self.title,
                "made": self.made,
                "facts": dict(self.facts),
                **self.table.json(),
                "breakdowns": [asdict(found) for found in self.breakdowns],
                "calibration": {
                    name: {
                        "probability": found.probability.tolist(),
                        "hit_share": found.hit_share.tolist(),
                        "count": found.count.tolist(),
                        "error": found.error,
                    }
                    for name, found in self.calibrations.items()
                },
                "occlusion": {name: found.json() for name, found in self.occlusions.items()},
                "prequential": {
                    name: {
                        part: {metric: asdict(estimate) for metric, estimate in metrics.items()}
                        for part, metrics in found.estimates().items()
                    }
                    for name, found in self.prequential.items()
                },
            }
        )
        return found

    def write(self, directory: Path) -> None:
        """Write ``report.html``, ``results.json`` and ``results.md``."""
        text = json.dumps(self.json(), indent=2, ensure_ascii=False, allow_nan=False)
        pages = {HTML: self.html(), JSON: text + "\n", MARKDOWN: self.table.markdown()}
        for name, page in pages.items():
            with replacing(directory / name) as draft:
                draft.write_text(page, encoding="utf-8")

    def _summary(self) -> list[tuple[str, str, str]]:
        """Give the first things to know: a figure, what it is, and of which row."""
        best = self.table.best(self.selected_by)
        hit = f"HR@{self.selected_by.partition('@')[2]}"
        found = [
            (shown(self.selected_by, best.cells[self.selected_by]), self.selected_by, best.name),
            (shown(hit, best.cells[hit]), hit, best.name),
        ]
        for comparison in self.table.comparisons[:2]:
            text = shown_difference(comparison.differences[self.selected_by])
            names = f"{comparison.row} against {comparison.reference}"
            found.append((text, f"{self.selected_by}, paired", names))
        return list(dict.fromkeys(found))

    def _plots(self) -> dict[str, Any]:
        """Draw every figure that there is something to draw of."""
        plots: dict[str, Any] = {
            "bars": _svg(
                figures.bars(self.table, self.selected_by),
                f"Bar chart of {self.selected_by} of every row; the table has the figures.",
                "bars",
            ),
            "lists": _svg(
                figures.list_bars(self.table),
                "Bar charts of coverage, novelty and popularity; the table has the figures.",
                "lists",
            ),
            "breakdowns": [
                _svg(
                    figures.breakdown(found),
                    f"Line charts: {found.title}. The table below has the figures.",
                    f"breakdown-{number}",
                )
                for number, found in enumerate(self.breakdowns)
            ],
            "occlusions": {
                name: _svg(
                    figures.occlusion(found),
                    "Bar chart of two mean falls; the table below has the figures.",
                    f"occlusion-{number}",
                )
                for number, (name, found) in enumerate(self.occlusions.items())
            },
            "attention": [
                _svg(figures.attention(found), f"Heat map of {found.label}.", f"attention-{number}")
                for number, found in enumerate(self.attention)
            ],
        }
        if self.calibrations:
            label = "Reliability curve; the table below has the figures."
            plots["reliability"] = _svg(
                figures.reliability(self.calibrations), label, "reliability"
            )
        if self.training:
            label = "Line charts of loss and validation metric by epoch."
            drawn = figures.training(self.training, self.trained_by)
            plots["training"] = _svg(drawn, label, "training")
        return plots


def facts(
    dataset: Dataset, part: str, others: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """What a reader has to know of the data before the first figure.

    :param part: the part that was asked
    :param others: more of them, such as the command, the machine and the seeds
    """
    asks = dataset.part(part)
    unknown = int((asks.target == 0).sum())
    found = [
        ("items", f"{len(dataset.vocabulary):,}"),
        ("users", f"{len(dataset.sequences.start) - 1:,}"),
        ("entries", f"{len(dataset.sequences.item):,}"),
        ("event types", ", ".join(dataset.event_types)),
        ("split", _SPLITS.get(dataset.split, dataset.split)),
    ]
    for name in PARTS:
        found.append((f"{name} asks", _extent(dataset.part(name))))
    found += [
        ("judged part", part),
        ("targets", f"{len(asks.target):,}, of which {unknown:,} are not in the vocabulary"),
        ("window", f"{dataset.window} entries at most"),
        ("seen items", "filtered" if dataset.filter_seen else "may be recommended again"),
    ]
    return [*found, *others]


def _extent(asks: Asks) -> str:
    if not len(asks):
        return "0"
    ends = np.array([asks.timestamp.min(), asks.timestamp.max()]).astype("datetime64[ms]")
    first, last = ends.astype("datetime64[s]").astype(str)
    return f"{len(asks):,} ({first.replace('T', ' ')} to {last.replace('T', ' ')} UTC)"


def _svg(figure: Any, label: str, name: str) -> Markup:
    # Made by matplotlib, which escapes the texts of a figure.
    return Markup(figures.svg(figure, label, name))
