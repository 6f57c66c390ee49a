"""That an interrupted training goes on, and only where it may."""

import copy
import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from successions import successions
from trainings import FAST, model_for

from freshet_model.command import InputError
from freshet_model.data.dataset import Dataset
from freshet_model.data.item_features import Catalogue, ItemFeatures
from freshet_model.training.loop import Training
from freshet_model.training.resume import cuda_random_states
from freshet_model.training.watch import Watch


def test_an_interrupted_training_ends_where_an_undisturbed_one_does(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    config = dataclasses.replace(FAST, epochs=4, average=0.5, mask=0.1)
    undisturbed = Training(dataset, model_for(dataset), config).run(watch)
    progress = tmp_path / "model.progress"
    first = Training(dataset, model_for(dataset), config, progress=progress)
    told = []

    class Interrupted(Watch):
        def epoch(self, epoch: Any) -> None:
            told.append(epoch)
            if len(told) == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Interrupted(None, "test", {}) as interrupted:
        first.run(interrupted)
    second = Training(dataset, model_for(dataset), config, progress=progress)
    assert len(second.curve) == 2
    resumed = second.run(watch)
    assert [e.loss for e in resumed.curve] == [e.loss for e in undisturbed.curve]
    for name, weight in resumed.model.state_dict().items():
        assert torch.equal(weight, undisturbed.model.state_dict()[name]), name


def test_a_training_that_was_over_does_not_go_on(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    config = dataclasses.replace(FAST, epochs=50, patience=2, learning_rate=1e-9)
    progress = tmp_path / "model.progress"
    over = Training(dataset, model_for(dataset), config, progress=progress).run(watch)
    again = Training(dataset, model_for(dataset), config, progress=progress).run(watch)
    assert len(again.curve) == len(over.curve)


def test_may_go_on_in_another_precision(dataset: Dataset, watch: Watch, tmp_path: Path) -> None:
    progress = tmp_path / "model.progress"
    first = dataclasses.replace(FAST, epochs=2, stop_after=1, bf16=True)
    Training(dataset, model_for(dataset), first, progress=progress).run(watch)
    second = dataclasses.replace(first, bf16=False)
    assert len(Training(dataset, model_for(dataset), second, progress=progress).curve) == 1


def test_on_cuda_chance_goes_on_where_it_was(
    dataset: Dataset, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = tmp_path / "model.progress"
    config = dataclasses.replace(FAST, epochs=2, stop_after=1)
    Training(dataset, model_for(dataset), config, progress=progress).run(watch)
    content = torch.load(progress, weights_only=True)
    assert len(content["cuda_random"]) == len(cuda_random_states())
    states = [torch.tensor([1, 2], dtype=torch.uint8)] * 2
    restored: list[torch.Tensor] = []
    torch.save({**content, "cuda_random": states}, progress)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_rng_state_all", lambda: states)
    monkeypatch.setattr(torch.cuda, "set_rng_state_all", restored.extend)
    assert cuda_random_states() == states
    Training(dataset, model_for(dataset), config, progress=progress)
    assert [state.tolist() for state in restored] == [[1, 2]]


def test_refuses_the_progress_of_another_training(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    progress = tmp_path / "model.progress"
    Training(dataset, model_for(dataset), FAST, progress=progress).run(watch)
    other = dataclasses.replace(FAST, seed=2)
    with pytest.raises(InputError, match="seed was 1 and is 2 now, expected the same; delete"):
        Training(dataset, model_for(dataset), other, progress=progress)
    half = progress.read_bytes()[:5_000]
    for wrong in (b"x", b"", half):
        progress.write_bytes(wrong)
        with pytest.raises(InputError, match="expected a progress of train"):
            Training(dataset, model_for(dataset), FAST, progress=progress)
    torch.save({"belongs_to": "x"}, progress)
    with pytest.raises(InputError, match="belongs-to is 'x', expected names with values"):
        Training(dataset, model_for(dataset), FAST, progress=progress)


ONCE = dataclasses.replace(FAST, epochs=1, average=0.5)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, dict[str, Any]]:
    """A data set, and what an interrupted training on it left."""
    directory = tmp_path_factory.mktemp("left")
    dataset, progress = successions(directory, 30), directory / "model.progress"
    with Watch(None, "left", {}) as watch:
        Training(dataset, model_for(dataset), ONCE, progress=progress).run(watch)
    return dataset, torch.load(progress, weights_only=True)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ([], None, None),
        (["model"], {}, r"is damaged \(Error.*\), expected a progress of train\.py"),
        (["model", "temperature"], torch.zeros(2), "is damaged"),
        (["model", "temperature"], "hot", "model is .*, expected names with values"),
        (["best", "items.own.weight"], torch.zeros(1, 1), "is damaged"),
        (["average"], None, "is damaged"),
        (["moments"], {0: {}}, "is damaged"),
        (["moments", 0, "exp_avg"], torch.zeros(1), r"damaged \(exp_avg of a parameter is \[1\]\)"),
        (["moments", 0, "step"], torch.zeros(2), "is damaged"),
        (["moments", 999], {"step": torch.zeros(1)}, "is damaged"),
        (["torch_random"], torch.zeros(3), "is damaged"),
        (["cuda_random"], [1], "cuda-random is .*, expected a list"),
        (["numpy_random"], {"bit_generator": "PCG64"}, "is damaged"),
        (["best_epoch"], 2, r"epochs \[1\], the best is 2; expected all from the first on"),
        (["curve", 0, "number"], 7, r"epochs \[7\], the best is 1; expected all from the first on"),
        (["curve"], [], r"epochs \[\], the best is 1; expected all from the first on"),
        (["curve", 0, "metrics"], {}, r"damaged \(an epoch has other metrics than "),
    ],
)
def test_refuses_a_progress_that_could_not_be_gone_on_from(
    left: tuple[Dataset, dict[str, Any]],
    tmp_path: Path,
    place: list[Any],
    value: object,
    message: str | None,
) -> None:
    dataset, content = left[0], copy.deepcopy(left[1])
    inner = content
    for step in place[:-1]:
        inner = inner[step]
    if place:
        inner[place[-1]] = value
    progress = tmp_path / "model.progress"
    torch.save(content, progress)
    if message is None:
        assert len(Training(dataset, model_for(dataset), ONCE, progress=progress).curve) == 1
        return
    with pytest.raises(InputError, match=message) as refused:
        Training(dataset, model_for(dataset), ONCE, progress=progress)
    assert "\n" not in str(refused.value)


def test_says_what_is_not_as_it_was_when_a_training_was_interrupted(
    dataset: Dataset, watch: Watch, tmp_path: Path
) -> None:
    progress = tmp_path / "model.progress"
    once = dataclasses.replace(FAST, epochs=1)
    Training(dataset, model_for(dataset), once, progress=progress).run(watch)
    training, validation = dataset.training, dataset.validation
    changes: dict[str, dict[str, Any]] = {
        "vocabulary": {"vocabulary": dataset.vocabulary[::-1]},
        "event types": {"event_types": dataset.event_types[::-1]},
        "training part": {
            "training": dataclasses.replace(training, target_type=training.target_type[::-1])
        },
        "validation part": {"validation": validation.take(np.arange(len(validation) - 1))},
        "item features": {
            "item_features": ItemFeatures.of(dataset.vocabulary, Catalogue({}, {}, {}, {}, 0))
        },
        "filter-seen": {"filter_seen": True},
    }
    for name, change in changes.items():
        with pytest.raises(InputError, match=rf"progress: {name} was \w+ and is \w+ now, expected"):
            other = dataclasses.replace(dataset, **change)
            Training(other, model_for(dataset), once, progress=progress)
    with pytest.raises(InputError, match=r"dropout was 0\.2 and is 0\.7 now, expected the same"):
        Training(dataset, model_for(dataset, dropout=0.7), once, progress=progress)
    with pytest.raises(InputError, match="teachers' weights was nothing and is"):
        Training(dataset, model_for(dataset), once, [model_for(dataset)], progress)
    with pytest.raises(InputError, match="adapter-rank was nothing and is 2 now"):
        ways = {"adapter_rank": "2"}
        Training(dataset, model_for(dataset), once, progress=progress, ways=ways)
