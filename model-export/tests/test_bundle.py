"""The committed bundle still fits this code, and a bundle that does not fit is refused."""

import itertools
import json
import re
import shutil
from pathlib import Path

import pytest
import torch
from make_tiny_bundle import EVENT_TYPES, ITEMS, TARGET, WINDOW

from freshet_model import bundle
from freshet_model.bundle import BundleContent, verify_bundle, write_bundle
from freshet_model.command import InputError
from freshet_model.encoder import BehaviourEncoder, Entry
from freshet_model.model import ModelConfig, SequenceModel, ServingModel


def content(items: int = 15) -> BundleContent:
    torch.manual_seed(2)
    model = SequenceModel(ModelConfig(items, 2, window=6, dimension=8, blocks=1, heads=2)).eval()
    with torch.no_grad():
        model.item.weight[1:] += torch.randn(items, 8)
    vocabulary = [f"i{number}" for number in range(items)]
    return BundleContent("m", "1", model, vocabulary, ["view", "click"], {"HR@10": 0.5}, {})


def test_the_committed_tiny_bundle_reproduces_its_golden_vectors() -> None:
    verify_bundle(TARGET)
    manifest = json.loads((TARGET / "manifest.json").read_text())
    assert (manifest["name"], manifest["version"]) == ("tiny", "1")
    assert (manifest["windowLength"], manifest["eventTypes"]) == (WINDOW, EVENT_TYPES)
    assert (TARGET / "items.txt").read_text().split() == ITEMS
    assert sum(file.stat().st_size for file in TARGET.iterdir()) < 150_000


def test_the_committed_tiny_bundle_knows_what_follows() -> None:
    encoder = BehaviourEncoder(ITEMS, EVENT_TYPES, WINDOW)
    session = bundle._session(TARGET / "model.onnx")
    for last in range(2, 40):
        window = [Entry(ITEMS[i], "view", 60_000 * i) for i in range(max(0, last - 4), last)]
        top_item, _, _ = bundle._run(session, bundle._feed([encoder.encode(window)], 1))
        assert top_item[0, 0] == last + 1


def test_the_graph_gives_what_pytorch_gives(tmp_path: Path) -> None:
    made = content()
    write_bundle(made, tmp_path / "bundle")
    verify_bundle(tmp_path / "bundle")
    encoder = BehaviourEncoder(made.vocabulary, made.event_types, 6)
    rows = [encoder.encode([Entry("i3", "view", 0), Entry(f"i{i}", "click", 7)]) for i in range(5)]
    rows.append(encoder.encode([Entry("unknown", "view", 0)]))
    session = bundle._session(tmp_path / "bundle" / "model.onnx")
    for batch in (1, 2, 6):
        for k in (1, 7, 15):
            feed = bundle._feed(rows[-batch:], k)
            expected = bundle._eager(ServingModel(made.model), feed)
            found = bundle._run(session, feed)
            assert found[0].shape == (batch, k)
            assert found[2].shape == (batch, k, 6)
            bundle._require_close(found, expected, f"batch {batch}, k {k}")


def test_the_golden_cases_have_distinct_rising_timestamps() -> None:
    for case in bundle.golden(content())["cases"]:
        times = [entry["timestamp"] for entry in case["behaviour"]]
        assert all(a < b for a, b in itertools.pairwise(times))
        assert len(times) <= 500


def test_a_golden_case_knows_nothing_of_the_user() -> None:
    cases = {case["name"]: case for case in bundle.golden(content())["cases"]}
    nothing = cases["nothing known"]
    assert not any(nothing["inputs"]["item"][0])
    assert not any(any(weights) for weights in nothing["outputs"]["top_attention"][0])


@pytest.mark.parametrize("name", ["model.onnx", "items.txt", "golden.json"])
def test_refuses_a_damaged_or_missing_file(tmp_path: Path, name: str) -> None:
    damaged = tmp_path / "bundle"
    shutil.copytree(TARGET, damaged)
    with (damaged / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(InputError, match="the manifest says"):
        verify_bundle(damaged)
    (damaged / name).unlink()
    with pytest.raises(InputError, match="is missing"):
        verify_bundle(damaged)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("formatVersion", 2, "formatVersion is 2, expected 1"),
        ("schema", "another-1", "schema is 'another-1', expected 'freshet-behaviour-1'"),
        ("windowLength", None, "has no 'windowLength'"),
        ("files", [], "files lack ['golden.json', 'items.txt', 'model.onnx']"),
    ],
)
def test_refuses_a_manifest_that_the_job_would_refuse(
    tmp_path: Path, key: str, value: object, message: str
) -> None:
    other = tmp_path / "bundle"
    shutil.copytree(TARGET, other)
    manifest = json.loads((other / "manifest.json").read_text())
    manifest[key] = value
    if value is None:
        del manifest[key]
    (other / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=re.escape(message)):
        verify_bundle(other)


def test_writes_nothing_that_does_not_reproduce(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = bundle._eager

    def off(*arguments: object) -> bundle.Outputs:
        item, score, attention = honest(*arguments)  # type: ignore[arg-type]
        return item, score + 1, attention

    monkeypatch.setattr(bundle, "_eager", off)
    with pytest.raises(InputError, match="a score is off by 1"):
        write_bundle(content(), tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_directory_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    with pytest.raises(InputError, match="is not empty"):
        write_bundle(content(), tmp_path)


def test_a_vocabulary_of_one_item_can_be_exported(tmp_path: Path) -> None:
    write_bundle(content(items=1), tmp_path / "bundle")
