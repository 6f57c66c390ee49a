"""Ranks the whole vocabulary for every ask: counts, a model, and both together.

    .venv/bin/python evaluate.py --data data --checkpoint model.pt --report report

Prints a table and writes report/report.html, results.json and results.md. Several checkpoints are
seeds of one model: mean and deviation. A target that is not in the vocabulary counts as a miss for
every row. The weights of the blend are fitted on the validation part, also where the test part is
judged; ``--blend FILE`` keeps them for export.py. From ten seconds to some minutes.

Of several checkpoints the first is the one that the weights are fitted with, also for the others;
``--prequential``, the occlusion and the attention plots are of the first alone.

    .venv/bin/python evaluate.py --data data-refit --checkpoint final.pt --part test \
        --weights blend.json

judges a model that was trained on the validation part as well, with the weights from before.
"""

import argparse
import dataclasses
import datetime
import json
import os
import platform
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from freshet_model.bundle.manifest import read_blend
from freshet_model.command import (
    InputError,
    OneLineParser,
    hours,
    run,
    whole,
)
from freshet_model.counts.blend import FORMS, Blend, BlendWeights
from freshet_model.counts.blend_search import BlendSearch
from freshet_model.counts.chosen import ChosenCount, chosen_counts
from freshet_model.counts.count import Count
from freshet_model.counts.learning import Learning, LearningBlend
from freshet_model.counts.past import Past
from freshet_model.data.dataset import Asks, Dataset
from freshet_model.data.item_features import Catalogue
from freshet_model.evaluation.breakdown import by_popularity, by_time, by_window_length
from freshet_model.evaluation.explanation import (
    Explainer,
    MatrixExplainer,
    attention_asks,
    attention_maps,
    newest_asks,
    occlude,
)
from freshet_model.evaluation.figures import CurvePoint
from freshet_model.evaluation.judge import Judged, judge
from freshet_model.evaluation.metrics import Calibration, Popularity
from freshet_model.evaluation.prequential import Prequential, prequential, print_prequential
from freshet_model.evaluation.report import FILES, Report, facts
from freshet_model.evaluation.scorer import Scorer
from freshet_model.evaluation.table import Table
from freshet_model.models import CrossAttentionModel
from freshet_model.models.model_scorer import ModelScorer
from freshet_model.output import replacing, require_writable
from freshet_model.training.checkpoint import Checkpoint
from freshet_model.training.memory import keep_freed_memory

_MODEL, _BLEND = "model", "model and counts"
_HOUR = 3600


def main() -> None:
    """Judge everything, print the table, write the report."""
    arguments = parse()
    require_outputs(arguments)
    titles = Catalogue.read(arguments.items, None).titles
    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    dataset = Dataset.load(arguments.data)
    asks = dataset.part(arguments.part)
    if not len(asks):
        raise InputError(f"{arguments.data} has no {arguments.part} asks, expected at least one")
    checkpoints = [fitting(path, arguments.data, dataset) for path in arguments.checkpoint]
    if not checkpoints and (arguments.weights or arguments.blend or arguments.user):
        raise InputError("--weights, --blend and --user need a --checkpoint, expected one")
    require_users(arguments, dataset, asks)
    chosen = chosen_counts(arguments.config)
    if not chosen:
        raise InputError(f"{arguments.config} skips every count, expected one at least")
    unknown = sorted(set(arguments.beside) - set(chosen))
    if unknown:
        raise InputError(f"--beside {unknown[0]} is no count, expected some of {', '.join(chosen)}")

    past = [dataset.training]
    weights = fit_blend(arguments, dataset, checkpoints, chosen)
    if arguments.blend is not None and weights is None:
        raise InputError(
            f"--blend {arguments.blend}: there is nothing to fit, expected --checkpoint, a count "
            "in --beside, and a validation part in the data or --weights"
        )
    if arguments.part == "test":
        past.append(dataset.validation)
    counts = fit_counts(dataset, past, chosen)
    scorers = scorers_of(checkpoints, counts, weights)
    results = {name: [judge(s, dataset, asks) for s in seeds] for name, seeds in scorers.items()}
    table = Table.of(results, Popularity.of(dataset), compared(results, list(counts)))
    table.print()
    if weights is not None:
        print(f"blend, fitted on validation: {weights}")

    report = report_of(arguments, dataset, asks, checkpoints, table, results, titles)
    if arguments.prequential:
        found = live(arguments, dataset, asks, past, checkpoints, chosen, weights)
        report = dataclasses.replace(report, prequential=found)
        print_prequential(found, next((n for n in (_BLEND, _MODEL) if n in found), None))
    for name, occlusion in report.occlusions.items():
        print(f"{name}: {occlusion}")
    if arguments.report is not None:
        report.write(arguments.report)
        print(f"wrote {arguments.report / 'report.html'}")
    if arguments.blend is not None and weights is not None:
        chosen_blend = Blend(ModelScorer(checkpoints[0].model), beside(counts, weights), weights)
        text = json.dumps(chosen_blend.manifest(), indent=2) + "\n"
        with replacing(arguments.blend) as draft:
            draft.write_text(text, encoding="utf-8")
        print(f"wrote {arguments.blend}")


