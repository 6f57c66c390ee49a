"""The four scripts one after another on a synthetic log, and what they say to bad input."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from make_tiny_bundle import write_successions

ROOT = Path(__file__).resolve().parent.parent


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def succeed(script: str, *arguments: object) -> str:
    done = run(script, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_a_log_to_a_bundle(tmp_path: Path) -> None:
    log, data = tmp_path / "log.jsonl", tmp_path / "data"
    checkpoint, made = tmp_path / "model.pt", tmp_path / "bundle"
    write_successions(log, lines=400, seed=1)

    prepared = succeed("prepare.py", "--training-set", log, "--output", data, "--window", 12)
    assert "items              40\n" in prepared
    trained = succeed(
        *("train.py", "--data", data, "--checkpoint", checkpoint, "--dimension", 16),
        *("--epochs", 6, "--warm-up-steps", 5, "--learning-rate", 0.01, "--batch", 32),
    )
    assert "epoch   1  loss" in trained
    table = succeed("evaluate.py", "--data", data, "--checkpoint", checkpoint)
    ndcg = {row.split()[0]: float(row.split()[3]) for row in table.splitlines()[1:4]}
    assert ndcg["model"] > 0.8 > ndcg["popularity"]
    assert ndcg["co-visitation"] > ndcg["popularity"]
    succeed(
        *("export.py", "--checkpoint", checkpoint, "--name", "shop", "--version", "7"),
        *("--output", made),
    )
    assert "reproduces" in succeed("export.py", "--verify", made)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("prepare.py",), "--training-set"),
        (("prepare.py", "--training-set", "none", "--output", "o"), "none does not exist"),
        (
            ("prepare.py", "--training-set", "x", "--output", "o", "--validation-share", "1"),
            "expected 0 <= share < 1",
        ),
        (("train.py", "--data", "none", "--checkpoint", "c"), "none/arrays.npz does not exist"),
        (
            ("train.py", "--data", "d", "--checkpoint", "c", "--heads", "3"),
            "--dimension is 64, expected a multiple of --heads 3",
        ),
        (("evaluate.py", "--data", "d", "--checkpoint"), "expected one argument"),
        (("export.py", "--checkpoint", "none"), "--name is missing"),
        (
            (
                *("export.py", "--checkpoint", __file__, "--name", "n"),
                *("--version", "1", "--output", "o"),
            ),
            "is not a checkpoint of train.py",
        ),
        (("export.py", "--verify", "none"), "none/manifest.json"),
    ],
)
def test_bad_input_gives_one_line_and_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
