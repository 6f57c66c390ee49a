"""Schema ``freshet-behaviour-1``: a window becomes one row of the model's inputs.

The twin of Java's ``BehaviourEncoder``; the golden vectors of a bundle hold the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SCHEMA = "freshet-behaviour-1"

# The most entries that the job remembers of a user.
LONGEST_BEHAVIOUR = 500


@dataclass(frozen=True)
class Entry:
    """An interaction of a window; the timestamp is in milliseconds."""

    item_id: str
    type: str
    timestamp: int


@dataclass(frozen=True)
class Row:
    """One encoded window, padded with 0 on the left."""

    item: NDArray[np.int64]  # [window] int64
    event_type: NDArray[np.int64]  # [window] int64
    age_seconds: NDArray[np.float32]  # [window] float32


class BehaviourEncoder:
    """Skips unknown items, keeps the newest ``window`` entries, counts ages from the newest."""

    def __init__(self, vocabulary: Sequence[str], event_types: Sequence[str], window: int) -> None:
        """Item and event type have the index position + 1; 0 is padding or unknown."""
        self._item_index = {item: index for index, item in enumerate(vocabulary, start=1)}
        self._event_type_index = {name: index for index, name in enumerate(event_types, start=1)}
        self.window = window

    def item_index(self, item_id: str) -> int:
        """Index of an item from 1, or 0 if the vocabulary does not have it."""
        return self._item_index.get(item_id, 0)

    def encode(self, behaviour: Sequence[Entry]) -> Row:
        """Encode a window, oldest entry first, of any length."""
        newest = behaviour[-1].timestamp if behaviour else 0
        row = Row(
            np.zeros(self.window, np.int64),  # [window]
            np.zeros(self.window, np.int64),  # [window]
            np.zeros(self.window, np.float32),  # [window]
        )
        column = self.window
        for entry in reversed(behaviour):
            index = self.item_index(entry.item_id)
            if index == 0:
                continue
            column -= 1
            row.item[column] = index
            row.event_type[column] = self._event_type_index.get(entry.type, 0)
            row.age_seconds[column] = np.float32((newest - entry.timestamp) / 1000.0)
            if column == 0:
                break
        return row
