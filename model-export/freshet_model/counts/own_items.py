"""What the user does again: the items of the window itself."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Past
from freshet_model.counts.rows import dense, newest, weighted_rows
from freshet_model.data.dataset import Asks, Windows

_HOUR_SECONDS = 3600.0


@dataclass(frozen=True)
class OwnItemsSettings:
    """How much an item of the window is worth, and what a step back is.

    A step is an entry or, where ``basket_gap_hours`` is given, a basket: entries that follow each
    other within that time are one basket. For baskets of a day, 12 hours and a decay of 0.9 do.
    """

    decay: float = 0.5
    basket_gap_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        ranges = {"decay": (self.decay, 0.0, 1.0)}
        if self.basket_gap_hours is not None:
            ranges["basket_gap_hours"] = (self.basket_gap_hours, 0.0, float("inf"))
        require_range("own items", ranges)


@dataclass(frozen=True)
class OwnItems:
    """How often each item stands in the window, every step back worth ``decay`` of the next.

    score(j) is the sum of ``decay ** steps`` over the entries of the window with item j, where
    the newest entry (or basket) is 0 steps back.
    """

    settings: OwnItemsSettings
    vocabulary_size: int

    @staticmethod
    def fit(past: Past, settings: OwnItemsSettings = OwnItemsSettings()) -> "OwnItems":
        """Nothing is counted: all is in the window."""
        return OwnItems(settings, past.vocabulary_size)

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Add up the entries of each window by item: [B, V] float32."""
        length = windows.item.shape[1]
        item = newest(windows.item, length)  # [B, L]
        steps = np.arange(length)  # [L]
        if self.settings.basket_gap_hours is not None:
            age = windows.age_seconds[:, ::-1]  # [B, L]
            gap = np.diff(age, axis=1, prepend=age[:, :1])  # [B, L]
            begins = gap > self.settings.basket_gap_hours * _HOUR_SECONDS  # [B, L]
            steps = np.cumsum(begins, axis=1)  # [B, L]
        weight = np.power(self.settings.decay, steps.astype(np.float64))  # [L] or [B, L]
        return dense(weighted_rows(item, weight, self.vocabulary_size))

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("own-items", self.settings)
