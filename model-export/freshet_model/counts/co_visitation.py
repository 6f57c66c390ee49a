"""What followed the newest items within a few steps: decayed co-visitation.

The baseline of this project that is hardest to beat, and the one that the job counts live.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Past
from freshet_model.counts.rows import dense, newest, powers, weighted_rows
from freshet_model.data.dataset import Asks, Windows

_HOUR_MILLIS = 3_600_000


@dataclass(frozen=True)
class CoVisitationSettings:
    """How far apart two items may stand, and what a pair, a position and a repeat are worth.

    The defaults are the best of a small search on the validation part of MovieLens-1M. For
    sessions, start from ``newest`` 6, ``position_decay`` 0.6, ``backward`` 0.5, ``shrink`` 5,
    ``target_power`` 0 and ``repeat_bonus`` 0.3.

    :param reach: pairs of an item and a target at most so many steps apart are counted
    :param distance_decay: a pair at distance d (from 1) is worth ``distance_decay ** (d - 1)``;
        ``None``: it is worth 1 / d
    :param basket_gap_hours: entries that follow each other within that time are one basket: they
        are no pairs, and the entry before a basket is one step from each of its entries; ``None``:
        there are no baskets
    :param backward: what a pair is worth the other way round, from the target to the item
    :param newest: how many entries of the window are looked at
    :param position_decay: what a step back in the window is worth of the next
    :param shrink: the larger, the less an item of the window says that was acted on a few times
    :param target_power: how far a target's popularity is divided out; 0: not at all, 1: fully
    :param repeat_bonus: what the newest item of the window gets on top
    :param repeat_decay: what a step back in the window is worth of that bonus
    :param half_life_hours: a pair and an interaction are worth half as much after that time;
        ``None``: they do not age
    """

    reach: int = 20
    distance_decay: float | None = None
    basket_gap_hours: float | None = None
    backward: float = 0.0
    newest: int = 10
    position_decay: float = 0.7
    shrink: float = 20.0
    target_power: float = 0.1
    repeat_bonus: float = 0.0
    repeat_decay: float = 0.7
    half_life_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        infinite = float("inf")
        ranges: dict[str, tuple[float, float, float]] = {
            "reach": (self.reach, 1, infinite),
            "backward": (self.backward, 0, infinite),
            "newest": (self.newest, 1, infinite),
            "position_decay": (self.position_decay, 0, 1),
            "shrink": (self.shrink, 0, infinite),
            "target_power": (self.target_power, 0, 1),
            "repeat_bonus": (self.repeat_bonus, 0, infinite),
            "repeat_decay": (self.repeat_decay, 0, 1),
        }
        if self.distance_decay is not None:
            ranges["distance_decay"] = (self.distance_decay, 0, 1)
        if self.basket_gap_hours is not None:
            ranges["basket_gap_hours"] = (self.basket_gap_hours, 0, infinite)
        if self.half_life_hours is not None:
            ranges["half_life_hours"] = (self.half_life_hours, 1e-6, infinite)
        require_range("co-visitation", ranges)

    def distance_worth(self, distance: int) -> float:
        """Say what a pair is worth whose items stand so many steps apart, from 1."""
        if self.distance_decay is None:
            return 1 / distance
        return float(self.distance_decay ** (distance - 1))

    def basket_gap_millis(self) -> float | None:
        """Give the longest time between two entries of a basket, if there are baskets."""
        return None if self.basket_gap_hours is None else self.basket_gap_hours * _HOUR_MILLIS

    def age_worth(self, age: NDArray[np.int64]) -> NDArray[np.float64]:
        """Say what something is worth that is so old [n] (milliseconds): [n] float64."""
        if self.half_life_hours is None:
            return np.ones(len(age))
        return np.power(0.5, age / (self.half_life_hours * _HOUR_MILLIS))


@dataclass(frozen=True)
class CoVisitation:
    """Pairs of an item and what came later, decayed by distance, position and age.

    With pair(i, j) the sum of the worth of all pairs of i and a later j, plus ``backward`` times
    that of j and a later i, and popularity(j) the number of interactions with j (both aged where
    there is a half-life), after a window of the items i_0 (newest), i_1, ...:
    score(j) = sum over b < ``newest`` of position_decay ** b * pair(i_b, j)
    / (popularity(i_b) + shrink) / (popularity(j) + shrink) ** target_power
    + sum over all b with i_b = j of repeat_bonus * repeat_decay ** b.
    """

    settings: CoVisitationSettings
    strength: sparse.csr_array  # [V, V] float64: pair(i, j), divided by all that it is divided by

    @staticmethod
    def fit(past: Past, settings: CoVisitationSettings = CoVisitationSettings()) -> "CoVisitation":
        """Count the pairs of every distance, and how popular the items are."""
        size = past.vocabulary_size
        end = int(past.asks.timestamp.max(initial=0))
        strength = sparse.csr_array((size, size), dtype=np.float64)  # [V, V]
        for back in range(settings.reach):
            follows = past.follows(back, settings.basket_gap_millis())
            worth = settings.age_worth(end - follows.timestamp)  # [m]
            worth *= settings.distance_worth(back + 1)  # [m]
            pairs = sparse.csr_array(
                (worth, (follows.item - 1, follows.target - 1)), shape=(size, size)
            )  # [V, V]
            strength = strength + pairs
        if settings.backward:
            strength = strength + settings.backward * strength.T.tocsr()
        done = past.interactions()
        worth = settings.age_worth(end - done.timestamp)  # [I]
        popularity = np.bincount(done.item - 1, worth, minlength=size) + settings.shrink  # [V]
        of_item = np.repeat(popularity, np.diff(strength.indptr))  # [pairs]
        of_target = popularity[strength.indices] ** settings.target_power  # [pairs]
        strength.data /= of_item * of_target
        return CoVisitation(settings, strength)

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Add up what followed the newest items of each window: [B, V] float32."""
        settings, size = self.settings, self.strength.shape[0]
        item = newest(windows.item, settings.newest)  # [B, n]
        weight = powers(settings.position_decay, item.shape[1])  # [n]
        scores = weighted_rows(item, weight, size) @ self.strength  # [B, V]
        if settings.repeat_bonus:
            item = newest(windows.item, windows.item.shape[1])  # [B, L]
            bonus = settings.repeat_bonus * powers(settings.repeat_decay, item.shape[1])  # [L]
            scores = scores + weighted_rows(item, bonus, size)  # [B, V]
        return dense(scores)

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("co-visitation", self.settings)
