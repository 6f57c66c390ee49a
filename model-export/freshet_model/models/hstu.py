"""HSTU: pointwise attention with a bias of relative position and time, and a gate.

Zhai et al., "Actions Speak Louder than Words: Trillion-Parameter Sequential Transducers for
Generative Recommendations", ICML 2024, equations 1 to 3. Differs in that the sum over entries is
not divided by the length of the window: the norm that follows takes its size out.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.models.dropout import ByteDropout
from freshet_model.models.encoder_model import Block, EncoderModel, by_head, distance
from freshet_model.models.interface import ModelConfig
from freshet_model.models.look_back import LookBack

_EPSILON = 1e-5


class Hstu(EncoderModel):
    """A stack of sequential transduction units."""

    @staticmethod
    def block(config: ModelConfig) -> Block:
        """Attention without a softmax, and no feed-forward part."""
        return HstuBlock(config)


class HstuBlock(Block):
    """``x + f2(norm(A(x) V(x)) * U(x))`` with ``A = silu(Q K^T + bias)``."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights."""
        super().__init__()
        dimension = config.dimension
        self.heads = config.heads
        self.norm = nn.LayerNorm(dimension)
        self.gate_query = nn.Linear(dimension, 2 * dimension)
        self.key_value = nn.Linear(dimension, 2 * dimension)
        self.distance = distance(config)
        self.update_norm = nn.LayerNorm(dimension, eps=_EPSILON)
        self.output = nn.Linear(dimension, dimension)
        self.dropout = ByteDropout(config.dropout)

    def forward(self, state: Tensor, look: LookBack) -> Tensor:
        """See ``Block.forward``."""
        gate, weights, value = self._attend(state, state, look)  # [B, L, D], [B, H, L, L], …
        update = (weights @ value).transpose(1, 2).flatten(2)  # [B, L, D]
        gated = self.dropout(self.update_norm(update) * gate)  # [B, L, D]
        changed: Tensor = state + self.output(gated)  # [B, L, D]
        return changed

    def last(self, state: Tensor, look: LookBack) -> tuple[Tensor, Tensor]:
        """See ``Block.last``; the norm's divisor is taken as it is, so the parts are a sum."""
        newest = state[:, -1:]  # [B, 1, D]
        gate, weights, value = self._attend(newest, state, look)  # [B, 1, D], [B, H, 1, L], …
        weighted = (weights.transpose(2, 3) * value).transpose(1, 2).flatten(2)  # [B, L, D]
        update = weighted.sum(dim=1, keepdim=True)  # [B, 1, D]
        normed, _, inverse = torch.native_layer_norm(
            update, update.shape[2:], self.update_norm.weight, self.update_norm.bias, _EPSILON
        )  # [B, 1, D], …, [B, 1, 1]
        final = newest + self.output(normed * gate)  # [B, 1, D]
        scale = self.update_norm.weight * inverse * gate  # [B, 1, D]
        parts = (weighted - weighted.mean(dim=2, keepdim=True)) * scale  # [B, L, D]
        parts = functional.linear(parts, self.output.weight)  # [B, L, D]
        parts = torch.cat([parts[:, :-1], parts[:, -1:] + newest], dim=1)  # [B, L, D]
        return final[:, 0], parts  # [B, D], [B, L, D]

    def _attend(
        self, asking: Tensor, asked: Tensor, look: LookBack
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Gate [B, Q, D], weights [B, H, Q, L] and values [B, H, L, D/H]."""
        both = functional.silu(self.gate_query(self.norm(asking)))  # [B, Q, 2 D]
        gate, query = both.chunk(2, dim=-1)  # [B, Q, D] each
        both = functional.silu(self.key_value(self.norm(asked)))  # [B, L, 2 D]
        key, value = (by_head(part, self.heads) for part in both.chunk(2, dim=-1))  # [B, H, L, D/H]
        logits = by_head(query, self.heads) @ key.transpose(2, 3)  # [B, H, Q, L]
        weights = functional.silu(logits + self.distance(look))  # [B, H, Q, L]
        visible = look.visible.to(weights.dtype)[:, None]  # [B, 1, Q, L]
        return gate, weights * visible, value  # [B, Q, D], [B, H, Q, L], [B, H, L, D/H]
