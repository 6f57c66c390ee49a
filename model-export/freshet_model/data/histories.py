"""From lines of the training set back to what every user did.

The lines of a user overlap: each repeats the end of the one before it and goes on. Put together
they are the user's whole run of entries, and each target still knows where its window began.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from freshet_model.command import InputError
from freshet_model.data.encoder import Entry
from freshet_model.data.training_set import Line


@dataclass
class History:
    """One user's entries, oldest first, and which of them the job would have predicted."""

    entries: list[Entry] = field(default_factory=list)
    # For each target its place in ``entries``, and the place of the oldest entry of its window.
    targets: list[tuple[int, int]] = field(default_factory=list)
    revision: int | None = None

    def add(self, line: Line) -> None:
        """Take what a line has beyond the lines before it.

        Raises InputError if the line belongs before one that was taken: then the windows of its
        targets would hold what came after them.
        """
        if self.revision is not None and line.revision < self.revision:
            raise InputError(
                f"{line.where}: revision {line.revision} of user '{line.user_id}' follows "
                f"{self.revision}, expected files in the order of their lines"
            )
        self.revision = line.revision
        targets_from = len(line.behaviour) - line.targets
        known = set(self.entries[-len(line.behaviour) :])
        fresh = [
            (place, entry)
            for place, entry in enumerate(line.behaviour)
            if (place >= targets_from or self._is_newer(entry)) and entry not in known
        ]
        # What a line repeats stands right before what it adds.
        first = max(0, len(self.entries) - (len(line.behaviour) - len(fresh)))
        for place, entry in fresh:
            if self.entries and entry.timestamp < self.entries[-1].timestamp:
                raise InputError(
                    f"{line.where}, behaviour[{place}]: timestamp {entry.timestamp} is older than "
                    f"{self.entries[-1].timestamp} in a line before, expected oldest first"
                )
            if place >= targets_from and self.entries:
                self.targets.append((len(self.entries), first))
            self.entries.append(entry)

    def _is_newer(self, entry: Entry) -> bool:
        return not self.entries or entry.timestamp > self.entries[-1].timestamp


def histories(lines: Iterable[Line]) -> dict[str, History]:
    """The history of every user, in the order in which users come first."""
    found: dict[str, History] = {}
    for line in lines:
        found.setdefault(line.user_id, History()).add(line)
    return found
