"""A causal transformer over a behaviour window, after SASRec, that can also repeat what it saw.

``B`` is the batch, ``L`` the window, ``D`` the dimension, ``H`` the heads, ``V`` the vocabulary,
``K`` the items asked for, ``Q`` the positions of a row that ask, ``N`` those of all rows.

Nothing in the model hangs on the column of an entry, only on how far two entries are apart, in
steps and in time. So a row may be cut to its entries, and what is learned in the middle of a row
holds at its end.
"""

import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

# Finite, so that a row of nothing but padding gives no NaN.
_MASKED = -1e9
# Gaps of 1 s, 2 s, 4 s … 2^26 s (two years) open a new bucket each.
_GAP_BOUNDARIES = 27
# A repeat's strength is an exponential: this keeps it finite.
_STRONGEST = 20.0
_TINY = 1e-6


@dataclass(frozen=True)
class ModelConfig:
    """Everything that fixes the shapes of the model."""

    vocabulary_size: int
    event_type_count: int
    window: int
    dimension: int = 64
    blocks: int = 1
    heads: int = 2
    dropout: float = 0.2

    def __post_init__(self) -> None:
        """Refuse a dimension that the heads do not divide."""
        if self.dimension % self.heads:
            raise ValueError(f"dimension {self.dimension} is not a multiple of heads {self.heads}")


