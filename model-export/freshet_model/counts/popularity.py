"""What everybody does: items by how often users acted on them, ever or lately.

``T`` is the number of moments and ``V`` of items in the vocabulary.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Past
from freshet_model.data.dataset import Asks, Windows

_HOUR_MILLIS = 3_600_000
# How finely time is cut, and how many numbers may be kept (64 MB).
_MOMENTS_PER_HALF_LIFE = 8
_MOST_NUMBERS = 16_000_000


@dataclass(frozen=True)
class Popularity:
    """How often each item was acted on."""

    count: NDArray[np.float32]  # [V]

    @staticmethod
    def fit(past: Past) -> "Popularity":
        """Count every interaction once."""
        item = past.interactions().item  # [I]
        count = np.bincount(item, minlength=past.vocabulary_size + 1)[1:]  # [V]
        return Popularity(count.astype(np.float32))

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Give every window the same [B, V] float32."""
        return torch.from_numpy(self.count).repeat(len(windows), 1)  # [B, V]

    def describe(self) -> dict[str, Any]:
        """Give the kind; there are no settings."""
        return description("popularity")


@dataclass(frozen=True)
class RecentPopularitySettings:
    """An interaction is worth half as much after every half-life.

    :param listed: only that many items, those that count most, have a count, as in a job, which
        knows ``recommender.popular.size`` of them
    """

    half_life_hours: float = 24.0
    listed: int = 1000

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        infinite = float("inf")
        ranges = {
            "half_life_hours": (self.half_life_hours, 1e-6, infinite),
            "listed": (self.listed, 1, infinite),
        }
        require_range("recent popularity", ranges)


@dataclass(frozen=True)
class RecentPopularity:
    """How often each listed item was acted on before the ask, each interaction decayed by its age.

    The counts are kept for T moments; an ask sees the newest moment that is not after it, so the
    interactions of the last eighth of a half-life before it may be missing. The moments lie
    further apart where there would be too many, and the last one is the end of the past: an ask
    after the end sees everything, and nothing newer. The factor by which the time between moment
    and ask makes all counts smaller is left out.
    """

    settings: RecentPopularitySettings
    moment: NDArray[np.int64]  # [T] milliseconds; what is older is counted
    count: NDArray[np.float32]  # [T, V], 0 of items that are not listed

    @staticmethod
    def fit(
        past: Past, settings: RecentPopularitySettings = RecentPopularitySettings()
    ) -> "RecentPopularity":
        """Add up the interactions between each moment and the one before it, then decay."""
        interactions, size = past.interactions(), past.vocabulary_size
        if not len(interactions.item):
            return RecentPopularity(
                settings, np.zeros(0, np.int64), np.zeros((0, size), np.float32)
            )
        half_life = settings.half_life_hours * _HOUR_MILLIS
        age = interactions.timestamp.max() - interactions.timestamp  # [I]
        most = max(1, _MOST_NUMBERS // size)
        apart = max(1, round(half_life / _MOMENTS_PER_HALF_LIFE), int(age.max()) // most + 1)
        moments = int(age.max()) // apart + 1
        moment = interactions.timestamp.max() + 1 - apart * np.arange(moments)[::-1]  # [T]
        bucket = moments - 1 - age // apart  # [I]
        worth = 0.5 ** ((moment[bucket] - interactions.timestamp) / half_life)  # [I]
        key = bucket * size + interactions.item - 1  # [I]
        flat = np.bincount(key, worth, minlength=moments * size)  # [T * V]
        count = flat.reshape(moments, size).astype(np.float32)  # [T, V]
        for i in range(1, moments):
            count[i] += count[i - 1] * np.float32(0.5 ** (apart / half_life))  # [V]
        for row in count:
            row[np.argsort(-row, kind="stable")[settings.listed :]] = 0
        return RecentPopularity(settings, moment, count)

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Give the counts of the newest moment before each ask: [B, V] float32."""
        moment = np.searchsorted(self.moment, asks.timestamp, side="right") - 1  # [B]
        scores = np.zeros((len(windows), self.count.shape[1]), np.float32)  # [B, V]
        scores[moment >= 0] = self.count[moment[moment >= 0]]
        return torch.from_numpy(scores)

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("recent-popularity", self.settings)
