"""What is written reproduces PyTorch, says what it is, and is written whole or not at all."""

import itertools
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from make_tiny_bundle import TARGET
from successions import EVENT_TYPES, ITEMS, WINDOW
from torch import Tensor, nn

from freshet_model.bundle import (
    PRECISIONS,
    BundleContent,
    Trial,
    candidate_scores,
    item_count,
    verify_bundle,
    write_bundle,
)
from freshet_model.bundle.behaviours import golden_behaviours
from freshet_model.bundle.contract import Outputs, Tolerance, feed
from freshet_model.bundle.difference import Difference
from freshet_model.bundle.golden import GoldenVectors, stack
from freshet_model.bundle.graph import export_graph
from freshet_model.bundle.manifest import Manifest
from freshet_model.bundle.parity import compare
from freshet_model.bundle.runtime import onnx_answers, open_session, torch_answers
from freshet_model.command import InputError
from freshet_model.data.dataset import Windows
from freshet_model.data.encoder import BehaviourEncoder, Entry


class Stranger(nn.Module):
    """A model that is not ours: the mean of the items, beside what the newest one is."""

    def __init__(self, items: int, event_types: int = 2, dimension: int = 16) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.items = items
        self.item = nn.Embedding(items + 1, dimension, padding_idx=0)
        self.event_type = nn.Embedding(event_types + 1, dimension)
        self.mixed = nn.Linear(2 * dimension, dimension)
        with torch.no_grad():
            self.item.weight[1:] *= 2

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, candidate: Tensor, k: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        known = (item > 0).to(torch.float32)[:, :, None]  # [B, L, 1]
        fresh = torch.exp(-age_seconds / 1e5)[:, :, None] * known  # [B, L, 1]
        state = (self.item(item) + self.event_type(event_type)) * known  # [B, L, D]
        mean = (state * fresh).sum(dim=1) / (1 + fresh.sum(dim=1))  # [B, D]
        expected = self.mixed(torch.cat([mean, state[:, -1]], dim=1))  # [B, D]
        logits = nn.functional.linear(expected, self.item.weight)[:, 1:]  # [B, V]
        scores = torch.log_softmax(logits, dim=1)  # [B, V]
        score, column = torch.topk(scores, item_count(k, self.items), dim=1)  # [B, K]
        alike = self.item(column + 1) @ state.transpose(1, 2)  # [B, K, L]
        seen = known.transpose(1, 2)  # [B, 1, L]
        weights = torch.softmax(alike * seen - (1 - seen) * 1e9, dim=2) * seen  # [B, K, L]
        return column + 1, score, weights, candidate_scores(scores, candidate)


def content(items: int = 15, window: int = 6, **other: Any) -> BundleContent:
    vocabulary = [f"i{number}" for number in range(items)]
    kinds = ["view", "click"]
    return BundleContent("m", "1", Stranger(items), vocabulary, kinds, window, **other)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of a stranger's model in every precision."""
    directory = tmp_path_factory.mktemp("made") / "bundle"
    trial = Trial.random(200, 2, 6)
    target = np.ones((len(trial.windows), 1), np.int64)
    write_bundle(content(items=200), directory, PRECISIONS, Trial(trial.windows, target))
    return directory


def manifest(directory: Path) -> Any:
    return json.loads((directory / "manifest.json").read_text())


def test_the_committed_tiny_bundle_reproduces_its_golden_vectors() -> None:
    verify_bundle(TARGET)
    found = Manifest.read(TARGET)
    assert (found.name, found.version) == ("tiny", "1")
    assert (found.window_length, found.event_types) == (WINDOW, EVENT_TYPES)
    assert (TARGET / "items.txt").read_text().split() == ITEMS


def test_the_committed_tiny_bundle_is_small_and_has_every_precision() -> None:
    assert {model["precision"] for model in manifest(TARGET)["precisions"]} == set(PRECISIONS)
    assert (TARGET / "golden.json").stat().st_size < 150_000
    assert sum(file.stat().st_size for file in TARGET.iterdir()) < 350_000


def test_the_committed_tiny_bundle_knows_what_follows() -> None:
    encoder = BehaviourEncoder(ITEMS, EVENT_TYPES, WINDOW)
    for model in Manifest.read(TARGET).models:
        path = TARGET / model.path
        answers = onnx_answers(open_session(path), path)
        for last in range(2, 40):
            window = [Entry(ITEMS[i], "view", 60_000 * i) for i in range(max(0, last - 4), last)]
            found = answers(feed(stack([encoder.encode(window)]), 1))
            assert found.item[0, 0] == last + 1


