"""The training loop."""

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from freshet_model.dataset import Dataset, Rows
from freshet_model.metrics import ranking_metrics, ranks
from freshet_model.model import ModelConfig, SequenceModel

# The figure of the validation part that picks the epoch.
SELECTED_BY = "NDCG@20"


@dataclass(frozen=True)
class TrainingConfig:
    """How to train.

    The learning rate rises over the first ``warm_up`` of all steps and then falls in a straight
    line to nothing at the end of ``epochs``; ``stop_after`` ends earlier on the same line.
    """

    seed: int = 1
    epochs: int = 20
    stop_after: int | None = None
    patience: int = 4
    batch_entries: int = 2048
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    warm_up: float = 0.05
    validation_rows: int = 10_000
    device: str = "cpu"


@dataclass(frozen=True)
class Trained:
    """The weights of the best epoch and what they reached on the validation rows."""

    model: SequenceModel
    metrics: dict[str, float]
    epoch: int


def train(
    dataset: Dataset,
    model_config: ModelConfig,
    config: TrainingConfig,
    report: Callable[[str], None] = print,
) -> Trained:
    """Train until the validation's NDCG@20 has not risen for ``patience`` epochs.

    Without validation rows all epochs are run and the last one is kept.
    """
    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    model = SequenceModel(model_config).to(config.device)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    steps = config.epochs * len(list(batches(dataset.training, config.batch_entries, random)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, line(steps, config.warm_up))
    sample = dataset.validation.sample(config.validation_rows, random)
    best: Trained | None = None
    for epoch in range(1, (config.stop_after or config.epochs) + 1):
        started = time.monotonic()
        loss = _epoch(model, dataset.training, optimizer, schedule, config, random)
        seconds = time.monotonic() - started
        if not len(sample):
            report(f"epoch {epoch:3d}  loss {loss:.4f}  {seconds:.1f} s")
            best = Trained(model, {}, epoch)
            continue
        metrics = model_metrics(model, sample, config.device)
        shown = "  ".join(f"{name} {value:.4f}" for name, value in metrics.items())
        report(f"epoch {epoch:3d}  loss {loss:.4f}  {shown}  {seconds:.1f} s")
        if best is None or metrics[SELECTED_BY] > best.metrics[SELECTED_BY]:
            best = Trained(copy.deepcopy(model), metrics, epoch)
        elif epoch - best.epoch >= config.patience:
            report(f"stopped: no better than epoch {best.epoch} for {config.patience} epochs")
            break
    if best is None:
        raise ValueError(f"epochs is {config.epochs}, expected at least 1")
    return Trained(best.model.to("cpu").eval(), best.metrics, best.epoch)


def line(steps: int, warm_up: float) -> Callable[[int], float]:
    """Share of the learning rate at each step: up in a straight line, and down to 0."""
    top = max(1, round(steps * warm_up))

    def share(step: int) -> float:
        if step < top:
            return (step + 1) / top
        return max(0.0, (steps - step) / max(1, steps - top))

    return share


def batches(
    rows: Rows, batch_entries: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Row numbers of an epoch, in batches of rows of about the same length.

    A batch has at most ``batch_entries`` entries, padding included, but at least one row.
    """
    lengths = rows.lengths()  # [N]
    order = np.argsort(lengths + random.random(len(lengths)), kind="stable")  # [N]
    found, start = [], 0
    for end in range(1, len(order) + 1):
        full = end == len(order) or (end + 1 - start) * lengths[order[end]] > batch_entries
        if full:
            found.append(order[start:end])
            start = end
    for index in random.permutation(len(found)):
        yield found[index]


def model_metrics(model: SequenceModel, rows: Rows, device: str = "cpu") -> dict[str, float]:
    """What the model reaches after the last entry of every row."""
    rank = model_ranks(model, rows, device)  # [M]
    return ranking_metrics(rank, torch.from_numpy(rows.row_of_target()))


def model_ranks(model: SequenceModel, rows: Rows, device: str, batch: int = 256) -> Tensor:
    """Rank [M] float32 of each row's targets among the whole vocabulary."""
    model.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(rows), batch):
            part = rows.take(np.arange(start, min(start + batch, len(rows))))
            expected, _, _ = model.last(*_inputs(part, device))
            logits = model.logits(expected)  # [B, V]
            target = torch.from_numpy(part.target).to(device)  # [m]
            row = torch.from_numpy(part.row_of_target()).to(device)  # [m]
            found.append(ranks(logits[row], target).cpu())
    return torch.cat(found) if found else torch.zeros(0)


def _inputs(rows: Rows, device: str) -> tuple[Tensor, Tensor, Tensor]:
    return (
        torch.from_numpy(rows.item).to(device),  # [B, L] int64
        torch.from_numpy(rows.event_type).to(device),  # [B, L] int64
        torch.from_numpy(rows.age_seconds).to(device),  # [B, L] float32
    )


def _loss(model: SequenceModel, rows: Rows, config: TrainingConfig) -> tuple[Tensor, int]:
    """Cross-entropy averaged over the asked positions, and over the targets of each."""
    length = rows.item.shape[1]
    key = rows.row_of_target() * length + rows.column  # [M]
    position, ask, count = np.unique(key, return_inverse=True, return_counts=True)  # [N] [M] [N]
    column, asked = _by_row(position // length, position % length, len(rows))  # [B, Q], [B, Q]
    expected = model(
        *_inputs(rows, config.device),
        torch.from_numpy(column).to(config.device),
        torch.from_numpy(asked).to(config.device),
    )
    scores = functional.log_softmax(model.logits(expected), dim=1)  # [N, V]
    chosen = torch.from_numpy(ask).to(config.device)  # [M]
    target = torch.from_numpy(rows.target).to(config.device)  # [M]
    weight = torch.from_numpy((1 / count)[ask].astype(np.float32)).to(config.device)  # [M]
    loss = -(scores[chosen, target - 1] * weight).sum() / len(position)
    return loss, len(position)


def _by_row(
    row: NDArray[np.int64], column: NDArray[np.int64], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Columns [N] of rows [N] in rising order, as [B, Q]; false where nothing is asked."""
    count = np.bincount(row, minlength=rows)  # [B]
    asked = np.arange(count.max()) < count[:, None]  # [B, Q]
    table = np.zeros(asked.shape, np.int64)  # [B, Q]
    table[asked] = column
    return table, asked


def _epoch(
    model: SequenceModel,
    rows: Rows,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    config: TrainingConfig,
    random: np.random.Generator,
) -> float:
    model.train()
    total, count = 0.0, 0
    for part in batches(rows, config.batch_entries, random):
        loss, positions = _loss(model, rows.take(part), config)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        total += float(loss.detach()) * positions
        count += positions
    return total / max(1, count)
