"""From lines of the training set to arrays.

A line holds a behaviour window whose last ``targets`` entries are to be predicted, each from the
entries before it. The targets are split by time: those from the cut-off on are validation.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freshet_model.command import InputError, existing_file
from freshet_model.encoder import BehaviourEncoder, Entry

ARRAYS = "arrays.npz"
ITEMS = "items.txt"
EVENT_TYPES = "event-types.txt"


@dataclass(frozen=True)
class Line:
    """One line of the training set: a window, oldest first, and how many of it are targets."""

    targets: int
    behaviour: list[Entry]


@dataclass(frozen=True)
class Targets:
    """Rows of the model's inputs and what came next; 0 where nothing known is to be predicted.

    In the training part ``target`` is [N, window]: one for each position. In the validation part
    it is [N]: one after each row, 0 for an item that the vocabulary does not have.
    """

    item: NDArray[np.int64]  # [N, window] int64
    event_type: NDArray[np.int64]  # [N, window] int64
    age_seconds: NDArray[np.float32]  # [N, window] float32
    target: NDArray[np.int64]  # [N, window] or [N] int64

    def sample(self, most: int, random: np.random.Generator) -> "Targets":
        """At most so many rows, drawn without replacement."""
        if len(self.target) <= most:
            return self
        part = np.sort(random.permutation(len(self.target))[:most])  # [most]
        return Targets(
            self.item[part], self.event_type[part], self.age_seconds[part], self.target[part]
        )


@dataclass(frozen=True)
class Dataset:
    """Everything that training and evaluation read."""

    vocabulary: list[str]
    event_types: list[str]
    window: int
    training: Targets
    validation: Targets

    def save(self, directory: Path) -> None:
        """Write the arrays, the vocabulary and the event types."""
        directory.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            directory / ARRAYS,
            training_item=self.training.item,
            training_event_type=self.training.event_type,
            training_age_seconds=self.training.age_seconds,
            training_target=self.training.target,
            validation_item=self.validation.item,
            validation_event_type=self.validation.event_type,
            validation_age_seconds=self.validation.age_seconds,
            validation_target=self.validation.target,
        )
        _write_lines(directory / ITEMS, self.vocabulary)
        _write_lines(directory / EVENT_TYPES, self.event_types)

    @staticmethod
    def load(directory: Path) -> "Dataset":
        """Read what ``save`` wrote."""
        path = existing_file(directory / ARRAYS, "prepared data")
        vocabulary = _read_lines(existing_file(directory / ITEMS, "vocabulary"))
        event_types = _read_lines(existing_file(directory / EVENT_TYPES, "event types"))
        try:
            with np.load(path, allow_pickle=False) as arrays:
                training, validation = (
                    Targets(
                        arrays[f"{part}_item"],
                        arrays[f"{part}_event_type"],
                        arrays[f"{part}_age_seconds"],
                        arrays[f"{part}_target"],
                    )
                    for part in ("training", "validation")
                )
        except (OSError, KeyError, ValueError) as error:
            raise InputError(f"{path} is not what prepare.py writes: {error}") from None
        largest = max(training.item.max(initial=0), validation.item.max(initial=0))
        if largest > len(vocabulary):
            raise InputError(f"{path} has item {largest}, {ITEMS} only {len(vocabulary)} lines")
        return Dataset(vocabulary, event_types, training.item.shape[1], training, validation)


def read_lines(paths: Sequence[Path]) -> Iterator[Line]:
    """Read training-set files line by line; a bad line is refused with file and line number."""
    for path in paths:
        with existing_file(path, "training set").open(encoding="utf-8") as lines:
            try:
                for number, text in enumerate(lines, start=1):
                    if text.strip():
                        yield _parse(text, f"{path}:{number}")
            except UnicodeDecodeError as error:
                raise InputError(f"{path} is not UTF-8: {error}") from None


def _parse(text: str, where: str) -> Line:
    try:
        line = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: not JSON ({error.msg}), expected one object a line") from None
    if not isinstance(line, dict):
        raise InputError(f"{where}: {type(line).__name__}, expected an object")
    _text(line, "userId", where)
    _whole(line, "revision", where)
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
    return Line(targets, entries)


def _entry(entry: Any, where: str) -> Entry:
    if not isinstance(entry, dict):
        raise InputError(f"{where}: {type(entry).__name__}, expected an object")
    item_id = _text(entry, "itemId", where)
    if "\n" in item_id or "\r" in item_id:
        raise InputError(f"{where}: 'itemId' {item_id!r} has a line break, expected none")
    return Entry(item_id, _text(entry, "type", where), _whole(entry, "timestamp", where))


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


def prepare(
    paths: Sequence[Path], window: int, validation_share: float, min_item_count: int
) -> Dataset:
    """Read the files twice: once for the cut-off and the vocabulary, once for the rows."""
    targets = [e for line in read_lines(paths) for e in _last(line.behaviour, line.targets)]
    if not targets:
        raise InputError(f"no targets in {', '.join(map(str, paths))}, expected at least one")
    cut_off = _cut_off([e.timestamp for e in targets], validation_share)
    past = [e for e in targets if e.timestamp < cut_off]
    items = Counter(e.item_id for e in past)
    vocabulary = [item for item, count in _by_count(items) if count >= min_item_count]
    if not vocabulary:
        raise InputError(
            f"no item is seen {min_item_count} times before the validation part, expected one; "
            "lower --min-item-count or --validation-share"
        )
    event_types = [name for name, _ in _by_count(Counter(e.type for e in past))]
    encoder = BehaviourEncoder(vocabulary, event_types, window)
    rows = _Rows(encoder)
    for line in read_lines(paths):
        rows.add(line, cut_off)
    training = rows.training()
    if not len(training.target):
        raise InputError("no target has a known item before it, expected at least one")
    return Dataset(vocabulary, event_types, window, training, rows.validation())


def _last(behaviour: list[Entry], count: int) -> list[Entry]:
    return behaviour[len(behaviour) - count :]


def _cut_off(timestamps: list[int], validation_share: float) -> int:
    """First timestamp of the validation part; one past the newest where the share is 0."""
    ordered = sorted(timestamps)
    first = round(len(ordered) * (1 - validation_share))
    return ordered[first] if first < len(ordered) else ordered[-1] + 1


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


class _Rows:
    """Collects the rows of both parts."""

    def __init__(self, encoder: BehaviourEncoder) -> None:
        self._encoder = encoder
        self._training: list[tuple[NDArray[Any], ...]] = []
        self._validation: list[tuple[NDArray[Any], ...]] = []

    def add(self, line: Line, cut_off: int) -> None:
        first = len(line.behaviour) - line.targets
        self._add_training(
            [
                (entry, i >= first)
                for i, entry in enumerate(line.behaviour)
                if entry.timestamp < cut_off and self._encoder.item_index(entry.item_id)
            ]
        )
        for i in range(max(1, first), len(line.behaviour)):
            entry = line.behaviour[i]
            if entry.timestamp < cut_off:
                continue
            row = self._encoder.encode(line.behaviour[:i])
            if row.item[-1]:
                target = np.asarray(self._encoder.item_index(entry.item_id))  # []
                self._validation.append((row.item, row.event_type, row.age_seconds, target))

    def _add_training(self, known: list[tuple[Entry, bool]]) -> None:
        """Cut a long window into rows so that every target has at least half a row before it."""
        window = self._encoder.window
        end = len(known)
        while end > 1 and any(is_target for _, is_target in known[1:end]):
            start = max(0, end - 1 - window)
            from_target = 1 if start == 0 else end - max(1, window // 2)
            row = self._encoder.encode([entry for entry, _ in known[start : end - 1]])
            target = np.zeros(window, np.int64)  # [window]
            for i in range(from_target, end):
                if known[i][1]:
                    column = window - (end - i)
                    target[column] = self._encoder.item_index(known[i][0].item_id)
            if target.any():
                self._training.append((row.item, row.event_type, row.age_seconds, target))
            end = from_target

    def training(self) -> Targets:
        return self._stack(self._training, (self._encoder.window,))

    def validation(self) -> Targets:
        return self._stack(self._validation, ())

    def _stack(self, rows: list[tuple[NDArray[Any], ...]], target: tuple[int, ...]) -> Targets:
        window = (self._encoder.window,)
        kinds = ((window, np.int64), (window, np.int64), (window, np.float32), (target, np.int64))
        columns: list[NDArray[Any]] = []
        for i, (shape, dtype) in enumerate(kinds):
            column = [row[i] for row in rows]
            columns.append(
                np.stack(column).astype(dtype) if column else np.zeros((0, *shape), dtype)
            )
        return Targets(*columns)


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
