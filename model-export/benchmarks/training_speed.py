"""Seconds per epoch of our SASRec beside that of RecTools, in the same run on one core.

    examples/.venv/bin/python benchmarks/training_speed.py --data data-ml-1m --bf16

in the environment with RecTools that ``examples/rectools_sasrec.py`` says how to make.
Both train with a softmax over the whole vocabulary on the newest window of each user, as RecTools
does, with the same width, blocks, heads, feed-forward part and window; RecTools otherwise as it is
installed. An epoch of each in turn, in processes of their own, so that neither inherits the other's
memory. The first epoch of a process warms up and is not counted. A round takes about ten minutes.
"""

import argparse
import dataclasses
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from freshet_model.command import InputError, OneLineParser, run, whole
from freshet_model.data.dataset import Dataset
from freshet_model.models import ModelConfig, build
from freshet_model.training.loop import Training
from freshet_model.training.memory import keep_freed_memory
from freshet_model.training.settings import TrainingConfig

_RECTOOLS = "RecTools SASRec"
_OURS = "ours, fp32"
_OURS_BF16 = "ours, bf16"


def main() -> None:
    """Take turns, or be one turn."""
    arguments = parse()
    if arguments.turn is not None:
        print(json.dumps(turn(arguments)))
        return
    seconds: dict[str, list[float]] = {
        name: [] for name in sides() if arguments.bf16 or name != _OURS_BF16
    }
    for _ in range(arguments.rounds):
        for name in seconds:
            found = in_a_process(name)
            print(f"{name}: {', '.join(f'{each:.1f}' for each in found)} s", flush=True)
            seconds[name] += found
    reference = statistics.median(seconds[_RECTOOLS])
    for name, found in seconds.items():
        middle = statistics.median(found)
        print(f"{name:16} {middle:7.1f} s an epoch  {reference / middle:5.2f} times")


def parse() -> argparse.Namespace:
    """Read the flags."""
    parser = OneLineParser(prog="training_speed.py", description="Time an epoch of training.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--dimension", type=whole(1), default=128)
    parser.add_argument("--blocks", type=whole(1), default=2)
    parser.add_argument("--heads", type=whole(1), default=4)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--batch-entries", type=whole(1), default=4096, help="ours")
    parser.add_argument("--rounds", type=whole(1), default=2)
    parser.add_argument("--epochs", type=whole(1), default=1, help="counted, of each turn")
    parser.add_argument(
        "--bf16", action="store_true", help="ours in bfloat16, too; slow on a CPU that imitates it"
    )
    parser.add_argument("--turn", choices=list(sides()), help=argparse.SUPPRESS)
    return parser.parse_args()


def in_a_process(name: str) -> list[float]:
    """Seconds of each counted epoch of one side."""
    command = [sys.executable, *sys.argv, "--turn", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1]
        raise InputError(f"{name} failed ({reason}), expected it to end")
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def turn(arguments: argparse.Namespace) -> list[float]:
    """Train one side, and give the seconds of each epoch but the first."""
    torch.set_num_threads(1)
    dataset = Dataset.load(arguments.data)
    return sides()[arguments.turn](arguments, dataset)[1:]


def sides() -> dict[str, Callable[[argparse.Namespace, Dataset], list[float]]]:
    """Who takes part."""
    return {
        _RECTOOLS: rectools_epochs,
        _OURS: lambda arguments, dataset: our_epochs(arguments, dataset, bf16=False),
        _OURS_BF16: lambda arguments, dataset: our_epochs(arguments, dataset, bf16=True),
    }


def our_epochs(arguments: argparse.Namespace, dataset: Dataset, bf16: bool) -> list[float]:
    """Seconds of each epoch of ours."""
    keep_freed_memory()
    model = build(
        ModelConfig(
            vocabulary_size=len(dataset.vocabulary),
            event_type_count=len(dataset.event_types),
            window=dataset.window,
            dimension=arguments.dimension,
            blocks=arguments.blocks,
            heads=arguments.heads,
            feed=1,
            dropout=arguments.dropout,
            time=False,
            repeat=False,
            positions="absolute",
        )
    )
    config = TrainingConfig(
        epochs=arguments.epochs + 1,
        batch_entries=arguments.batch_entries,
        learning_rate=1e-3,
        bf16=bf16,
    )
    training = Training(newest_windows(dataset), model, config)
    seconds = []
    for _ in range(arguments.epochs + 1):
        started = time.monotonic()
        training.epoch(lambda: None)
        seconds.append(time.monotonic() - started)
    return seconds


def newest_windows(dataset: Dataset) -> Dataset:
    """Only the training asks in each user's newest window, which are all that RecTools sees."""
    asks = dataset.training
    user = dataset.sequences.user(asks.last)  # [N]
    newest = np.zeros(len(dataset.sequences.start) - 1, np.int64)  # [U]
    np.maximum.at(newest, user, asks.last)
    begin = newest[user] - dataset.window + 1  # [N]
    inside = np.flatnonzero(asks.last >= begin)  # [n]
    kept = asks.take(inside)
    kept = dataclasses.replace(kept, first=np.maximum(kept.first, begin[inside]))
    return dataclasses.replace(dataset, training=kept)


def rectools_epochs(arguments: argparse.Namespace, dataset: Dataset) -> list[float]:
    """Seconds of each epoch of RecTools."""
    try:
        import pandas as pd  # noqa: PLC0415 - both are optional
        from pytorch_lightning import Callback, Trainer  # noqa: PLC0415
        from rectools import Columns  # noqa: PLC0415
        from rectools.dataset import Dataset as RecToolsDataset  # noqa: PLC0415
        from rectools.models import SASRecModel  # noqa: PLC0415
    except ImportError as error:
        raise InputError(
            f"{error}, expected rectools[torch] as this script's description says"
        ) from None

    class EpochTimes(Callback):  # type: ignore[misc]
        def __init__(self) -> None:
            self.seconds: list[float] = []

        def on_train_epoch_start(self, *_: object) -> None:
            self.started = time.monotonic()

        def on_train_epoch_end(self, *_: object) -> None:
            self.seconds.append(time.monotonic() - self.started)

    def trainer() -> Trainer:
        return Trainer(
            max_epochs=arguments.epochs + 1,
            accelerator="cpu",
            callbacks=[EpochTimes()],
            enable_progress_bar=False,
            enable_model_summary=False,
            enable_checkpointing=False,
            logger=False,
        )

    sequences = dataset.sequences
    user = sequences.user(np.arange(len(sequences.item)))  # [E]
    # What our training sees: each user's entries up to the last training target.
    newest = np.full(len(sequences.start) - 1, -1)  # [U]
    np.maximum.at(newest, sequences.user(dataset.training.last), dataset.training.last + 1)
    trained = np.arange(len(user)) <= newest[user]  # [E]
    interactions = pd.DataFrame(
        {
            Columns.User: user[trained],
            Columns.Item: sequences.item[trained],
            Columns.Weight: 1,
            Columns.Datetime: pd.to_datetime(np.arange(len(user))[trained], unit="s"),
        }
    )
    model = SASRecModel(
        n_factors=arguments.dimension,
        n_blocks=arguments.blocks,
        n_heads=arguments.heads,
        dropout_rate=arguments.dropout,
        session_max_len=dataset.window,
        loss="softmax",
        get_trainer_func=trainer,
    )
    model.fit(RecToolsDataset.construct(interactions))
    # RecTools trains with a copy of the trainer.
    times = next(each for each in model.fit_trainer.callbacks if isinstance(each, EpochTimes))
    return times.seconds


if __name__ == "__main__":
    run(main)
