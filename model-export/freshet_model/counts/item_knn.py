"""Items that the same users had."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from torch import Tensor

from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Past
from freshet_model.counts.rows import dense, newest, powers, strongest, weighted_rows
from freshet_model.data.dataset import Asks, Windows


@dataclass(frozen=True)
class ItemKnnSettings:
    """How many neighbours of how many items count.

    :param neighbours: of each item, the most similar so many are kept
    :param newest: how many entries of the window are looked at
    :param position_decay: what a step back in the window is worth of the next
    """

    neighbours: int = 2000
    newest: int = 10
    position_decay: float = 0.6

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        infinite = float("inf")
        require_range(
            "item-kNN",
            {
                "neighbours": (self.neighbours, 1, infinite),
                "newest": (self.newest, 1, infinite),
                "position_decay": (self.position_decay, 0, 1),
            },
        )


@dataclass(frozen=True)
class ItemKnn:
    """Cosine between items, each a vector of the users that had it, from the newest items.

    Sarwar, Karypis, Konstan and Riedl 2001, "Item-Based Collaborative Filtering Recommendation
    Algorithms", sections 3.1.1 (similarity) and 3.2.1 (weighted sum):
    score(j) = sum over steps b of position_decay ** b * users(i_b and j) / sqrt(users(i_b)
    users(j)), j another item than i_b.
    """

    settings: ItemKnnSettings
    similarity: sparse.csr_array  # [V, V] float64

    @staticmethod
    def fit(past: Past, settings: ItemKnnSettings = ItemKnnSettings()) -> "ItemKnn":
        """Count the users that every two items share."""
        users = past.users_by_items()  # [U, V]
        norm = np.sqrt(np.maximum(users.sum(axis=0), 1))  # [V]
        together = (users.T @ users).tocoo()  # [V, V]
        one, other, count = together.row, together.col, together.data  # [pairs] each
        apart = one != other  # [pairs]
        one, other, count = one[apart], other[apart], count[apart]
        cosine = count / (norm[one] * norm[other])  # [pairs]
        # In the order of the other item, so that the lower index wins a tie.
        order = np.argsort(other, kind="stable")  # [pairs]
        kept = order[strongest(one[order], cosine[order], settings.neighbours)]  # [kept]
        similarity = sparse.csr_array(
            (cosine[kept], (one[kept], other[kept])), shape=together.shape
        )  # [V, V]
        return ItemKnn(settings, similarity)

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Add up the similarities to the newest items of each window: [B, V] float32."""
        item = newest(windows.item, self.settings.newest)  # [B, n]
        weight = powers(self.settings.position_decay, item.shape[1])  # [n]
        return dense(weighted_rows(item, weight, self.similarity.shape[0]) @ self.similarity)

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("item-knn", self.settings)
