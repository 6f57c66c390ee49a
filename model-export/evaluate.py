"""Ranks the whole vocabulary after each validation window, beside three baselines.

    .venv/bin/python evaluate.py --data data --checkpoint model.pt

A target that is not in the vocabulary counts as a miss for every row of the table.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.baselines import CoVisitation, own_items, popularity
from freshet_model.checkpoint import Checkpoint
from freshet_model.command import InputError, OneLineParser, at_least, run
from freshet_model.dataset import Dataset, Rows
from freshet_model.metrics import NAMES, ranking_metrics, ranks
from freshet_model.training import model_ranks


def main() -> None:
    """Print the table."""
    parser = OneLineParser(prog="evaluate.py", description="Compare the model with baselines.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    parser.add_argument("--threads", type=at_least(1), default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    dataset = Dataset.load(arguments.data)
    checkpoint = Checkpoint.load(arguments.checkpoint)
    if checkpoint.vocabulary != dataset.vocabulary or (
        checkpoint.event_types != dataset.event_types
    ):
        raise InputError(
            f"{arguments.checkpoint} has another vocabulary than {arguments.data}, expected a "
            "checkpoint trained on this data"
        )
    if checkpoint.model.config.window != dataset.window:
        raise InputError(
            f"{arguments.checkpoint} has window {checkpoint.model.config.window}, "
            f"{arguments.data} has {dataset.window}"
        )
    rows = dataset.validation
    if not len(rows):
        raise InputError(f"{arguments.data} has no validation targets, expected at least one")

    popular = popularity(dataset)  # [V] float32
    co_visitation = CoVisitation.count(dataset)
    size = len(dataset.vocabulary)
    table = {
        "popularity": baseline_ranks(rows, lambda item: popular.expand(len(item), -1)),
        "own items": baseline_ranks(rows, lambda item: own_items(item, size)),
        "co-visitation": baseline_ranks(rows, co_visitation.scores),
        "model": model_ranks(checkpoint.model, rows, "cpu"),
    }
    print(f"{'':14}" + "".join(f"{name:>11}" for name in NAMES))
    row = torch.from_numpy(rows.row_of_target())  # [M] int64
    for name, rank in table.items():
        print(f"{name:14}" + "".join(f"{v:11.4f}" for v in ranking_metrics(rank, row).values()))
    unknown = int((rows.target == 0).sum())
    print(f"{len(rows)} windows, {len(rows.target)} targets, {unknown} not in the vocabulary")


def baseline_ranks(rows: Rows, score: Callable[[NDArray[np.int64]], Tensor]) -> Tensor:
    """Rank [M] float32 of each target by scores [B, V] of windows [B, L]."""
    found = []
    for start in range(0, len(rows), 256):
        part = rows.take(np.arange(start, min(start + 256, len(rows))))
        row = torch.from_numpy(part.row_of_target())  # [m] int64
        found.append(ranks(score(part.item)[row], torch.from_numpy(part.target)))
    return torch.cat(found)


if __name__ == "__main__":
    run(main)
