"""Makes probabilities mean what they say.

Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2: one temperature for
all logits, the one with which the validation part is likeliest. The ranking stays as it is.
"""

import math

import numpy as np
import torch

from freshet_model.data.dataset import Asks, Dataset
from freshet_model.models import SequenceModel
from freshet_model.models.model_scorer import ModelScorer

_LOWEST, _HIGHEST = math.log(0.5), math.log(4.0)
_STEPS = 40
_BATCH = 256


def calibrate(model: SequenceModel, dataset: Dataset, asks: Asks, device: str = "cpu") -> float:
    """Set the model's temperature by asks that it was not trained on, and give it back."""
    tried = torch.linspace(_LOWEST, _HIGHEST, _STEPS).exp()  # [steps]
    loss = torch.zeros(_STEPS)  # [steps]
    scorer = ModelScorer(model, device)
    model.temperature.fill_(1.0)
    for start in range(0, len(asks), _BATCH):
        part = asks.take(np.arange(start, min(start + _BATCH, len(asks))))
        scores = scorer.scores(dataset.windows(part.first, part.last), part).cpu()  # [B, V]
        known = part.target > 0  # [m]
        row = torch.from_numpy(part.ask_of_target()[known])  # [m]
        column = torch.from_numpy(part.target[known]) - 1  # [m]
        for step, temperature in enumerate(tried):
            cooled = scores / temperature  # [B, V]
            own = cooled[row, column] - torch.logsumexp(cooled, dim=1)[row]  # [m]
            loss[step] -= own.sum()
    best = float(tried[loss.argmin()])
    model.temperature.fill_(best)
    return best