def test_a_bundle_is_what_the_job_can_serve(made: Path) -> None:
    lines: list[str] = []
    verify_bundle(made, lines.append)
    assert [line.split()[1] for line in lines] == [
        *("manifest.json", "files", "items.txt", "golden.json"),
        *("model.onnx", "model.fp16.onnx", "model.int8.onnx"),
    ]


def test_the_graph_gives_what_pytorch_gives(made: Path) -> None:
    path = made / "model.onnx"
    answers, model = onnx_answers(open_session(path), path), torch_answers(Stranger(200))
    windows = Trial.random(200, 2, 6).windows
    for batch in (1, 2, 7):
        some = Windows(
            windows.item[:batch], windows.event_type[:batch], windows.age_seconds[:batch]
        )
        for k in (1, 7, 200):
            found, expected = answers(feed(some, k)), model(feed(some, k))
            assert found.attention.shape == (batch, k, 6)
            assert Difference.between(found, expected).score.max() < 1e-5


def test_a_candidate_scores_what_it_does_among_the_best(made: Path) -> None:
    path = made / "model.onnx"
    answers = onnx_answers(open_session(path), path)
    windows = Trial.random(200, 2, 6).windows
    best = answers(feed(windows, 200))
    assert best.candidate_score.shape == (len(windows), 0)
    asked = best.item[:, [5, 199, 5]]  # [N, 3]
    found = answers(feed(windows, 1, asked)).candidate_score  # [N, 3]
    np.testing.assert_allclose(found, best.score[:, [5, 199, 5]], atol=1e-5)
    padded = answers(feed(windows, 1, np.pad(asked, ((0, 0), (0, 2))))).candidate_score
    np.testing.assert_array_equal(padded[:, :3], found)


def test_the_graph_names_its_opset_and_its_axes(made: Path) -> None:
    graph = onnx.load(made / "model.onnx")
    assert [(known.domain, known.version) for known in graph.opset_import] == [("", 20)]
    axes = {
        value.name: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
        for value in (*graph.graph.input, *graph.graph.output)
    }
    assert axes == {
        "item": ["batch", 6],
        "event_type": ["batch", 6],
        "age_seconds": ["batch", 6],
        "candidate": ["batch", "candidate"],
        "k": [],
        "top_item": ["batch", "k"],
        "top_score": ["batch", "k"],
        "top_attention": ["batch", "k", 6],
        "candidate_score": ["batch", "candidate"],
    }
    export = manifest(made)["origin"]["export"]
    assert (export["opset"], export["dynamicAxes"]) == (20, ["batch", "candidate", "k"])


def test_a_smaller_precision_has_smaller_weights_and_says_what_it_costs(made: Path) -> None:
    sizes = [(made / f"model{name}.onnx").stat().st_size for name in ("", ".fp16", ".int8")]
    assert sizes[1] < sizes[2] < sizes[0]
    exact, half, small = manifest(made)["precisions"]
    assert exact["tolerance"] == {"score": 1e-4, "attention": 1e-4}
    for model in (half, small):
        report = model["report"]
        assert 0 < report["meanScoreError"] < report["maxScoreError"]
        assert report["maxGoldenScoreError"] < model["tolerance"]["score"]
        assert 0.8 < report["overlap@20"] <= 1
        assert abs(report["HR@20 lost"]) < 0.1
    assert half["report"]["maxScoreError"] < small["report"]["maxScoreError"] < 1


def test_fp16_keeps_masks_ages_and_sums_in_fp32(made: Path) -> None:
    graph = onnx.load(made / "model.fp16.onnx").graph
    halved = {i.name for i in graph.initializer if i.data_type == onnx.TensorProto.FLOAT16}
    halved |= {n.output[0] for n in graph.node if n.op_type == "Transpose" and n.input[0] in halved}
    in_half = {n.op_type for n in graph.node if halved & set(n.input)}
    assert in_half <= {"MatMul", "Gemm", "Gather", "Transpose"}
    assert not {"Softmax", "LogSoftmax", "Exp"} & in_half
    assert {i.name for i in graph.input if i.type.tensor_type.elem_type == 10} == set()


