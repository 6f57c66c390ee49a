"""Writes a checkpoint as a model bundle that the streaming job can load.

    .venv/bin/python export.py --checkpoint model.pt --name shop --version 1 --output bundle

ONNX Runtime must reproduce PyTorch's outputs, or nothing is written. Takes about ten seconds.

    .venv/bin/python export.py --checkpoint model.pt --name shop --version 1 --output bundle \
        --precision fp32 fp16 int8 --data data

writes smaller graphs beside the exact one, and prints what each costs on the validation part of
the data. ``python -m freshet_model verify bundle`` checks a bundle that exists.
"""

from collections.abc import Sequence
from pathlib import Path

import torch

from freshet_model.bundle import (
    PRECISIONS,
    BundleContent,
    ModelFile,
    Trial,
    require_new,
    write_bundle,
)
from freshet_model.bundle.manifest import read_blend
from freshet_model.command import InputError, OneLineParser, run
from freshet_model.data.dataset import Dataset
from freshet_model.models import ServingModel
from freshet_model.training.checkpoint import IN_BUNDLE, Checkpoint


def main() -> None:
    """Export."""
    parser = OneLineParser(prog="export.py", description="Write a model bundle.")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    parser.add_argument("--name", required=True, help="name of the model in slates and logs")
    parser.add_argument("--version", required=True, help="version of the model")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument(
        "--precision",
        nargs="+",
        choices=PRECISIONS,
        default=[PRECISIONS[0]],
        help="graphs to write; fp32 is always among them",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIRECTORY", help="prepared data to compare precisions on"
    )
    parser.add_argument(
        "--blend", type=Path, metavar="FILE", help="weights of counts, as evaluate.py wrote them"
    )
    parser.add_argument(
        "--with-checkpoint", action="store_true", help="keep it in the bundle, for a warm start"
    )
    arguments = parser.parse_args()
    require_new(arguments.output)

    checkpoint = Checkpoint.load(arguments.checkpoint)
    content = BundleContent(
        name=arguments.name,
        version=arguments.version,
        model=ServingModel(checkpoint.model),
        vocabulary=checkpoint.vocabulary,
        event_types=checkpoint.event_types,
        window=checkpoint.model.config.window,
        metrics=checkpoint.metrics,
        origin={"framework": f"torch {torch.__version__}", "training": checkpoint.training},
        blend=None if arguments.blend is None else read_blend(arguments.blend),
        attachments={IN_BUNDLE: checkpoint.save} if arguments.with_checkpoint else {},
    )
    trial = None if arguments.data is None else validation(arguments.data, content)
    models = write_bundle(content, arguments.output, arguments.precision, trial)
    print_costs(models, arguments.output)
    print(f"wrote {arguments.output}: it reproduces PyTorch's outputs in ONNX Runtime")


def validation(data: Path, content: BundleContent) -> Trial:
    """Windows of the validation part and what came next."""
    dataset = Dataset.load(data)
    for name in ("vocabulary", "event_types"):
        if list(getattr(dataset, name)) != list(getattr(content, name)):
            raise InputError(
                f"{data} has another {name.replace('_', ' ')} than the checkpoint, expected its own"
            )
    if dataset.window != content.window:
        raise InputError(f"{data} has window {dataset.window}, expected {content.window}")
    trial = Trial.of_validation(dataset)
    if trial is None:
        raise InputError(f"{data} has no validation asks, expected some; leave --data out")
    return trial


def print_costs(models: Sequence[ModelFile], bundle: Path) -> None:
    """Print a row for each precision: size, errors, other items, hits lost."""
    columns = {
        "score error": "maxScoreError",
        "mean": "meanScoreError",
        "overlap@10": "overlap@10",
        "overlap@20": "overlap@20",
        "HR@20": "HR@20",
        "HR@20 lost": "HR@20 lost",
    }
    shown = {title: key for title, key in columns.items() if key in models[0].report}
    print(f"{'':16}{'kB':>9}" + "".join(f"{title:>13}" for title in shown))
    for model in models:
        size = (bundle / model.path).stat().st_size / 1000
        cells = "".join(f"{model.report[key]:13.4g}" for key in shown.values())
        print(f"{model.path:16}{size:9.1f}" + cells)
    print(f"beside PyTorch in fp32 on {models[0].report['windows']:.0f} windows")


if __name__ == "__main__":
    run(main)
