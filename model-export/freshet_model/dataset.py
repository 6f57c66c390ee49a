"""What prepare.py writes and the other scripts read: rows of the model's inputs, and targets."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freshet_model.command import InputError, existing_file

ARRAYS = "arrays.npz"
ITEMS = "items.txt"
EVENT_TYPES = "event-types.txt"


@dataclass(frozen=True)
class Rows:
    """Rows of the model's inputs, and what follows which of their entries.

    The targets of row i are ``start[i]`` to ``start[i + 1]``. A target follows the entry in its
    column; several may follow one entry. Validation rows are asked after their last column only
    and may have targets that the vocabulary does not know, as 0.
    """

    item: NDArray[np.int64]  # [N, window] int64
    event_type: NDArray[np.int64]  # [N, window] int64
    age_seconds: NDArray[np.float32]  # [N, window] float32
    start: NDArray[np.int64]  # [N + 1] int64
    column: NDArray[np.int64]  # [M] int64
    target: NDArray[np.int64]  # [M] int64

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.item)

    def take(self, part: NDArray[np.int64]) -> "Rows":
        """The rows with these numbers [n], without the columns that only pad them all."""
        count = self.start[part + 1] - self.start[part]  # [n]
        start = np.concatenate([[0], np.cumsum(count)])  # [n + 1]
        of_all = np.repeat(self.start[part] - start[:-1], count) + np.arange(start[-1])  # [m]
        item = self.item[part]  # [n, window]
        filled = np.flatnonzero(item.any(axis=0))
        first = int(filled[0]) if len(filled) else 0
        return Rows(
            item[:, first:],
            self.event_type[part, first:],
            self.age_seconds[part, first:],
            start,
            self.column[of_all] - first,
            self.target[of_all],
        )

    def row_of_target(self) -> NDArray[np.int64]:
        """[M] int64: the row of every target."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def lengths(self) -> NDArray[np.int64]:
        """[N] int64: entries in every row."""
        return np.asarray((self.item > 0).sum(axis=1))

    def sample(self, most: int, random: np.random.Generator) -> "Rows":
        """At most so many rows, drawn without replacement."""
        if len(self) <= most:
            return self
        return self.take(np.sort(random.permutation(len(self))[:most]))


@dataclass(frozen=True)
class Dataset:
    """Everything that training and evaluation read."""

    vocabulary: list[str]
    event_types: list[str]
    window: int
    training: Rows
    validation: Rows

    def save(self, directory: Path) -> None:
        """Write the arrays, the vocabulary and the event types."""
        directory.mkdir(parents=True, exist_ok=True)
        arrays = {
            f"{part}_{field.name}": getattr(rows, field.name)
            for part, rows in (("training", self.training), ("validation", self.validation))
            for field in dataclasses.fields(Rows)
        }
        np.savez_compressed(directory / ARRAYS, **arrays)
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
                    Rows(*(arrays[f"{part}_{field.name}"] for field in dataclasses.fields(Rows)))
                    for part in ("training", "validation")
                )
        except (OSError, KeyError, ValueError) as error:
            raise InputError(f"{path} is not what prepare.py writes: {error}") from None
        largest = max(training.item.max(initial=0), validation.item.max(initial=0))
        if largest > len(vocabulary):
            raise InputError(f"{path} has item {largest}, {ITEMS} only {len(vocabulary)} lines")
        return Dataset(vocabulary, event_types, training.item.shape[1], training, validation)


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
