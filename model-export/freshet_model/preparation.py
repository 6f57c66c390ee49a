"""From lines of the training set to rows.

The targets are split by time: those from the cut-off on are validation, and neither the
vocabulary nor the training rows see anything of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from freshet_model.command import InputError
from freshet_model.dataset import Dataset, Rows
from freshet_model.encoder import BehaviourEncoder, Entry, Row
from freshet_model.training_set import Line, read_lines

_HOUR_MILLIS = 3_600_000


@dataclass(frozen=True)
class Preparation:
    """How to make rows: what is to be predicted, from how much, and what is set apart.

    What follows an entry is the next entry or, where ``basket_hours`` is given, the distinct
    items of the user's next basket. A basket is all that a user does in one period of so many
    hours, counted from 1970 (24 hours are a day in UTC); only its last entry is asked.
    """

    window: int = 50
    validation_share: float = 0.1
    min_item_count: int = 1
    basket_hours: int | None = None


@dataclass(frozen=True)
class Ask:
    """What follows an entry of a line: the entries after index ``after`` that are its targets."""

    after: int
    targets: list[Entry]


@dataclass(frozen=True)
class _EncodedRow:
    """A row with its targets: (column, item index)."""

    row: Row
    targets: list[tuple[int, int]]


def prepare(paths: Sequence[Path], how: Preparation) -> Dataset:
    """Read the files twice: once for the cut-off and the vocabulary, once for the rows."""
    targets: list[Entry] = []
    baskets = _Baskets(how.basket_hours) if how.basket_hours else None
    for line in read_lines(paths):
        targets += line.behaviour[len(line.behaviour) - line.targets :]
        if baskets:
            baskets.observe(line)
    if not targets:
        raise InputError(f"no targets in {', '.join(map(str, paths))}, expected at least one")
    cut_off = _cut_off([e.timestamp for e in targets], how.validation_share)
    past = [e for e in targets if e.timestamp < cut_off]
    items = Counter(e.item_id for e in past)
    vocabulary = [item for item, count in _by_count(items) if count >= how.min_item_count]
    if not vocabulary:
        raise InputError(
            f"no item is seen {how.min_item_count} times before the validation part, expected one; "
            "lower --min-item-count or --validation-share"
        )
    event_types = [name for name, _ in _by_count(Counter(e.type for e in past))]
    encoder = BehaviourEncoder(vocabulary, event_types, how.window)
    training: list[_EncodedRow] = []
    validation: list[_EncodedRow] = []
    for line in read_lines(paths):
        asks = baskets.asks(line) if baskets else _next_entries(line)
        old = [ask for ask in asks if ask.targets[0].timestamp < cut_off]
        training += _training_rows(line.behaviour, old, cut_off, encoder)
        new = [ask for ask in asks if ask.targets[0].timestamp >= cut_off]
        validation += _validation_rows(line.behaviour, new, encoder)
    if not training:
        raise InputError("no target has a known item before it, expected at least one")
    return Dataset(
        vocabulary,
        event_types,
        how.window,
        _stack(training, how.window),
        _stack(validation, how.window),
    )


def _cut_off(timestamps: list[int], validation_share: float) -> int:
    """First timestamp of the validation part; one past the newest where the share is 0."""
    ordered = sorted(timestamps)
    first = round(len(ordered) * (1 - validation_share))
    return ordered[first] if first < len(ordered) else ordered[-1] + 1


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _next_entries(line: Line) -> list[Ask]:
    first = max(1, len(line.behaviour) - line.targets)
    return [Ask(i - 1, [line.behaviour[i]]) for i in range(first, len(line.behaviour))]


class _Baskets:
    """The next basket after the last entry of each.

    A user's lines overlap, and a line may end in the middle of a basket that the next line holds
    to its end: only the fullest sight of a basket counts, and it counts once.
    """

    def __init__(self, hours: int) -> None:
        self._millis = hours * _HOUR_MILLIS
        self._fullest: dict[tuple[str, int], int] = {}

    def observe(self, line: Line) -> None:
        """Remember how full the baskets of a line are; needed of every line before ``asks``."""
        for ask in self._sights(line):
            key = self._key(line, ask)
            self._fullest[key] = max(self._fullest.get(key, 0), len(ask.targets))

    def asks(self, line: Line) -> list[Ask]:
        found = []
        for ask in self._sights(line):
            key = self._key(line, ask)
            if self._fullest.get(key) == len(ask.targets):
                del self._fullest[key]
                found.append(ask)
        return found

    def _key(self, line: Line, ask: Ask) -> tuple[str, int]:
        return line.user_id, line.behaviour[ask.after].timestamp

    def _sights(self, line: Line) -> list[Ask]:
        first = len(line.behaviour) - line.targets
        baskets = [
            list(basket)
            for _, basket in groupby(line.behaviour, lambda e: e.timestamp // self._millis)
        ]
        found, end = [], 0
        for basket in baskets:
            start, end = end, end + len(basket)
            if start > 0 and end > first:
                found.append(Ask(start - 1, basket))
        return found


def _training_rows(
    behaviour: list[Entry], asks: list[Ask], cut_off: int, encoder: BehaviourEncoder
) -> Iterator[_EncodedRow]:
    """Cut a long window into rows so that every target has at least half a row before it."""
    known: list[Entry] = []
    asked: list[tuple[int, list[int]]] = []  # how many known entries come before, and targets
    remaining = iter(asks)
    ask = next(remaining, None)
    for i, entry in enumerate(behaviour):
        if encoder.item_index(entry.item_id):
            known.append(entry)
        if ask is not None and ask.after == i:
            targets = {
                encoder.item_index(e.item_id): None for e in ask.targets if e.timestamp < cut_off
            }
            targets.pop(0, None)
            if known and targets:
                asked.append((len(known), list(targets)))
            ask = next(remaining, None)
    while asked:
        end = asked[-1][0]
        start = max(0, end - encoder.window)
        lowest = 0 if start == 0 else end - max(1, encoder.window // 2)
        row = encoder.encode(known[start:end])
        targets_of_row = []
        while asked and asked[-1][0] > lowest:
            count, targets_of_ask = asked.pop()
            targets_of_row += [(encoder.window - 1 - (end - count), t) for t in targets_of_ask]
        yield _EncodedRow(row, sorted(targets_of_row))


def _validation_rows(
    behaviour: list[Entry], asks: list[Ask], encoder: BehaviourEncoder
) -> Iterator[_EncodedRow]:
    """Give each target the window that the job would have had at that moment."""
    for ask in asks:
        row = encoder.encode(behaviour[: ask.after + 1])
        if row.item[-1]:
            distinct = dict.fromkeys(e.item_id for e in ask.targets)
            targets = [(encoder.window - 1, encoder.item_index(item)) for item in distinct]
            yield _EncodedRow(row, targets)


def _stack(rows: Sequence[_EncodedRow], window: int) -> Rows:
    def column(values: Iterable[np.ndarray], dtype: type) -> np.ndarray:
        return np.array(list(values), dtype).reshape(len(rows), window)

    targets = [target for row in rows for target in row.targets]
    return Rows(
        item=column((row.row.item for row in rows), np.int64),
        event_type=column((row.row.event_type for row in rows), np.int64),
        age_seconds=column((row.row.age_seconds for row in rows), np.float32),
        start=np.cumsum([0] + [len(row.targets) for row in rows], dtype=np.int64),
        column=np.array([column for column, _ in targets], np.int64),
        target=np.array([target for _, target in targets], np.int64),
    )
