"""A model that is not ours, shipped: a GRU over the window, in thirty lines.

    .venv/bin/python examples/gru.py --data data --output bundle

Trains for a minute on what prepare.py wrote, prints HR@20 on the validation part and writes a
bundle. Nothing here knows Freshet but the last lines: any module whose ``forward`` takes and gives
what ``src/site/model-bundle.md`` names can be written by ``write_bundle``.
"""

import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.bundle import BundleContent, Trial, candidate_scores, item_count, write_bundle
from freshet_model.bundle.parity import left_padded
from freshet_model.command import OneLineParser, positive, run
from freshet_model.data.dataset import Asks, Dataset, Windows


class GruRecommender(nn.Module):
    """What comes next is what the last state of a GRU is like."""

    def __init__(self, vocabulary_size: int, event_type_count: int, dimension: int = 64) -> None:
        """Make the weights."""
        super().__init__()
        self.vocabulary_size = vocabulary_size
        self.item = nn.Embedding(vocabulary_size + 1, dimension, padding_idx=0)
        self.event_type = nn.Embedding(event_type_count + 1, dimension, padding_idx=0)
        self.gru = nn.GRU(dimension, dimension, batch_first=True)

    def states(self, item: Tensor, event_type: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden states [B, L, D] and logits [B, V] after the newest entry."""
        states, _ = self.gru(self.item(item) + self.event_type(event_type))  # [B, L, D]
        return states, functional.linear(states[:, -1], self.item.weight)[:, 1:]  # [B, V]

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, candidate: Tensor, k: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """What the contract asks for; an entry weighs as much as its state is like the item."""
        states, logits = self.states(item, event_type)  # [B, L, D], [B, V]
        scores = torch.log_softmax(logits, dim=1)  # [B, V]
        top_score, column = torch.topk(scores, item_count(k, self.vocabulary_size), dim=1)
        likeness = self.item(column + 1) @ states.transpose(1, 2)  # [B, K, L]
        known = (item > 0).to(torch.float32)[:, None]  # [B, 1, L]
        weights = torch.softmax(likeness * known - (1 - known) * 1e9, dim=2) * known  # [B, K, L]
        return column + 1, top_score, weights, candidate_scores(scores, candidate)


def main() -> None:
    """Train, judge, ship."""
    parser = OneLineParser(prog="gru.py", description="Train a GRU and write it as a bundle.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--seconds", type=positive, default=60.0)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    dataset = Dataset.load(arguments.data)
    model = GruRecommender(len(dataset.vocabulary), len(dataset.event_types))
    train(model, dataset, arguments.seconds)
    models = write_bundle(
        BundleContent(
            name="gru",
            version="1",
            model=model,
            vocabulary=dataset.vocabulary,
            event_types=dataset.event_types,
            window=dataset.window,
            origin={"script": "model-export/examples/gru.py"},
        ),
        arguments.output,
        trial=Trial.of_validation(dataset),
    )
    print(f"wrote {arguments.output}", *(f"{k} {v}" for k, v in models[0].report.items()), sep="\n")


def train(model: GruRecommender, dataset: Dataset, seconds: float, batch: int = 128) -> None:
    """Adam on the cross-entropy of the first target, until the time is up."""
    random = np.random.default_rng(1)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    until, steps, loss = time.monotonic() + seconds, 0, torch.zeros(())
    while time.monotonic() < until:
        some = np.sort(random.integers(len(dataset.training), size=batch))  # [B]
        asks = dataset.training.take(some)
        windows = windows_of(dataset, asks)
        target = torch.from_numpy(asks.target[asks.start[:-1]])  # [B]
        _, logits = model.states(
            torch.from_numpy(windows.item), torch.from_numpy(windows.event_type)
        )
        loss = functional.cross_entropy(logits, target - 1, ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        steps += 1
    print(f"{steps} steps, loss {float(loss.detach()):.3f}")


def windows_of(dataset: Dataset, asks: Asks) -> Windows:
    """Windows as long as the model will be served, padded on the left."""
    return left_padded(dataset.windows(asks.first, asks.last), dataset.window)


if __name__ == "__main__":
    run(main)
