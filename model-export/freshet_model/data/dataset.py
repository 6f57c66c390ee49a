"""What prepare.py writes and the other scripts read: what every user did, and what was asked when.

``E`` is the number of entries, ``U`` of users, ``N`` of asks, ``M`` of targets, ``V`` of items in
the vocabulary; ``B`` is a batch and ``L`` its longest window.
"""

import dataclasses
import json
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freshet_model.command import InputError, existing_file, short
from freshet_model.data.arrays import require_length, require_numbers, require_starts
from freshet_model.data.encoder import LONGEST_BEHAVIOUR
from freshet_model.data.item_features import ItemFeatures
from freshet_model.data.training_set import LATEST
from freshet_model.typed import typed

# In the order in which they are put in place.
FILES = ARRAYS, ITEMS, EVENT_TYPES, USERS, PROTOCOL = (
    "arrays.npz",
    "items.txt",
    "event-types.txt",
    "users.json",
    "protocol.json",
)
_DRAFT = ".draft"
PARTS = ("training", "validation", "test")
# What numpy raises at a file that is no .npz, or at a damaged one.
_UNREADABLE = (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Sequences:
    """Every user's entries, oldest first, one user after the other.

    User u has the entries ``start[u]`` to ``start[u + 1]``. Entries whose item is not in the
    vocabulary are left out, as the encoder leaves them out of a window.
    """

    item: NDArray[np.int64]  # [E] index from 1
    event_type: NDArray[np.int64]  # [E] index from 1; 0: a type that training does not have
    timestamp: NDArray[np.int64]  # [E] milliseconds
    start: NDArray[np.int64]  # [U + 1]

    def user(self, entry: NDArray[np.int64]) -> NDArray[np.int64]:
        """Whose entries [n] these are: [n] int64."""
        return np.searchsorted(self.start, entry, side="right") - 1

    def check(self, items: int, event_types: int, where: str) -> None:
        """Refuse what are not the entries of users, of so many items and event types."""
        entries = len(self.item)
        require_numbers(self.item, 1, items, f"{where}item")
        require_numbers(self.event_type, 0, event_types, f"{where}event_type")
        require_numbers(self.timestamp, 0, LATEST, f"{where}timestamp")
        for name in ("event_type", "timestamp"):
            require_length(getattr(self, name), entries, f"{where}{name}")
        require_starts(self.start, entries, f"{where}start")
        earlier = np.flatnonzero(np.diff(self.timestamp) < 0) + 1
        if not np.isin(earlier, self.start).all():
            raise InputError(f"{where}timestamp falls within a user, expected oldest first")


@dataclass(frozen=True)
class Asks:
    """Moments at which it is asked what comes next, each with the items that did come.

    The window of ask n are the entries ``first[n]`` to ``last[n]``, both included. Its targets are
    ``start[n]`` to ``start[n + 1]``; there are several where a basket follows. The asks of a user
    stand together, in the order of time.
    """

    first: NDArray[np.int64]  # [N] number of an entry
    last: NDArray[np.int64]  # [N] number of an entry
    timestamp: NDArray[np.int64]  # [N] milliseconds, when the first target came
    start: NDArray[np.int64]  # [N + 1]
    target: NDArray[np.int64]  # [M] item index from 1; 0: not in the vocabulary
    target_type: NDArray[np.int64]  # [M] event type index from 1; 0: unknown

    def __len__(self) -> int:
        """How many asks there are."""
        return len(self.first)

    def take(self, part: NDArray[np.int64]) -> "Asks":
        """Only the asks with these numbers [n]."""
        count = self.start[part + 1] - self.start[part]  # [n]
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)  # [n + 1]
        of_all = np.repeat(self.start[part] - start[:-1], count) + np.arange(start[-1])  # [m]
        return Asks(
            self.first[part],
            self.last[part],
            self.timestamp[part],
            start,
            self.target[of_all],
            self.target_type[of_all],
        )

    def ask_of_target(self) -> NDArray[np.int64]:
        """[M] int64: the number of the ask that each target belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def sample(self, most: int, random: np.random.Generator) -> "Asks":
        """At most so many asks, drawn without replacement."""
        if len(self) <= most:
            return self
        return self.take(np.sort(random.permutation(len(self))[:most]))

    def check(self, sequences: Sequences, items: int, event_types: int, where: str) -> None:
        """Refuse what cannot be asked of these sequences, of so many items and event types."""
        newest = len(sequences.item) - 1
        for name in ("first", "last"):
            require_numbers(getattr(self, name), 0, newest, f"{where}{name}")
        require_numbers(self.timestamp, 0, LATEST, f"{where}timestamp")
        require_numbers(self.target, 0, items, f"{where}target")
        require_numbers(self.target_type, 0, event_types, f"{where}target_type")
        for name in ("last", "timestamp"):
            require_length(getattr(self, name), len(self), f"{where}{name}")
        require_length(self.start, len(self) + 1, f"{where}start")
        require_starts(self.start, len(self.target), f"{where}start")
        require_length(self.target_type, len(self.target), f"{where}target_type")
        if (self.first > self.last).any() or (np.diff(self.last) < 0).any():
            raise InputError(f"{where}first or last goes back, expected windows in order")
        if (sequences.user(self.first) != sequences.user(self.last)).any():
            raise InputError(f"{where}first is of another user than last, expected one user")

    @staticmethod
    def join(parts: "Sequence[Asks]") -> "Asks":
        """All asks of all parts, in the order of users and time."""
        offsets = np.cumsum([0] + [len(part.target) for part in parts])
        start = [part.start[:-1] + offset for part, offset in zip(parts, offsets, strict=False)]
        together = Asks(
            np.concatenate([part.first for part in parts]),
            np.concatenate([part.last for part in parts]),
            np.concatenate([part.timestamp for part in parts]),
            np.concatenate([*start, offsets[-1:]]),
            np.concatenate([part.target for part in parts]),
            np.concatenate([part.target_type for part in parts]),
        )
        return together.take(np.argsort(together.last, kind="stable"))


@dataclass(frozen=True)
class Windows:
    """A batch of the model's inputs: windows, padded with 0 on the left."""

    item: NDArray[np.int64]  # [B, L] int64
    event_type: NDArray[np.int64]  # [B, L] int64
    age_seconds: NDArray[np.float32]  # [B, L] float32, relative to the newest entry

    def __len__(self) -> int:
        """How many windows there are."""
        return len(self.item)


