"""A causal transformer over a behaviour window, after SASRec.

``B`` is the batch, ``L`` the window, ``D`` the dimension, ``H`` the heads, ``V`` the vocabulary,
``K`` the items asked for.
"""

import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

# Finite, so that a row of nothing but padding gives no NaN.
_MASKED = -1e9
# Gaps of 1 s, 2 s, 4 s … 2^24 s (194 days) open a new bucket each.
_GAP_BOUNDARIES = 25


@dataclass(frozen=True)
class ModelConfig:
    """Everything that fixes the shapes of the model."""

    vocabulary_size: int
    event_type_count: int
    window: int
    dimension: int = 64
    blocks: int = 2
    heads: int = 2
    dropout: float = 0.2

    def __post_init__(self) -> None:
        """Refuse a dimension that the heads do not divide."""
        if self.dimension % self.heads:
            raise ValueError(f"dimension {self.dimension} is not a multiple of heads {self.heads}")


class Block(nn.Module):
    """Layer norm before attention and before the feed-forward part."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights."""
        super().__init__()
        dimension = config.dimension
        self.heads = config.heads
        self.attention_norm = nn.LayerNorm(dimension)
        self.query = nn.Linear(dimension, dimension)
        self.key = nn.Linear(dimension, dimension)
        self.value = nn.Linear(dimension, dimension)
        self.output = nn.Linear(dimension, dimension)
        self.feed_norm = nn.LayerNorm(dimension)
        self.feed = nn.Sequential(
            nn.Linear(dimension, 4 * dimension), nn.GELU(), nn.Linear(4 * dimension, dimension)
        )
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """Every position asks.

        :param state: [B, L, D] float32
        :param mask: [B, 1, L, L] float32, added to the attention's logits
        :return: [B, L, D] float32
        """
        normed = self.attention_norm(state)  # [B, L, D]
        weights, values = self._attend(normed, normed, mask)  # [B, H, L, L], [B, H, L, D/H]
        update = (weights @ values).transpose(1, 2).flatten(2)  # [B, L, D]
        return self._feed(state + self.dropout(self.output(update)))

    def last(self, state: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Only the last position asks, and what each entry gave it is kept apart.

        :param state: [B, L, D] float32
        :param mask: [B, 1, 1, L] float32, added to the attention's logits
        :return: the last position's new state [B, D] and the parts of it [B, L, D] that each
            entry gave before the feed-forward part, both float32
        """
        normed = self.attention_norm(state)  # [B, L, D]
        weights, values = self._attend(normed[:, -1:], normed, mask)  # [B, H, 1, L], [B, H, L, D/H]
        weighted = weights.transpose(2, 3) * values  # [B, H, L, D/H]
        parts = functional.linear(weighted.transpose(1, 2).flatten(2), self.output.weight)
        last = state[:, -1:]  # [B, 1, D]
        given = torch.cat([parts[:, :-1], parts[:, -1:] + last], dim=1)  # [B, L, D]
        return self._feed(given.sum(dim=1) + self.output.bias), given

    def _attend(self, asking: Tensor, asked: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Weights [B, H, Q, L] and values [B, H, L, D/H] for asking [B, Q, D], asked [B, L, D]."""
        query = self._by_head(self.query(asking))  # [B, H, Q, D/H]
        key = self._by_head(self.key(asked))  # [B, H, L, D/H]
        logits = query @ key.transpose(2, 3) / math.sqrt(key.shape[-1])  # [B, H, Q, L]
        return torch.softmax(logits + mask, dim=-1), self._by_head(self.value(asked))

    def _by_head(self, state: Tensor) -> Tensor:
        """[B, L, D] becomes [B, H, L, D/H]."""
        split = state.unflatten(2, (self.heads, -1))  # type: ignore[no-untyped-call]
        return cast(Tensor, split.transpose(1, 2))

    def _feed(self, state: Tensor) -> Tensor:
        return state + cast(Tensor, self.dropout(self.feed(self.feed_norm(state))))


class SequenceModel(nn.Module):
    """Predicts the next item at every position of a window."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights from torch's current seed."""
        super().__init__()
        self.config = config
        dimension = config.dimension
        self.item = nn.Embedding(config.vocabulary_size + 1, dimension, padding_idx=0)
        self.event_type = nn.Embedding(config.event_type_count + 1, dimension)
        self.position = nn.Embedding(config.window, dimension)
        self.gap = nn.Embedding(_GAP_BOUNDARIES + 2, dimension)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))
        self.final_norm = nn.LayerNorm(dimension)
        self.dropout = nn.Dropout(config.dropout)
        boundaries = 2.0 ** torch.arange(_GAP_BOUNDARIES, dtype=torch.float32)  # [25]
        self.register_buffer("gap_boundaries", boundaries, persistent=False)
        for embedding in (self.item, self.event_type, self.position, self.gap):
            nn.init.normal_(embedding.weight, std=0.02)
        with torch.no_grad():
            self.item.weight[0].zero_()

    def forward(self, item: Tensor, event_type: Tensor, age_seconds: Tensor) -> Tensor:
        """What every position expects next, seeing only itself and what came before.

        :param item: [B, L] int64
        :param event_type: [B, L] int64
        :param age_seconds: [B, L] float32
        :return: [B, L, D] float32
        """
        state = self._embed(item, event_type, age_seconds)  # [B, L, D]
        mask = self._mask(item)  # [B, 1, L, L]
        for block in self.blocks:
            state = block(state, mask)
        return cast(Tensor, self.final_norm(state))

    def last(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What the last position expects next.

        :param item: [B, L] int64
        :param event_type: [B, L] int64
        :param age_seconds: [B, L] float32
        :return: expectation [B, D], parts of it by entry [B, L, D], and the divisor [B, 1] by
            which the final norm scaled their sum, all float32
        """
        state = self._embed(item, event_type, age_seconds)  # [B, L, D]
        mask = self._mask(item)  # [B, 1, L, L]
        for block in list(self.blocks)[:-1]:
            state = block(state, mask)
        final, parts = cast(Block, self.blocks[-1]).last(state, mask[:, :, -1:])
        centred = final - final.mean(dim=1, keepdim=True)  # [B, D]
        variance = (centred * centred).mean(dim=1, keepdim=True)  # [B, 1]
        return self.final_norm(final), parts, torch.sqrt(variance + self.final_norm.eps)

    def logits(self, expected: Tensor) -> Tensor:
        """Give [N, V] float32 for expectations [N, D]; column 0 is the item with index 1."""
        return functional.linear(expected, self.item.weight)[:, 1:]

    def top(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, k: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Give the best ``k`` items of the vocabulary after each window.

        The attention of an item over the window is a direct logit attribution: the state that
        scores the item is, before the last feed-forward part, a sum of one vector per entry (its
        attention-weighted value, and for the newest entry its own state as well). The share that
        each vector has in the item's logit goes through a softmax over the entries.

        :param item: [B, L] int64
        :param event_type: [B, L] int64
        :param age_seconds: [B, L] float32
        :return: top_item [B, K] int64, top_score [B, K] float32 (log-probabilities),
            top_attention [B, K, L] float32 (rows sum to 1, padding weighs 0)
        """
        expected, parts, divisor = self.last(item, event_type, age_seconds)
        logits = self.logits(expected)  # [B, V]
        best, column = torch.topk(logits, k, dim=1)  # [B, K], [B, K]
        top_item = column + 1  # [B, K]
        top_score = best - torch.logsumexp(logits, dim=1, keepdim=True)  # [B, K]
        reading = self.item(top_item) * self.final_norm.weight  # [B, K, D]
        reading = reading - reading.mean(dim=2, keepdim=True)  # [B, K, D]
        contribution = reading @ parts.transpose(1, 2) / divisor[:, :, None]  # [B, K, L]
        known = (item > 0).to(contribution.dtype)[:, None, :]  # [B, 1, L]
        masked = contribution * known + (1 - known) * _MASKED  # [B, K, L]
        return top_item, top_score, torch.softmax(masked, dim=2) * known

    def _embed(self, item: Tensor, event_type: Tensor, age_seconds: Tensor) -> Tensor:
        """[B, L] inputs become [B, L, D]."""
        state = self.item(item) * math.sqrt(self.config.dimension)  # [B, L, D]
        state = state + self.event_type(event_type) + self.position.weight
        state = state + self.gap(self._gap_bucket(item, age_seconds))
        return cast(Tensor, self.dropout(state))

    def _gap_bucket(self, item: Tensor, age_seconds: Tensor) -> Tensor:
        """Bucket [B, L] int64 of the time since the entry before; 0 where there is none.

        Compared with exact boundaries rather than through a logarithm, so that every runtime
        puts a gap into the same bucket.
        """
        gap = age_seconds[:, :-1] - age_seconds[:, 1:]  # [B, L-1]
        boundaries = cast(Tensor, self.gap_boundaries)  # [25]
        bucket = (gap[:, :, None] >= boundaries).to(torch.int64).sum(dim=2) + 1  # [B, L-1]
        bucket = bucket * (item[:, :-1] > 0).to(torch.int64)  # [B, L-1]
        return functional.pad(bucket, (1, 0))  # [B, L]

    def _mask(self, item: Tensor) -> Tensor:
        """Mask [B, 1, L, L] float32: 0 where a position may look, else very negative."""
        window = self.config.window
        past = torch.ones(window, window, dtype=torch.bool, device=item.device).tril()  # [L, L]
        seen = past[None, None] & (item > 0)[:, None, None, :]  # [B, 1, L, L]
        return (1 - seen.to(torch.float32)) * _MASKED


class ServingModel(nn.Module):
    """The graph of a bundle: the contract's inputs and outputs, nothing else."""

    def __init__(self, model: SequenceModel) -> None:
        """Wrap a trained model and switch it to evaluation."""
        super().__init__()
        self.model = model.eval()

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, k: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """See ``SequenceModel.top``; ``k`` is an int64 scalar from 1 to the vocabulary's size."""
        count = int(k.item()) if not torch.compiler.is_exporting() else k.item()
        torch._check(count >= 1)
        torch._check(count <= self.model.config.vocabulary_size)
        return self.model.top(item, event_type, age_seconds, cast(int, count))
