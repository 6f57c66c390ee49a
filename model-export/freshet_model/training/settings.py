"""How to train."""

import dataclasses
from dataclasses import dataclass

from freshet_model.training.augmentation import Augmentation

LOSSES = ("full", "sampled", "gbce", "bce", "squared")
# In place of a loss: one that fits the number of items, to be chosen before a training begins.
AUTO = "auto"
_SAMPLED_FROM = 20_000


@dataclass(frozen=True)
class TrainingConfig:
    """How to train.

    The learning rate rises over the first ``warm_up`` of all steps and then falls in a straight
    line to nothing at the end of ``epochs``; ``stop_after`` ends earlier on the same line.

    :param patience: epochs without a better validation before it stops
    :param batch_entries: most entries in a step
    :param average: share of the older weights in a running average of them that is judged and
        kept instead of the newest; 0 for the newest
    :param bf16: matrix products in bfloat16, where they are faster
    :param loss: one of ``LOSSES``, or ``AUTO`` until ``with_loss`` has chosen one
    :param negatives: of the sampled and the gBCE loss
    :param distillation: share of the loss that is to resemble the teachers
    :param temperature: by which teachers' and student's logits are divided
    """

    seed: int = 1
    epochs: int = 20
    stop_after: int | None = None
    patience: int = 4
    batch_entries: int = 2048
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    warm_up: float = 0.05
    average: float = 0.0
    loss: str = "full"
    negatives: int = 4096
    calibration: float = 0.75
    crop: float = 0.0
    mask: float = 0.0
    reorder: float = 0.0
    shift: bool = False
    distillation: float = 0.5
    temperature: float = 1.0
    validation_asks: int = 10_000
    bf16: bool = False
    device: str = "cpu"

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        if self.loss not in (AUTO, *LOSSES):
            raise ValueError(f"loss is '{self.loss}', expected one of {', '.join(LOSSES)}")
        if self.epochs < 1:
            raise ValueError(f"epochs is {self.epochs}, expected at least 1")

    def with_loss(self, items: int, private: bool) -> "TrainingConfig":
        """The same with a loss chosen, if that was left open.

        A private training takes no sampled softmax by itself: that knows how often items are
        targets, and no noise hides it.
        """
        if self.loss != AUTO:
            return self
        sampled = items >= _SAMPLED_FROM and not private
        return dataclasses.replace(self, loss="sampled" if sampled else "full")

    @property
    def augmentation(self) -> Augmentation:
        """How rows are changed."""
        return Augmentation(self.crop, self.mask, self.reorder)