def test_a_table_that_is_looked_up_and_multiplied_with_is_stored_once(made: Path) -> None:
    graph = onnx.load(made / "model.fp16.onnx").graph
    big = [i.name for i in graph.initializer if np.prod(i.dims) >= 200 * 16]
    assert len(big) == 1


def test_golden_vectors_are_many_and_varied() -> None:
    for window, items, kinds in ((6, 15, 2), (50, 1, 4), (1, 3, 1), (200, 9, 201)):
        names = [f"type-{number}" for number in range(kinds)]
        found = golden_behaviours([f"i{n}" for n in range(items)], names, window)
        assert len(found) >= 32
        assert {len(behaviour) for behaviour in found.values()} >= {0, 1, 2, window, window + 7}
        assert all(len(behaviour) <= 500 for behaviour in found.values())
        assert {e.type for behaviour in found.values() for e in behaviour} > set(names)
        for behaviour in found.values():
            times = [entry.timestamp for entry in behaviour]
            assert all(0 < a <= b for a, b in itertools.pairwise(times))


def test_golden_vectors_are_the_same_every_time() -> None:
    assert golden_behaviours(["a", "b"], ["view"], 9) == golden_behaviours(["a", "b"], ["view"], 9)


def test_golden_vectors_hold_an_unknown_item_and_type_whatever_the_names() -> None:
    found = golden_behaviours(["no-such-item"], ["no_such_type"], 5)
    assert found["nothing known"][0].item_id == "no-such-item-"
    assert found["nothing but unknown event types"][0].type == "no_such_type-"


def test_a_golden_case_of_an_empty_history_is_written_and_read(made: Path) -> None:
    vectors = GoldenVectors.read(made, 6, 200)
    empty = next(case for case in vectors.cases if case.name == "empty history")
    assert empty.behaviour == []
    assert not empty.inputs["item"].any()
    assert not empty.outputs.attention.any()


def test_golden_numbers_survive_the_file(made: Path) -> None:
    model = torch_answers(Stranger(200))
    written = GoldenVectors.of([f"i{n}" for n in range(200)], ["view", "click"], 6, model)
    for case, read in zip(written.cases, GoldenVectors.read(made, 6, 200).cases, strict=True):
        assert case.behaviour == read.behaviour
        for name, tensor in case.inputs.items():
            np.testing.assert_array_equal(tensor, read.inputs[name])
        np.testing.assert_array_equal(case.outputs.score, read.outputs.score)
        np.testing.assert_allclose(case.outputs.attention, read.outputs.attention, atol=1e-6)


def test_items_of_equal_scores_may_trade_places() -> None:
    expected = top([[3, 5, 7]], [[-1.0, -2.0, -2.00001]])
    traded = Difference.between(top([[3, 7, 5]], [[-1.0, -2.0, -2.00001]]), expected)
    assert traded.score.max() < 2e-5
    wrong = Difference.between(top([[5, 3, 7]], [[-1.0, -2.0, -2.00001]]), expected)
    assert wrong.score.max() == pytest.approx(1)
    other = Difference.between(top([[3, 5, 9]], [[-1.0, -2.0, -2.00001]]), expected)
    assert other.score.max() < 1e-6
    better = Difference.between(top([[9, 5, 7]], [[-1.0, -2.0, -2.00001]]), expected)
    assert better.score.max() == pytest.approx(1.00001)


def top(item: list[list[int]], score: list[list[float]]) -> Outputs:
    return Outputs(
        np.array(item),
        np.array(score, np.float32),
        np.zeros((1, len(item[0]), 2), np.float32),
        np.zeros((1, 0), np.float32),
    )


def test_hits_are_counted_among_the_items_that_are_shown() -> None:
    model = torch_answers(Stranger(200))
    windows = Trial.random(200, 2, 6).windows
    best = model(feed(windows, 1)).item  # [N, 1]
    report = compare(model, {"same": model}, Trial(windows, best), 200)["same"]
    assert (report.hits, report.hits_lost) == (1.0, 0.0)
    seen = Windows(np.repeat(best, 6, axis=1), windows.event_type, windows.age_seconds)
    dropped = Trial(seen, best, drop_seen=True)
    assert compare(model, {"same": model}, dropped, 200)["same"].hits == 0.0


