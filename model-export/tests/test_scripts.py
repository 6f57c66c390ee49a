"""The four scripts one after another on a synthetic log, and what they say to bad input."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from make_tiny_bundle import write_successions

from freshet_model.checkpoint import Checkpoint

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
    config = tmp_path / "shop.toml"
    config.write_text("[prepare]\nwindow = 12\n[train]\ndimension = 8\nlearning-rate = 0.01\n")
    write_successions(log, lines=400, seed=1)

    read = ("--training-set", log, "--config", config)
    prepared = succeed("prepare.py", *read, "--output", data)
    assert "items              40\n" in prepared
    trained = succeed(
        *("train.py", "--data", data, "--checkpoint", checkpoint, "--config", config),
        *("--dimension", 16, "--epochs", 8),
    )
    assert "epoch   1  loss" in trained
    table = succeed("evaluate.py", "--data", data, "--checkpoint", checkpoint)
    ndcg = {row[:14].strip(): float(row.split()[-2]) for row in table.splitlines()[1:5]}
    assert ndcg["model"] > 0.8 > ndcg["popularity"]
    assert ndcg["co-visitation"] > ndcg["popularity"]

    whole, final = tmp_path / "data-all", tmp_path / "final.pt"
    succeed("prepare.py", *read, "--output", whole, "--validation-share", 0)
    refitted = succeed("train.py", "--data", whole, "--checkpoint", final, "--refit", checkpoint)
    chosen = Checkpoint.load(checkpoint)
    assert f"saved epoch {chosen.training['epoch']} to {final}" in refitted
    made_of = Checkpoint.load(final)
    assert made_of.model.config == chosen.model.config
    assert made_of.metrics == chosen.metrics
    assert "refit" in made_of.training
    refused = run("train.py", "--data", data, "--checkpoint", final, "--refit", checkpoint)
    assert "validation rows, expected none with --refit" in refused.stderr

    succeed(
        *("export.py", "--checkpoint", final, "--name", "shop", "--version", "7"),
        *("--output", made),
    )
    assert "reproduces" in succeed("export.py", "--verify", made)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[train", "is not TOML"),
        ("train = 1", "'train' is 1, expected a table"),
        ("[train]\nwings = 2", "'wings' in [train] is no flag of train.py"),
        ("[train]\nblocks = 0", "--blocks: 0 is too small, expected 1 or more"),
    ],
)
def test_a_bad_configuration_gives_one_line(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "shop.toml"
    config.write_text(text)
    done = run("train.py", "--data", "d", "--checkpoint", "c", "--config", config)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


@pytest.mark.parametrize("config", sorted((ROOT / "configs").glob("*.toml")), ids=lambda p: p.stem)
def test_the_kept_configurations_can_be_read(config: Path) -> None:
    for script, missing in (("prepare.py", "--training-set"), ("train.py", "--data")):
        assert f"required: {missing}" in run(script, "--config", config).stderr


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
