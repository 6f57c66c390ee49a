"""Trains the sequence model and saves the best epoch.

    .venv/bin/python train.py --data data --checkpoint model.pt

Prints one line an epoch and stops when NDCG@10 on the validation part no longer rises. What to
expect depends on the data: compare with the baselines that evaluate.py prints.
"""

import dataclasses
from pathlib import Path

import torch

from freshet_model.checkpoint import Checkpoint
from freshet_model.command import InputError, OneLineParser, at_least, positive, run, share
from freshet_model.dataset import Dataset
from freshet_model.model import ModelConfig
from freshet_model.training import TrainingConfig, train


def main() -> None:
    """Read the data, train, save."""
    parser = OneLineParser(prog="train.py", description="Train the sequence model.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    model = parser.add_argument_group("model")
    model.add_argument("--dimension", type=at_least(1), default=64)
    model.add_argument("--blocks", type=at_least(1), default=2)
    model.add_argument("--heads", type=at_least(1), default=2)
    model.add_argument("--dropout", type=share, default=0.2)
    training = parser.add_argument_group("training")
    training.add_argument("--seed", type=at_least(0), default=1)
    training.add_argument("--epochs", type=at_least(1), default=50)
    training.add_argument("--patience", type=at_least(1), default=4)
    training.add_argument("--batch", type=at_least(1), default=128)
    training.add_argument("--learning-rate", type=positive, default=1e-3)
    training.add_argument("--warm-up-steps", type=at_least(0), default=200)
    training.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    training.add_argument("--threads", type=at_least(1), default=1)
    arguments = parser.parse_args()
    if arguments.dimension % arguments.heads:
        raise InputError(
            f"--dimension is {arguments.dimension}, expected a multiple of --heads "
            f"{arguments.heads}"
        )
    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise InputError("--device is cuda but PyTorch finds no CUDA device, expected cpu")

    torch.set_num_threads(arguments.threads)
    dataset = Dataset.load(arguments.data)
    model_config = ModelConfig(
        vocabulary_size=len(dataset.vocabulary),
        event_type_count=len(dataset.event_types),
        window=dataset.window,
        dimension=arguments.dimension,
        blocks=arguments.blocks,
        heads=arguments.heads,
        dropout=arguments.dropout,
    )
    config = TrainingConfig(
        seed=arguments.seed,
        epochs=arguments.epochs,
        patience=arguments.patience,
        batch=arguments.batch,
        learning_rate=arguments.learning_rate,
        warm_up_steps=arguments.warm_up_steps,
        device=arguments.device,
    )
    trained = train(dataset, model_config, config)
    Checkpoint(
        trained.model,
        dataset.vocabulary,
        dataset.event_types,
        trained.metrics,
        {**dataclasses.asdict(config), "epoch": trained.epoch},
    ).save(arguments.checkpoint)
    print(f"saved epoch {trained.epoch} to {arguments.checkpoint}")


if __name__ == "__main__":
    run(main)
