"""What those did whose items are the ones of the window: nearest neighbours among sessions.

A session is all that the past knows of one user. ``P`` is the number of pairs of a session and
an item in it, ``S`` of sessions, ``V`` of items in the vocabulary; ``B`` is the number of windows,
``n`` how many of their newest entries are looked at, and ``m`` the number of pairs of a window and
a session that share an item.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Interactions, Past, ranges
from freshet_model.counts.rows import (
    dense,
    newest,
    place_in_row,
    powers,
    strongest,
    weighted_rows,
)
from freshet_model.data.dataset import Asks, Windows

_HOUR_MILLIS = 3_600_000


@dataclass(frozen=True)
class VsKnnSettings:
    """Which sessions have a say, and how much each of their items gets.

    The defaults are the best of a small search on the validation parts of Diginetica and
    yoochoose. For the long histories of MovieLens, ``rarity_power`` 0, ``before_worth`` 0.3 and
    ``place_decay`` 0.75 are better. ``V_SKNN`` is the method as first published.

    :param neighbours: the most similar so many sessions have a say
    :param sample: they are chosen among so many sessions, the newest that share an item
    :param newest: how many entries of the window are looked at; for the similarity, the newest
        counts 1 and every step back 1 / newest less
    :param match_decay: a neighbour is worth ``match_decay ** b`` where the newest item that it
        shares is b steps back in the window
    :param reach: only items of a neighbour that stand at most so many steps from that shared item
        get anything
    :param place_decay: an item d steps from it (from 1) is worth ``place_decay ** (d - 1)``
    :param before_worth: by how much that is multiplied for items that stand before it
    :param rarity_power: the score of an item that n of S sessions have is multiplied by
        ``(1 + log(S / n)) ** rarity_power``
    :param repeat_bonus: what the newest item of the window gets on top, as a share of the sum of
        the scores
    :param repeat_decay: what a step back in the window is worth of that bonus
    :param half_life_hours: a session is worth half as much after that time; ``None``: sessions do
        not age
    """

    neighbours: int = 300
    sample: int = 5000
    newest: int = 10
    match_decay: float = 0.6
    reach: int = 20
    place_decay: float = 0.8
    before_worth: float = 0.8
    rarity_power: float = 1.0
    repeat_bonus: float = 0.1
    repeat_decay: float = 0.7
    half_life_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        infinite = float("inf")
        ranges_of: dict[str, tuple[float, float, float]] = {
            "neighbours": (self.neighbours, 1, infinite),
            "sample": (self.sample, 1, infinite),
            "newest": (self.newest, 1, infinite),
            "match_decay": (self.match_decay, 0, 1),
            "reach": (self.reach, 1, infinite),
            "place_decay": (self.place_decay, 0, 1),
            "before_worth": (self.before_worth, 0, infinite),
            "rarity_power": (self.rarity_power, 0, infinite),
            "repeat_bonus": (self.repeat_bonus, 0, infinite),
            "repeat_decay": (self.repeat_decay, 0, 1),
        }
        if self.half_life_hours is not None:
            ranges_of["half_life_hours"] = (self.half_life_hours, 1e-6, infinite)
        require_range("VS-kNN", ranges_of)

    def steps_worth(self) -> NDArray[np.float64]:
        """Say what an item so many steps from the shared one is worth: [2 reach + 1] float64.

        It begins with ``reach`` steps before it, and the shared item itself is worth 1.
        """
        after = powers(self.place_decay, self.reach)  # [reach]
        return np.concatenate([self.before_worth * after[::-1], [1.0], after])  # [2 reach + 1]


V_SKNN = VsKnnSettings(
    neighbours=500, reach=10_000, place_decay=1, before_worth=1, rarity_power=0, repeat_bonus=0
)


@dataclass(frozen=True)
class _Sessions:
    """Who had what, by session and by item; the newest session is the last one."""

    start: NDArray[np.int64]  # [S + 1]: where the pairs of each session begin
    session: NDArray[np.int64]  # [P] from 0
    item: NDArray[np.int64]  # [P] from 1; by session, and in it by place
    place: NDArray[np.int64]  # [P] how many interactions of the session are older
    end: NDArray[np.int64]  # [S] milliseconds, of the newest interaction
    item_start: NDArray[np.int64]  # [V + 2]: where each item's part of ``of_item`` begins
    of_item: NDArray[np.int64]  # [P] numbers of pairs, by item and in it by session

    @staticmethod
    def of(done: Interactions, vocabulary_size: int) -> "_Sessions":
        """Index sessions by item, and items by session; of repeats the last one counts."""
        session = done.users_by_age()  # [I]
        sessions = int(session.max(initial=-1)) + 1
        order = np.argsort(session, kind="stable")  # [I]
        session, item, time = session[order], done.item[order], done.timestamp[order]  # [I] each
        place = place_in_row(session)  # [I]
        # The last place of an item in a session is the first one from behind.
        key = (session * (vocabulary_size + 1) + item)[::-1]  # [I]
        last = np.sort(len(key) - 1 - np.unique(key, return_index=True)[1])  # [P]
        session, item = session[last], item[last]  # [P] each
        start = np.searchsorted(session, np.arange(sessions + 1))  # [S + 1]
        end = np.maximum.reduceat(time[last], start[:-1]) if sessions else time  # [S]
        of_item = np.argsort(item, kind="stable")  # [P]
        item_start = np.searchsorted(item[of_item], np.arange(vocabulary_size + 2))  # [V + 2]
        return _Sessions(start, session, item, place[last], end, item_start, of_item)

    def __len__(self) -> int:
        return len(self.end)


@dataclass(frozen=True)
class _Matches:
    """Windows and sessions that share an item, by window and then from old to new sessions."""

    window: NDArray[np.int64]  # [m]
    pair: NDArray[np.int64]  # [m] of the session and the newest item of the window that it has
    back: NDArray[np.int64]  # [m] how many steps back in the window that item stands
    similarity: NDArray[np.float64]  # [m]

    def take(self, kept: NDArray[np.bool_]) -> "_Matches":
        arrays = (getattr(self, field.name)[kept] for field in dataclasses.fields(self))
        return _Matches(*arrays)


@dataclass(frozen=True)
class VsKnn:
    """Sessions that share the newest items of a window say what comes next.

    V-SKNN of Ludewig and Jannach 2018, "Evaluation of Session-based Recommendation Algorithms":
    among the newest ``sample`` sessions that share an item with the window, the neighbours are
    those with the largest dot product of the session (0 or 1 for an item) and the window (weights
    that fall linearly with the position); score(j) is the sum of the similarities of the
    neighbours that have j, each weighted by the position of the newest item that it shares.

    From items to their newest sessions leads the index of Kersbergen, Sprangers and Schelter 2022,
    "Serenade", from where the weight by rarity is taken as well. That items near the shared one
    and young sessions say more is learned from Garg et al. 2019, "Sequence and Time Aware
    Neighborhood for Session-based Recommendations" (STAN).
    """

    settings: VsKnnSettings
    sessions: _Sessions
    rarity: NDArray[np.float32]  # [V] what the score of each item is multiplied by

    @staticmethod
    def fit(past: Past, settings: VsKnnSettings = VsKnnSettings()) -> "VsKnn":
        """Index the sessions."""
        sessions = _Sessions.of(past.interactions(), past.vocabulary_size)
        count = np.maximum(np.diff(sessions.item_start)[1:], 1)  # [V]
        rarity = (1 + np.log(max(len(sessions), 1) / count)) ** settings.rarity_power  # [V]
        return VsKnn(settings, sessions, rarity.astype(np.float32))

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Let the neighbours of each window vote: [B, V] float32."""
        settings, size = self.settings, len(self.rarity)
        item = _without_repeats(newest(windows.item, settings.newest))  # [B, n]
        scores = dense(self._votes(self._neighbours(item), len(item)))  # [B, V]
        scores *= torch.from_numpy(self.rarity)  # [B, V]
        if settings.repeat_bonus:
            item = newest(windows.item, windows.item.shape[1])  # [B, L]
            bonus = settings.repeat_bonus * powers(settings.repeat_decay, item.shape[1])  # [L]
            total = scores.sum(dim=1, keepdim=True)  # [B, 1]
            scores += total * dense(weighted_rows(item, bonus, size))  # [B, V]
        return scores

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("vs-knn", self.settings)

    def _votes(self, neighbours: _Matches, windows: int) -> sparse.csr_array:
        """Add up what the neighbours give the items near the shared one: [B, V] float64."""
        settings, sessions = self.settings, self.sessions
        shared, session = neighbours.pair, sessions.session[neighbours.pair]  # [m], [m]
        worth = neighbours.similarity * np.power(settings.match_decay, neighbours.back)  # [m]
        if settings.half_life_hours is not None and len(sessions):
            age = sessions.end.max() - sessions.end[session]  # [m]
            worth *= np.power(0.5, age / (settings.half_life_hours * _HOUR_MILLIS))  # [m]
        # An item stands in a session once, so that near by place is near by pair.
        first = np.maximum(shared - settings.reach, sessions.start[session])  # [m]
        last = np.minimum(shared + settings.reach, sessions.start[session + 1] - 1)  # [m]
        count = last - first + 1  # [m]
        pair = ranges(first, count)  # [votes]
        steps = sessions.place[pair] - np.repeat(sessions.place[shared], count)  # [votes]
        near = np.abs(steps) <= settings.reach  # [votes]
        steps_worth = settings.steps_worth()  # [2 reach + 1]
        votes = np.repeat(worth, count)[near] * steps_worth[steps[near] + settings.reach]  # [votes]
        window = np.repeat(neighbours.window, count)[near]  # [votes]
        ends = np.searchsorted(window, np.arange(windows + 1))  # [B + 1]
        return sparse.csr_array(
            (votes, sessions.item[pair[near]] - 1, ends), shape=(windows, len(self.rarity))
        )  # [B, V]

    def _neighbours(self, item: NDArray[np.int64]) -> _Matches:
        """Find the neighbours of windows [B, n] whose items are in them once."""
        matches = self._matches(item)
        # The newest ``sample`` sessions of a window are the last ones of its part.
        from_behind = place_in_row(len(item) - 1 - matches.window[::-1])[::-1]  # [m]
        matches = matches.take(from_behind < self.settings.sample)
        # The newest of equals is kept.
        kept = strongest(
            matches.window[::-1], matches.similarity[::-1], self.settings.neighbours
        )  # [m]
        return matches.take(kept[::-1])

    def _matches(self, item: NDArray[np.int64]) -> _Matches:
        """Find all sessions that share an item with windows [B, n], ``sample`` for each item."""
        sessions = self.sessions
        end = sessions.item_start[item + 1].ravel()  # [B * n]
        count = np.minimum(end - sessions.item_start[item].ravel(), self.settings.sample)  # [B * n]
        pair = sessions.of_item[ranges(end - count, count)]  # [shared items]
        cell = np.repeat(np.arange(item.size), count)  # [shared items]
        window, back = np.divmod(cell, max(1, item.shape[1]))  # [shared items], [shared items]
        key = window * len(sessions) + sessions.session[pair]  # [shared items]
        order = np.argsort(key, kind="stable")  # the newest shared item of a session first
        begin = np.flatnonzero(np.diff(key[order], prepend=-1))  # [m]
        weight = self.settings.newest - back[order]  # [shared items], whole for exact ties
        similarity = np.add.reduceat(weight, begin) if len(begin) else weight  # [m]
        first = order[begin]  # [m]
        return _Matches(window[first], pair[first], back[first], similarity / self.settings.newest)


def _without_repeats(item: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put 0 for an item that stands further to the front of its row [B, n] already."""
    same = item[:, :, None] == item[:, None, :]  # [B, n, n]
    earlier = np.tri(item.shape[1], k=-1, dtype=np.bool_)  # [n, n]
    return np.where((same & earlier).any(axis=2), 0, item)  # [B, n]
