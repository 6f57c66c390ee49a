"""Every kind of model in every precision, with tiny weights: PyTorch and ONNX Runtime agree.

The bundles stay in ``target/parity-bundles``; Java's ``PythonParityTest`` reads them, so that the
Java ranker agrees, too.
"""

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from freshet_model.bundle import (
    PRECISIONS,
    BundleContent,
    Trial,
    verify_bundle,
    write_bundle,
)
from freshet_model.bundle.contract import feed
from freshet_model.bundle.runtime import torch_answers
from freshet_model.data.item_features import ItemFeatures
from freshet_model.models import KINDS, ModelConfig, SequenceModel, ServingModel, build

BUNDLES = Path(__file__).resolve().parent.parent / "target" / "parity-bundles"
ITEMS, WINDOW = 60, 10
EVENT_TYPES = ["view", "click", "purchase"]
# A shortlist of all items: with int8 another item may stand at the end of a shorter one.
TINY = ModelConfig(ITEMS, len(EVENT_TYPES), WINDOW, dimension=16, blocks=2, shortlist=ITEMS)
CONTENT = ItemFeatures(
    start=np.concatenate([[0, 0], np.arange(1, ITEMS + 1)]),
    token=np.arange(ITEMS) % 7,
    name=np.array([f"category={number}" for number in range(7)]),
    vector=np.random.default_rng(3).normal(size=(ITEMS + 1, 4)).astype(np.float32),
)
CONFIGS: dict[str, dict[str, Any]] = {
    **{kind: {"kind": kind} for kind in KINDS},
    "sasrec-with-content": {"tokens": 7, "vector_length": 4},
    "sasrec-with-tasks": {"tasks": ((2, 1.0), (3, 4.0))},
    "sasrec-absolute": {"positions": "absolute", "time": False, "repeat": False, "blocks": 1},
    "sasrec-mixture": {"readout": "mixture"},
    "hstu-one-block": {"kind": "hstu", "blocks": 1},
}


@pytest.fixture(scope="module", autouse=True)
def fresh_directory() -> None:
    shutil.rmtree(BUNDLES, ignore_errors=True)


def shaken(config: ModelConfig) -> SequenceModel:
    """A model whose every weight matters."""
    torch.manual_seed(1)
    model = build(config, CONTENT if config.tokens else None)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
        model.items.own.weight[0].zero_()
    return model


@pytest.mark.parametrize("name", CONFIGS)
def test_a_model_gives_the_same_in_every_precision(name: str) -> None:
    model = shaken(dataclasses.replace(TINY, **CONFIGS[name]))
    content = BundleContent(
        name=name,
        version="1",
        model=ServingModel(model),
        vocabulary=[f"item-{number}" for number in range(1, ITEMS + 1)],
        event_types=EVENT_TYPES,
        window=WINDOW,
    )
    models = write_bundle(content, BUNDLES / name, PRECISIONS)
    assert [each.precision for each in models] == list(PRECISIONS)
    verify_bundle(BUNDLES / name)


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_item_scores_does_not_depend_on_how_many_are_asked_for(kind: str) -> None:
    model = ServingModel(shaken(dataclasses.replace(TINY, kind=kind, shortlist=15)))
    windows = Trial.random(ITEMS, len(EVENT_TYPES), WINDOW).windows
    few, many = (torch_answers(model)(feed(windows, k)) for k in (5, 20))
    np.testing.assert_allclose(few.score, many.score[:, :5], atol=1e-5)