class Distance(nn.Module):
    """What it is worth that an entry lies so many steps, and so much time, before the asking."""

    def __init__(self, heads: int, window: int) -> None:
        """Start from: it does not matter."""
        super().__init__()
        self.steps = nn.Embedding(window, heads)
        self.time = nn.Embedding(_GAP_BOUNDARIES + 1, heads)
        for embedding in (self.steps, self.time):
            nn.init.zeros_(embedding.weight)

    def forward(self, steps: Tensor, bucket: Tensor) -> Tensor:
        """Logits [B, H, Q, L] float32 for steps and time buckets, both [B or 1, Q, L] int64."""
        return cast(Tensor, self.steps(steps) + self.time(bucket)).permute(0, 3, 1, 2)


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
        self.distance = Distance(config.heads, config.window)
        self.output = nn.Linear(dimension, dimension)
        self.feed_norm = nn.LayerNorm(dimension)
        self.feed = nn.Sequential(
            nn.Linear(dimension, 4 * dimension), nn.GELU(), nn.Linear(4 * dimension, dimension)
        )
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, state: Tensor, bias: Tensor, column: Tensor | None = None) -> Tensor:
        """Every position asks, or only those in some columns.

        :param state: [B, L, D] float32
        :param bias: [B, H, Q, L] float32, added to the attention's logits
        :param column: [B, Q] int64, who asks; without it all positions do and Q is L
        :return: [B, Q, D] float32
        """
        normed = self.attention_norm(state)  # [B, L, D]
        asking = normed if column is None else _at(normed, column)  # [B, Q, D]
        weights, values = self._attend(asking, normed, bias)  # [B, H, Q, L], [B, H, L, D/H]
        update = (weights @ values).transpose(1, 2).flatten(2)  # [B, Q, D]
        before = state if column is None else _at(state, column)  # [B, Q, D]
        return self._feed(before + self.dropout(self.output(update)))

    def last(self, state: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Only the last position asks, and what each entry gave it is kept apart.

        :param state: [B, L, D] float32
        :param bias: [B, H, 1, L] float32, added to the attention's logits
        :return: the last position's new state [B, D] and the parts of it [B, L, D] that each
            entry gave before the feed-forward part, both float32
        """
        normed = self.attention_norm(state)  # [B, L, D]
        weights, values = self._attend(normed[:, -1:], normed, bias)  # [B, H, 1, L], [B, H, L, D/H]
        weighted = weights.transpose(2, 3) * values  # [B, H, L, D/H]
        parts = functional.linear(weighted.transpose(1, 2).flatten(2), self.output.weight)
        last = state[:, -1:]  # [B, 1, D]
        given = torch.cat([parts[:, :-1], parts[:, -1:] + last], dim=1)  # [B, L, D]
        return self._feed(given.sum(dim=1) + self.output.bias), given

    def _attend(self, asking: Tensor, asked: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Weights [B, H, Q, L] and values [B, H, L, D/H] for asking [B, Q, D], asked [B, L, D]."""
        query = self._by_head(self.query(asking))  # [B, H, Q, D/H]
        key = self._by_head(self.key(asked))  # [B, H, L, D/H]
        logits = query @ key.transpose(2, 3) / math.sqrt(key.shape[-1])  # [B, H, Q, L]
        return torch.softmax(logits + bias, dim=-1), self._by_head(self.value(asked))

    def _by_head(self, state: Tensor) -> Tensor:
        """[B, L, D] becomes [B, H, L, D/H]."""
        split = state.unflatten(2, (self.heads, -1))  # type: ignore[no-untyped-call]
        return cast(Tensor, split.transpose(1, 2))

    def _feed(self, state: Tensor) -> Tensor:
        return state + cast(Tensor, self.dropout(self.feed(self.feed_norm(state))))


def _at(state: Tensor, column: Tensor) -> Tensor:
    """State [B, L, D] at columns [B, Q]: [B, Q, D]."""
    return state.gather(1, column[:, :, None].expand(-1, -1, state.shape[2]))


class Repeat(nn.Module):
    """How much more likely an item is because it stands in the window itself.

    Every entry has a strength; an item's bonus is ``log(1 + sum of its entries' strengths)``.
    """

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights."""
        super().__init__()
        self.query = nn.Linear(config.dimension, config.dimension)
        self.key = nn.Linear(config.dimension, config.dimension)
        self.distance = Distance(1, config.window)

    def forward(self, expected: Tensor, state: Tensor, bias: Tensor, item: Tensor) -> Tensor:
        """Give the part of its item's bonus that each entry brings.

        :param expected: [B, Q, D] float32
        :param state: [B, L, D] float32, the embedded entries
        :param bias: [B, Q, L] float32, distance and mask
        :param item: [B, L] int64
        :return: [B, Q, L] float32, at least 0, 0 where masked
        """
        key = self.key(state)  # [B, L, D]
        logits = self.query(expected) @ key.transpose(1, 2) / math.sqrt(key.shape[-1])  # [B, Q, L]
        strength = torch.exp((logits + bias).clamp(max=_STRONGEST))  # [B, Q, L]
        same = (item[:, :, None] == item[:, None]).to(strength.dtype)  # [B, L, L]
        total = strength @ same  # [B, Q, L]
        return strength / total.clamp(min=_TINY) * torch.log1p(total)


@dataclass(frozen=True)
class Expectation:
    """What positions expect next: a vector to compare items with, and a bonus for repeats."""

    vector: Tensor  # [N, D] float32
    item: Tensor  # [N, L] int64, the items of the window
    bonus: Tensor  # [N, L] float32, what each entry adds to its item's logit


class SequenceModel(nn.Module):
    """Predicts what comes next at every position of a window."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights from torch's current seed."""
        super().__init__()
        self.config = config
        dimension = config.dimension
        self.item = nn.Embedding(config.vocabulary_size + 1, dimension, padding_idx=0)
        self.event_type = nn.Embedding(config.event_type_count + 1, dimension)
        self.gap = nn.Embedding(_GAP_BOUNDARIES + 2, dimension)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))
        self.final_norm = nn.LayerNorm(dimension)
        self.repeat = Repeat(config)
        self.dropout = nn.Dropout(config.dropout)
        boundaries = 2.0 ** torch.arange(_GAP_BOUNDARIES, dtype=torch.float32)  # [27]
        self.register_buffer("gap_boundaries", boundaries, persistent=False)
        for embedding in (self.item, self.event_type, self.gap):
            nn.init.normal_(embedding.weight, std=0.02)
        with torch.no_grad():
            self.item.weight[0].zero_()

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, column: Tensor, asked: Tensor
    ) -> Expectation:
        """What the asked positions expect next, each seeing only itself and what came before.

        :param item: [B, L] int64, L up to the window
        :param event_type: [B, L] int64
        :param age_seconds: [B, L] float32
        :param column: [B, Q] int64, the columns that ask in each row
        :param asked: [B, Q] bool, false where ``column`` only pads; true N times
        """
        embedded = self._embed(item, event_type, age_seconds)  # [B, L, D]
        state = self._before_last_block(embedded, item, age_seconds)  # [B, L, D]
        steps, bucket, mask = self._look_back(item, age_seconds, column)  # all [B, Q, L]
        block = cast(Block, self.blocks[-1])
        bias = block.distance(steps, bucket) + mask[:, None]  # [B, H, Q, L]
        expected = self.final_norm(block(state, bias, column))  # [B, Q, D]
        bias = self.repeat.distance(steps, bucket)[:, 0] + mask  # [B, Q, L]
        bonus = self.repeat(expected, embedded, bias, item)  # [B, Q, L]
        items = item[:, None].expand(-1, column.shape[1], -1)  # [B, Q, L]
        return Expectation(expected[asked], items[asked], bonus[asked])

    def last(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor
    ) -> tuple[Expectation, Tensor, Tensor]:
        """What the last position expects next.

        :param item: [B, L] int64
        :param event_type: [B, L] int64
        :param age_seconds: [B, L] float32
        :return: the expectation, parts of its vector by entry [B, L, D], and the divisor [B, 1] by
            which the final norm scaled their sum, both float32
        """
        embedded = self._embed(item, event_type, age_seconds)  # [B, L, D]
        state = self._before_last_block(embedded, item, age_seconds)  # [B, L, D]
        column = torch.arange(item.shape[1], device=item.device)[None, -1:]  # [1, 1]
        steps, bucket, mask = self._look_back(item, age_seconds, column)  # all [B or 1, 1, L]
        block = cast(Block, self.blocks[-1])
        final, parts = block.last(state, block.distance(steps, bucket) + mask[:, None])
        centred = final - final.mean(dim=1, keepdim=True)  # [B, D]
        variance = (centred * centred).mean(dim=1, keepdim=True)  # [B, 1]
        expected = self.final_norm(final)  # [B, D]
        bias = self.repeat.distance(steps, bucket)[:, 0] + mask  # [B, 1, L]
        bonus = self.repeat(expected[:, None], embedded, bias, item)[:, 0]  # [B, L]
        divisor = torch.sqrt(variance + self.final_norm.eps)  # [B, 1]
        return Expectation(expected, item, bonus), parts, divisor

    def _before_last_block(self, state: Tensor, item: Tensor, age_seconds: Tensor) -> Tensor:
        """All blocks but the last; every position of [B, L, D] asks in them."""
        if len(self.blocks) == 1:
            return state
        column = torch.arange(item.shape[1], device=item.device)[None]  # [1, L]
        steps, bucket, mask = self._look_back(item, age_seconds, column)  # all [B or 1, L, L]
        for block in list(self.blocks)[:-1]:
            bias = cast(Block, block).distance(steps, bucket) + mask[:, None]  # [B, H, L, L]
            state = block(state, bias)
        return state

    def _look_back(
        self, item: Tensor, age_seconds: Tensor, column: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """How asking columns [B or 1, Q] see the entries of their rows [B, L].

        :return: steps back int64 and time bucket int64 (0 for what comes later), and a mask
            float32 (0 where a position may look, else very negative), all [B or 1, Q, L]
        """
        position = torch.arange(item.shape[1], device=item.device)  # [L]
        steps = column[:, :, None] - position  # [B or 1, Q, L]
        asking = age_seconds.gather(1, column.expand(item.shape[0], -1))  # [B, Q]
        bucket = self._bucket(age_seconds[:, None] - asking[:, :, None])  # [B, Q, L]
        seen = (steps >= 0) & (item > 0)[:, None]  # [B, Q, L]
        return steps.clamp(min=0), bucket, (1 - seen.to(torch.float32)) * _MASKED

    def logits(self, expected: Expectation) -> Tensor:
        """Give [N, V] float32; column 0 is the item with index 1."""
        fresh = functional.linear(expected.vector, self.item.weight)  # [N, V + 1]
        return torch.scatter_add(fresh, 1, expected.item, expected.bonus)[:, 1:]

    def top(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, k: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Give the best ``k`` items of the vocabulary after each window.

        The attention of an item over the window is a direct logit attribution: the state that
        scores the item is, before the last feed-forward part, a sum of one vector per entry (its
        attention-weighted value, and for the newest entry its own state as well). The share that
        each vector has in the item's logit, and for an item that stands in the window what its
        entries give it, go through a softmax over the entries.

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
        repeated = (top_item[:, :, None] == item[:, None]).to(contribution.dtype)  # [B, K, L]
        contribution = contribution + repeated * expected.bonus[:, None]  # [B, K, L]
        known = (item > 0).to(contribution.dtype)[:, None, :]  # [B, 1, L]
        masked = contribution * known + (1 - known) * _MASKED  # [B, K, L]
        return top_item, top_score, torch.softmax(masked, dim=2) * known

    def _embed(self, item: Tensor, event_type: Tensor, age_seconds: Tensor) -> Tensor:
        """[B, L] inputs become [B, L, D]."""
        state = self.item(item) * math.sqrt(self.config.dimension)  # [B, L, D]
        bucket = self._bucket(age_seconds[:, :-1] - age_seconds[:, 1:]) + 1  # [B, L-1]
        bucket = bucket * (item[:, :-1] > 0).to(torch.int64)  # [B, L-1], 0: nothing before
        state = state + self.event_type(event_type) + self.gap(functional.pad(bucket, (1, 0)))
        return cast(Tensor, self.dropout(state))

    def _bucket(self, gap: Tensor) -> Tensor:
        """Bucket of each gap in seconds, int64 from 0.

        Compared with exact boundaries rather than through a logarithm, so that every runtime
        puts a gap into the same bucket.
        """
        boundaries = cast(Tensor, self.gap_boundaries)  # [27]
        if torch.compiler.is_exporting():
            return (gap[..., None] >= boundaries).to(torch.int64).sum(dim=-1)
        return torch.bucketize(gap, boundaries, right=True)


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
