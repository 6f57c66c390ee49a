"""That a checkpoint is read as it was written, or not at all."""

from pathlib import Path
from typing import Any

import pytest
import torch
from trainings import model_for

from freshet_model.command import InputError
from freshet_model.data.dataset import Dataset
from freshet_model.models import KINDS
from freshet_model.training.checkpoint import Checkpoint


def test_refuses_a_file_in_which_a_weight_was_changed(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {}).save(path)
    whole = path.read_bytes()
    weight = Checkpoint.load(path).model.items.own.weight.detach().numpy().tobytes()
    path.write_bytes(whole.replace(weight, bytes([weight[0] ^ 1]) + weight[1:]))
    with pytest.raises(InputError, match=r"damaged \(\S* has another checksum\), expected a check"):
        Checkpoint.load(path)


def test_a_checkpoint_of_every_kind_can_be_read(dataset: Dataset, tmp_path: Path) -> None:
    for kind in KINDS:
        model = model_for(dataset, kind=kind, tasks=((1, 2.0),)).eval()
        path = tmp_path / f"{kind}.pt"
        Checkpoint(model, dataset.vocabulary, dataset.event_types, {"x": 1.0}, {}).save(path)
        found = Checkpoint.load(path)
        assert found.model.config == model.config
        for name, weight in found.model.state_dict().items():
            assert torch.equal(weight, model.state_dict()[name])


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.pt"
    made = Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {})
    made.save(path)
    before = path.read_bytes()

    def full(draft: Path, _: Any) -> None:
        draft.touch()
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        made.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("left", [0, 100, 0.5, -100])
def test_refuses_a_part_of_a_checkpoint(dataset: Dataset, tmp_path: Path, left: float) -> None:
    path = tmp_path / "x.pt"
    Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {}).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * left) if left == 0.5 else int(left)])
    with pytest.raises(InputError, match=r"is damaged \(\S.*\), expected a checkpoint of train"):
        Checkpoint.load(path)


def test_refuses_what_is_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    path.write_text("x")
    with pytest.raises(InputError, match=r"expected a checkpoint of train\.py"):
        Checkpoint.load(path)
    with pytest.raises(InputError, match="does not exist"):
        Checkpoint.load(tmp_path)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (["config"], [], r"config is \[\], expected names with values"),
        (["config", "dimension"], "64", "config: dimension is '64', expected a whole number"),
        (["config", "dimension"], 16.0, r"config: dimension is 16\.0, expected a whole number"),
        (["config", "heads"], 0, "config: heads is 0, expected at least 1"),
        (["config", "dropout"], None, "config: dropout is None, expected a number"),
        (["config", "tasks"], ((9, 1.0),), "config: a task has event type 9 .*, expected 1 to"),
        (["config", "kind"], "gru", r"kind is 'gru', expected one of"),
        (["config", "wings"], 2, "config has no setting 'wings', expected vocabulary-size"),
        (["state"], "x", "state is 'x', expected names with values"),
        (["state"], {}, r"is damaged \(.*\), expected a checkpoint"),
        (["state", "temperature"], 1.0, "state is .*, expected names with values"),
        (["vocabulary"], "abc", "vocabulary is 'abc', expected a list"),
        (["vocabulary"], ["a"], "vocabulary has 1 names, expected 40"),
        (["event_types"], [1, 2, 3, 4], r"event-types is \[1, 2, 3, 4\], expected a list"),
        (["metrics"], ["x"], r"metrics is \['x'\], expected names with values"),
        (["metrics"], {"x": "high"}, "metrics is .*, expected names with values"),
        (["training"], [], r"training is \[\], expected names with values"),
        (["training", "epoch"], "3", "training: epoch is '3', expected a whole number"),
        (["training", "ways"], [], r"training: ways is \[\], expected names with values"),
        (["training", "curve"], 1, "training: curve is 1, expected a list"),
        (["training", "curve"], [1], "curve is 1, expected names with values"),
        (["training", "curve"], [{"number": 1}], "curve has no loss, expected a number"),
    ],
)
def test_refuses_a_checkpoint_with_something_else_in_it(
    dataset: Dataset, tmp_path: Path, place: list[str], value: object, message: str
) -> None:
    path = tmp_path / "x.pt"
    Checkpoint(model_for(dataset), dataset.vocabulary, dataset.event_types, {}, {}).save(path)
    content = torch.load(path, weights_only=True)
    inner = content
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    torch.save(content, path)
    with pytest.raises(InputError, match=message) as refused:
        Checkpoint.load(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", ["text", [1], None, {"config": 1}])
def test_refuses_plain_values_that_are_no_checkpoint(tmp_path: Path, content: object) -> None:
    path = tmp_path / "x.pt"
    torch.save(content, path)
    with pytest.raises(InputError, match=r"expected names with values"):
        Checkpoint.load(path)
