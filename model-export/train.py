"""Trains the sequence model and saves the best epoch.

    .venv/bin/python train.py --data data --checkpoint model.pt

Prints one line an epoch and stops when NDCG@20 on the validation part no longer rises. What to
expect depends on the data: compare with the baselines that evaluate.py prints, and with the
results in configs/.

    .venv/bin/python train.py --data data-all --refit model.pt --checkpoint final.pt

trains again, on data without a validation part, with everything that model.pt was made with and
for as many epochs as it found best.
"""

import argparse
import dataclasses
from pathlib import Path

import torch

from freshet_model.checkpoint import Checkpoint
from freshet_model.command import (
    InputError,
    OneLineParser,
    at_least,
    positive,
    run,
    share,
)
from freshet_model.dataset import Dataset
from freshet_model.memory import keep_freed_memory
from freshet_model.model import ModelConfig
from freshet_model.training import TrainingConfig, train


def main() -> None:
    """Read the data, train, save."""
    arguments = parse()
    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise InputError("--device is cuda but PyTorch finds no CUDA device, expected cpu")
    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    chosen, config = from_checkpoint(arguments) if arguments.refit else from_flags(arguments)
    dataset = Dataset.load(arguments.data)
    if arguments.refit and len(dataset.validation):
        raise InputError(
            f"{arguments.data} has {len(dataset.validation)} validation rows, expected none with "
            "--refit; use prepare.py --validation-share 0"
        )
    model_config = dataclasses.replace(
        chosen,
        vocabulary_size=len(dataset.vocabulary),
        event_type_count=len(dataset.event_types),
        window=dataset.window,
    )
    trained = train(dataset, model_config, config)
    training = {**dataclasses.asdict(config), "epoch": trained.epoch}
    metrics = trained.metrics
    if arguments.refit is not None:
        # What the model reached when the newest targets were kept apart: it has seen them now.
        metrics = dict(Checkpoint.load(arguments.refit).metrics)
        training["refit"] = "metrics are of the model that was trained without the newest targets"
    Checkpoint(trained.model, dataset.vocabulary, dataset.event_types, metrics, training).save(
        arguments.checkpoint
    )
    print(f"saved epoch {trained.epoch} to {arguments.checkpoint}")


def parse() -> argparse.Namespace:
    """Read the flags."""
    parser = OneLineParser(prog="train.py", description="Train the sequence model.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    parser.add_argument("--refit", type=Path, metavar="FILE", help="checkpoint with the settings")
    model = parser.add_argument_group("model")
    model.add_argument("--dimension", type=at_least(1), default=64)
    model.add_argument("--blocks", type=at_least(1), default=1)
    model.add_argument("--heads", type=at_least(1), default=2)
    model.add_argument("--dropout", type=share, default=0.2)
    training = parser.add_argument_group("training")
    training.add_argument("--seed", type=at_least(0), default=1)
    training.add_argument("--epochs", type=at_least(1), default=20)
    training.add_argument("--patience", type=at_least(1), default=4)
    training.add_argument(
        "--batch-entries", type=at_least(1), default=2048, help="most entries in a step"
    )
    training.add_argument("--learning-rate", type=positive, default=3e-3)
    training.add_argument("--weight-decay", type=share, default=0.01)
    training.add_argument("--warm-up", type=share, default=0.05, help="share of all steps")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--threads", type=at_least(1), default=1)
    return parser.parse_with_config("train")


def from_flags(arguments: argparse.Namespace) -> tuple[ModelConfig, TrainingConfig]:
    """Settings as the flags say."""
    if arguments.dimension % arguments.heads:
        raise InputError(
            f"--dimension is {arguments.dimension}, expected a multiple of --heads "
            f"{arguments.heads}"
        )
    given = vars(arguments)
    model, training = (
        {f.name: given[f.name] for f in dataclasses.fields(kind) if f.name in given}
        for kind in (ModelConfig, TrainingConfig)
    )
    return ModelConfig(1, 1, 1, **model), TrainingConfig(**training)


def from_checkpoint(arguments: argparse.Namespace) -> tuple[ModelConfig, TrainingConfig]:
    """Settings of the checkpoint, and as many epochs as were best there."""
    chosen = Checkpoint.load(arguments.refit)
    made_with = {name: value for name, value in chosen.training.items() if name != "refit"}
    stop_after = made_with.pop("epoch")
    config = TrainingConfig(**{**made_with, "stop_after": stop_after, "device": arguments.device})
    return chosen.model.config, config


if __name__ == "__main__":
    run(main)
