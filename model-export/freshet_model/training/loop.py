"""The training loop."""

import copy
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from freshet_model.data.dataset import Asks, Dataset
from freshet_model.evaluation.judge import judge
from freshet_model.evaluation.metrics import ranking_metrics
from freshet_model.models import SequenceModel, TargetAttention
from freshet_model.models.interface import Expectation, Window
from freshet_model.models.model_scorer import ModelScorer, window_of
from freshet_model.training.calibration import calibrate
from freshet_model.training.checkpoint import UNREADABLE, not_of_train
from freshet_model.training.losses import (
    GeneralisedBce,
    Loss,
    Outcome,
    SampledSoftmax,
    bce,
    full_softmax,
    shortlist_softmax,
    softmax_bce,
    squared,
)
from freshet_model.training.resume import (
    Progress,
    cuda_random_states,
    made_of,
    random_state,
    set_cuda_random_states,
)
from freshet_model.training.rows import Batch, Rows, batch_of, batches
from freshet_model.training.settings import TrainingConfig
from freshet_model.training.watch import Epoch, Watch

# The figure of the validation part that picks the epoch, and those that are shown.
SELECTED_BY = "NDCG@10"
SHOWN = ("HR@10", "NDCG@10", "HR@20", "MRR@20")
# Target attention learns from so many positions of a step.
_SHORTLIST_POSITIONS = 256
# Older weights only count once there are some.
_AVERAGE_RISES_OVER = 10


@dataclass(frozen=True)
class Trained:
    """The weights of the best epoch and what they reached on the validation asks."""

    model: SequenceModel
    metrics: dict[str, float]
    epoch: int
    curve: list[Epoch]


