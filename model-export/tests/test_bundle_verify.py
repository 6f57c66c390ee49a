"""``python -m freshet_model verify`` refuses whatever Java refuses, in one line."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from make_tiny_bundle import TARGET

from freshet_model.bundle import verify_bundle
from freshet_model.command import InputError

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    shutil.copytree(TARGET, tmp_path / "bundle")
    return tmp_path / "bundle"


def change(path: Path, how: Callable[[Any], None]) -> None:
    content = json.loads(path.read_text())
    how(content)
    path.write_text(json.dumps(content))


def replace(bundle: Path, name: str, content: bytes) -> None:
    """Another file, with its checksum in the manifest."""
    (bundle / name).write_bytes(content)

    def listed(manifest: Any) -> None:
        for file in manifest["files"]:
            if file["path"] == name:
                file["sha256"] = hashlib.sha256(content).hexdigest()

    change(bundle / "manifest.json", listed)


def refused(bundle: Path) -> str:
    with pytest.raises(InputError) as error:
        verify_bundle(bundle)
    assert "\n" not in str(error.value)
    assert str(bundle) in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "name", ["model.onnx", "model.fp16.onnx", "model.int8.onnx", "items.txt", "golden.json"]
)
def test_refuses_a_damaged_or_missing_file(bundle: Path, name: str) -> None:
    with (bundle / name).open("ab") as file:
        file.write(b"x")
    assert f"{name} has sha256" in refused(bundle)
    (bundle / name).unlink()
    assert "is missing, the manifest lists it" in refused(bundle)


@pytest.mark.parametrize("number", ["1" + "0" * 400, "-1" + "0" * 400])
def test_refuses_numbers_that_no_tensor_holds(bundle: Path, number: str) -> None:
    golden = bundle / "golden.json"
    text = golden.read_text()
    place = text.index('"timestamp":') + len('"timestamp":')
    end = min(text.index(mark, place) for mark in ",}")
    replace(bundle, "golden.json", (text[:place] + number + text[end:]).encode())
    assert "'timestamp' does not fit into 64 bits" in refused(bundle)


def test_accepts_checksums_in_capitals(bundle: Path) -> None:
    def shout(manifest: Any) -> None:
        for file in manifest["files"]:
            file["sha256"] = file["sha256"].upper()

    change(bundle / "manifest.json", shout)
    verify_bundle(bundle)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("formatVersion", 1, "formatVersion is 1, expected 2"),
        ("formatVersion", "1", "field 'formatVersion' is a string, expected a whole number"),
        ("schema", "another-1", "schema is 'another-1', expected 'freshet-behaviour-1'"),
        ("name", "", "field 'name' is missing or empty, expected text"),
        ("version", None, "field 'version' is missing or empty, expected text"),
        ("name", "films \ud83d", "field 'name' has half of a surrogate pair"),
        ("windowLength", None, "field 'windowLength' is null, expected a whole number"),
        ("windowLength", 0, "windowLength is 0, expected at least 1"),
        ("windowLength", 11, "window is 12, expected 11 as manifest.json says"),
        ("eventTypes", ["view", "view"], "field 'eventTypes' names a type twice, 'view'"),
        ("eventTypes", ["view", None], "field 'eventTypes' has something else"),
        ("eventTypes", ["view"], "the encoder gives another input 'event_type'"),
        ("files", [], "files lack ['golden.json', 'items.txt', 'model.onnx']"),
        ("files", [None], "field 'files' has something else"),
        ("inputs", [{"axes": []}], "field 'name' is missing or empty"),
        ("metrics", {"HR@10": "high"}, "field 'HR@10' is a string, expected a finite number"),
        ("metrics", {"HR@10": True}, "field 'HR@10' is True, expected a finite number"),
        ("metrics", {"HR@10": 10**400}, "'metrics': field 'HR@10' is not finite, expected"),
        ("precisions", {}, "field 'precisions' is an object, expected a list"),
        ("blend", {"form": "product"}, "form is 'product', expected one of"),
    ],
)
def test_refuses_a_manifest_that_the_job_would_refuse(
    bundle: Path, key: str, value: object, message: str
) -> None:
    change(bundle / "manifest.json", lambda manifest: manifest.__setitem__(key, value))
    assert message in refused(bundle)


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "model\0"])
def test_refuses_a_file_that_lies_elsewhere(bundle: Path, path: str) -> None:
    file = {"path": path, "sha256": "00", "bytes": 1}
    change(bundle / "manifest.json", lambda manifest: manifest["files"].append(file))
    assert "lies outside the bundle" in refused(bundle)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            {"precision": "fp8", "path": "model.fp8.onnx"},
            "fp8 is in model.fp8.onnx, which files lack",
        ),
        ({"precision": "int8", "path": "model.onnx"}, "names one twice, 'int8'"),
        ({"precision": "fp8", "path": ""}, "field 'path' is missing or empty"),
        ({"precision": "fp8", "path": "model.onnx", "tolerance": None}, "'tolerance' is missing"),
        (
            {"precision": "fp8", "path": "model.onnx", "tolerance": {"score": -1}},
            "tolerances are -1.0 and 0.0",
        ),
        (
            {"precision": "fp8", "path": "items.txt", "tolerance": {"score": 1, "attention": 1}},
            "items.txt cannot be opened",
        ),
    ],
)
def test_refuses_a_precision_that_cannot_be_served(
    bundle: Path, model: dict[str, Any], message: str
) -> None:
    model = {"tolerance": {"score": 0.1, "attention": 0.1}, **model}
    change(bundle / "manifest.json", lambda manifest: manifest["precisions"].append(model))
    assert message in refused(bundle)


def test_fp32_is_always_in_the_same_file(bundle: Path) -> None:
    def swap(manifest: Any) -> None:
        manifest["precisions"][0]["path"] = "model.fp16.onnx"

    change(bundle / "manifest.json", swap)
    assert "fp32 is in model.fp16.onnx, expected model.onnx" in refused(bundle)


def test_a_bundle_without_precisions_is_one_in_fp32(bundle: Path) -> None:
    change(bundle / "manifest.json", lambda manifest: manifest.pop("precisions"))
    lines: list[str] = []
    verify_bundle(bundle, lines.append)
    assert "fp32: alone and together" in lines[-1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "names no item"),
        (b"a\n\nb\n", "item 2 is '', expected text of one line"),
        (b"a\r\nb\r\n", "has a carriage return"),
        (b"a\xff\n", "is not UTF-8"),
        (b"a\nb\na\n", "names an item twice, 'a'"),
        (b"a\nb\n", "expected at most 2, the items of items.txt"),
        ("".join(f"item-{i}\n" for i in range(1, 42)).encode(), "cannot score item 41, the last"),
    ],
)
def test_refuses_a_vocabulary_that_the_job_would_refuse(
    bundle: Path, content: bytes, message: str
) -> None:
    replace(bundle, "items.txt", content)
    assert message in refused(bundle)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (["cases"], [], "has no case"),
        (["tolerance"], None, "field 'tolerance' is missing"),
        (["tolerance", "score"], -1, "expected numbers from 0"),
        (["cases", 0, "behaviour"], None, "field 'behaviour' is missing"),
        (["cases", 0, "behaviour", 0, "itemId"], None, "field 'itemId' is missing"),
        (["cases", 0, "behaviour", 0, "timestamp"], 0.5, "field 'timestamp' is 0.5"),
        (["cases", 0, "inputs", "k"], 0, "k is 0, expected at least 1"),
        (["cases", 0, "inputs", "k"], 2, "top_item is [1, 10], expected [1, 2]"),
        (["cases", 0, "inputs", "item", 0, 11], 5, "the encoder gives another input 'item'"),
        (["cases", 0, "inputs", "item", 0, 11], 1.5, "field 'item' is float64"),
        (["cases", 0, "inputs", "event_type"], [[1]], "event_type is [1, 1], expected [1, 12]"),
        (["cases", 0, "outputs", "top_item"], [[1], [1, 2]], "rows of different lengths"),
        (["cases", 0, "outputs", "top_score", 0, 0], -9, "a score is off by"),
        (["cases", 0, "outputs", "top_item", 0, 0], 40, "a score is off by"),
        (["cases", 0, "outputs", "top_attention", 0, 0, 11], 0.25, "an attention weight is off by"),
        (["cases", 0, "inputs", "candidate"], None, "field 'candidate' is missing"),
        (["cases", 0, "inputs", "candidate"], [[1], [1]], "candidate is [2, 1], expected [1, 1]"),
        (["cases", 0, "inputs", "candidate", 0, 0], 41, "expected 0 to 40"),
        (["cases", 0, "outputs", "candidate_score"], [[-1]], "candidate_score is [1, 1], expected"),
        (["cases", 0, "outputs", "candidate_score", 0, 0], -9, "a score is off by"),
    ],
)
def test_refuses_golden_vectors_that_the_job_would_refuse(
    bundle: Path, place: list[str | int], value: object, message: str
) -> None:
    golden = json.loads((bundle / "golden.json").read_text())
    inner = golden
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    replace(bundle, "golden.json", json.dumps(golden).encode())
    assert message in refused(bundle)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON in UTF-8"),
        ("{}{}", "is not JSON in UTF-8"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ("null", "is null, expected an object"),
        ("[" * 100_000, "is not JSON in UTF-8"),
    ],
)
def test_refuses_a_file_that_holds_no_object(bundle: Path, text: str, message: str) -> None:
    replace(bundle, "golden.json", text.encode())
    assert message in refused(bundle)
    (bundle / "manifest.json").write_text(text)
    assert message in refused(bundle)


@pytest.mark.parametrize(
    ("name", "other"), [(b"age_seconds", b"age_minutes"), (b"top_attention", b"top_intention")]
)
def test_refuses_a_graph_with_other_tensors(bundle: Path, name: bytes, other: bytes) -> None:
    graph = (bundle / "model.onnx").read_bytes().replace(name, other)
    replace(bundle, "model.onnx", graph)
    assert re.search(f"has no (input|output) '{name.decode()}', it has", refused(bundle))


def test_the_command_prints_a_line_for_each_check() -> None:
    done = run("verify", TARGET)
    assert done.returncode == 0, done.stderr
    assert "ok  items.txt" in done.stdout
    assert "int8: alone and together, scores within" in done.stdout
    assert done.stdout.endswith("tiny-bundle can be served\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "required: COMMAND"),
        (("verify",), "required: DIRECTORY"),
        (("verify", "none"), "model bundle none: there is no such directory"),
        (("verify", ROOT), "manifest.json is missing"),
    ],
)
def test_bad_input_gives_one_line_and_code_2(arguments: tuple[object, ...], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "freshet_model", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
