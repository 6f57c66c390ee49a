"""The cross-attention of the article at its size: ONNX Runtime beside PyTorch eager.

    .venv/bin/python benchmarks/article_case.py

1,000 users with 500 behaviours of 10 features, 10,000 items of 100 features, the best 500 for
each user. Both sides run the same weights on the same threads, in turns; prints users per second
of each, the median of the rounds, and the ratio. Takes about two minutes.
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from freshet_model.command import OneLineParser, run, whole
from freshet_model.models.cross_attention import CrossAttention

_TOLERANCE = 1e-4


class TopItems(nn.Module):
    """Scores all items for a batch of users and gives the best."""

    def __init__(self, cross: CrossAttention, item: Tensor, k: int) -> None:
        """Map the items once: they are the same for every user."""
        super().__init__()
        self.cross = cross
        self.k = k
        with torch.no_grad():
            self.items: Tensor = cross.item(item)  # [k, d]

    def forward(self, behaviour: Tensor) -> tuple[Tensor, Tensor]:
        """Probabilities [B, top] and items [B, top] for behaviours [B, n, d_u]."""
        share = self.cross.weights(self.cross.behaviour(behaviour), self.items).mean(dim=1)
        scores = torch.softmax(share @ self.items @ self.items.T, dim=1)  # [B, k]
        best, index = torch.topk(scores, self.k, dim=1)  # [B, top], [B, top]
        return best, index


def main() -> None:
    """Make the case, check that both sides agree, take turns."""
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    behaviours = torch.randn(arguments.users, arguments.behaviours, 10)  # [users, n, 10]
    cross = CrossAttention(10, 100, arguments.width).eval()
    model = TopItems(cross, torch.randn(arguments.items, 100), arguments.top)
    batches = list(torch.split(behaviours, arguments.batch))
    with tempfile.TemporaryDirectory() as directory, torch.inference_mode():
        session = exported(model, batches[0], Path(directory) / "model.onnx", arguments.threads)
        sides: dict[str, Callable[[Tensor], Tensor | np.ndarray]] = {
            "PyTorch eager": lambda batch: model(batch)[0],
            "ONNX Runtime": lambda batch: session.run(None, {"behaviour": batch.numpy()})[0],
        }
        worst = max_difference(sides, batches[0])
        if worst > _TOLERANCE:
            raise SystemExit(f"the sides differ by {worst:.2g}, expected at most {_TOLERANCE}")
        rates: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(arguments.rounds):
            for name, score in sides.items():
                started = time.perf_counter()
                for batch in batches:
                    score(batch)
                rates[name].append(arguments.users / (time.perf_counter() - started))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in middle.items():
        spread = f"{min(rates[name]):.1f} to {max(rates[name]):.1f}"
        print(f"{name:14} {rate:8.1f} users/s ({spread})")
    print(f"ratio          {middle['ONNX Runtime'] / middle['PyTorch eager']:8.2f}")
    print(f"{arguments.threads} threads, batches of {arguments.batch}, {arguments.rounds} rounds")


def parse() -> argparse.Namespace:
    """Read the flags."""
    parser = OneLineParser(prog="article_case.py", description="Time the article's own case.")
    parser.add_argument("--users", type=whole(1), default=1000)
    parser.add_argument("--behaviours", type=whole(1), default=500)
    parser.add_argument("--items", type=whole(1), default=10_000)
    parser.add_argument("--top", type=whole(1), default=500)
    parser.add_argument("--width", type=whole(1), default=64)
    parser.add_argument("--batch", type=whole(1), default=4, help="users in a call")
    parser.add_argument("--rounds", type=whole(1), default=3)
    parser.add_argument("--threads", type=whole(1), default=1)
    return parser.parse_args()


def exported(
    model: TopItems, example: Tensor, path: Path, threads: int
) -> onnxruntime.InferenceSession:
    """The same model in ONNX Runtime."""
    batch = torch.export.Dim("batch", min=1)
    # Says that torchvision, which is not used, is not there.
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    torch.onnx.export(
        model,
        (example,),
        path,
        dynamo=True,
        verbose=False,
        input_names=["behaviour"],
        dynamic_shapes=({0: batch},),
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def max_difference(
    sides: dict[str, Callable[[Tensor], Tensor | np.ndarray]], batch: Tensor
) -> float:
    """Largest difference between the sides' scores, as a share of the largest score."""
    eager, runtime = (np.asarray(score(batch)) for score in sides.values())  # both [B, top]
    return float(np.abs(eager - runtime).max() / np.abs(eager).max())


if __name__ == "__main__":
    run(main)