def parse() -> argparse.Namespace:
    """Read the flags."""
    parser = OneLineParser(prog="evaluate.py", description="Judge a model beside counts.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--checkpoint", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--part", choices=("validation", "test"), default="validation")
    parser.add_argument("--report", type=Path, metavar="DIRECTORY")
    parser.add_argument(
        "--beside", nargs="*", default=["co-visitation", "own-items"], metavar="COUNT"
    )
    parser.add_argument("--blend", type=Path, metavar="FILE", help="where to write the weights")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="of an earlier --blend")
    parser.add_argument(
        "--form",
        choices=FORMS,
        default=FORMS[0],
        help="of the blend; a z-score needs the model's score of every item, which no job has",
    )
    parser.add_argument("--cutoff", type=whole(1, 1000), default=10, help="NDCG@k of the blend")
    parser.add_argument(
        "--prequential",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="counts that go on learning",
    )
    parser.add_argument("--slice-hours", type=hours, default=1.0, help="of the counts")
    parser.add_argument("--basket-hours", type=hours, default=None)
    parser.add_argument("--items", type=Path, metavar="FILE", help="catalogue with titles")
    parser.add_argument("--users", type=whole(0, 1000), default=4, help="with an attention plot")
    parser.add_argument(
        "--user",
        nargs="+",
        default=[],
        metavar="ID",
        help="whose newest ask is drawn, in place of --users",
    )
    parser.add_argument("--occluded", type=whole(0), default=1000, help="windows to try")
    parser.add_argument("--threads", type=whole(1, 1024), default=1)
    return parser.parse_with_config("evaluate")


def require_outputs(arguments: argparse.Namespace) -> None:
    """Refuse what could not be written in the end."""
    if arguments.blend is not None:
        require_writable(arguments.blend, "--blend")
    if arguments.report is not None:
        for name in FILES:
            require_writable(arguments.report / name, "--report")


def require_users(arguments: argparse.Namespace, dataset: Dataset, asks: Asks) -> None:
    """Refuse users that could not be drawn in the end."""
    if not arguments.user:
        return
    if arguments.report is None:
        raise InputError("--user is given without --report, expected both")
    newest_asks(dataset, asks, arguments.user)


def fitting(path: Path, data: Path, dataset: Dataset) -> Checkpoint:
    """A checkpoint that was trained on this data."""
    checkpoint = Checkpoint.load(path)
    if checkpoint.vocabulary != dataset.vocabulary or (
        checkpoint.event_types != dataset.event_types
    ):
        raise InputError(
            f"{path} has another vocabulary than {data}, expected a checkpoint trained on this data"
        )
    if checkpoint.model.config.window != dataset.window:
        raise InputError(
            f"{path} has window {checkpoint.model.config.window}, expected {dataset.window} as in "
            f"{data}"
        )
    return checkpoint


