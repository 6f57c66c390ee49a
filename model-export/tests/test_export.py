"""``export.py``: a checkpoint becomes a bundle in the precisions that are asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from successions import successions

from freshet_model.models import ModelConfig, build
from freshet_model.training.checkpoint import Checkpoint

ROOT = Path(__file__).resolve().parent.parent
BLEND = {
    "form": "log-linear",
    "weights": {"own-items": 0.5},
    "epsilon": {"own-items": 1e-6},
    "counts": {"own-items": {"kind": "own-items", "decay": 0.8}},
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with prepared data and a checkpoint that was not trained."""
    directory = tmp_path_factory.mktemp("work")
    dataset = successions(directory)
    dataset.save(directory / "data")
    torch.manual_seed(1)
    model = build(
        ModelConfig(len(dataset.vocabulary), len(dataset.event_types), dataset.window, dimension=16)
    )
    Checkpoint(model, dataset.vocabulary, dataset.event_types, {"HR@10": 0.5}, {"epoch": 3}).save(
        directory / "model.pt"
    )
    (directory / "blend.json").write_text(json.dumps(BLEND))
    return directory


def export(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "export.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def test_writes_every_precision_and_prints_what_it_costs(work: Path) -> None:
    done = export(
        *("--checkpoint", work / "model.pt", "--name", "shop", "--version", 7),
        *("--output", work / "bundle", "--precision", "fp32", "fp16", "int8"),
        *("--data", work / "data", "--blend", work / "blend.json", "--with-checkpoint"),
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in rows[1:4]] == ["model.onnx", "model.fp16.onnx", "model.int8.onnx"]
    assert "HR@20 lost" in done.stdout
    manifest = json.loads((work / "bundle" / "manifest.json").read_text())
    assert (manifest["name"], manifest["version"]) == ("shop", "7")
    assert (manifest["blend"], manifest["metrics"]) == (BLEND, {"HR@10": 0.5})
    assert manifest["origin"]["training"] == {"epoch": 3}
    assert [model["precision"] for model in manifest["precisions"]] == ["fp32", "fp16", "int8"]
    assert (
        Checkpoint.load(work / "bundle").vocabulary == Checkpoint.load(work / "model.pt").vocabulary
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "required: --checkpoint, --name, --version, --output"),
        (("--precision", "fp8"), "invalid choice: 'fp8'"),
        (("--checkpoint", __file__), "expected a checkpoint of train.py"),
        (("--blend", "nowhere.json"), "file nowhere.json is missing"),
        (("--data", "nowhere"), "nowhere/arrays.npz does not exist"),
        (("--name", " "), "the bundle: field 'name' is missing or empty"),
        (("--blend", __file__), "test_export.py is not JSON in UTF-8"),
    ],
)
def test_bad_input_gives_one_line_and_code_2(
    work: Path, tmp_path: Path, arguments: tuple[object, ...], message: str
) -> None:
    good = ("--checkpoint", work / "model.pt", "--name", "n", "--version", 1)
    all_of = (*good, "--output", tmp_path / "bundle", *arguments) if arguments else ()
    done = export(*all_of)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert not (tmp_path / "bundle").exists()
