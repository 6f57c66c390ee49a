"""Models that send a window through causal blocks and compare the newest state with items."""

import math
from abc import ABC, abstractmethod
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.models.entry_embedding import EntryEmbedding
from freshet_model.models.interface import Expectation, ModelConfig, SequenceModel, Window
from freshet_model.models.look_back import Distance, GapBuckets, LookBack, look_back
from freshet_model.models.mixture import Mixture
from freshet_model.models.repeat import Repeat


class Block(nn.Module, ABC):
    """Lets every position look at the entries before it."""

    @abstractmethod
    def forward(self, state: Tensor, look: LookBack) -> Tensor:
        """All positions ask: [B, L, D] float32 becomes [B, L, D]."""

    @abstractmethod
    def last(self, state: Tensor, look: LookBack) -> tuple[Tensor, Tensor]:
        """Only the newest position asks, and what each entry gave it is kept apart.

        :param state: [B, L, D] float32
        :param look: with one asking position
        :return: the newest position's new state [B, D], and the parts [B, L, D] that each entry
            brought to it (its own state belongs to the newest entry)
        """


class Encoded(NamedTuple):
    """A window on its way through the blocks."""

    table: Tensor  # [V + 1, D] float32, the vectors of items
    entries: Tensor  # [B, L, D] float32, embedded
    state: Tensor  # [B, L, D] float32, before the last block
    look: LookBack | None  # of all positions, where it was needed

    def look_back(self, window: Window, buckets: GapBuckets | None) -> LookBack:
        """How all positions see the entries; computed once."""
        return self.look or look_back(window.item, window.age_seconds, buckets)


