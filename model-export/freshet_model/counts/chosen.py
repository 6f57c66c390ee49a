"""Which counts stand in a table, and with which settings."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freshet_model.command import InputError, read_table
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
        values = dict(table)
        kind = values.pop("kind", name)
        if kind not in _KINDS:
            raise InputError(
                f"{path}: [counts.{name}] is of kind '{kind}', expected one of {', '.join(_KINDS)}"
            )
        if values.pop("skip", False):
            found.pop(name, None)
            continue
        found[name] = ChosenCount(kind, _settings(kind, values, f"{path}: [counts.{name}]"))
    return found


def _settings(kind: str, values: Mapping[str, Any], where: str) -> Any:
    settings = _KINDS[kind][1]
    known = [] if settings is None else [f.name for f in dataclasses.fields(settings)]
    given = {name.replace("-", "_"): value for name, value in values.items()}
    unknown = sorted(set(given) - set(known))
    if unknown:
        expected = ", ".join(name.replace("_", "-") for name in known) or "none"
        raise InputError(f"{where} has no setting '{unknown[0]}', expected {expected}")
    if settings is None:
        return None
    try:
        return settings(**given)
    except TypeError as error:
        raise InputError(f"{where}: {error}") from None


def _tables(path: Path | None) -> dict[str, Any]:
    tables = {} if path is None else read_table(path, "counts")
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise InputError(f"{path}: '{name}' in [counts] is {table!r}, expected a table")
    return tables
