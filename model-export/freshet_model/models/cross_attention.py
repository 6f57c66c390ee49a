"""Cross-attention between what a user did and all items, without an encoder.

The formulas, for one user with behaviours ``u [n, d_u]`` and items ``v [k, d_v]``, both mapped to a
common width ``d``:

    A_ij = softmax_j(u_i . v_j)     or     A_ij = sigmoid(u_i . v_j)
    u'_i = sum_j A_ij v_j
    z_j  = mean_i u'_i . v_j
    p    = softmax(z)

Every behaviour asks all items which of them it resembles, becomes their mixture, and the mixtures
vote. The mean over behaviours keeps z in scale whatever the number of behaviours is.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.models.entry_embedding import EntryEmbedding
from freshet_model.models.interface import Expectation, ModelConfig, SequenceModel, Window
from freshet_model.models.look_back import GapBuckets


class CrossAttention(nn.Module):
    """The formulas above, on behaviours and items of any features; ``d`` is ``width``."""

    def __init__(self, behaviour: int, item: int, width: int, form: str = "softmax") -> None:
        """Make the maps ``W_u [d, d_u]`` and ``W_v [d, d_v]``."""
        super().__init__()
        self.behaviour = nn.Linear(behaviour, width, bias=False)
        self.item = nn.Linear(item, width, bias=False)
        self.form = form

    def forward(self, behaviour: Tensor, item: Tensor) -> Tensor:
        """Scores z [B, k] for behaviours [B, n, d_u] and items [k, d_v], all of them real."""
        items = self.item(item)  # [k, d]
        # The mean of the mixtures is the mixture of the means, which is one matrix product less.
        share = self.weights(self.behaviour(behaviour), items).mean(dim=1)  # [B, k]
        return cast(Tensor, share @ items @ items.T)  # [B, k]

    def weights(self, behaviour: Tensor, items: Tensor) -> Tensor:
        """The attention matrix A [B, n, k] for mapped behaviours [B, n, d] and items [k, d]."""
        logits = behaviour @ items.T  # [B, n, k]
        if self.form == "softmax":
            return torch.softmax(logits, dim=-1)  # [B, n, k]
        return torch.sigmoid(logits)  # [B, n, k]


class CrossAttentionModel(SequenceModel):
    """Cross-attention where a behaviour is an entry of the window and an item is its vector.

    Costs window x vocabulary x dimension for each user, twice: meant for small vocabularies.
    """

    def __init__(self, config: ModelConfig) -> None:
        """Make the weights from torch's current seed."""
        super().__init__(config)
        self.buckets = GapBuckets() if config.time else None
        self.entries = EntryEmbedding(config, self.buckets)
        dimension = config.dimension
        self.cross = CrossAttention(dimension, dimension, dimension, config.attention)

    def forward(self, window: Window, asked: Tensor) -> Expectation:
        """See ``SequenceModel.forward``; a position's behaviours are those up to it."""
        table, mapped = self._mapped(window)  # [V + 1, D], [B, L, D]
        mixture = self.cross.weights(mapped, table[1:]) @ table[1:]  # [B, L, D]
        mixture = mixture.to(table.dtype)  # [B, L, D], a running sum needs its precision
        known = (window.item > 0).to(mixture.dtype)[:, :, None]  # [B, L, 1]
        count = known.cumsum(dim=1).clamp(min=1)  # [B, L, 1]
        expected = (mixture * known).cumsum(dim=1) / count  # [B, L, D]
        items = window.item[torch.nonzero(asked)[:, 0]]  # [N, L]
        return Expectation(table, expected[asked], items, None)

    def last(self, window: Window) -> tuple[Expectation, Tensor]:
        """See ``SequenceModel.last``; the trace [B, L, D + 1] holds what ``attention`` needs."""
        table, mapped = self._mapped(window)  # [V + 1, D], [B, L, D]
        known = (window.item > 0).to(mapped.dtype)  # [B, L]
        share = known / known.sum(dim=1, keepdim=True).clamp(min=1)  # [B, L]
        weights = self.cross.weights(mapped, table[1:])  # [B, L, V]
        expected = (share[:, None] @ weights)[:, 0] @ table[1:]  # [B, D]
        total = torch.logsumexp(mapped @ table[1:].T, dim=2, keepdim=True)  # [B, L, 1]
        trace = torch.cat([mapped, total], dim=2)  # [B, L, D + 1]
        return Expectation(table, expected, window.item, None), trace

    def attention(
        self, window: Window, expected: Expectation, trace: Tensor, item: Tensor
    ) -> Tensor:
        """``log A_ij`` of the items over the entries, so its softmax is the column of A."""
        logits = expected.table[item] @ trace[:, :, :-1].transpose(1, 2)  # [B, K, L]
        if self.config.attention == "softmax":
            return logits - trace[:, None, :, -1]  # [B, K, L]
        # Not logsigmoid, which ONNX has as the logarithm of a sigmoid: of 0 for low logits.
        return -functional.softplus(-logits)  # [B, K, L]

    def attention_matrix(self, window: Window) -> Tensor:
        """A [B, L, V] float32, to look at; the rows of padding mean nothing."""
        table, mapped = self._mapped(window)  # [V + 1, D], [B, L, D]
        return self.cross.weights(mapped, table[1:])  # [B, L, V]

    def _mapped(self, window: Window) -> tuple[Tensor, Tensor]:
        """Items [V + 1, D] and behaviours [B, L, D] in their common width."""
        items = self.items()  # [V + 1, D]
        table = self.cross.item(items).to(items.dtype)  # [V + 1, D], also in mixed precision
        return table, self.cross.behaviour(self.entries(items, window))  # [V + 1, D], [B, L, D]
