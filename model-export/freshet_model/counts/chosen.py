"""Which counts stand in a table, and with which settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freshet_model.command import InputError, read_table, short
from freshet_model.counts.co_visitation import CoVisitation, CoVisitationSettings
from freshet_model.counts.count import Count, description
from freshet_model.counts.ease import Ease, EaseSettings
from freshet_model.counts.item_knn import ItemKnn, ItemKnnSettings
from freshet_model.counts.markov import Markov
from freshet_model.counts.own_items import OwnItems, OwnItemsSettings
from freshet_model.counts.past import Past
from freshet_model.counts.popularity import (
    Popularity,
    RecentPopularity,
    RecentPopularitySettings,
)
from freshet_model.counts.vs_knn import VsKnn, VsKnnSettings
from freshet_model.typed import typed

# Every kind of count: what fits it, and its settings.
_KINDS: dict[str, tuple[Any, type | None]] = {
    "popularity": (Popularity, None),
    "recent-popularity": (RecentPopularity, RecentPopularitySettings),
    "own-items": (OwnItems, OwnItemsSettings),
    "markov": (Markov, None),
    "item-knn": (ItemKnn, ItemKnnSettings),
    "co-visitation": (CoVisitation, CoVisitationSettings),
    "ease": (Ease, EaseSettings),
    "vs-knn": (VsKnn, VsKnnSettings),
}


@dataclass(frozen=True)
class _NoSettings:
    """Of a count that has nothing to set."""


@dataclass(frozen=True)
class ChosenCount:
    """A kind of count and its settings."""

    kind: str
    settings: Any = None

    def fit(self, past: Past) -> Count:
        """Count the past."""
        kind, _ = _KINDS[self.kind]
        count: Count = kind.fit(past) if self.settings is None else kind.fit(past, self.settings)
        return count

    def describe(self) -> dict[str, Any]:
        """Give the kind and the settings as a fitted count gives them."""
        return description(self.kind, self.settings)


def every_count() -> dict[str, ChosenCount]:
    """All kinds with their defaults."""
    return {
        name: ChosenCount(name, None if settings is None else settings())
        for name, (_, settings) in _KINDS.items()
    }


def chosen_counts(path: Path | None) -> dict[str, ChosenCount]:
    """All kinds, with what the tables ``[counts.NAME]`` of a TOML file change.

    A table's ``kind`` is its name unless it says another, so that a kind may stand there twice;
    ``skip = true`` leaves it out.
    """
    found = every_count()
    for name, table in _tables(path).items():
        where, values = f"{path}: [counts.{name}]", dict(table)
        kind, skip = values.pop("kind", name), values.pop("skip", False)
        if not isinstance(kind, str) or kind not in _KINDS:
            raise InputError(
                f"{where} is of kind {short(kind)}, expected one of {', '.join(_KINDS)}"
            )
        if not isinstance(skip, bool):
            raise InputError(f"{where}: skip is {short(skip)}, expected true or false")
        settings = _settings(kind, values, where)
        if skip:
            found.pop(name, None)
            continue
        found[name] = ChosenCount(kind, settings)
    return found


def _settings(kind: str, values: Mapping[str, Any], where: str) -> Any:
    settings = _KINDS[kind][1]
    given = {name.replace("-", "_"): value for name, value in values.items()}
    if settings is None:
        typed(_NoSettings, given, where)
        return None
    return typed(settings, given, where)


def _tables(path: Path | None) -> dict[str, Any]:
    tables = {} if path is None else read_table(path, "counts")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise InputError(f"{path}: '{name}' in [counts] is {table!r}, expected a table")
    return tables
