"""Writes a checkpoint as a model bundle that the streaming job can load.

    .venv/bin/python export.py --checkpoint model.pt --name shop --version 1 --output bundle

ONNX Runtime must reproduce PyTorch's outputs, or nothing is written. Takes about ten seconds.

    .venv/bin/python export.py --verify bundle

checks a bundle that exists.
"""

from pathlib import Path

import torch

from freshet_model.bundle import BundleContent, verify_bundle, write_bundle
from freshet_model.checkpoint import Checkpoint
from freshet_model.command import InputError, OneLineParser, run


def main() -> None:
    """Export or verify."""
    parser = OneLineParser(prog="export.py", description="Write or verify a model bundle.")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE")
    parser.add_argument("--name", help="name of the model in slates and logs")
    parser.add_argument("--version", help="version of the model")
    parser.add_argument("--output", type=Path, metavar="DIRECTORY")
    parser.add_argument("--verify", type=Path, metavar="DIRECTORY", help="only check a bundle")
    arguments = parser.parse_args()
    if arguments.verify is not None:
        verify_bundle(arguments.verify)
        print(f"{arguments.verify} reproduces its golden vectors")
        return
    for flag in ("checkpoint", "name", "version", "output"):
        value = getattr(arguments, flag)
        if value is None or not str(value).strip():
            raise InputError(f"--{flag} is missing or empty, expected with --checkpoint")

    checkpoint = Checkpoint.load(arguments.checkpoint)
    write_bundle(
        BundleContent(
            name=arguments.name,
            version=arguments.version,
            model=checkpoint.model,
            vocabulary=checkpoint.vocabulary,
            event_types=checkpoint.event_types,
            metrics=checkpoint.metrics,
            origin={"framework": f"torch {torch.__version__}", "training": checkpoint.training},
        ),
        arguments.output,
    )
    print(f"wrote {arguments.output}: it reproduces PyTorch's outputs in ONNX Runtime")


if __name__ == "__main__":
    run(main)