@dataclass(frozen=True)
class _Protocol:
    """How a data set was split, and how many names its other files have."""

    window: int
    split: str
    filter_seen: bool
    items: int
    event_types: int
    users: int = 0  # none in data of before their ids were kept

    def __post_init__(self) -> None:
        """Refuse a window that no job has."""
        if not 2 <= self.window <= LONGEST_BEHAVIOUR:
            raise ValueError(f"window is {self.window}, expected 2 to {LONGEST_BEHAVIOUR}")


@dataclass(frozen=True)
class Dataset:
    """Everything that training and evaluation read.

    :param users: the id of every user, in the order of ``sequences``, or nothing where none were
        kept; of the split ``session`` one may stand there twice, for training and for test
    """

    vocabulary: list[str]
    event_types: list[str]
    window: int
    split: str
    filter_seen: bool
    sequences: Sequences
    training: Asks
    validation: Asks
    test: Asks
    item_features: ItemFeatures | None = None
    users: list[str] = field(default_factory=list)

    def user_id(self, number: int) -> str:
        """The id of a user, or the number where no ids were kept."""
        return self.users[number] if self.users else str(number)

    def part(self, name: str) -> Asks:
        """Asks of the part ``training``, ``validation`` or ``test``."""
        return {
            "training": self.training,
            "validation": self.validation,
            "test": self.test,
        }[name]

    def windows(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> Windows:
        """Inputs from the entries ``first`` to ``last`` [B], the newest ``window`` of them."""
        first = np.maximum(first, last - self.window + 1)  # [B]
        longest = int((last - first).max(initial=0)) + 1
        entry = last[:, None] - np.arange(longest - 1, -1, -1)  # [B, L]
        known = entry >= first[:, None]  # [B, L]
        entry = np.where(known, entry, 0)  # [B, L]
        item, kind = self.sequences.item[entry], self.sequences.event_type[entry]  # [B, L]
        time = self.sequences.timestamp  # [E]
        age = (time[last][:, None] - time[entry]) / 1000.0  # [B, L]
        return Windows(item * known, kind * known, (age * known).astype(np.float32))

    def seen(self, asks: Asks) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What the user of each ask had ever seen: row of ``asks`` and item index, both [s]."""
        begin = self.sequences.start[self.sequences.user(asks.last)]  # [N]
        count = asks.last - begin + 1  # [N]
        row = np.repeat(np.arange(len(asks)), count)  # [s]
        entry = np.arange(len(row)) - np.repeat(np.cumsum(count) - count - begin, count)  # [s]
        return row, self.sequences.item[entry]

    def save(self, directory: Path) -> None:
        """Write the arrays, the vocabulary, the event types, the users and how it was split.

        The protocol goes first and comes last: without it nothing is loaded, so an interruption
        leaves the data set that was there, a whole one, or none. What a killed run left of its
        draft goes with the next.
        """
        draft = directory / _DRAFT
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            self._write(draft)
            (directory / PROTOCOL).unlink(missing_ok=True)
            for name in FILES:
                (draft / name).replace(directory / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _write(self, directory: Path) -> None:
        arrays = _fields("sequences", self.sequences)
        for part in PARTS:
            arrays |= _fields(part, self.part(part))
        if self.item_features is not None:
            arrays |= _fields("item_features", self.item_features)
        np.savez_compressed(directory / ARRAYS, **arrays)  # type: ignore[arg-type]
        _write_lines(directory / ITEMS, self.vocabulary)
        _write_lines(directory / EVENT_TYPES, self.event_types)
        (directory / USERS).write_text(json.dumps(self.users) + "\n", encoding="utf-8")
        sizes = (len(self.vocabulary), len(self.event_types), len(self.users))
        protocol = _Protocol(self.window, self.split, self.filter_seen, *sizes)
        text = json.dumps(dataclasses.asdict(protocol)) + "\n"
        (directory / PROTOCOL).write_text(text, encoding="utf-8")

    @staticmethod
    def load(directory: Path) -> "Dataset":
        """Read what ``save`` wrote."""
        path = existing_file(directory / ARRAYS, "prepared data")
        protocol = _read_protocol(existing_file(directory / PROTOCOL, "protocol"))
        try:
            with np.load(path, allow_pickle=False) as arrays:
                sequences = Sequences(**_arrays("sequences", Sequences, arrays))
                training, validation, test = (Asks(**_arrays(part, Asks, arrays)) for part in PARTS)
                features = None
                if "item_features_start" in arrays:
                    features = ItemFeatures(**_arrays("item_features", ItemFeatures, arrays))
        except _UNREADABLE as error:
            raise InputError(
                f"{path} is not what prepare.py writes ({error}), expected that"
            ) from None
        found = Dataset(
            _read_lines(directory / ITEMS, "vocabulary", protocol.items),
            _read_lines(directory / EVENT_TYPES, "event types", protocol.event_types),
            protocol.window,
            protocol.split,
            protocol.filter_seen,
            sequences,
            training,
            validation,
            test,
            features,
            _read_users(directory / USERS) if protocol.users else [],
        )
        found.check(f"{path}: ")
        return found

    def check(self, where: str) -> None:
        """Refuse arrays that do not fit together."""
        items, kinds = len(self.vocabulary), len(self.event_types)
        self.sequences.check(items, kinds, f"{where}sequences_")
        for name in PARTS:
            self.part(name).check(self.sequences, items, kinds, f"{where}{name}_")
        if self.item_features is not None:
            self.item_features.check(items, f"{where}item_features_")
        users = len(self.sequences.start) - 1
        if self.users and len(self.users) != users:
            raise InputError(f"{where}{USERS} has {len(self.users)} users, expected {users}")


def _fields(prefix: str, part: Sequences | Asks | ItemFeatures) -> dict[str, NDArray[np.generic]]:
    return {f"{prefix}_{f.name}": getattr(part, f.name) for f in dataclasses.fields(part)}


def _arrays(prefix: str, kind: type, arrays: "np.lib.npyio.NpzFile") -> dict[str, Any]:
    return {f.name: arrays[f"{prefix}_{f.name}"] for f in dataclasses.fields(kind)}


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def _read_protocol(path: Path) -> _Protocol:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON in UTF-8 ({error}), expected that") from None
    return typed(_Protocol, content, str(path))


def _read_users(path: Path) -> list[str]:
    """As JSON, for an id may have line breaks."""
    try:
        users = json.loads(existing_file(path, "users").read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON in UTF-8 ({error}), expected that") from None
    if not isinstance(users, list) or not all(isinstance(user, str) for user in users):
        raise InputError(f"{path} is {short(users)}, expected a list of ids")
    return users


def _read_lines(path: Path, what: str, count: int) -> list[str]:
    try:
        text = existing_file(path, what).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error}), expected that") from None
    lines = text.removesuffix("\n").split("\n")
    if len(lines) != count:
        raise InputError(f"{path} has {len(lines)} lines, expected {count} as {PROTOCOL} says")
    return lines
