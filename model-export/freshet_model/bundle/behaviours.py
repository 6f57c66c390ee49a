"""The behaviours that golden vectors are made of: varied lengths, types, times and repeats."""

from collections.abc import Sequence

import numpy as np

from freshet_model.data.encoder import LONGEST_BEHAVIOUR, Entry

FEWEST = 36
_START = 1_700_000_000_000
_SECOND = 1_000
_YEAR = 365 * 86_400 * _SECOND


def golden_behaviours(
    vocabulary: Sequence[str], event_types: Sequence[str], window: int
) -> dict[str, list[Entry]]:
    """Behaviours of every kind, by name: the same ones for the same bundle."""
    make = _Behaviours(vocabulary, event_types, window)
    found = {
        **make.lengths(),
        **make.types(),
        **make.strangers(),
        **make.times(),
        **make.repeats(),
    }
    random = np.random.default_rng(11)
    for number in range(1, max(4, FEWEST - len(found)) + 1):
        found[f"random {number}"] = make.random(random)
    return found


class _Behaviours:
    """Makes behaviours of a vocabulary's items."""

    def __init__(self, vocabulary: Sequence[str], event_types: Sequence[str], window: int) -> None:
        self._vocabulary = vocabulary
        self._stranger = _other_than(vocabulary, "no-such-item")
        self._strange_type = _other_than(event_types, "no_such_type")
        self._event_types = event_types or [self._strange_type]
        self._window = window

    def lengths(self) -> dict[str, list[Entry]]:
        """From one entry to more than the model reads, and none."""
        window = self._window
        found = {"one interaction": self._entries(1), "empty history": []}
        length, start = 2, 1
        while length < window - 1:
            found[f"{length} interactions"] = self._entries(length, start)
            length, start = max(length + 1, length * 4 // 3), start + 3
        return {
            **found,
            "one less than the window": self._entries(window - 1, 5),
            "full window": self._entries(window, 1),
            "one more than the window": self._entries(window + 1, 2),
            "longer than the window": self._entries(window + 7, 3),
            "twice the window": self._entries(2 * window, 4),
        }

    def types(self) -> dict[str, list[Entry]]:
        """Every event type, and one that the model does not know."""
        found = {}
        for first in range(0, len(self._event_types), self._window):
            part = self._event_types[first : first + self._window]
            found[f"event types {first + 1} to {first + len(part)}"] = [
                self._entry(i, 3 * i, 10 * _SECOND * i, kind) for i, kind in enumerate(part)
            ]
        mixed = self._entries(min(self._window, 8), 2)
        found["unknown event type"] = self._with_type(mixed[:1]) + mixed[1:]
        found["nothing but unknown event types"] = self._with_type(mixed)
        return found

    def strangers(self) -> dict[str, list[Entry]]:
        """Items that are not in the vocabulary: skipped, but the newest one tells the time."""
        mixed = self._entries(min(self._window, 8), 2)
        newest = self._entry(0, 0, mixed[-1].timestamp - _START + 86_400_123)
        many = self._entries(min(self._window + 3, 20), 4)
        return {
            "unknown items in between": [
                self._unknown([e])[0] if i in (1, 3) else e for i, e in enumerate(mixed)
            ],
            "nothing known": self._unknown(mixed[:1]),
            "newest entry unknown": mixed + self._unknown([newest]),
            "one known among many unknown": [*many[:1], *self._unknown(many[1:])],
        }

    def times(self) -> dict[str, list[Entry]]:
        """Equal timestamps, gaps on and below the borders of buckets, and huge ages."""
        steps = range(min(self._window - 1, 28))
        doubling = np.cumsum([0] + [_SECOND << step for step in steps]).tolist()
        below = np.cumsum([0] + [(_SECOND << step) - 1 for step in steps]).tolist()
        return {
            "equal timestamps": self._at([0] * min(self._window, 5)),
            "equal timestamps in pairs": self._at([0, 0, 5_000, 5_000, 9_000, 9_000]),
            "milliseconds apart": self._at(range(min(self._window, 6))),
            "gaps that double": self._at(doubling),
            "gaps that just do not double": self._at(below),
            "ten years between": self._at([0, 10 * _YEAR, 10 * _YEAR + 1_001]),
            "ages that no float32 holds": self._at([0, 123_456_789, _YEAR + 16_777_217]),
            "half a century ago": self._at([-50 * _YEAR, -49 * _YEAR, 0]),
        }

    def repeats(self) -> dict[str, list[Entry]]:
        """The same items again, and the ends of the vocabulary."""
        length = min(self._window, 12)
        last = len(self._vocabulary) - 1
        return {
            "one item again and again": [self._entry(i, 2, 700 * i) for i in range(length)],
            "two items in turn": [self._entry(i, i % 2, 60_000 * i) for i in range(length)],
            "back to an earlier item": [
                self._entry(i, item, 3_600_000 * i) for i, item in enumerate((5, 6, 7, 5))
            ],
            "first and last item": [self._entry(0, 0, 0), self._entry(1, last, 90_000)],
        }

    def random(self, random: np.random.Generator) -> list[Entry]:
        """Any items at any times, some of them unknown."""
        length = int(random.integers(1, min(self._window, 12) + 1))
        items = random.integers(len(self._vocabulary), size=length).tolist()
        times = np.cumsum(random.exponential(90_000.0, length)).astype(np.int64).tolist()
        kinds = random.integers(len(self._event_types), size=length).tolist()
        strange = (random.random(length) < 0.15).tolist()
        return [
            Entry(
                self._stranger if unknown else self._vocabulary[item],
                self._event_types[kind],
                _START + time,
            )
            for item, time, kind, unknown in zip(items, times, kinds, strange, strict=True)
        ]

    def _entries(self, count: int, start: int = 0) -> list[Entry]:
        """Items one after the other, gaps from a millisecond to a minute."""
        count = min(max(count, 0), LONGEST_BEHAVIOUR)
        times = np.cumsum([1 + 977 * (i * i % 53) for i in range(count)]).tolist()
        return [self._entry(i, start + i, time) for i, time in enumerate(times)]

    def _at(self, times: Sequence[int]) -> list[Entry]:
        return [self._entry(i, 4 + 5 * i, time) for i, time in enumerate(times)]

    def _entry(self, number: int, item: int, millis: int, kind: str | None = None) -> Entry:
        return Entry(
            self._vocabulary[item % len(self._vocabulary)],
            kind or self._event_types[number % len(self._event_types)],
            _START + millis,
        )

    def _with_type(self, entries: list[Entry]) -> list[Entry]:
        return [Entry(e.item_id, self._strange_type, e.timestamp) for e in entries]

    def _unknown(self, entries: list[Entry]) -> list[Entry]:
        return [Entry(self._stranger, e.type, e.timestamp) for e in entries]


def _other_than(names: Sequence[str], name: str) -> str:
    known = set(names)
    while name in known:
        name += "-"
    return name
