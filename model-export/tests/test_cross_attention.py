"""Cross-attention against its formulas, written out by hand in float64."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from freshet_model.bundle.contract import feed
from freshet_model.bundle.graph import export_graph
from freshet_model.bundle.runtime import onnx_answers, open_session, torch_answers
from freshet_model.data.dataset import Windows
from freshet_model.models import ModelConfig, ServingModel, Window
from freshet_model.models.cross_attention import CrossAttention, CrossAttentionModel

Matrix = NDArray[np.float64]


def by_hand(u: Matrix, v: Matrix, w_u: Matrix, w_v: Matrix, form: str) -> tuple[Matrix, Matrix]:
    """A [n, k] and z [k], one number after the other."""
    behaviours, items = len(u), len(v)
    mapped_u = [[float(np.dot(row, u[i])) for row in w_u] for i in range(behaviours)]
    mapped_v = [[float(np.dot(row, v[j])) for row in w_v] for j in range(items)]
    a = np.zeros((behaviours, items))  # [n, k]
    for i in range(behaviours):
        dots = [sum(x * y for x, y in zip(mapped_u[i], m, strict=True)) for m in mapped_v]
        if form == "sigmoid":
            a[i] = [1 / (1 + math.exp(-dot)) for dot in dots]
        else:
            a[i] = [math.exp(dot) / sum(math.exp(d) for d in dots) for dot in dots]
    z = np.zeros(items)  # [k]
    for i in range(behaviours):
        mixed = [
            sum(a[i, j] * mapped_v[j][d] for j in range(items)) for d in range(len(w_u))
        ]  # [d]
        for j in range(items):
            z[j] += sum(x * y for x, y in zip(mixed, mapped_v[j], strict=True)) / behaviours
    return a, z


@pytest.mark.parametrize("form", ["softmax", "sigmoid"])
def test_gives_what_the_formulas_give(form: str) -> None:
    random = np.random.default_rng(1)
    u, v = random.normal(size=(5, 3)), random.normal(size=(7, 4))
    w_u, w_v = random.normal(size=(2, 3)), random.normal(size=(2, 4))
    cross = CrossAttention(3, 4, 2, form).double()
    with torch.no_grad():
        cross.behaviour.weight.copy_(torch.from_numpy(w_u))
        cross.item.weight.copy_(torch.from_numpy(w_v))
        behaviour, item = torch.from_numpy(u)[None], torch.from_numpy(v)  # [1, 5, 3], [7, 4]
        found = cross(behaviour, item)[0]  # [7]
        weights = cross.weights(cross.behaviour(behaviour), cross.item(item))[0]  # [5, 7]
    a, z = by_hand(u, v, w_u, w_v, form)
    assert np.abs(weights.numpy() - a).max() < 1e-12
    assert np.abs(found.numpy() - z).max() < 1e-12


@pytest.mark.parametrize("form", ["softmax", "sigmoid"])
def test_the_model_scores_with_the_formulas_and_shows_its_matrix(form: str) -> None:
    torch.manual_seed(1)
    config = ModelConfig(
        9, 2, window=4, kind="cross_attention", dimension=6, heads=1, attention=form
    )
    model = CrossAttentionModel(config).eval().double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter))
        model.items.own.weight[0].zero_()
    window = Window(
        torch.tensor([[0, 3, 5, 3]]), torch.tensor([[0, 1, 2, 1]]), torch.zeros(1, 4).double()
    )
    with torch.no_grad():
        table = model.items()  # [10, 6]
        u = model.entries(table, window)[0, 1:].numpy()  # [3, 6]
        expected, trace = model.last(window)
        items = torch.arange(1, 10)[None]  # [1, 9]
        attention = model.attention(window, expected, trace, items)[0, :, 1:]  # [9, 3]
        matrix = model.attention_matrix(window)[0, 1:]  # [3, 9]
    maps = model.cross.behaviour.weight.detach().numpy(), model.cross.item.weight.detach().numpy()
    a, z = by_hand(u, table[1:].detach().numpy(), *maps, form)
    assert np.abs(expected.logits()[0].detach().numpy() - z).max() < 1e-9
    assert np.abs(matrix.numpy() - a).max() < 1e-9
    assert np.abs(attention.exp().T.numpy() - a).max() < 1e-9


def test_a_sigmoid_near_nothing_is_attention_in_the_graph_as_well(tmp_path: Path) -> None:
    torch.manual_seed(1)
    config = ModelConfig(
        5, 1, window=3, kind="cross_attention", dimension=4, heads=1, attention="sigmoid"
    )
    model = CrossAttentionModel(config)
    with torch.no_grad():
        model.items.own.weight.mul_(3000)
    serving = ServingModel(model)
    export_graph(serving, 3, 5, tmp_path / "model.onnx")
    answers = onnx_answers(open_session(tmp_path / "model.onnx"), tmp_path)
    windows = Windows(
        np.array([[0, 1, 2]]), np.array([[0, 1, 1]]), np.array([[0, 9, 0]], np.float32)
    )
    asked = feed(windows, k=5)
    found, expected = answers(asked).attention, torch_answers(serving)(asked).attention
    assert np.abs(found - expected).max() < 1e-4
    assert np.abs(found.sum(axis=2) - 1).max() < 1e-4
