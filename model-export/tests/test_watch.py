"""What a training tells to Weights & Biases, in the place of which a stub stands here."""

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from freshet_model.training.watch import Epoch, Watch


class TestingWandb(types.ModuleType):
    """Remembers what it was asked for: the module and its only run."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__("wandb")
        self.started: dict[str, Any] = {}
        self.logged: list[tuple[int, dict[str, float]]] = []
        self.exit_code: int | None = None

    def init(self, **how: Any) -> "TestingWandb":
        self.started = how
        return self

    def log(self, values: dict[str, float], step: int) -> None:
        self.logged.append((step, values))

    def finish(self, exit_code: int) -> None:
        self.exit_code = exit_code


@pytest.fixture
def wandb(monkeypatch: pytest.MonkeyPatch) -> TestingWandb:
    """Stands in for the module, which need not be installed."""
    stub = TestingWandb()
    monkeypatch.setitem(sys.modules, "wandb", stub)
    monkeypatch.delenv("WANDB_MODE", raising=False)
    return stub


def test_curves_are_logged_epoch_by_epoch(wandb: TestingWandb, tmp_path: Path) -> None:
    with Watch(tmp_path, "shop", {"dimension": 8}) as watch:
        watch.epoch(Epoch(1, 3.5, 0.2, {"HR@10": 0.25}))
        watch.epoch(Epoch(2, 3.0, 0.1, {"HR@10": 0.5}))
    assert wandb.logged == [
        (1, {"loss": 3.5, "seconds": 0.2, "HR@10": 0.25}),
        (2, {"loss": 3.0, "seconds": 0.1, "HR@10": 0.5}),
    ]
    assert wandb.exit_code == 0


def test_nothing_is_sent_unless_it_is_asked_for(
    wandb: TestingWandb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Watch(tmp_path, "shop", {"dimension": 8}):
        pass
    assert wandb.started == {
        "project": "freshet",
        "name": "shop",
        "dir": str(tmp_path),
        "config": {"dimension": 8},
        "mode": "offline",
    }
    monkeypatch.setenv("WANDB_MODE", "online")
    with Watch(tmp_path, "shop", {}):
        pass
    assert wandb.started["mode"] == "online"


def test_a_training_that_failed_ends_as_one(wandb: TestingWandb, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Watch(tmp_path, "shop", {}):
        raise KeyboardInterrupt
    assert wandb.exit_code == 1


def test_without_curves_there_is_no_run(wandb: TestingWandb) -> None:
    with Watch(None, "shop", {}) as watch:
        watch.epoch(Epoch(1, 3.5, 0.2))
    assert not wandb.started


def test_curves_need_no_weights_and_biases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # What sys.modules has as None is not imported, as if it were not installed.
    monkeypatch.setitem(sys.modules, "wandb", None)
    with Watch(tmp_path, "shop", {}) as watch:
        watch.epoch(Epoch(1, 3.5, 0.2))
    assert list((tmp_path / "shop").glob("events.out.*"))