def test_writes_a_blend_and_attachments(tmp_path: Path) -> None:
    blend = {
        "form": "log-linear",
        "weights": {"co": 1.2},
        "epsilon": {"co": 1e-6},
        "counts": {"co": {"kind": "co-visitation"}},
    }
    notes = {"notes.txt": lambda path: path.write_text("trained on Monday\n")}
    write_bundle(content(blend=blend, attachments=notes), tmp_path / "bundle")
    assert manifest(tmp_path / "bundle")["blend"] == blend
    assert (tmp_path / "bundle" / "notes.txt").is_file()
    verify_bundle(tmp_path / "bundle")
    (tmp_path / "bundle" / "notes.txt").write_text("trained on Tuesday\n")
    with pytest.raises(InputError, match="the manifest says"):
        verify_bundle(tmp_path / "bundle")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "field 'name' is missing or empty"),
        ({"metrics": {"HR@10": math.nan}}, "expected what JSON can say"),
        ({"origin": {"weights": np.ones(2)}}, "expected what JSON can say"),
        ({"vocabulary": []}, "the vocabulary names no item"),
        ({"vocabulary": ["a", "b", "a"]}, "the vocabulary names an item twice, 'a'"),
        ({"vocabulary": ["a", "b\nc"]}, "item 2 is 'b\\nc', expected text of one line"),
        ({"event_types": ["view", "view"]}, "names one twice, 'view'"),
        ({"window": 0}, "window is 0, expected at least 1"),
        ({"blend": {"form": "product"}}, "blend: form is 'product'"),
    ],
)
def test_refuses_what_no_bundle_can_say(
    tmp_path: Path, change: Mapping[str, Any], message: str
) -> None:
    good = vars(content())
    with pytest.raises(InputError) as refused:
        write_bundle(BundleContent(**{**good, **change}), tmp_path / "bundle")
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []


class Other(Stranger):
    """Gives something else than it should."""

    def __init__(self, how: str) -> None:
        super().__init__(15)
        self.how = how

    def forward(
        self, item: Tensor, event_type: Tensor, age_seconds: Tensor, candidate: Tensor, k: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        best, score, weights, others = super().forward(item, event_type, age_seconds, candidate, k)
        shift = 1.0 if torch.compiler.is_exporting() else 0.0
        if self.how == "one less":
            return best, score, weights  # type: ignore[return-value]
        if self.how == "float items":
            return best.float(), score, weights, others
        if self.how == "nan":
            return best, score / 0 * 0, weights, others
        if self.how == "from zero":
            return best - 1, score, weights, others
        if self.how == "other candidates in the graph":
            return best, score, weights, others + shift
        return best, score + shift, weights, others


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            "one less",
            "the model gives tuple, expected ['top_item', 'top_score', 'top_attention', '",
        ),
        ("float items", "gives 'top_item' as float32 [1, 10], expected int64 [1, 10]"),
        ("nan", "gives 'top_score' with a value that is not finite"),
        ("from zero", "expected 1 to 15"),
        ("another in the graph", "a score is off by 1"),
        ("other candidates in the graph", "a score is off by 1"),
    ],
)
def test_writes_nothing_of_a_model_that_does_not_meet_the_contract(
    tmp_path: Path, how: str, message: str
) -> None:
    made = BundleContent(**{**vars(content()), "model": Other(how)})
    with pytest.raises(InputError) as refused:
        write_bundle(made, tmp_path / "bundle")
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_cannot_be_exported_is_refused_in_one_line(tmp_path: Path) -> None:
    class Loose(Stranger):
        def forward(
            self,
            item: Tensor,
            event_type: Tensor,
            age_seconds: Tensor,
            candidate: Tensor,
            k: Tensor,
        ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
            if item.sum() > 3:
                age_seconds = age_seconds + 1
            return super().forward(item, event_type, age_seconds, candidate, k)

    with pytest.raises(InputError, match="PyTorch cannot export this model") as refused:
        export_graph(Loose(15), 6, 15, tmp_path / "model.onnx")
    assert "\n" not in str(refused.value)


def test_refuses_a_directory_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(InputError, match="is not an empty directory"):
        write_bundle(content(), tmp_path)


def test_a_vocabulary_of_one_item_can_be_exported(tmp_path: Path) -> None:
    write_bundle(content(items=1, window=1), tmp_path / "bundle", PRECISIONS)


def test_a_precision_that_is_off_by_more_than_it_may_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freshet_model.bundle.writer._MOST", Tolerance(1e-9, 1e-9))
    with pytest.raises(InputError, match="int8: a score is off by"):
        write_bundle(content(), tmp_path / "bundle", ("int8",))
    assert list(tmp_path.iterdir()) == []
