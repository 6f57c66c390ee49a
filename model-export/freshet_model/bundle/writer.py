"""Writes a bundle, or nothing where ONNX Runtime does not give what PyTorch gave."""

import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import nn

from freshet_model.bundle.contract import EXACT, FP32, GOLDEN, ITEMS, MODEL, Tolerance
from freshet_model.bundle.golden import GoldenVectors, require_within
from freshet_model.bundle.graph import export_graph, how_exported
from freshet_model.bundle.json_files import Fields, write_object
from freshet_model.bundle.manifest import (
    BundleFile,
    Manifest,
    ModelFile,
    check_blend,
    check_vocabulary,
    require_distinct,
)
from freshet_model.bundle.parity import Report, Trial, compare
from freshet_model.bundle.precision import file_name, write_precision
from freshet_model.bundle.runtime import onnx_answers, open_session, torch_answers
from freshet_model.bundle.verify import verify_bundle
from freshet_model.command import InputError
from freshet_model.output import require_writable_directory

# Golden vectors may be off by so many times what they are off by here: a GPU rounds elsewhere.
_MARGIN = 3.0
# An error beyond this is no matter of precision.
_MOST = Tolerance(score=1.0, attention=0.5)


@dataclass(frozen=True)
class BundleContent:
    """What a bundle is made of.

    :param model: any module that takes ``item``, ``event_type`` (both [B, L] int64),
        ``age_seconds`` ([B, L] float32) and ``k`` ([] int64), and gives ``top_item`` ([B, K]
        int64), ``top_score`` ([B, K] float32, log-probabilities) and ``top_attention`` ([B, K, L]
        float32); see ``contract.item_count`` for ``k``
    :param vocabulary: item 1, item 2, …
    :param event_types: event type 1, event type 2, …
    :param window: how many entries the model reads, L
    :param metrics: what the model reached where it was made
    :param origin: how it was made, for people
    :param blend: how the model's scores are blended with counts, as ``Blend.manifest()`` gives it
    :param attachments: other files by name, each with what writes it; the job does not read them
    """

    name: str
    version: str
    model: nn.Module
    vocabulary: Sequence[str]
    event_types: Sequence[str]
    window: int
    metrics: Mapping[str, float] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)
    blend: Mapping[str, Any] | None = None
    attachments: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse what no bundle could say."""
        for name in ("name", "version"):
            Fields(vars(self), "the bundle").text(name)
        if self.window < 1:
            raise InputError(f"the bundle's window is {self.window}, expected at least 1")
        check_vocabulary(self.vocabulary, "the vocabulary")
        require_distinct(self.event_types, "the list of event types", "one")
        if self.blend is not None:
            check_blend(self.blend)


def write_bundle(
    content: BundleContent,
    directory: Path,
    precisions: Sequence[str] = (FP32,),
    trial: Trial | None = None,
) -> list[ModelFile]:
    """Write a bundle, or nothing: the files appear only when they reproduce PyTorch's outputs.

    :param directory: a new one, or an empty one
    :param precisions: besides fp32, which is always written
    :param trial: what the precisions are compared on; random windows if it is not given
    :return: the graphs, with what each precision costs
    """
    content.check()
    require_new(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".bundle-") as temporary:
        draft = Path(temporary) / "bundle"
        draft.mkdir()
        content.model.eval()
        vectors = GoldenVectors.of(
            content.vocabulary, content.event_types, content.window, torch_answers(content.model)
        )
        _write_graphs(content, draft, precisions)
        models = _models(content, draft, precisions, vectors, trial)
        (draft / ITEMS).write_text(
            "".join(item + "\n" for item in content.vocabulary), encoding="utf-8", newline="\n"
        )
        write_object(draft / GOLDEN, vectors.to_json())
        for name, write in content.attachments.items():
            write(draft / name)
        _manifest(content, draft, models).write(draft)
        verify_bundle(draft)
        if directory.exists():
            directory.rmdir()
        draft.rename(directory)
    return models


def require_new(directory: Path) -> None:
    """Refuse a directory that a bundle could not be written to."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError(f"{directory} is not an empty directory, expected a new or an empty one")
    if directory.is_symlink() or directory.is_mount() or directory.resolve() == Path.cwd():
        raise InputError(
            f"{directory} is a link, a mount or where you are, which no bundle can take the place "
            "of; expected a new directory"
        )
    require_writable_directory(directory.parent, "the bundle")


def _write_graphs(content: BundleContent, draft: Path, precisions: Sequence[str]) -> None:
    export_graph(content.model, content.window, len(content.vocabulary), draft / MODEL)
    for precision in precisions:
        if precision != FP32:
            write_precision(precision, draft / MODEL, draft / file_name(precision))


def _models(
    content: BundleContent,
    draft: Path,
    precisions: Sequence[str],
    vectors: GoldenVectors,
    trial: Trial | None,
) -> list[ModelFile]:
    """Measure every precision, and allow each what it needs."""
    size = len(content.vocabulary)
    if trial is None:
        trial = Trial.random(size, len(content.event_types), content.window)
    answers = {}
    for precision in dict.fromkeys((FP32, *precisions)):
        path = draft / file_name(precision)
        answers[precision] = onnx_answers(open_session(path), path)
    reports = compare(torch_answers(content.model), answers, trial, size)
    models = []
    for precision, report in reports.items():
        golden = vectors.measure(answers[precision], size, precision)
        tolerance = _tolerance(precision, golden, report)
        models.append(
            ModelFile(precision, file_name(precision), tolerance, _report(report, golden, trial))
        )
    return models


def _tolerance(precision: str, golden: Tolerance, report: Report) -> Tolerance:
    """What the golden vectors may be off by, once nothing is off by more than it may."""
    for worst in (golden, report.worst):
        require_within(worst, EXACT if precision == FP32 else _MOST, precision)
    if precision == FP32:
        return EXACT
    return Tolerance(
        max(EXACT.score, _rounded_up(_MARGIN * golden.score)),
        max(EXACT.attention, _rounded_up(_MARGIN * golden.attention)),
    )


def _rounded_up(value: float) -> float:
    """With two significant digits."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.ceil(value / unit) * unit:.2g}")


def _report(report: Report, golden: Tolerance, trial: Trial) -> dict[str, float]:
    return {
        "windows": len(trial.windows),
        **report.to_json(),
        "maxGoldenScoreError": float(f"{golden.score:.4g}"),
        "maxGoldenAttentionError": float(f"{golden.attention:.4g}"),
    }


def _manifest(content: BundleContent, draft: Path, models: Sequence[ModelFile]) -> Manifest:
    return Manifest(
        name=content.name,
        version=content.version,
        window_length=content.window,
        event_types=content.event_types,
        files=[
            BundleFile.of(draft / name)
            for name in (*(model.path for model in models), ITEMS, GOLDEN, *content.attachments)
        ],
        models=models,
        blend=content.blend,
        metrics=content.metrics,
        origin={"export": how_exported(content.window), **content.origin},
    )