def fit_counts(
    dataset: Dataset, past: Sequence[Asks], chosen: Mapping[str, ChosenCount]
) -> dict[str, Count]:
    """Every chosen count of what came before."""
    known = Past(dataset.sequences, Asks.join(past), len(dataset.vocabulary))
    return {name: count.fit(known) for name, count in chosen.items()}


def fit_blend(
    arguments: argparse.Namespace,
    dataset: Dataset,
    checkpoints: Sequence[Checkpoint],
    chosen: Mapping[str, ChosenCount],
) -> BlendWeights | None:
    """Weights that are best on the validation part, for counts that have not seen it."""
    if arguments.weights is not None:
        return read_weights(arguments.weights, chosen)
    if not checkpoints or not arguments.beside or not len(dataset.validation):
        return None
    counts = fit_counts(
        dataset, [dataset.training], {name: chosen[name] for name in arguments.beside}
    )
    search = BlendSearch(cutoff=arguments.cutoff, forms=[arguments.form])
    model = ModelScorer(checkpoints[0].model)
    return search.fit(model, counts, dataset, dataset.validation).weights


def read_weights(path: Path, chosen: Mapping[str, ChosenCount]) -> BlendWeights:
    """The weights that an earlier ``--blend`` wrote, for the same counts."""
    found = read_blend(path)
    for name, described in found["counts"].items():
        if name not in chosen or given(chosen[name].describe()) != given(described):
            raise InputError(
                f"{path} was made with {described} for '{name}', expected that in --config as well"
            )
    return BlendWeights(found["form"], found["weights"], found["epsilon"])


