"""What a count is made of: who did what up to a moment, and what came after what.

``I`` is the number of interactions, ``M`` of targets, ``U`` of users that have any interaction
and ``V`` of items in the vocabulary.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from freshet_model.command import InputError
from freshet_model.data.dataset import Asks, Sequences


@dataclass(frozen=True)
class Interactions:
    """Every interaction of the past once, one user after the other, oldest first."""

    user: NDArray[np.int64]  # [I]
    item: NDArray[np.int64]  # [I] from 1
    timestamp: NDArray[np.int64]  # [I] milliseconds

    def users_by_age(self) -> NDArray[np.int64]:
        """Number the users from 0 by their newest interaction, the newest user last: [I] int64."""
        _, begin, number = np.unique(self.user, return_index=True, return_inverse=True)
        if not len(begin):
            return self.user
        newest = np.maximum.reduceat(self.timestamp, begin)  # [U]
        place = np.empty(len(begin), np.int64)  # [U]
        place[np.argsort(newest, kind="stable")] = np.arange(len(begin))
        return place[number]  # [I]


@dataclass(frozen=True)
class Follows:
    """Which target came after which item, so many steps later."""

    item: NDArray[np.int64]  # [m] from 1
    target: NDArray[np.int64]  # [m] from 1
    timestamp: NDArray[np.int64]  # [m] milliseconds, when the target came


@dataclass(frozen=True)
class Past:
    """The asks that a count may look at with their targets, and nothing after them.

    Of ``sequences`` only the entries that stand in a window of ``asks`` are looked at.
    """

    sequences: Sequences
    asks: Asks
    vocabulary_size: int

    def __post_init__(self) -> None:
        """Refuse items beyond the vocabulary."""
        largest = int(max(self.sequences.item.max(initial=0), self.asks.target.max(initial=0)))
        if self.vocabulary_size < max(largest, 1):
            raise InputError(
                f"the vocabulary has {self.vocabulary_size} items, expected {max(largest, 1)} or "
                "more, as the past has an item with that index"
            )

    def follows(self, back: int, basket_gap_millis: float | None = None) -> Follows:
        """Pair every known target with the item ``back`` steps before it, or before its basket.

        :param back: 0 is the entry ``last`` of the ask itself; an entry before ``first`` is not
            in the window and gives no pair
        :param basket_gap_millis: entries that follow each other within that time are one basket,
            and are no pairs: 0 is then the entry before the basket of the target
        """
        ask = self.asks.ask_of_target()  # [M]
        entry = self.asks.last[ask] - back  # [M]
        if basket_gap_millis is not None:
            entry -= self._already_in_basket(basket_gap_millis)[ask]  # [M]
        inside = (entry >= self.asks.first[ask]) & (self.asks.target > 0)  # [M]
        ask, entry, target = ask[inside], entry[inside], self.asks.target[inside]  # [m] each
        return Follows(self.sequences.item[entry], target, self.asks.timestamp[ask])

    def _already_in_basket(self, gap_millis: float) -> NDArray[np.int64]:
        """Count the entries of each window that are of the basket of its targets: [N] int64."""
        entries, asks = self.sequences, self.asks
        begins = np.zeros(len(entries.item), bool)  # [E]
        begins[1:] = np.diff(entries.timestamp) > gap_millis
        begins[entries.start[:-1][np.diff(entries.start) > 0]] = True
        begin = np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))  # [E]
        goes_on = asks.timestamp - entries.timestamp[asks.last] <= gap_millis  # [N]
        return np.where(goes_on, asks.last + 1 - begin[asks.last], 0)

    def interactions(self) -> Interactions:
        """Give what the users did: the windows of the asks, and the targets of the newest one.

        The targets of the other asks of a user are entries of the windows that follow.
        """
        if not len(self.asks):
            nothing = np.zeros(0, np.int64)
            return Interactions(nothing, nothing, nothing)
        user = self.sequences.user(self.asks.last)  # [N]
        begins = np.concatenate([[True], user[1:] != user[:-1]])  # [N]
        group = np.flatnonzero(begins)  # [U]
        first = np.minimum.reduceat(self.asks.first, group)  # [U]
        count = np.maximum.reduceat(self.asks.last, group) - first + 1  # [U]
        entry = ranges(first, count)  # [I - new targets]
        newest = self.asks.take(np.append(group[1:], len(user)) - 1)
        of_user = newest.ask_of_target()  # [new targets]
        owner = np.concatenate([np.repeat(user[group], count), user[group][of_user]])  # [I]
        item = np.concatenate([self.sequences.item[entry], newest.target])  # [I]
        time = np.concatenate([self.sequences.timestamp[entry], newest.timestamp[of_user]])  # [I]
        order = np.argsort(owner, kind="stable")  # [I]
        order = order[item[order] > 0]  # [I]
        return Interactions(owner[order], item[order], time[order])

    def users_by_items(self) -> sparse.csr_array:
        """Give [U, V] float64: 1 where a user had an item (column 0 is the item with index 1).

        The rows are in the order of the users' newest interactions, the newest user last.
        """
        done = self.interactions()
        user = done.users_by_age()  # [I]
        users = int(user.max(initial=-1)) + 1
        matrix = sparse.csr_array(
            (np.ones(len(user)), (user, done.item - 1)), shape=(users, self.vocabulary_size)
        )  # [U, V]
        matrix.sum_duplicates()
        matrix.data[:] = 1.0
        return matrix


def ranges(start: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give ``count[i]`` numbers from ``start[i]`` on, one range after the other."""
    skipped = np.cumsum(count) - count  # [n]
    numbers: NDArray[np.int64] = np.arange(int(count.sum())) + np.repeat(start - skipped, count)
    return numbers
