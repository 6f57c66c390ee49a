"""The training loop."""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from freshet_model.dataset import Dataset, Targets
from freshet_model.metrics import ranking_metrics, ranks
from freshet_model.model import ModelConfig, SequenceModel


@dataclass(frozen=True)
class TrainingConfig:
    """How to train."""

    seed: int = 1
    epochs: int = 50
    patience: int = 4
    batch: int = 128
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up_steps: int = 200
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
    """Train until the validation's NDCG@10 has not risen for ``patience`` epochs.

    Without validation rows all epochs are run and the last one is kept.
    """
    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    model = SequenceModel(model_config).to(config.device)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    warm_up = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / max(1, config.warm_up_steps))
    )
    sample = dataset.validation.sample(config.validation_rows, random)
    best: Trained | None = None
    for epoch in range(1, config.epochs + 1):
        started = time.monotonic()
        loss = _epoch(model, dataset, optimizer, warm_up, config, random)
        metrics = ranking_metrics(model_ranks(model, sample, config.device))
        seconds = time.monotonic() - started
        report(
            f"epoch {epoch:3d}  loss {loss:.4f}  NDCG@10 {metrics['NDCG@10']:.4f}  "
            f"HR@10 {metrics['HR@10']:.4f}  {seconds:.1f} s"
        )
        risen = best is None or metrics["NDCG@10"] > best.metrics["NDCG@10"]
        if risen or not len(sample.target):
            best = Trained(copy.deepcopy(model), metrics, epoch)
        elif best is not None and epoch - best.epoch >= config.patience:
            report(f"stopped: no better than epoch {best.epoch} for {config.patience} epochs")
            break
    if best is None:
        raise ValueError(f"epochs is {config.epochs}, expected at least 1")
    return Trained(best.model.to("cpu").eval(), best.metrics, best.epoch)


def model_ranks(model: SequenceModel, rows: Targets, device: str, batch: int = 256) -> Tensor:
    """Rank [N] float32 of each row's target among the whole vocabulary."""
    model.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(rows.target), batch):
            part = slice(start, start + batch)
            expected, _, _ = model.last(
                torch.from_numpy(rows.item[part]).to(device),  # [B, L] int64
                torch.from_numpy(rows.event_type[part]).to(device),  # [B, L] int64
                torch.from_numpy(rows.age_seconds[part]).to(device),  # [B, L] float32
            )
            target = torch.from_numpy(rows.target[part]).to(device)  # [B] int64
            found.append(ranks(model.logits(expected), target).cpu())
    return torch.cat(found) if found else torch.zeros(0)


def _epoch(
    model: SequenceModel,
    dataset: Dataset,
    optimizer: torch.optim.Optimizer,
    warm_up: torch.optim.lr_scheduler.LRScheduler,
    config: TrainingConfig,
    random: np.random.Generator,
) -> float:
    model.train()
    rows = dataset.training
    order = random.permutation(len(rows.target))  # [N]
    total, count = 0.0, 0
    for start in range(0, len(order), config.batch):
        part = order[start : start + config.batch]  # [B]
        target = torch.from_numpy(rows.target[part]).to(config.device)  # [B, L] int64
        expected = model(
            torch.from_numpy(rows.item[part]).to(config.device),  # [B, L] int64
            torch.from_numpy(rows.event_type[part]).to(config.device),  # [B, L] int64
            torch.from_numpy(rows.age_seconds[part]).to(config.device),  # [B, L] float32
        )  # [B, L, D] float32
        asked = target > 0  # [B, L] bool
        logits = model.logits(expected[asked])  # [M, V] float32
        loss = functional.cross_entropy(logits, target[asked] - 1)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        warm_up.step()
        total += float(loss.detach()) * len(logits)
        count += len(logits)
    return total / max(1, count)
