"""The vector of an entry: its item, what was done, and how long after the entry before."""

import math
from typing import cast

from torch import Tensor, nn
from torch.nn import functional

from freshet_model.models.dropout import ByteDropout
from freshet_model.models.interface import ModelConfig, Window
from freshet_model.models.look_back import GapBuckets


class EntryEmbedding(nn.Module):
    """Sums what is known of each entry of a window."""

    def __init__(self, config: ModelConfig, buckets: GapBuckets | None) -> None:
        """Make the weights; without buckets time says nothing."""
        super().__init__()
        dimension = config.dimension
        self.scale = math.sqrt(dimension)
        self.event_type = nn.Embedding(config.event_type_count + 1, dimension)
        self.buckets = buckets
        self.gap = nn.Embedding(GapBuckets.count + 1, dimension) if buckets else None
        self.position = (
            nn.Embedding(config.window, dimension) if config.positions == "absolute" else None
        )
        self.dropout = ByteDropout(config.dropout)
        for embedding in (self.event_type, self.gap, self.position):
            if embedding is not None:
                nn.init.normal_(embedding.weight, std=0.02)

    def forward(self, table: Tensor, window: Window) -> Tensor:
        """[B, L, D] float32, with the items' vectors from ``table`` [V + 1, D]."""
        state = functional.embedding(window.item, table, padding_idx=0) * self.scale  # [B, L, D]
        state = state + self.event_type(window.event_type)  # [B, L, D]
        if self.gap is not None and self.buckets is not None:
            age = window.age_seconds
            bucket = self.buckets(age[:, :-1] - age[:, 1:]) + 1  # [B, L-1]
            bucket = bucket * (window.item[:, :-1] > 0)  # [B, L-1], 0: nothing before
            state = state + self.gap(functional.pad(bucket, (1, 0)))  # [B, L, D]
        if self.position is not None:
            length = window.item.shape[1]
            state = state + self.position.weight[:length].flip(0)  # [B, L, D]
        return cast(Tensor, self.dropout(state))
