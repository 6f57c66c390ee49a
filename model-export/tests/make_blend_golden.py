"""Makes the golden vectors of the blend, which Java's tests reproduce.

    .venv/bin/python tests/make_blend_golden.py

A log of a few users, what is counted of it, windows, and the blended score of every item after
each of them.
"""

import dataclasses
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from freshet_model.counts.blend import LOG_LINEAR, Blend, BlendWeights
from freshet_model.counts.co_visitation import CoVisitation, CoVisitationSettings
from freshet_model.counts.own_items import OwnItems, OwnItemsSettings
from freshet_model.counts.past import Past
from freshet_model.counts.popularity import RecentPopularity, RecentPopularitySettings
from freshet_model.data.dataset import Asks, Sequences, Windows

TARGET = Path(__file__).resolve().parents[2] / "src/core/src/test/resources/blend-golden.json"

_ITEMS = 12
_LISTED = 7
_USERS = 30
_WINDOWS = 16
_HOUR = 3_600_000
# The newest entry of every window, after the whole log: counts have one age for all.
_END = 1_767_225_600_000


class _Given:
    """A model whose scores are given."""

    def __init__(self, scores: Tensor) -> None:
        self._scores = scores  # [B, V]

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Give them."""
        return self._scores


def golden() -> dict[str, Any]:
    """Count, blend, and write down everything that somebody else needs to do the same."""
    random = np.random.default_rng(7)
    users = [
        np.minimum(random.geometric(0.25, length), _ITEMS).tolist()
        for length in random.integers(2, 9, _USERS).tolist()
    ]
    times = [
        (_END - np.sort(random.integers(1, 200, len(items)))[::-1] * _HOUR).tolist()
        for items in users
    ]
    times[0][-1] = _END
    past = Past(*_asked(users, times), _ITEMS)
    return {
        "end": _END,
        "log": [
            {"user": f"user-{user}", "item": f"item-{item}", "timestamp": timestamp}
            for user, (items, of_user) in enumerate(zip(users, times, strict=True))
            for item, timestamp in zip(items, of_user, strict=True)
        ],
        "cases": [_case(random, past, basket_gap_hours) for basket_gap_hours in (None, 24.0)],
    }


def _case(
    random: np.random.Generator, past: Past, basket_gap_hours: float | None
) -> dict[str, Any]:
    """Blend the counts of a past after random windows."""
    co = CoVisitationSettings(
        reach=3,
        basket_gap_hours=basket_gap_hours,
        backward=0.5,
        newest=4,
        position_decay=0.6,
        shrink=5.0,
        target_power=0.25,
        repeat_bonus=0.3,
        half_life_hours=72.0,
    )
    own = OwnItemsSettings(decay=0.5, basket_gap_hours=basket_gap_hours)
    recent = RecentPopularitySettings(half_life_hours=24.0, listed=_LISTED)
    weights = BlendWeights(
        LOG_LINEAR,
        {"co-visitation": 0.8, "own-items": 0.15, "recent-popularity": 0.4},
        {"co-visitation": 0.01, "own-items": 0.1, "recent-popularity": 0.001},
    )
    rows = [
        random.integers(1, _ITEMS + 1, length).tolist()
        for length in random.integers(1, 8, _WINDOWS).tolist()
    ]
    times = [
        _END
        - np.append(np.sort(random.choice(90, len(row) - 1, replace=False) + 1)[::-1], 0) * _HOUR
        for row in rows
    ]
    model = torch.log_softmax(
        torch.from_numpy(random.normal(size=(_WINDOWS, _ITEMS)).astype(np.float32)), dim=1
    )  # [B, V]
    blend = Blend(
        _Given(model),
        {
            "co-visitation": CoVisitation.fit(past, co),
            "own-items": OwnItems.fit(past, own),
            "recent-popularity": RecentPopularity.fit(past, recent),
        },
        weights,
    )
    scores = blend.scores(_windows(rows, times), _asks_after(past.asks))  # [B, V]
    return {
        "blend": blend.manifest(),
        "windows": [
            {
                "entries": [
                    {"item": f"item-{item}", "timestamp": timestamp}
                    for item, timestamp in zip(row, times[number].tolist(), strict=True)
                ],
                "model": _by_item(model[number]),
                "scores": _by_item(scores[number]),
            }
            for number, row in enumerate(rows)
        ],
    }


def _asked(users: list[list[int]], times: list[list[int]]) -> tuple[Sequences, Asks]:
    """Ask every user for each of their items but the first."""
    start = np.cumsum([0] + [len(items) for items in users])  # [U + 1]
    item = np.array([item for items in users for item in items], np.int64)  # [E]
    timestamp = np.array([time for of_user in times for time in of_user], np.int64)  # [E]
    sequences = Sequences(item, np.ones_like(item), timestamp, start)
    first = np.repeat(start[:-1], np.diff(start) - 1)  # [N]
    last = np.concatenate([np.arange(a, b - 1) for a, b in itertools.pairwise(start)])
    after = last + 1  # [N]
    return sequences, Asks(
        first,
        last,
        timestamp[after],
        np.arange(len(last) + 1),
        item[after],
        sequences.event_type[after],
    )


def _asks_after(asks: Asks) -> Asks:
    """Ask for every window after the whole log, for whatever."""
    after = asks.take(np.arange(_WINDOWS))
    return dataclasses.replace(after, timestamp=np.full(_WINDOWS, _END + 1))


def _windows(rows: list[list[int]], times: list[NDArray[np.int64]]) -> Windows:
    length = max(map(len, rows))
    item = np.array([[0] * (length - len(row)) + row for row in rows], np.int64)  # [B, L]
    age = np.zeros(item.shape, np.float32)  # [B, L]
    for row, of_row in zip(age, times, strict=True):
        row[length - len(of_row) :] = (_END - of_row) / 1000
    return Windows(item, (item > 0).astype(np.int64), age)


def _by_item(row: Tensor) -> dict[str, float]:
    return {f"item-{index}": round(value, 8) for index, value in enumerate(row.tolist(), 1)}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(golden(), indent=1) + "\n", encoding="utf-8")
