"""SASRec: causal self-attention over the window.

Kang and McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018. Differs in that layer norms
stand before each part, positions are a bias by distance unless asked for, and the scores are a
softmax over the vocabulary.
"""

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.models.dropout import ByteDropout
from freshet_model.models.encoder_model import Block, EncoderModel, attend, by_head, distance
from freshet_model.models.interface import ModelConfig
from freshet_model.models.look_back import LookBack


class SasRec(EncoderModel):
    """A causal transformer."""

    @staticmethod
    def block(config: ModelConfig) -> Block:
        """Attention and a feed-forward part."""
        return SasRecBlock(config)


class SasRecBlock(Block):
    """Layer norm before attention and before the feed-forward part."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights."""
        super().__init__()
        dimension = config.dimension
        self.heads = config.heads
        self.attention_norm = nn.LayerNorm(dimension)
        self.query = nn.Linear(dimension, dimension)
        self.key_value = nn.Linear(dimension, 2 * dimension)
        self.distance = distance(config)
        self.output = nn.Linear(dimension, dimension)
        self.feed_norm = nn.LayerNorm(dimension)
        hidden = config.feed * dimension
        self.feed = nn.Sequential(
            nn.Linear(dimension, hidden), nn.GELU(), nn.Linear(hidden, dimension)
        )
        self.dropout = ByteDropout(config.dropout)

    def forward(self, state: Tensor, look: LookBack) -> Tensor:
        """See ``Block.forward``."""
        normed = self.attention_norm(state)  # [B, L, D]
        query, key, value = self._project(normed, normed)  # each [B, H, L, D/H]
        bias = self.distance(look) + look.mask[:, None]  # [B, H, L, L]
        update = attend(query, key, value, bias)  # [B, H, L, D/H]
        update = self.output(update.transpose(1, 2).flatten(2))  # [B, L, D]
        return self._feed(state + self.dropout(update))

    def last(self, state: Tensor, look: LookBack) -> tuple[Tensor, Tensor]:
        """See ``Block.last``."""
        newest = state[:, -1:]  # [B, 1, D]
        normed = self.attention_norm(state)  # [B, L, D]
        query, key, value = self._project(normed[:, -1:], normed)  # [B, H, 1 or L, D/H]
        logits = query @ key.transpose(2, 3) / math.sqrt(key.shape[-1])  # [B, H, 1, L]
        bias = self.distance(look) + look.mask[:, None]  # [B, H, 1, L]
        weights = torch.softmax(logits + bias, dim=-1)  # [B, H, 1, L]
        weighted = weights.transpose(2, 3) * value  # [B, H, L, D/H]
        parts = functional.linear(weighted.transpose(1, 2).flatten(2), self.output.weight)
        parts = torch.cat([parts[:, :-1], parts[:, -1:] + newest], dim=1)  # [B, L, D]
        return self._feed(parts.sum(dim=1) + self.output.bias), parts

    def _project(self, asking: Tensor, asked: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        key, value = self.key_value(asked).chunk(2, dim=-1)  # [B, L, D] each
        return (
            by_head(self.query(asking), self.heads),  # [B, H, Q, D/H]
            by_head(key, self.heads),  # [B, H, L, D/H]
            by_head(value, self.heads),  # [B, H, L, D/H]
        )

    def _feed(self, state: Tensor) -> Tensor:
        return state + cast(Tensor, self.dropout(self.feed(self.feed_norm(state))))
