"""A window read as a mixture of its own items."""

import math
from typing import cast

from torch import Tensor, nn, softmax
from torch.nn import functional

from freshet_model.models.dropout import ByteDropout
from freshet_model.models.look_back import Distance, LookBack


class Mixture(nn.Module):
    """Weighs the items' own vectors, so that what is expected lies where the items lie.

    Hou et al., "CORE: Simple and Effective Session-based Recommendation within Consistent
    Representation Space", SIGIR 2022, section 3.2. Differs in that each position asks anew, seeing
    only what came before it, so that a row trains at all of them.
    """

    def __init__(self, dimension: int, window: int, time: bool, dropout: float) -> None:
        """Make the weights."""
        super().__init__()
        self.query = nn.Linear(dimension, dimension)
        self.key = nn.Linear(dimension, dimension)
        self.distance = Distance(1, window, steps=True, time=time)
        self.dropout = ByteDropout(dropout)

    def weights(self, state: Tensor, entries: Tensor, look: LookBack) -> Tensor:
        """How much each entry weighs: [B, Q, L] float32, rows sum to 1.

        :param state: [B, Q, D] float32, of the asking positions
        :param entries: [B, L, D] float32, the embedded entries
        """
        key = self.key(entries)  # [B, L, D]
        logits = self.query(state) @ key.transpose(1, 2) / math.sqrt(key.shape[-1])  # [B, Q, L]
        logits = logits + self.distance(look).squeeze(-3) + look.mask  # [B, Q, L]
        return softmax(logits, dim=-1)  # [B, Q, L]

    def vectors(self, table: Tensor, item: Tensor) -> Tensor:
        """What is mixed: the vectors [B, L, D] of the items [B, L] from ``table`` [V + 1, D]."""
        found = functional.embedding(item, table, padding_idx=0)  # [B, L, D]
        return cast(Tensor, self.dropout(found))  # [B, L, D]
