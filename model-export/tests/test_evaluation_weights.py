"""Weights of an earlier ``--blend`` are taken for the counts that they were fitted with."""

import json
from pathlib import Path
from typing import Any

import pytest

from evaluate import read_weights
from freshet_model.command import InputError
from freshet_model.counts.chosen import chosen_counts

COUNT = "own-items"


def written(path: Path, **change: Any) -> Path:
    content: dict[str, Any] = {
        "form": "log-linear",
        "weights": {COUNT: 1.0},
        "epsilon": {COUNT: 0.01},
        "counts": {COUNT: chosen_counts(None)[COUNT].describe()},
    }
    path.write_text(json.dumps({**content, **change}))
    return path


def test_takes_what_was_written(tmp_path: Path) -> None:
    found = read_weights(written(tmp_path / "blend.json"), chosen_counts(None))
    assert found.weight == {COUNT: 1.0}


def test_a_setting_that_is_off_may_be_missing_in_an_earlier_file(tmp_path: Path) -> None:
    described = chosen_counts(None)[COUNT].describe()
    assert described.pop("basket_gap_hours") is None
    path = written(tmp_path / "blend.json", counts={COUNT: described})
    assert read_weights(path, chosen_counts(None)).weight == {COUNT: 1.0}


@pytest.mark.parametrize(
    "change",
    [
        {"weights": None},
        {"weights": [1]},
        {"weights": {COUNT: "x"}},
        {"weights": {COUNT: 10**400}},
        {"epsilon": {COUNT: 0}},
        {"form": 3},
        {"counts": None},
        {"counts": {}},
        {"weights": {"foo": 1.0}, "epsilon": {"foo": 0.01}},
    ],
)
def test_refuses_what_it_cannot_compute(tmp_path: Path, change: dict[str, Any]) -> None:
    path = written(tmp_path / "blend.json", **change)
    with pytest.raises(InputError, match=str(path)):
        read_weights(path, chosen_counts(None))