def given(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without those that are off, which an earlier file may lack."""
    return {name: value for name, value in settings.items() if value is not None}


def beside(counts: Mapping[str, Count], weights: BlendWeights) -> dict[str, Count]:
    """The counts that have a weight."""
    return {name: counts[name] for name in weights.weight}


def scorers_of(
    checkpoints: Sequence[Checkpoint], counts: Mapping[str, Count], weights: BlendWeights | None
) -> dict[str, list[Scorer]]:
    """All rows of the table."""
    models: list[Scorer] = [ModelScorer(checkpoint.model) for checkpoint in checkpoints]
    found: dict[str, list[Scorer]] = {name: [count] for name, count in counts.items()}
    if models:
        found[_MODEL] = models
    if weights is not None:
        found[_BLEND] = [Blend(model, beside(counts, weights), weights) for model in models]
    return found


def compared(results: Mapping[str, list[Judged]], counts: Sequence[str]) -> list[tuple[str, str]]:
    """The blend against the model, and both against the best count."""
    if _MODEL not in results:
        return []
    best = max(counts, key=lambda name: float((1 / results[name][0].rank).mean()))
    rows = [_MODEL] if _BLEND not in results else [_BLEND, _MODEL]
    pairs = [(row, best) for row in rows]
    return [(_BLEND, _MODEL), *pairs] if _BLEND in results else pairs


def report_of(
    arguments: argparse.Namespace,
    dataset: Dataset,
    asks: Asks,
    checkpoints: Sequence[Checkpoint],
    table: Table,
    results: Mapping[str, list[Judged]],
    titles: Mapping[str, str],
) -> Report:
    """Everything that a colleague would ask for."""
    shown = {name: seeds for name, seeds in results.items() if name in (_MODEL, _BLEND)} or results
    breakdowns = [
        by_window_length(dataset, asks, shown),
        by_popularity(asks, Popularity.of(dataset), shown),
        by_time(asks, shown) if dataset.split == "temporal" else None,
    ]
    random = np.random.default_rng(1)
    maps, occlusions = [], {}
    if checkpoints and (arguments.user or arguments.users):
        drawn = drawn_asks(arguments, dataset, asks, random)
        maps = attention_maps(
            explainer(checkpoints[0]), dataset, drawn, titles, by_id=bool(arguments.user)
        )
    if checkpoints and arguments.occluded:
        model = ModelScorer(checkpoints[0].model)
        occlusions = {_MODEL: occlude(model, dataset, asks, random, arguments.occluded)}
    calibrations = {
        name: found
        for name, seeds in shown.items()
        if (found := Calibration.of(seeds[0])) is not None
    }
    return Report(
        title=f"{arguments.data.name}, {arguments.part} part",
        made=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        facts=facts(dataset, arguments.part, made_by(arguments, checkpoints)),
        table=table,
        selected_by=f"NDCG@{20 if arguments.cutoff > 10 else 10}",
        breakdowns=[found for found in breakdowns if found is not None],
        calibrations=calibrations,
        occlusions=occlusions,
        attention=maps,
        training={
            path.stem: curve(checkpoint)
            for path, checkpoint in zip(arguments.checkpoint, checkpoints, strict=True)
        },
    )


def drawn_asks(
    arguments: argparse.Namespace, dataset: Dataset, asks: Asks, random: np.random.Generator
) -> Asks:
    """The asks whose attention is drawn: of the users that are named, or of any."""
    if arguments.user:
        return newest_asks(dataset, asks, arguments.user)
    return attention_asks(dataset, asks, arguments.users, random)


def explainer(checkpoint: Checkpoint) -> Explainer:
    """What the attention plots show of a model."""
    if isinstance(checkpoint.model, CrossAttentionModel):
        return MatrixExplainer(checkpoint.model)
    return ModelScorer(checkpoint.model)


def made_by(
    arguments: argparse.Namespace, checkpoints: Sequence[Checkpoint]
) -> list[tuple[str, str]]:
    """What somebody needs who wants to see the same figures."""
    seeds = [str(checkpoint.training.get("seed", "unknown")) for checkpoint in checkpoints]
    machine = (
        f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}, {os.cpu_count()} "
        f"processors, {arguments.threads} of them used; PyTorch {torch.__version__}"
    )
    seeded = [("seeds", ", ".join(seeds))] if seeds else []
    return [("command", shlex.join(sys.argv)), ("machine", machine), *seeded]


def curve(checkpoint: Checkpoint) -> list[CurvePoint]:
    """How the training went."""
    return [
        CurvePoint(epoch["number"], epoch["loss"], epoch["metrics"].get("NDCG@10"))
        for epoch in checkpoint.training.get("curve", [])
    ]


def live(
    arguments: argparse.Namespace,
    dataset: Dataset,
    asks: Asks,
    past: Sequence[Asks],
    checkpoints: Sequence[Checkpoint],
    chosen: Mapping[str, ChosenCount],
    weights: BlendWeights | None,
) -> dict[str, Prequential]:
    """The same asks in the order of time, with counts that know all but the present slice."""

    def learning() -> dict[str, Count]:
        known = Past(dataset.sequences, Asks.join(past), len(dataset.vocabulary))
        return {name: Learning(chosen[name], known) for name in arguments.beside}

    scorers: dict[str, Scorer] = dict(learning())
    if checkpoints:
        model = ModelScorer(checkpoints[0].model)
        scorers[_MODEL] = model
        if weights is not None:
            frozen = beside(fit_counts(dataset, past, chosen), weights)
            scorers[f"{_MODEL}, counts as they were"] = Blend(model, frozen, weights)
            scorers[_BLEND] = LearningBlend(model, learning(), weights)
    basket = (arguments.basket_hours or 0) * _HOUR
    return {
        name: prequential(scorer, dataset, asks, arguments.slice_hours * _HOUR, basket)
        for name, scorer in scorers.items()
    }


if __name__ == "__main__":
    run(main)
