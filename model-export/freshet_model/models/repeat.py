"""How much more likely an item is because it stands in the window itself."""

import math
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn

from freshet_model.models.look_back import Distance, LookBack

# A repeat's strength is an exponential: this keeps it finite.
_STRONGEST = 20.0
_TINY = 1e-6


class Repeat(nn.Module):
    """Every entry has a strength; an item's bonus is ``log(1 + sum of its entries' strengths)``.

    Repeats are a third of the clicks in a shop; a comparison of vectors alone learns them slowly.
    """

    def __init__(self, dimension: int, window: int, time: bool) -> None:
        """Make the weights."""
        super().__init__()
        self.query = nn.Linear(dimension, dimension)
        self.key = nn.Linear(dimension, dimension)
        self.distance = Distance(1, window, steps=True, time=time)

    def forward(self, expected: Tensor, entries: Tensor, look: LookBack, item: Tensor) -> Tensor:
        """Give the part of its item's bonus that each entry brings.

        :param expected: [B, Q, D] float32
        :param entries: [B, L, D] float32, the embedded entries
        :param item: [B, L] int64
        :return: [B, Q, L] float32, at least 0, 0 where an entry cannot be seen
        """
        with _without_autocast(expected.device.type):
            key = self.key(entries.float())  # [B, L, D]
            asking = self.query(expected.float())  # [B, Q, D]
            logits = asking @ key.transpose(1, 2) / math.sqrt(key.shape[-1])  # [B, Q, L]
            bias = self.distance(look).squeeze(-3) + look.mask  # [B, Q, L]
            strength = torch.exp((logits + bias).clamp(max=_STRONGEST))  # [B, Q, L]
            same = (item[:, :, None] == item[:, None]).to(strength.dtype)  # [B, L, L]
            total = strength @ same  # [B, Q, L]
            return strength / total.clamp(min=_TINY) * torch.log1p(total)


def _without_autocast(device: str) -> AbstractContextManager[object]:
    """Exponentials need float32; an export is not to see a context where none is needed."""
    if torch.is_autocast_enabled(device):
        return torch.autocast(device, enabled=False)
    return nullcontext()