class EncoderModel(SequenceModel):
    """An embedding, blocks, a norm; nothing hangs on the column of an entry.

    Unless positions are absolute, only how far two entries are apart matters, in steps and in
    time. So a row may be cut to its entries, and what is learned in the middle of a row holds at
    its end.
    """

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights from torch's current seed."""
        super().__init__(config)
        self.buckets = GapBuckets() if config.time else None
        self.entries = EntryEmbedding(config, self.buckets)
        self.blocks = nn.ModuleList(self.block(config) for _ in range(config.blocks))
        self.final_norm = nn.LayerNorm(config.dimension)
        self.repeat = (
            Repeat(config.dimension, config.window, config.time) if config.repeat else None
        )
        self.mixture = (
            Mixture(config.dimension, config.window, config.time, config.dropout)
            if config.readout == "mixture"
            else None
        )

    @staticmethod
    @abstractmethod
    def block(config: ModelConfig) -> Block:
        """One block of this model."""

    def forward(self, window: Window, asked: Tensor) -> Expectation:
        """See ``SequenceModel.forward``."""
        return self.expect(window, self.encode(window), asked)

    def expect(self, window: Window, encoded: "Encoded", asked: Tensor) -> Expectation:
        """What the asked positions [B, L] bool expect, from what ``encode`` gave."""
        look = encoded.look_back(window, self.buckets)
        state = cast(Block, self.blocks[-1])(encoded.state, look)  # [B, L, D]
        expected = self.final_norm(state)  # [B, L, D]
        bonus = None
        if self.repeat is not None:
            bonus = self.repeat(expected, encoded.entries, look, window.item)[asked]  # [N, L]
        if self.mixture is not None:
            weights = self.mixture.weights(expected, encoded.entries, look)  # [B, L, L]
            expected = weights @ self.mixture.vectors(encoded.table, window.item)  # [B, L, D]
        if self.config.similarity == "cosine":
            expected = expected * self._stretch(expected)  # [B, L, D]
        items = window.item[torch.nonzero(asked)[:, 0]]  # [N, L]
        return Expectation(encoded.table, expected[asked], items, bonus)

    def last(self, window: Window) -> tuple[Expectation, Tensor]:
        """See ``SequenceModel.last``; the trace [B, L, D] has the entries' parts in it."""
        return self.expect_last(window, self.encode(window))

    def encode(self, window: Window) -> "Encoded":
        """All blocks but the last."""
        table = self.items()  # [V + 1, D]
        entries = self.entries(table, window)  # [B, L, D]
        encoded = Encoded(table, entries, entries, None)
        if len(self.blocks) == 1:
            return encoded
        look = encoded.look_back(window, self.buckets)
        state = entries  # [B, L, D]
        for block in self.blocks[:-1]:
            state = block(state, look)  # [B, L, D]
        return Encoded(table, entries, state, look)

    def expect_last(self, window: Window, encoded: "Encoded") -> tuple[Expectation, Tensor]:
        """What the newest positions expect, and their trace, from what ``encode`` gave."""
        newest = look_back(window.item, window.age_seconds, self.buckets, newest_only=True)
        final, parts = cast(Block, self.blocks[-1]).last(encoded.state, newest)
        norm = self.final_norm
        normed, _, inverse = torch.native_layer_norm(
            final, final.shape[1:], norm.weight, norm.bias, norm.eps
        )  # [B, D], …, [B, 1]
        bonus = None
        if self.repeat is not None:
            asking = normed[:, None]  # [B, 1, D]
            bonus = self.repeat(asking, encoded.entries, newest, window.item)[:, 0]  # [B, L]
        centred = parts - parts.mean(dim=2, keepdim=True)  # [B, L, D]
        trace = centred * (norm.weight * inverse)[:, None]  # [B, L, D]
        if self.mixture is not None:
            weights = self.mixture.weights(normed[:, None], encoded.entries, newest)  # [B, 1, L]
            mixed = self.mixture.vectors(encoded.table, window.item)  # [B, L, D]
            trace = weights.transpose(1, 2) * mixed  # [B, L, D]
            normed = trace.sum(dim=1)  # [B, D]
        if self.config.similarity == "cosine":
            stretch = self._stretch(normed)  # [B, 1]
            normed, trace = normed * stretch, trace * stretch[:, :, None]  # [B, D], [B, L, D]
        return Expectation(encoded.table, normed, window.item, bonus), trace

    def _stretch(self, normed: Tensor) -> Tensor:
        """What makes the product of a vector [..., D] with an item their scaled cosine."""
        length = normed.norm(dim=-1, keepdim=True).clamp(min=1e-6)  # [..., 1]
        stretch: Tensor = self.config.scale / length  # [..., 1]
        return stretch

    def attention(
        self, window: Window, expected: Expectation, trace: Tensor, item: Tensor
    ) -> Tensor:
        """Direct logit attribution.

        The state that scores an item is, before the last feed-forward part, a sum of one vector
        per entry (its attention-weighted value, and for the newest entry its own state as well;
        of a mixture, exactly the sum of the weighed items).
        The logits are the share that each vector has in the item's logit, and for an item that
        stands in the window what its entries give it.
        """
        contribution = expected.table[item] @ trace.transpose(1, 2)  # [B, K, L]
        if expected.bonus is not None:
            repeated = (item[:, :, None] == window.item[:, None]).to(contribution.dtype)
            contribution = contribution + repeated * expected.bonus[:, None]  # [B, K, L]
        return contribution


def distance(config: ModelConfig) -> Distance:
    """What a block of this model knows of how far back an entry lies."""
    return Distance(config.heads, config.window, config.positions == "relative", config.time)


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
    """Softmax attention of queries [B, H, Q, E] over keys and values [B, H, L, E]: [B, H, Q, E].

    In bfloat16 on a CPU by products of its own: the gradient of PyTorch's fused attention took
    three times as long as both together.

    :param bias: added to the logits, broadcasts to [B, H, Q, L]
    """
    if query.dtype != torch.bfloat16 or query.device.type != "cpu":
        fused: Tensor = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        return fused  # [B, H, Q, E]
    logits = (query @ key.transpose(2, 3)).float() / math.sqrt(key.shape[-1])  # [B, H, Q, L]
    weights = torch.softmax(logits + bias, dim=-1)  # [B, H, Q, L]
    return weights.to(value.dtype) @ value  # [B, H, Q, E]


def by_head(state: Tensor, heads: int) -> Tensor:
    """[B, L, D] becomes [B, H, L, D/H]."""
    split = state.unflatten(2, (heads, -1))  # type: ignore[no-untyped-call]
    return cast(Tensor, split.transpose(1, 2))
