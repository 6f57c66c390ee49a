"""What Freshet's job writes: windows, and how many of their entries are to be predicted."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freshet_model.command import InputError, existing_file
from freshet_model.data.encoder import Entry

# Milliseconds that a double holds exactly, as JSON's numbers are often read.
LATEST = 2**53


@dataclass(frozen=True)
class Line:
    """One line of the training set: a window, oldest first, and how many of it are targets.

    ``where`` is its file and number, for messages.
    """

    user_id: str
    revision: int
    targets: int
    behaviour: list[Entry]
    where: str


def read_lines(paths: Sequence[Path]) -> Iterator[Line]:
    """Read training-set files line by line; a bad line is refused with file and line number."""
    for path in paths:
        with existing_file(path, "training set").open(encoding="utf-8") as lines:
            try:
                for number, text in enumerate(lines, start=1):
                    if text.strip():
                        yield _parse(text, f"{path}:{number}")
            except UnicodeDecodeError as error:
                raise InputError(f"{path} is not UTF-8 ({error}), expected that") from None


def _parse(text: str, where: str) -> Line:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise InputError(f"{where}: not JSON ({reason}), expected one object a line") from None
    if not isinstance(line, dict):
        raise InputError(f"{where}: {type(line).__name__}, expected an object")
    user_id = _text(line, "userId", where)
    revision = _whole(line, "revision", where)
    behaviour = line.get("behaviour")
    if not isinstance(behaviour, list) or not behaviour:
        raise InputError(f"{where}: 'behaviour' is {behaviour!r}, expected a list of entries")
    targets = _whole(line, "targets", where)
    if not 0 <= targets <= len(behaviour):
        raise InputError(
            f"{where}: 'targets' is {targets}, expected 0 to {len(behaviour)}, "
            "the number of entries in 'behaviour'"
        )
    entries = [_entry(e, f"{where}, behaviour[{i}]") for i, e in enumerate(behaviour)]
    for i in range(1, len(entries)):
        if entries[i].timestamp < entries[i - 1].timestamp:
            raise InputError(
                f"{where}, behaviour[{i}]: timestamp {entries[i].timestamp} is older than "
                f"{entries[i - 1].timestamp} before it, expected oldest first"
            )
    return Line(user_id, revision, targets, entries, where)


def _entry(entry: Any, where: str) -> Entry:
    if not isinstance(entry, dict):
        raise InputError(f"{where}: {type(entry).__name__}, expected an object")
    timestamp = _whole(entry, "timestamp", where)
    if not 0 <= timestamp <= LATEST:
        raise InputError(f"{where}: 'timestamp' is out of range, expected 0 to {LATEST}")
    return Entry(_one_line(entry, "itemId", where), _one_line(entry, "type", where), timestamp)


def _one_line(entry: dict[str, Any], field: str, where: str) -> str:
    """A text that becomes a line of a file."""
    value = _text(entry, field, where)
    if "\n" in value or "\r" in value:
        raise InputError(f"{where}: '{field}' {value!r} has a line break, expected none")
    return value


def _text(record: dict[str, Any], field: str, where: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value:
        raise InputError(f"{where}: '{field}' is {value!r}, expected a string that is not empty")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(f"{where}: '{field}' is {value!r}, expected valid Unicode") from None
    return value


def _whole(record: dict[str, Any], field: str, where: str) -> int:
    value = record.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"{where}: '{field}' is {value!r}, expected a whole number")
    return value
