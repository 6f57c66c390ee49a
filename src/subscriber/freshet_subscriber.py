"""What a reader of the topic ``recommendations`` needs: slates from bytes, the rule of revisions.

One file without dependencies; take any Kafka client::

    from confluent_kafka import Consumer
    from freshet_subscriber import Revisions, read_slate

    consumer = Consumer({"bootstrap.servers": "localhost:9092", "group.id": "home-page",
                         "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
    consumer.subscribe(["recommendations"])
    revisions = Revisions()
    while True:
        record = consumer.poll(1.0)
        if record is None or record.error():
            continue
        if record.value() is None:
            forget(record.key())
        elif revisions.is_news(slate := read_slate(record.key(), record.value())):
            show(slate)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["NotASlateError", "Revisions", "Slate", "SlateItem", "read_slate"]


class NotASlateError(ValueError):
    """A record that is no slate; the message says what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class SlateItem:
    """A slot: the item, the natural logarithm of its probability, who brought it, and why.

    ``reasons`` are pairs of a window item and its weight, the heaviest first.
    """

    item_id: str
    score: float
    source: str
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """A user's whole list for a surface, the best item first.

    ``fields`` is the JSON object as it came, with everything that is not an attribute here.
    """

    user_id: str
    surface: str
    revision: int
    items: tuple[SlateItem, ...]
    fields: dict[str, Any]

    @property
    def key(self) -> str:
        """The key of the topic, ``surface|userId``."""
        return f"{self.surface}|{self.user_id}"


def read_slate(key: bytes | str | None, value: bytes | str) -> Slate:
    """Read a record that has a value; one without takes the slate of its key back.

    Raises NotASlateError if the value is no slate, or the key not that of the slate.
    """
    try:
        fields = json.loads(value)
        slate = Slate(
            user_id=_typed(fields, "userId", str),
            surface=_typed(fields, "surface", str),
            revision=_typed(fields, "revision", int),
            items=tuple(_item(each) for each in _typed(fields, "items", list)),
            fields=fields,
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        # The last two: a number beyond those of float, and brackets thousands deep.
        raise NotASlateError(f"not a slate: {error}") from error
    found = key.decode(errors="backslashreplace") if isinstance(key, bytes) else key
    if found != slate.key:
        raise NotASlateError(f"the key is {found!r}, expected {slate.key!r}")
    return slate


def _item(fields: Any) -> SlateItem:
    return SlateItem(
        item_id=_typed(fields, "itemId", str),
        score=float(_typed(fields, "score", (int, float))),
        source=_typed(fields, "source", str),
        reasons=tuple(
            (_typed(each, "itemId", str), float(_typed(each, "weight", (int, float))))
            for each in fields.get("reasons") or ()
        ),
    )


def _typed(fields: Any, name: str, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(fields, dict):
        raise TypeError(f"found {type(fields).__name__}, expected an object")
    value = fields.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}, expected {kind}")
    return value


class Revisions:
    """A subscriber's whole rule: per key, ignore a revision at or below the last one seen.

    A slate that is taken back does not make an old revision new. Remembers one number for every
    key; who keeps slates in a store of their own keeps the revision beside the slate there.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def is_news(self, slate: Slate) -> bool:
        """Whether the slate is newer than all that were asked about under its key."""
        if slate.revision <= self._last.get(slate.key, 0):
            return False
        self._last[slate.key] = slate.revision
        return True

    def __len__(self) -> int:
        return len(self._last)
