"""What those did whose items are the ones of the window: nearest neighbours among sessions.

A session is all that the past knows of one user. ``P`` is the number of pairs of a session and
an item in it, ``S`` of sessions, ``V`` of items in the vocabulary; ``B`` is the number of windows,
``n`` how many of their newest entries are looked at, and ``m`` the number of pairs of a window and
a session that share an item.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from freshet_model.counts.count import description, require_range
from freshet_model.counts.past import Past, ranges
from freshet_model.counts.rows import dense, newest, place_in_row, strongest
from freshet_model.data.dataset import Asks, Windows


@dataclass(frozen=True)
class VsKnnSettings:
    """Which sessions have a say, and how much each of their items gets.

    :param neighbours: the most similar so many sessions have a say
    :param sample: they are chosen among so many sessions, the newest that share an item
    :param newest: how many entries of the window are looked at; for the similarity, the newest
        counts 1 and every step back 1 / newest less
    :param match_decay: a neighbour is worth ``match_decay ** b`` where the newest item that it
        shares is b steps back in the window
    :param place_decay: an item of a neighbour is worth ``place_decay ** (d - 1)`` where it stands
        d steps from that shared item; 1: it does not matter where it stands, as in the paper
    :param repeat_worth: by how much the scores of the window's own items are multiplied
    """

    neighbours: int = 500
    sample: int = 5000
    newest: int = 10
    match_decay: float = 0.7
    place_decay: float = 1.0
    repeat_worth: float = 1.0

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        infinite = float("inf")
        require_range(
            "VS-kNN",
            {
                "neighbours": (self.neighbours, 1, infinite),
                "sample": (self.sample, 1, infinite),
                "newest": (self.newest, 1, infinite),
                "match_decay": (self.match_decay, 0, 1),
                "place_decay": (self.place_decay, 0, 1),
                "repeat_worth": (self.repeat_worth, 0, infinite),
            },
        )


@dataclass(frozen=True)
class _Matches:
    """Windows and sessions that share an item, by window and then from old to new sessions."""

    window: NDArray[np.int64]  # [m]
    session: NDArray[np.int64]  # [m]
    similarity: NDArray[np.float64]  # [m]
    back: NDArray[np.int64]  # [m] steps back in the window to the newest shared item
    place: NDArray[np.int64]  # [m] where that item stands in the session

    def take(self, kept: NDArray[np.bool_]) -> "_Matches":
        return _Matches(
            self.window[kept],
            self.session[kept],
            self.similarity[kept],
            self.back[kept],
            self.place[kept],
        )


@dataclass(frozen=True)
class VsKnn:
    """V-SKNN: sessions that share the newest items of a window say what comes next.

    Ludewig and Jannach 2018, "Evaluation of Session-based Recommendation Algorithms", section 3.3:
    among the newest ``sample`` sessions that share an item with the window, the neighbours are
    those with the largest dot product of the session (0 or 1 for an item) and the window (weights
    that fall linearly with the position); score(j) is the sum of the similarity of the neighbours
    that have j, each weighted by the position of its newest shared item. The way from item to its
    newest sessions is the index of Kersbergen, Sprangers and Schelter 2022, "Serenade", section 3;
    the weight by distance in the neighbour is that of Garg et al. 2019, "Sequence and Time Aware
    Neighborhood for Session-based Recommendations", section 3.3.
    """

    settings: VsKnnSettings
    vocabulary_size: int
    session_start: NDArray[np.int64]  # [S + 1]: pairs of each session; the newest session is last
    session: NDArray[np.int64]  # [P] from 0
    item: NDArray[np.int64]  # [P] from 1, by session
    place: NDArray[np.int64]  # [P] how many interactions of the session are older
    item_start: NDArray[np.int64]  # [V + 2]: where each item's part of ``of_item`` begins
    of_item: NDArray[np.int64]  # [P] numbers of pairs, by item and then by session

    @staticmethod
    def fit(past: Past, settings: VsKnnSettings = VsKnnSettings()) -> "VsKnn":
        """Index sessions by item, and items by session."""
        done, size = past.interactions(), past.vocabulary_size
        key = done.users_by_age() * (size + 1) + done.item  # [I]
        # The last place of an item in a session is the first one from behind.
        pair, from_behind = np.unique(key[::-1], return_index=True)  # [P], [P]
        session, item = np.divmod(pair, size + 1)  # [P], [P]
        of_item = np.argsort(item, kind="stable")  # [P]
        return VsKnn(
            settings,
            size,
            np.searchsorted(session, np.arange(int(session.max(initial=-1)) + 2)),
            session,
            item,
            place_in_row(done.user)[::-1][from_behind],
            np.searchsorted(item[of_item], np.arange(size + 2)),
            of_item,
        )

    def scores(self, windows: Windows, asks: Asks) -> Tensor:
        """Let the neighbours of each window vote: [B, V] float32."""
        settings = self.settings
        item = _without_repeats(newest(windows.item, settings.newest))  # [B, n]
        neighbours = self._neighbours(item)
        worth = neighbours.similarity * np.power(settings.match_decay, neighbours.back)  # [m]
        start = self.session_start[neighbours.session]  # [m]
        count = self.session_start[neighbours.session + 1] - start  # [m]
        pair = ranges(start, count)  # [votes]
        votes = np.repeat(worth, count)  # [votes]
        if settings.place_decay < 1:
            apart = np.abs(self.place[pair] - np.repeat(neighbours.place, count))  # [votes]
            votes = votes * np.power(settings.place_decay, np.maximum(apart - 1, 0))  # [votes]
        of_window = np.bincount(neighbours.window, count, minlength=len(item))  # [B]
        ends = np.concatenate([[0], np.cumsum(of_window)]).astype(np.int64)  # [B + 1]
        scores = dense(
            sparse.csr_array(
                (votes, self.item[pair] - 1, ends), shape=(len(item), self.vocabulary_size)
            )
        )  # [B, V]
        if settings.repeat_worth != 1:
            window, column = np.nonzero(windows.item)  # [e], [e]
            own = windows.item[window, column] - 1  # [e]
            scores[torch.from_numpy(window), torch.from_numpy(own)] *= settings.repeat_worth
        return scores

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings."""
        return description("vs-knn", self.settings)

    def _neighbours(self, item: NDArray[np.int64]) -> _Matches:
        """Find the neighbours of windows [B, n] whose items are in them once."""
        matches = self._matches(item)
        # The newest ``sample`` sessions of a window: place from behind in the window's part.
        from_behind = place_in_row(len(item) - 1 - matches.window[::-1])[::-1]  # [m]
        matches = matches.take(from_behind < self.settings.sample)
        kept = strongest(
            matches.window[::-1], matches.similarity[::-1], self.settings.neighbours
        )  # [m]
        return matches.take(kept[::-1])

    def _matches(self, item: NDArray[np.int64]) -> _Matches:
        """Find all sessions that share an item with windows [B, n], ``sample`` for each item."""
        end = self.item_start[item + 1].ravel()  # [B * n]
        count = np.minimum(end - self.item_start[item].ravel(), self.settings.sample)  # [B * n]
        pair = self.of_item[ranges(end - count, count)]  # [shared items]
        cell = np.repeat(np.arange(item.size), count)  # [shared items]
        window, back = np.divmod(cell, max(1, item.shape[1]))  # [shared items], [shared items]
        session = self.session[pair]  # [shared items]
        key = window * len(self.session_start) + session  # [shared items]
        order = np.argsort(key, kind="stable")  # the newest shared item of a session first
        begin = np.flatnonzero(np.diff(key[order], prepend=-1))  # [m]
        weight = 1 - back[order] / self.settings.newest  # [shared items]
        similarity = np.add.reduceat(weight, begin) if len(begin) else weight  # [m]
        first = order[begin]  # [m]
        return _Matches(
            window[first], session[first], similarity, back[first], self.place[pair[first]]
        )


def _without_repeats(item: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put 0 for an item that stands further to the front of its row [B, n] already."""
    same = item[:, :, None] == item[:, None, :]  # [B, n, n]
    earlier = np.tri(item.shape[1], k=-1, dtype=np.bool_)  # [n, n]
    return np.where((same & earlier).any(axis=2), 0, item)  # [B, n]
