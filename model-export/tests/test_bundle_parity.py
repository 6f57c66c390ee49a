"""Every kind of model in every precision, with tiny weights: PyTorch and ONNX Runtime agree.

The bundles stay in ``target/parity-bundles``; Java's ``PythonParityTest`` reads them, so that the
Java ranker agrees, too. A bundle's name begins with its kind of model, as that test expects.
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
from freshet_model.bundle.behaviours import golden_behaviours
from freshet_model.bundle.contract import FP16, FP32, feed
from freshet_model.bundle.golden import stack
from freshet_model.bundle.runtime import torch_answers
from freshet_model.data.dataset import Windows
from freshet_model.data.encoder import BehaviourEncoder
from freshet_model.data.item_features import ItemFeatures
from freshet_model.models import KINDS, ModelConfig, SequenceModel, ServingModel, build
from freshet_model.models.model_scorer import window_of

BUNDLES = Path(__file__).resolve().parent.parent / "target" / "parity-bundles"
ITEMS, WINDOW = 60, 10
VOCABULARY = [f"item-{number}" for number in range(1, ITEMS + 1)]
EVENT_TYPES = ["view", "click", "purchase"]
# A shortlist of all items: with int8 another item would stand at the end of a shorter one.
TINY = ModelConfig(ITEMS, len(EVENT_TYPES), WINDOW, dimension=16, blocks=2, shortlist=ITEMS)
CONTENT = ItemFeatures(
    start=np.concatenate([[0, 0], np.arange(1, ITEMS + 1)]),
    token=np.arange(ITEMS) % 7,
    name=np.array([f"category={number}" for number in range(7)]),
    vector=np.random.default_rng(3).normal(scale=0.3, size=(ITEMS + 1, 4)).astype(np.float32),
)
WITH_CONTENT: dict[str, Any] = {"tokens": 7, "vector_length": 4}
WITH_TASKS: dict[str, Any] = {"tasks": ((2, 1.0), (3, 4.0))}
# Of scores far apart int8 is off by more than a nat, which is no matter of precision any more.
COSINE: dict[str, Any] = {"similarity": "cosine", "scale": 4.0}
SHORT = "target_attention-short"
CONFIGS: dict[str, dict[str, Any]] = {
    **{kind: {"kind": kind} for kind in KINDS},
    "sasrec-content-tasks-cosine": {**WITH_CONTENT, **WITH_TASKS, **COSINE},
    "sasrec-absolute": {"positions": "absolute", "time": False, "repeat": False, "blocks": 1},
    "sasrec-mixture-cosine": {"readout": "mixture", **COSINE},
    "hstu-one-block-mixture": {
        "kind": "hstu",
        "blocks": 1,
        "readout": "mixture",
        **WITH_CONTENT,
        **WITH_TASKS,
    },
    "cross_attention-sigmoid": {
        "kind": "cross_attention",
        "attention": "sigmoid",
        "similarity": "cosine",
        **WITH_CONTENT,
    },
    SHORT: {"kind": "target_attention", "encoder": "hstu", "shortlist": 5, **WITH_CONTENT},
}
# By how much, in nats, the last item of the shortlist lies above the next in every golden vector.
CLEAR = 0.015


@pytest.fixture(scope="module", autouse=True)
def nothing_of_before() -> None:
    """Remove bundles that no test makes any more; another worker may be making those of now."""
    for bundle in BUNDLES.glob("[!.]*"):
        if bundle.name not in CONFIGS:
            shutil.rmtree(bundle, ignore_errors=True)


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
    assert name.partition("-")[0] == model.config.kind
    shutil.rmtree(BUNDLES / name, ignore_errors=True)
    content = BundleContent(
        name=name,
        version="1",
        model=ServingModel(model),
        vocabulary=VOCABULARY,
        event_types=EVENT_TYPES,
        window=WINDOW,
    )
    # An item that rounding moves over the end of a shortlist has another score altogether: a short
    # one is tried where its end is clear, and not in int8, for which it is clear nowhere.
    precisions = (FP32, FP16) if name == SHORT else PRECISIONS
    trial = Trial(golden_windows()) if name == SHORT else None
    models = write_bundle(content, BUNDLES / name, precisions, trial)
    assert [each.precision for each in models] == list(precisions)
    if name == SHORT:
        assert all(each.report["maxGoldenScoreError"] < CLEAR / 2 for each in models)
    verify_bundle(BUNDLES / name)


def test_the_end_of_the_shortlist_is_clearer_than_fp16_is_wrong() -> None:
    model = shaken(dataclasses.replace(TINY, **CONFIGS[SHORT])).eval()
    with torch.no_grad():
        expected, _ = model.last(window_of(golden_windows(), "cpu"))
        best, _ = model.log_probabilities(expected).sort(dim=1, descending=True)  # [B, V]
    end = model.config.shortlist
    assert (best[:, end - 1] - best[:, end]).min() > CLEAR


def golden_windows() -> Windows:
    """The windows of the golden vectors."""
    encoder = BehaviourEncoder(VOCABULARY, EVENT_TYPES, WINDOW)
    behaviours = golden_behaviours(VOCABULARY, EVENT_TYPES, WINDOW).values()
    return stack([encoder.encode(behaviour) for behaviour in behaviours])


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_item_scores_does_not_depend_on_how_many_are_asked_for(kind: str) -> None:
    model = ServingModel(shaken(dataclasses.replace(TINY, kind=kind, shortlist=15)))
    windows = Trial.random(ITEMS, len(EVENT_TYPES), WINDOW).windows
    few, many = (torch_answers(model)(feed(windows, k)) for k in (5, 20))
    np.testing.assert_allclose(few.score, many.score[:, :5], atol=1e-5)
