"""What a training reaches, and when it stops."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from successions import successions
from trainings import FAST, model_for, reached

from freshet_model.data.dataset import Dataset
from freshet_model.models import KINDS
from freshet_model.models.model_scorer import ModelScorer
from freshet_model.training.bfloat16 import bfloat16_pays, product_seconds
from freshet_model.training.calibration import calibrate
from freshet_model.training.loop import Training, decaying, line
from freshet_model.training.watch import Watch


def test_the_learning_rate_rises_and_falls_to_nothing() -> None:
    shares = [line(100, 0.1)(step) for step in range(101)]
    assert shares[0] == pytest.approx(0.1)
    assert shares[9] == shares[10] == 1
    assert shares[55] == pytest.approx(0.5)
    assert shares[100] == 0


def test_norms_and_biases_do_not_decay(dataset: Dataset) -> None:
    matrices, vectors = decaying(model_for(dataset), 0.1)
    assert {p.ndim for p in vectors["params"]} == {1}
    assert vectors["weight_decay"] == 0
    assert min(p.ndim for p in matrices["params"]) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_model_learns_what_follows(dataset: Dataset, watch: Watch, kind: str) -> None:
    config = dataclasses.replace(FAST, epochs=8)
    trained = Training(dataset, model_for(dataset, kind=kind, dimension=32), config).run(watch)
    # Cross-attention knows no order: it can learn that neighbours stand together.
    assert reached(trained) > (0.4 if kind == "cross_attention" else 0.8)


@pytest.mark.parametrize("attention", ["softmax", "sigmoid"])
@pytest.mark.parametrize("loss", ["bce", "squared"])
def test_cross_attention_learns_with_losses_of_its_probabilities(
    dataset: Dataset, watch: Watch, loss: str, attention: str
) -> None:
    config = dataclasses.replace(FAST, epochs=8, loss=loss)
    model = model_for(dataset, kind="cross_attention", dimension=32, attention=attention)
    assert reached(Training(dataset, model, config).run(watch)) > 0.4


@pytest.mark.parametrize(
    "change",
    [
        {"loss": "sampled", "negatives": 20},
        {"loss": "gbce", "negatives": 20, "epochs": 20},
        {"loss": "bce", "epochs": 30},
        {"loss": "squared"},
        {"crop": 0.3, "mask": 0.1, "reorder": 0.1, "shift": True},
        {"average": 0.9},
        {"bf16": True},
    ],
    ids=str,
)
def test_learns_in_other_ways_too(dataset: Dataset, watch: Watch, change: dict[str, Any]) -> None:
    config = dataclasses.replace(FAST, **{"epochs": 5, "patience": 30, **change})
    assert reached(Training(dataset, model_for(dataset), config).run(watch)) > 0.75


def test_heads_learn_the_targets_of_their_own_type(dataset: Dataset, watch: Watch) -> None:
    model = model_for(dataset, tasks=((1, 1.0), (2, 2.0)))
    trained = Training(dataset, model, FAST).run(watch)
    assert reached(trained) > 0.8
    assert trained.model.heads is not None
    assert all(parameter.any() for parameter in trained.model.heads.parameters())


def test_a_temperature_makes_probabilities_likelier(dataset: Dataset, watch: Watch) -> None:
    model = Training(dataset, model_for(dataset), FAST).run(watch).model
    with torch.no_grad():
        model.final_norm.weight.mul_(3)  # type: ignore[union-attr, operator]
    windows = dataset.windows(dataset.validation.first, dataset.validation.last)
    target = torch.from_numpy(dataset.validation.target) - 1  # [N]

    def likely() -> float:
        scores = ModelScorer(model).scores(windows)  # [N, V]
        return float(scores[target >= 0].gather(1, target[target >= 0, None]).mean())

    model.temperature.fill_(1.0)
    before = likely()
    assert calibrate(model, dataset, dataset.validation) > 1.5
    assert likely() > before


def test_without_validation_the_last_epoch_is_kept(tmp_path: Path, watch: Watch) -> None:
    whole = successions(tmp_path, 50, validation_share=0)
    trained = Training(whole, model_for(whole), FAST).run(watch)
    assert (trained.epoch, trained.metrics) == (4, {})


def test_stops_when_it_gets_no_better(dataset: Dataset, watch: Watch) -> None:
    config = dataclasses.replace(FAST, epochs=50, patience=2, learning_rate=1e-9)
    trained = Training(dataset, model_for(dataset), config).run(watch)
    assert len(trained.curve) < 50
    assert len(trained.curve) - trained.epoch == 2


@pytest.mark.parametrize(("gain", "pays"), [(1.9, True), (1.1, False), (0.5, False)])
def test_bfloat16_is_for_cpus_that_are_faster_in_it(gain: float, pays: bool) -> None:
    seconds = {torch.float32: gain, torch.bfloat16: 1.0}
    assert bfloat16_pays(seconds.__getitem__) == pays


def test_a_product_takes_some_time_in_either_precision() -> None:
    assert product_seconds(torch.float32) > 0
    assert product_seconds(torch.bfloat16) > 0