@dataclass
class Training:
    """A training on its way: the model, what moves it, and what it has reached."""

    dataset: Dataset
    model: SequenceModel
    config: TrainingConfig
    teachers: Sequence[SequenceModel] = ()
    progress: Path | None = None
    ways: Mapping[str, str] = field(default_factory=dict)
    curve: list[Epoch] = field(default_factory=list)
    belongs_to: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Set everything up from the seed."""
        config, asks = self.config, self.dataset.training
        torch.manual_seed(config.seed)
        self.random = np.random.default_rng(config.seed)
        self.model.to(config.device)
        self.optimizer = torch.optim.AdamW(
            decaying(self.model, config.weight_decay), lr=config.learning_rate
        )
        self.rows = Rows.cut(self.dataset, asks)
        self.steps = self.steps_per_epoch()
        self.schedule = self._schedule()
        self.loss = loss_of(config, self.dataset, self.model.config.kind)
        self.average = copy.deepcopy(self.model) if config.average else None
        self.best = copy.deepcopy(self.model.state_dict())
        self.best_epoch = 0
        self._go_on()

    def steps_per_epoch(self) -> int:
        """How many steps an epoch takes."""
        order = np.random.default_rng(self.config.seed)
        return len(list(batches(self.rows.lengths(), self.config.batch_entries, order)))

    def _schedule(self, done: int = 0) -> torch.optim.lr_scheduler.LambdaLR:
        """The line of learning rates, after so many steps."""
        rates = line(self.config.epochs * self.steps, self.config.warm_up)
        return torch.optim.lr_scheduler.LambdaLR(self.optimizer, rates, last_epoch=done - 1)

    def run(self, watch: Watch) -> Trained:
        """Train until the validation has not become better for ``patience`` epochs.

        Without validation asks all epochs are run and the last one is kept.
        """
        config = self.config
        sample = self.dataset.validation.sample(
            config.validation_asks, np.random.default_rng(config.seed)
        )
        last = config.stop_after or config.epochs
        steps = watch.steps(last * self.steps, len(self.curve) * self.steps)
        for number in range(len(self.curve) + 1, last + 1):
            # First, because it may have been interrupted right after its last epoch.
            if self.curve and number - 1 - self.best_epoch >= config.patience:
                watch.say(f"stopped: no better than epoch {self.best_epoch}")
                break
            started = time.monotonic()
            loss = self.epoch(lambda: next(steps, None))
            seconds = time.monotonic() - started
            metrics = self._metrics(sample)
            self.curve.append(Epoch(number, loss, seconds, metrics))
            watch.epoch(self.curve[-1])
            if not metrics or self.best_epoch == 0 or self._is_better(metrics):
                self.best_epoch = number
                self.best = copy.deepcopy(self.judged.state_dict())
            self._save()
        steps.close()
        self.model.load_state_dict(self.best)
        if len(sample):
            calibrate(self.model, self.dataset, sample, config.device)
        metrics = self.curve[self.best_epoch - 1].metrics
        return Trained(self.model.to("cpu").eval(), metrics, self.best_epoch, self.curve)

    @property
    def judged(self) -> SequenceModel:
        """The weights that are judged and kept: the newest, or their running average."""
        return self.model if self.average is None else self.average

    def _is_better(self, metrics: dict[str, float]) -> bool:
        return metrics[SELECTED_BY] > self.curve[self.best_epoch - 1].metrics[SELECTED_BY]

    def _metrics(self, sample: Asks) -> dict[str, float]:
        if not len(sample):
            return {}
        scorer = ModelScorer(self.judged, self.config.device)
        found = ranking_metrics(judge(scorer, self.dataset, sample))
        return {name: found[name] for name in SHOWN}

    def epoch(self, step_begins: Callable[[], Any]) -> float:
        """One pass over the rows; gives the mean loss of an asked position."""
        config, asks = self.config, self.dataset.training
        self.model.train()
        if config.shift:
            self.rows = Rows.cut(self.dataset, asks, self.random)
        total, count = 0.0, 0
        for part in batches(self.rows.lengths(), config.batch_entries, self.random):
            step_begins()
            batch = self.batch(part)
            if not len(batch.target):
                continue
            loss, positions = self._step(batch)
            total += loss * positions
            count += positions
        return total / max(1, count)

    def move(self) -> None:
        """Move the weights along their gradients, and the running average after them."""
        self.optimizer.step()
        self.schedule.step()
        if self.average is not None:
            _follow(self.average, self.model, self.config.average, self.schedule.last_epoch)

    def batch(self, rows: NDArray[np.int64]) -> Batch:
        """Rows with these numbers, augmented."""
        batch = batch_of(self.dataset, self.dataset.training, self.rows, rows)
        return self.config.augmentation.apply(batch, self.random)

    def _step(self, batch: Batch) -> tuple[float, int]:
        loss, positions = self.loss_of_batch(batch)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.move()
        return float(loss.detach()), positions

    def loss_of_batch(self, batch: Batch) -> tuple[Tensor, int]:
        """Mean loss of the asked positions, and how many there are."""
        config = self.config
        window = window_of(batch.windows, config.device)
        asked = torch.from_numpy(batch.asked).to(config.device)  # [B, L]
        outcome = Outcome(
            torch.from_numpy(batch.position).to(config.device),  # [P]
            torch.from_numpy(batch.target).to(config.device),  # [P]
            torch.from_numpy(batch.weight).to(config.device),  # [P]
        )
        kind = torch.from_numpy(batch.target_type).to(config.device)  # [P]
        device = torch.device(config.device).type
        with torch.autocast(device, dtype=torch.bfloat16, enabled=config.bf16):
            if isinstance(self.model, TargetAttention):
                encoded = self.model.encoder.encode(window)
                expected = self.model.encoder.expect(window, encoded, asked)
                loss = self._shortlist_loss(self.model, window, encoded, asked, expected, outcome)
            else:
                expected = self.model(window, asked)
                loss = torch.zeros((), device=config.device)
            loss = loss + of_tasks(self.model, self.loss, expected, outcome, kind)
            if self.teachers:
                taught = self._taught(window, asked, expected)
                loss = (1 - config.distillation) * loss + config.distillation * taught
        return loss, len(expected.vector)

    def _shortlist_loss(
        self,
        model: TargetAttention,
        window: Window,
        encoded: Any,
        asked: Tensor,
        expected: Expectation,
        outcome: Outcome,
    ) -> Tensor:
        """What target attention makes of the encoder's best items, as serving will ask."""
        picked = torch.randperm(len(outcome.target), device=outcome.target.device)
        picked = picked[:_SHORTLIST_POSITIONS]  # [n]
        position, target = outcome.position[picked], outcome.target[picked]  # [n], [n]
        every = model.log_probabilities(expected.take(position)).detach().float()  # [n, V]
        size = min(model.config.shortlist, every.shape[1])
        share, column = torch.topk(every, size, dim=1)  # [n, S], [n, S]
        item = column + 1  # [n, S]
        gain = model.adjust(window, encoded, asked.nonzero()[position], item)  # [n, S]
        return shortlist_softmax(share + gain, item, target)

    def _taught(self, window: Window, asked: Tensor, expected: Expectation) -> Tensor:
        """How far the student is from its teachers: Hinton et al., 2015, at a temperature.

        "Distilling the Knowledge in a Neural Network", section 2, without the hard targets.
        """
        heat = self.config.temperature
        with torch.no_grad():
            every = [
                torch.softmax(_shares(teacher, teacher(window, asked)) / heat, dim=1)  # [N, V]
                for teacher in self.teachers
            ]
            taught = torch.stack(every).mean(dim=0)  # [N, V]
        student = torch.log_softmax(_shares(self.model, expected) / heat, dim=1)  # [N, V]
        return functional.kl_div(student, taught, reduction="batchmean") * heat**2

    def _save(self) -> None:
        if self.progress is None:
            return
        Progress(
            self.belongs_to,
            self.model.state_dict(),
            None if self.average is None else self.average.state_dict(),
            self.best,
            self.best_epoch,
            self.optimizer.state_dict()["state"],
            self.schedule.last_epoch,
            torch.get_rng_state(),
            random_state(self.random),
            [asdict(epoch) for epoch in self.curve],
            cuda_random_states(),
        ).save(self.progress)

    def _go_on(self) -> None:
        """Take over what an interrupted training left."""
        if self.progress is None:
            return
        self.belongs_to = made_of(self.config, self.model, self.dataset, self.teachers, self.ways)
        found = Progress.load(self.progress, self.belongs_to)
        if found is None:
            return
        try:
            self._take_over(found)
        except UNREADABLE as error:
            raise not_of_train(self.progress, "progress", error) from None

    def _take_over(self, found: Progress) -> None:
        """Put everything where it was; what does not fit raises what PyTorch and numpy raise."""
        self.best, self.best_epoch, self.curve = found.best, found.best_epoch, found.epochs()
        shown = set(SHOWN) if len(self.dataset.validation) else set()
        if any(epoch.metrics.keys() != shown for epoch in self.curve):
            raise ValueError(f"an epoch has other metrics than {', '.join(shown) or 'none'}")
        # The best weights are needed in the end, and have to fit now.
        for weights in (found.best, found.model):
            self.model.load_state_dict(weights)
        if self.average is not None:
            self.average.load_state_dict(found.average or {})
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": found.moments, "param_groups": groups})
        for parameter, moments in self.optimizer.state.items():
            for name in ("exp_avg", "exp_avg_sq"):
                if moments[name].shape != parameter.shape:
                    raise ValueError(f"{name} of a parameter is {list(moments[name].shape)}")
            moments["step"].item()
        self.schedule = self._schedule(found.steps)
        torch.set_rng_state(found.torch_random)
        set_cuda_random_states(found.cuda_random)
        self.random.bit_generator.state = found.numpy_random


