"""One score from a model's log-probabilities and counts, by a formula that a job can do as well.

``N`` is the number of asks, ``B`` of windows in a batch and ``V`` of items in the vocabulary.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.counts.count import Count
from freshet_model.data.dataset import Asks, Windows
from freshet_model.evaluation.scorer import Scorer

LOG_LINEAR = "log-linear"
Z_SCORE = "z-score"
FORMS = (LOG_LINEAR, Z_SCORE)


@dataclass(frozen=True)
class BlendWeights:
    """How the parts are put together: the form, and the weight and epsilon of each count.

    ``log-linear``: score = model + sum over counts of weight * log(share + epsilon), where share
    is a count's score divided by the sum of the count's scores over the vocabulary. Scores below
    0 are taken as 0, and where the sum is 0 all shares are. The model's score is its
    log-probability, or any score that differs from it by a constant for each window.

    ``z-score``: score = z(model) + sum over counts of weight * z(count), where z takes away the
    mean over the vocabulary and divides by the standard deviation (of the population); where that
    is 0, z is 0. It needs the model's score of every item, the other form only of candidates.
    """

    form: str
    weight: dict[str, float]
    epsilon: dict[str, float]

    def __post_init__(self) -> None:
        """Refuse an unknown form, and numbers that cannot be."""
        if self.form not in FORMS:
            raise InputError(f"blend: form is '{self.form}', expected {' or '.join(FORMS)}")
        if self.weight.keys() != self.epsilon.keys():
            raise InputError(
                f"blend: weights of {sorted(self.weight)} and epsilons of {sorted(self.epsilon)}, "
                "expected the same counts"
            )
        for name, weight in self.weight.items():
            if not math.isfinite(weight):
                raise InputError(f"blend: weight of '{name}' is {weight}, expected a finite number")
            if not 0 < self.epsilon[name] < math.inf:
                raise InputError(
                    f"blend: epsilon of '{name}' is {self.epsilon[name]}, expected more than 0"
                )


@dataclass(frozen=True)
class Blend:
    """A model and counts beside it, put together by weights."""

    model: Scorer
    counts: Mapping[str, Count]
    weights: BlendWeights

    def __post_init__(self) -> None:
        """Refuse weights of other counts."""
        if self.counts.keys() != self.weights.weight.keys():
            raise InputError(
                f"blend: weights of {sorted(self.weights.weight)}, expected those of "
                f"{sorted(self.counts)}"
            )

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Blend the scores of all parts: [B, V] float32."""
        weights = self.weights
        standard = weights.form == Z_SCORE
        model = self.model.scores(windows, asks)  # [B, V]
        total = z_score(model) if standard else model  # [B, V]
        for name, count in self.counts.items():
            if weights.weight[name] == 0:
                continue
            part = count.scores(windows, asks)  # [B, V]
            epsilon = weights.epsilon[name]
            part = z_score(part) if standard else (share(part) + epsilon).log_()  # [B, V]
            total = total + weights.weight[name] * part  # [B, V]
        return total

    def manifest(self) -> dict[str, Any]:
        """Give all that another program needs to do the same arithmetic, ready for JSON.

        ``form``, ``weights`` and ``epsilon`` (by count) are those of ``BlendWeights``, whose
        description has the formula; ``counts`` has the kind and the settings of each count, and
        the class of that kind has its formula. A count of weight 0 has no say and may be left out.
        """
        return {
            "form": self.weights.form,
            "weights": dict(self.weights.weight),
            "epsilon": dict(self.weights.epsilon),
            "counts": {name: count.describe() for name, count in self.counts.items()},
        }


def share(scores: Tensor) -> Tensor:
    """Divide scores [B, V] by their sum, those below 0 taken as 0; nothing known is 0: [B, V]."""
    scores = scores.clamp(min=0)  # [B, V]
    total = scores.sum(dim=1, keepdim=True)  # [B, 1]
    return scores / torch.where(total > 0, total, 1.0)


def z_score(scores: Tensor) -> Tensor:
    """Take away the mean and divide by the deviation; equal scores [B, V] are 0: [B, V]."""
    deviation, mean = torch.std_mean(scores, dim=1, keepdim=True, correction=0)  # [B, 1] each
    return (scores - mean) / torch.where(deviation > 0, deviation, 1.0)
