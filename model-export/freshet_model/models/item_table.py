"""The vectors of items: learned for each, and made of what is known of it."""

from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from freshet_model.data.item_features import ItemFeatures

# Share of the items whose own vector is hidden in a step, where content can stand in for it.
_HIDDEN = 0.2


class ItemTable(nn.Module):
    """An item's vector is its own embedding plus the mean of its tokens' plus its mapped vector.

    An item without history has an own embedding near 0, so its content speaks for it. While
    training, some items' own embeddings are hidden, which makes the content learn to.
    """

    tokens_of_item: Tensor
    start: Tensor
    given: Tensor
    frozen: Tensor | None

    def __init__(
        self,
        vocabulary_size: int,
        dimension: int,
        tokens: int,
        vector_length: int,
        unit_length: bool,
    ) -> None:
        """Make the weights; ``describe`` brings what is known of the items."""
        super().__init__()
        self.unit_length = unit_length
        self.own = nn.Embedding(vocabulary_size + 1, dimension, padding_idx=0)
        nn.init.normal_(self.own.weight, std=0.02)
        with torch.no_grad():
            self.own.weight[0].zero_()
        self.token = nn.EmbeddingBag(tokens, dimension, mode="mean") if tokens else None
        if self.token is not None:
            nn.init.normal_(self.token.weight, std=0.02)
        self.mapped = nn.Linear(vector_length, dimension, bias=False) if vector_length else None
        self.register_buffer("tokens_of_item", torch.zeros(0, dtype=torch.int64))  # [T]
        self.register_buffer("start", torch.zeros(vocabulary_size + 2, dtype=torch.int64))
        self.register_buffer("given", torch.zeros(vocabulary_size + 1, vector_length))
        self.register_buffer("frozen", None, persistent=False)

    @property
    def has_content(self) -> bool:
        """Whether anything but an own embedding makes up an item's vector."""
        return self.token is not None or self.mapped is not None

    def describe(self, features: ItemFeatures) -> None:
        """Take over what is known of the items."""
        self.tokens_of_item = torch.from_numpy(features.token)  # [T]
        self.start = torch.from_numpy(features.start)  # [V + 2]
        self.given = torch.from_numpy(features.vector)  # [V + 1, F]

    def train(self, mode: bool = True) -> "ItemTable":
        """Switch between training, where the table changes with every step, and evaluation."""
        if mode:
            self.frozen = None
        return super().train(mode)

    def _load_from_state_dict(self, state: dict[str, Tensor], prefix: str, *rest: Any) -> None:
        """Make room for as many tokens as are loaded."""
        loaded = state.get(f"{prefix}tokens_of_item")
        if loaded is not None:
            self.tokens_of_item = torch.empty_like(loaded)
        super()._load_from_state_dict(state, prefix, *rest)

    def freeze(self) -> None:
        """Compute the table once; it holds until the next training."""
        with torch.no_grad():
            self.frozen = self.eval()().detach()  # [V + 1, D]

    def forward(self) -> Tensor:
        """The vectors of all items [V + 1, D] float32; padding has 0."""
        if self.frozen is not None:
            return self.frozen
        table = self._sum()  # [V + 1, D]
        return functional.normalize(table, dim=1) if self.unit_length else table

    def _sum(self) -> Tensor:
        table = self.own.weight  # [V + 1, D]
        if not self.has_content:
            return table
        if self.training:
            kept = torch.rand(len(table), 1, device=table.device) >= _HIDDEN  # [V + 1, 1]
            table = table * kept
        if self.token is not None:
            table = table + self.token(self.tokens_of_item, self.start[:-1])  # [V + 1, D]
        if self.mapped is not None:
            table = table + cast(Tensor, self.mapped(self.given))  # [V + 1, D]
        return table
