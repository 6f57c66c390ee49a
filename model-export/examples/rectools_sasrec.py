"""A SASRec that RecTools trained, shipped without a change to it.

    python3 -m venv examples/.venv
    examples/.venv/bin/pip install --editable .
    examples/.venv/bin/pip install 'rectools[torch]==0.19.0'
    examples/.venv/bin/python examples/rectools_sasrec.py --data data --output bundle

Trains on what prepare.py wrote with RecTools' own data set, loss and trainer, then prints what the
bundle gives on the validation part. An environment of its own, because RecTools takes numpy back
to 1.26 on Python 3.11; pip says that freshet-model asks for a newer one, but both run.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import torch
from pytorch_lightning import Trainer
from rectools import Columns
from rectools.dataset import Dataset as RecToolsDataset
from rectools.models import SASRecModel
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.bundle import BundleContent, Trial, candidate_scores, item_count, write_bundle
from freshet_model.command import OneLineParser, run, whole
from freshet_model.data.dataset import Dataset, Windows
from freshet_model.training.memory import keep_freed_memory


class RecToolsSasRec(nn.Module):
    """The contract's inputs and outputs around RecTools' backbone, its table of items fixed."""

    table: Tensor

    def __init__(self, model: SASRecModel) -> None:
        """Take over a fitted model."""
        super().__init__()
        self.backbone = model.lightning_model.torch_model.to("cpu").eval()
        with torch.no_grad():
            table = self.backbone.item_model.get_all_embeddings()  # [V + 1, D], row 0 pads
        self.register_buffer("table", table.detach())

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, candidate: Tensor, k: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """RecTools reads items only; an entry weighs as much as its state is like the item."""
        states = self.backbone.encode_sessions({"x": item}, self.table)  # [B, L, D]
        logits = functional.linear(states[:, -1], self.table)[:, 1:]  # [B, V]
        scores = torch.log_softmax(logits, dim=1)  # [B, V]
        top_score, column = torch.topk(scores, item_count(k, len(self.table) - 1), dim=1)
        likeness = self.table[column + 1] @ states.transpose(1, 2)  # [B, K, L]
        known = (item > 0).to(torch.float32)[:, None]  # [B, 1, L]
        weights = torch.softmax(likeness * known - (1 - known) * 1e9, dim=2) * known  # [B, K, L]
        return column + 1, top_score, weights, candidate_scores(scores, candidate)


def main() -> None:
    """Fit, judge, ship."""
    parser = OneLineParser(prog="rectools_sasrec.py", description="Ship a SASRec of RecTools.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--epochs", type=whole(1), default=10)
    parser.add_argument("--dimension", type=whole(1), default=64)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    keep_freed_memory()
    dataset = Dataset.load(arguments.data)
    model = SASRecModel(
        n_blocks=2,
        n_heads=2,
        n_factors=arguments.dimension,
        session_max_len=dataset.window,
        batch_size=64,
    )
    # RecTools' own trainer shows its progress only together with logs in the working directory.
    model._trainer = Trainer(
        max_epochs=arguments.epochs, logger=False, enable_checkpointing=False, accelerator="cpu"
    )
    model.fit(RecToolsDataset.construct(interactions(dataset)))
    # RecTools numbers items as it meets them, and drops users with a single interaction.
    numbers = model.data_preparator.get_known_item_ids().tolist()
    models = write_bundle(
        BundleContent(
            name="rectools-sasrec",
            version="1",
            model=RecToolsSasRec(model),
            vocabulary=[dataset.vocabulary[number - 1] for number in numbers],
            event_types=dataset.event_types,
            window=dataset.window,
            origin={"script": "model-export/examples/rectools_sasrec.py"},
        ),
        arguments.output,
        trial=renumbered(Trial.of_validation(dataset), numbers, len(dataset.vocabulary)),
    )
    print(f"wrote {arguments.output}", *(f"{k} {v}" for k, v in models[0].report.items()), sep="\n")


def interactions(dataset: Dataset) -> pd.DataFrame:
    """What every user did up to the last training target."""
    asks, sequences = dataset.training, dataset.sequences
    user = sequences.user(asks.last)  # [N]
    newest = np.flatnonzero(np.append(user[1:] != user[:-1], True))  # [U]
    rows = []
    for ask in newest:
        entries = range(sequences.start[user[ask]], asks.last[ask] + 1)
        items = [*sequences.item[entries], *asks.target[asks.start[ask] : asks.start[ask + 1]]]
        rows += [(user[ask], item, 1.0, step) for step, item in enumerate(items) if item]
    table = pd.DataFrame(rows, columns=[Columns.User, Columns.Item, Columns.Weight, "step"])
    # Only the order counts, and a row after the other is in order.
    table[Columns.Datetime] = pd.Timestamp("2020-01-01") + pd.to_timedelta(table.pop("step"), "s")
    return table


def renumbered(trial: Trial | None, numbers: list[int], most: int) -> Trial | None:
    """The same asks with items by RecTools' numbers; what it does not know is 0."""
    if trial is None or trial.target is None:
        return None
    number = np.zeros(most + 1, np.int64)  # [V + 1]
    number[numbers] = np.arange(1, len(numbers) + 1)
    windows = trial.windows
    item = number[windows.item]  # [N, L]
    # The encoder skips what is not in the vocabulary, so padding stands on the left alone.
    order = np.argsort(item > 0, axis=1, kind="stable")  # [N, L]
    known = np.take_along_axis(item, order, axis=1) > 0  # [N, L]
    packed = Windows(
        np.take_along_axis(item, order, axis=1) * known,
        np.take_along_axis(windows.event_type, order, axis=1) * known,
        np.take_along_axis(windows.age_seconds, order, axis=1) * known,
    )
    return Trial(packed, number[trial.target], trial.drop_seen)


if __name__ == "__main__":
    run(main)
