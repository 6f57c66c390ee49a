"""From histories to sequences, a vocabulary, and asks in three parts.

Neither the vocabulary nor the training asks see anything of the validation and the test part.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from freshet_model.command import InputError
from freshet_model.data.dataset import Asks, Dataset, Sequences
from freshet_model.data.encoder import Entry
from freshet_model.data.histories import History, histories
from freshet_model.data.item_features import Catalogue, ItemFeatures
from freshet_model.data.training_set import read_lines

_HOUR_MILLIS = 3_600_000
SPLITS = ("temporal", "leave-one-out", "session")
TRAINING, VALIDATION, TEST = range(3)


@dataclass(frozen=True)
class Preparation:
    """How to make asks: what is to be predicted, from how much, and what is set apart.

    What follows an entry is the next entry or, where ``basket_hours`` is given, the distinct
    items of the user's next basket. A basket is all that a user does in one period of so many
    hours, counted from 1970 (24 hours are a day in UTC); only its last entry is asked.

    :param split: ``temporal`` cuts by the time of targets, over all users; ``leave-one-out`` tests
        on every user's last target and validates on the one before; ``session`` tests on users of
        their own and validates on the newest users
    :param validation_share: of the targets, or of the users of ``session``
    :param test_share: of the targets of ``temporal``
    :param filter_seen: whether what a user has seen is never right
    """

    window: int = 50
    split: str = "temporal"
    validation_share: float = 0.1
    test_share: float = 0.0
    min_item_count: int = 1
    basket_hours: int | None = None
    filter_seen: bool = False


@dataclass(frozen=True)
class _Ask:
    """Places in a history: the window from ``first`` to ``last``, and what followed."""

    first: int
    last: int
    targets: list[Entry]


def prepare(
    paths: Sequence[Path],
    how: Preparation,
    test_paths: Sequence[Path] = (),
    catalogue: Catalogue | None = None,
) -> Dataset:
    """Read the training set, and the test set of ``session``."""
    past, later = histories(read_lines(paths)), histories(read_lines(test_paths))
    users = [*past.values(), *later.values()]
    asked = [list(_asks(history, how.basket_hours)) for history in users]
    if not any(asked[: len(past)]):
        raise InputError(f"no targets in {', '.join(map(str, paths))}, expected at least one")
    parts, cut_off = _split(users, asked, len(past), how)
    old = [
        entry
        for history, of_user in zip(users, parts, strict=True)
        for entry in _training_entries(history, of_user, cut_off)
    ]
    counts = Counter(entry.item_id for entry in old)
    vocabulary = [item for item, count in _by_count(counts) if count >= how.min_item_count]
    if not vocabulary:
        raise InputError(
            f"no item is seen {how.min_item_count} times before the validation part, expected one; "
            "lower --min-item-count or --validation-share"
        )
    features = None
    if catalogue is not None:
        known = set(vocabulary)
        vocabulary += [item for item in catalogue.item_ids() if item not in known]
        features = ItemFeatures.of(vocabulary, catalogue)
    event_types = [name for name, _ in _by_count(Counter(entry.type for entry in old))]
    index = _Index(vocabulary, event_types)
    training, validation, test = (
        index.asks(users, parts, part, cut_off if part == TRAINING else None) for part in range(3)
    )
    if not len(training):
        raise InputError("no target has a known item before it, expected at least one")
    return Dataset(
        vocabulary,
        event_types,
        how.window,
        how.split,
        how.filter_seen,
        index.sequences(users),
        training,
        validation,
        test,
        features,
        [*past, *later],
    )


# For every user, which asks belong to which part.
_Parts = list[list[tuple[int, _Ask]]]


def _split(
    users: Sequence[History], asked: Sequence[list[_Ask]], past: int, how: Preparation
) -> tuple[_Parts, int]:
    """The part of every ask, and the time from on which training may see nothing."""
    never = max(entry.timestamp for history in users for entry in history.entries) + 1
    if how.split == "leave-one-out":
        return [_leave_one_out(asks) for asks in asked], never
    if how.split == "session":
        begins = [history.entries[0].timestamp for history in users[:past]]
        newest = _cut_off(begins, how.validation_share)
        return [
            [(_part_of_session(user >= past, begins, user, newest), ask) for ask in asks]
            for user, asks in enumerate(asked)
        ], never
    times = [target.timestamp for asks in asked for ask in asks for target in ask.targets]
    test_from = _cut_off(times, how.test_share)
    validation_from = _cut_off(times, how.validation_share + how.test_share)
    return [
        [(_part_of_time(ask.targets[0].timestamp, validation_from, test_from), ask) for ask in asks]
        for asks in asked
    ], validation_from


def _leave_one_out(asks: list[_Ask]) -> list[tuple[int, _Ask]]:
    if len(asks) < 3:
        return [(TRAINING, ask) for ask in asks]
    parts = [TRAINING] * (len(asks) - 2) + [VALIDATION, TEST]
    return list(zip(parts, asks, strict=True))


def _part_of_session(is_test: bool, begins: list[int], user: int, newest: int) -> int:
    if is_test:
        return TEST
    return VALIDATION if begins[user] >= newest else TRAINING


def _part_of_time(timestamp: int, validation_from: int, test_from: int) -> int:
    if timestamp >= test_from:
        return TEST
    return VALIDATION if timestamp >= validation_from else TRAINING


def _cut_off(timestamps: list[int], share: float) -> int:
    """First timestamp of the newest share; one past the newest where the share is 0."""
    ordered = sorted(timestamps)
    first = round(len(ordered) * (1 - share))
    return ordered[first] if first < len(ordered) else ordered[-1] + 1


def _training_entries(
    history: History, parts: list[tuple[int, _Ask]], cut_off: int
) -> Iterator[Entry]:
    """The entries that training sees, as targets or in the windows before them."""
    ends = [_end(ask) for part, ask in parts if part == TRAINING]
    for entry in history.entries[: max(ends, default=0)]:
        if entry.timestamp < cut_off:
            yield entry


def _end(ask: _Ask) -> int:
    """One past the place of the last target."""
    return ask.last + 1 + len(ask.targets)


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _asks(history: History, basket_hours: int | None) -> Iterator[_Ask]:
    if basket_hours is None:
        for place, first in history.targets:
            yield _Ask(first, place - 1, [history.entries[place]])
        return
    first_of = dict(history.targets)
    period = basket_hours * _HOUR_MILLIS
    end = 0
    for _, group in groupby(history.entries, lambda entry: entry.timestamp // period):
        basket = list(group)
        if end in first_of:
            yield _Ask(first_of[end], end - 1, basket)
        end += len(basket)


class _Index:
    """Numbers for items and event types, and what becomes of histories with them."""

    def __init__(self, vocabulary: list[str], event_types: list[str]) -> None:
        self._item = {name: number for number, name in enumerate(vocabulary, start=1)}
        self._kind = {name: number for number, name in enumerate(event_types, start=1)}

    def item(self, entry: Entry) -> int:
        return self._item.get(entry.item_id, 0)

    def kind(self, entry: Entry) -> int:
        return self._kind.get(entry.type, 0)

    def sequences(self, users: Sequence[History]) -> Sequences:
        known = [[entry for entry in h.entries if self.item(entry)] for h in users]
        return Sequences(
            np.array([self.item(entry) for entries in known for entry in entries], np.int64),
            np.array([self.kind(entry) for entries in known for entry in entries], np.int64),
            np.array([entry.timestamp for entries in known for entry in entries], np.int64),
            np.cumsum([0] + [len(entries) for entries in known], dtype=np.int64),
        )

    def asks(
        self, users: Sequence[History], parts: _Parts, wanted: int, cut_off: int | None
    ) -> Asks:
        """The asks of one part; those whose windows hold nothing known are left out.

        Training asks lose their targets that are unknown, or later than the cut-off.
        """
        first, last, timestamp, count, target, kind = [], [], [], [], [], []
        begin = 0
        for history, of_user in zip(users, parts, strict=True):
            place = np.cumsum([0] + [self.item(entry) > 0 for entry in history.entries])
            for part, ask in of_user:
                entries = self._targets(ask, cut_off)
                start, end = int(place[ask.first]), int(place[ask.last + 1]) - 1
                if part != wanted or end < start or not entries:
                    continue
                first.append(begin + start)
                last.append(begin + end)
                timestamp.append(ask.targets[0].timestamp)
                count.append(len(entries))
                target += [self.item(entry) for entry in entries]
                kind += [self.kind(entry) for entry in entries]
            begin += int(place[-1])
        return Asks(
            np.array(first, np.int64),
            np.array(last, np.int64),
            np.array(timestamp, np.int64),
            np.cumsum([0, *count], dtype=np.int64),
            np.array(target, np.int64),
            np.array(kind, np.int64),
        )

    def _targets(self, ask: _Ask, cut_off: int | None) -> list[Entry]:
        """Distinct items, each as it came first."""
        distinct = list({entry.item_id: entry for entry in reversed(ask.targets)}.values())[::-1]
        if cut_off is None:
            return distinct
        return [e for e in distinct if self.item(e) and e.timestamp < cut_off]
