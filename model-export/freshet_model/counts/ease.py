"""A linear autoencoder in closed form."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Past
from freshet_model.counts.rows import newest, powers, weighted_rows
from freshet_model.data.dataset import Asks, Windows


@dataclass(frozen=True)
class EaseSettings:
    """How strongly the weights are held near 0, and what is looked at.

    :param regularization: lambda of the paper
    :param newest: how many entries of the window are looked at
    :param position_decay: what a step back in the window is worth of the next
    :param largest_vocabulary: more items are refused; memory grows with their square (three
        matrices of float64 while it is fitted), time with their cube
    """

    regularization: float = 500.0
    newest: int = 20
    position_decay: float = 0.8
    largest_vocabulary: int = 12_000

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        infinite = float("inf")
        require_range(
            "EASE",
            {
                "regularization": (self.regularization, 1e-6, infinite),
                "newest": (self.newest, 1, infinite),
                "position_decay": (self.position_decay, 0, 1),
                "largest_vocabulary": (self.largest_vocabulary, 1, infinite),
            },
        )


@dataclass(frozen=True)
class Ease:
    """EASE: each item's row predicts the others, no item predicts itself.

    Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", section 3.1, equation 8 and
    algorithm 1: with P the inverse of (X'X + lambda I), weight_ij = -P_ij / P_jj and
    weight_jj = 0. score(j) = sum over steps b of position_decay ** b * weight of i_b and j. Scores
    may be negative.
    """

    settings: EaseSettings
    weight: NDArray[np.float32]  # [V, V]

    @staticmethod
    def fit(past: Past, settings: EaseSettings = EaseSettings()) -> "Ease":
        """Invert the matrix of how many users every two items share."""
        if past.vocabulary_size > settings.largest_vocabulary:
            raise InputError(
                f"EASE: the vocabulary has {past.vocabulary_size} items, expected at most "
                f"{settings.largest_vocabulary} (largest_vocabulary)"
            )
        users = past.users_by_items()  # [U, V]
        gram = (users.T @ users).toarray()  # [V, V]
        gram[np.diag_indices_from(gram)] += settings.regularization
        inverse = np.linalg.inv(gram)  # [V, V]
        weight = inverse / -np.diag(inverse)  # [V, V]
        np.fill_diagonal(weight, 0.0)
        return Ease(settings, weight.astype(np.float32))

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Add up the rows of the newest items of each window: [B, V] float32."""
        item = newest(windows.item, self.settings.newest)  # [B, n]
        weight = powers(self.settings.position_decay, item.shape[1])  # [n]
        rows = weighted_rows(item, weight, len(self.weight)).astype(np.float32)  # [B, V]
        return torch.from_numpy(rows @ self.weight)

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("ease", self.settings)