def line(steps: int, warm_up: float) -> Callable[[int], float]:
    """Share of the learning rate at each step: up in a straight line, and down to 0."""
    top = max(1, round(steps * warm_up))

    def share(step: int) -> float:
        if step < top:
            return (step + 1) / top
        return max(0.0, (steps - step) / max(1, steps - top))

    return share


def decaying(model: SequenceModel, weight_decay: float) -> list[dict[str, Any]]:
    """Parameters in two groups: matrices decay, norms and biases do not."""
    trained = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]


def loss_of(config: TrainingConfig, dataset: Dataset, kind: str) -> Loss:
    """The configured loss of a kind of model."""
    if config.loss == "sampled":
        target = dataset.training.target  # [M]
        count = np.bincount(target, minlength=len(dataset.vocabulary) + 1)  # [V + 1]
        share = torch.from_numpy((count / len(target)).astype(np.float32))  # [V + 1]
        return SampledSoftmax(share.to(config.device), config.negatives)
    if config.loss == "gbce":
        return GeneralisedBce(config.negatives, config.calibration)
    if config.loss == "bce" and kind == "cross_attention":
        # Of the formulas' p, as squared is. Plain bce wants low logits for nearly all items, and a
        # mixture of the items' own vectors has no low product with all of them: it learned nothing.
        return softmax_bce
    return {"full": full_softmax, "bce": bce, "squared": squared}[config.loss]


def of_tasks(
    model: SequenceModel, loss: Loss, expected: Expectation, outcome: Outcome, kind: Tensor
) -> Tensor:
    """The loss of each head on the targets of its event type [P], or of all where there is one."""
    if model.heads is None:
        return loss(expected, outcome)
    total = torch.zeros((), device=kind.device)
    for task, (event_type, _) in enumerate(model.heads.tasks):
        chosen = kind == event_type  # [P]
        if not bool(chosen.any()):
            continue
        asked, position = torch.unique(outcome.position[chosen], return_inverse=True)  # [n], [p]
        weight = outcome.weight[chosen]  # [p]
        whole = torch.zeros(len(asked), device=kind.device).index_add_(0, position, weight)  # [n]
        part = Outcome(position, outcome.target[chosen], weight / whole[position])
        share = len(asked) / len(expected.vector)
        total = total + share * loss(model.heads.of(expected.take(asked), task), part)
    return total


def _shares(model: SequenceModel, expected: Expectation) -> Tensor:
    """Log-probabilities [N, V] float32."""
    return model.log_probabilities(expected).float()


def _follow(average: SequenceModel, model: SequenceModel, share: float, steps: int) -> None:
    """Move the running average towards the newest weights."""
    share = min(share, steps / (steps + _AVERAGE_RISES_OVER))
    with torch.no_grad():
        for old, new in zip(average.parameters(), model.parameters(), strict=True):
            old.lerp_(new, 1 - share)
