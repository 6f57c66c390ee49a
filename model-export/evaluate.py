"""Ranks the whole vocabulary after each validation window, beside two baselines.

    .venv/bin/python evaluate.py --data data --checkpoint model.pt

A target that is not in the vocabulary counts as a miss for every row of the table.
"""

from pathlib import Path

import torch

from freshet_model.baselines import CoVisitation, popularity
from freshet_model.checkpoint import Checkpoint
from freshet_model.command import InputError, OneLineParser, at_least, run
from freshet_model.dataset import Dataset
from freshet_model.metrics import ranking_metrics, ranks
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
    if not len(rows.target):
        raise InputError(f"{arguments.data} has no validation targets, expected at least one")

    target = torch.from_numpy(rows.target)  # [N] int64
    scores = popularity(dataset)  # [V] float32
    table = {
        "popularity": torch.cat(
            [
                ranks(scores.expand(len(target[i : i + 256]), -1), target[i : i + 256])
                for i in range(0, len(target), 256)
            ]
        ),
        "co-visitation": CoVisitation.count(dataset).ranks(rows),
        "model": model_ranks(checkpoint.model, rows, "cpu"),
    }
    print(f"{'':14}" + "".join(f"{name:>9}" for name in ("HR@10", "HR@20", "NDCG@10", "MRR@20")))
    for name, rank in table.items():
        print(f"{name:14}" + "".join(f"{v:9.4f}" for v in ranking_metrics(rank).values()))
    print(f"{len(target)} targets, {int((target == 0).sum())} of them not in the vocabulary")


if __name__ == "__main__":
    run(main)
