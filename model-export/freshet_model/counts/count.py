"""What every count has in common."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from freshet_model.command import InputError, short
from freshet_model.evaluation.scorer import Scorer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Of a setting that has no bound of its own.
_LARGEST = 1e6


class Count(Scorer, Protocol):
    """A score that comes from adding up what users did: nothing of it is trained.

    Scores are 0 for an item that the count knows nothing of. An unknown item in a window (0) and
    a window without any entry are no error: they add nothing.
    """

    def describe(self) -> dict[str, Any]:
        """Give the kind of the count and its settings, ready for JSON."""
        ...


def description(kind: str, settings: "DataclassInstance | None" = None) -> dict[str, Any]:
    """Put a kind and settings into one JSON object."""
    return {"kind": kind} | ({} if settings is None else dataclasses.asdict(settings))


def require_range(kind: str, ranges: Mapping[str, tuple[float, float, float]]) -> None:
    """Refuse a setting that is not in its range: name -> (value, lowest, highest)."""
    for name, (value, lowest, highest) in ranges.items():
        most = min(highest, _LARGEST)
        if not lowest <= value <= most:
            raise InputError(f"{kind}: {name} is {short(value)}, expected {lowest:g} to {most:g}")
