"""A model as a scorer: windows in, log-probabilities of the whole vocabulary out."""

from dataclasses import dataclass

import torch
from torch import Tensor

from freshet_model.data.dataset import Asks, Windows
from freshet_model.models.interface import SequenceModel, Window


def window_of(windows: Windows, device: str) -> Window:
    """Inputs as tensors on a device."""
    return Window(
        torch.from_numpy(windows.item).to(device),  # [B, L] int64
        torch.from_numpy(windows.event_type).to(device),  # [B, L] int64
        torch.from_numpy(windows.age_seconds).to(device),  # [B, L] float32
    )


@dataclass(frozen=True)
class ModelScorer:
    """Scores with a model."""

    model: SequenceModel
    device: str = "cpu"

    def scores(self, windows: Windows, asks: Asks | None = None) -> Tensor:
        """Log-probabilities [B, V] float32."""
        window = window_of(windows, self.device)
        with torch.no_grad():
            expected, trace = self.model.eval().last(window)
            return self.model.scored(window, expected, trace)

    def top(self, windows: Windows, k: int) -> tuple[Tensor, Tensor, Tensor]:
        """See ``SequenceModel.top``."""
        with torch.no_grad():
            return self.model.eval().top(window_of(windows, self.device), k)
