"""Training rows: pieces of sequences that hold many asks, and batches of them.

``R`` is the number of rows; the rest as in ``dataset``.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freshet_model.data.dataset import Asks, Dataset, Windows

_UNSHIFTED = 0.5


@dataclass(frozen=True)
class Rows:
    """Row r are the entries ``first[r]`` to ``last[r]`` and asks ``ask[r]`` to ``ask[r + 1]``."""

    first: NDArray[np.int64]  # [R]
    last: NDArray[np.int64]  # [R]
    ask: NDArray[np.int64]  # [R + 1]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.first)

    def lengths(self) -> NDArray[np.int64]:
        """[R] int64: entries in every row."""
        return self.last - self.first + 1

    @staticmethod
    def cut(dataset: Dataset, asks: Asks, random: np.random.Generator | None = None) -> "Rows":
        """Cut the sequences so that every ask is in one row, with at least half a window before it.

        With ``random`` the share of a window is drawn for each user, so that other epochs have
        other cuts.
        """
        user = dataset.sequences.user(asks.last)  # [N]
        begins = np.flatnonzero(np.diff(user, prepend=-1))  # [U']
        first, last, ask = [], [], []
        for begin, end in itertools.pairwise([*begins.tolist(), len(asks)]):
            share = _UNSHIFTED if random is None else random.uniform(0.25, 0.75)
            before = max(1, int(dataset.window * share))
            for row in _cut_user(
                asks.first[begin:end], asks.last[begin:end], dataset.window, before
            ):
                first.append(row[0])
                last.append(row[1])
                ask.append(begin + row[2])
        return Rows(
            np.array(first, np.int64),
            np.array(last, np.int64),
            np.array([*ask, len(asks)], np.int64),
        )


def _cut_user(
    first: NDArray[np.int64], last: NDArray[np.int64], window: int, before: int
) -> list[tuple[int, int, int]]:
    """First entry, last entry and first ask of each row of one user, from the newest back."""
    rows = []
    end = len(last)
    while end > 0:
        newest = int(last[end - 1])
        start = max(int(first[end - 1]), newest - window + 1)
        fits = last[:end] - start + 1 >= np.minimum(before, last[:end] - first[:end] + 1)  # [end]
        lowest = int(np.argmax(fits))
        rows.append((start, newest, lowest))
        end = lowest
    return rows[::-1]


@dataclass(frozen=True)
class Batch:
    """Rows as inputs, what is asked where, and what came; ``P`` targets, ``N`` asked positions."""

    windows: Windows  # [B, L]
    asked: NDArray[np.bool_]  # [B, L]
    position: NDArray[np.int64]  # [P] which asked position, row by row from 0, a target follows
    target: NDArray[np.int64]  # [P] item index from 1
    target_type: NDArray[np.int64]  # [P] event type index
    weight: NDArray[np.float32]  # [P] the targets of a position share 1


def batch_of(dataset: Dataset, asks: Asks, rows: Rows, part: NDArray[np.int64]) -> Batch:
    """Rows with these numbers as one batch; asks without a known target are left out."""
    windows = dataset.windows(rows.first[part], rows.last[part])
    length = windows.item.shape[1]
    count = rows.ask[part + 1] - rows.ask[part]  # [B]
    row = np.repeat(np.arange(len(part)), count)  # [n]
    within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)  # [n]
    chosen = asks.take(rows.ask[part][row] + within)
    column = length - 1 - (rows.last[part][row] - chosen.last)  # [n]
    of_ask = chosen.ask_of_target()  # [m]
    known = chosen.target > 0  # [m]
    place = (row * length + column)[of_ask[known]]  # [P]
    asked, position, targets = np.unique(place, return_inverse=True, return_counts=True)
    grid = np.zeros(windows.item.size, bool)  # [B * L]
    grid[asked] = True
    return Batch(
        windows,
        grid.reshape(windows.item.shape),
        position,
        chosen.target[known],
        chosen.target_type[known],
        (1 / targets)[position].astype(np.float32),
    )


def batches(
    lengths: NDArray[np.int64], batch_entries: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Row numbers of an epoch, in batches of rows of about the same length, in random order.

    A batch has at most ``batch_entries`` entries, padding included, but at least one row.
    """
    order = np.argsort(lengths + random.random(len(lengths)), kind="stable")  # [R]
    found, start = [], 0
    for end in range(1, len(order) + 1):
        full = end == len(order) or (end + 1 - start) * lengths[order[end]] > batch_entries
        if full:
            found.append(order[start:end])
            start = end
    for index in random.permutation(len(found)):
        yield found[index]
