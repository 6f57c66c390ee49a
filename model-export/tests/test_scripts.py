"""The scripts one after another on a synthetic log, and what they say to bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from successions import ITEMS, write_successions

from freshet_model.data.dataset import Dataset
from freshet_model.training.checkpoint import Checkpoint

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


def judged_user(data: Path) -> str:
    """The id of a user of the test part."""
    dataset = Dataset.load(data)
    return dataset.user_id(int(dataset.sequences.user(dataset.test.last)[0]))


def verify(bundle: Path) -> None:
    verified = subprocess.run(
        [sys.executable, "-m", "freshet_model", "verify", str(bundle)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert verified.returncode == 0, verified.stderr


def test_from_a_log_to_a_bundle(tmp_path: Path) -> None:
    log, data = tmp_path / "log.jsonl", tmp_path / "data"
    checkpoint, made = tmp_path / "model.pt", tmp_path / "bundle"
    report, blend = tmp_path / "report", tmp_path / "blend.json"
    config, items = tmp_path / "shop.toml", tmp_path / "items.jsonl"
    items.write_text("".join(f'{{"itemId": "{i}", "title": "The {i}"}}\n' for i in ITEMS))
    config.write_text(
        "[prepare]\nwindow = 12\ntest-share = 0.1\n"
        "[train]\ndimension = 8\nlearning-rate = 0.01\nrepeat = false\nshift = true\nbf16 = true\n"
        '[evaluate]\nbeside = ["co-visitation"]\n'
        "[counts.co-visitation]\nnewest = 3\n[counts.ease]\nskip = true\n"
    )
    write_successions(log, lines=400, seed=1)

    read = ("--training-set", log, "--config", config)
    prepared = succeed("prepare.py", *read, "--output", data)
    assert "items       40\n" in prepared
    curves = ("--curves", tmp_path / "runs")
    trained = succeed(
        *("train.py", "--data", data, "--checkpoint", checkpoint, "--config", config),
        *("--dimension", 16, "--epochs", 8, "--no-shift", "--no-bf16", *curves),
    )
    assert "loss full, of 40 items\n" in trained
    assert "epoch   1  loss" in trained
    assert list((tmp_path / "runs" / "model").glob("events.out.*"))
    shown = succeed(
        *("evaluate.py", "--data", data, "--checkpoint", checkpoint, "--part", "test"),
        *("--config", config, "--report", report, "--blend", blend, "--prequential"),
        *("--items", items, "--occluded", 50, "--user", judged_user(data)),
    )
    rows = {
        row["name"]: row["cells"]
        for row in json.loads((report / "results.json").read_text())["rows"]
    }
    assert rows["model"]["NDCG@10"]["mean"] > 0.7 > rows["popularity"]["NDCG@10"]["mean"]
    assert "ease" not in rows
    assert "prequential  model and counts" in shown
    assert "occlusion of" in shown
    page = (report / "report.html").read_text()
    assert "<svg" in page
    assert any(f"The {item}" in page for item in ITEMS)
    assert "--occluded 50" in page
    assert f"Attention: user {judged_user(data)} at " in page
    assert page.count("<h3>Attention: ") == 1
    unknown = ("--data", data, "--checkpoint", checkpoint, "--user", "no\nbody")
    refused = run("evaluate.py", *unknown, "--report", tmp_path / "none")
    assert refused.stderr == "error: user 'no\\nbody' is not there, expected a user with an ask\n"
    weights = json.loads(blend.read_text())
    assert set(weights["weights"]) == {"co-visitation"}
    assert weights["counts"]["co-visitation"]["newest"] == 3

    whole, final = tmp_path / "data-all", tmp_path / "final.pt"
    everything = ("--validation-share", 0, "--test-share", 0)
    succeed("prepare.py", *read, "--output", whole, *everything)
    refit = ("--data", whole, "--checkpoint", final, "--refit", checkpoint, *curves)
    refitted = succeed("train.py", *refit, "--config", config)
    chosen = Checkpoint.load(checkpoint)
    assert chosen.training["loss"] == "full"
    assert f"training are those of {checkpoint}, none of {config}\n" in refitted
    assert f"saved epoch {chosen.training['epoch']} to {final}" in refitted
    made_of = Checkpoint.load(final)
    assert made_of.model.config == chosen.model.config
    assert made_of.metrics == chosen.metrics
    assert "refit" in made_of.training
    refused = run("train.py", "--data", data, "--checkpoint", final, "--refit", checkpoint)
    assert "validation asks, expected none with --refit" in refused.stderr

    succeed(
        *("export.py", "--checkpoint", final, "--name", "shop", "--version", "7"),
        *("--output", made, "--blend", blend, "--precision", "fp32", "int8"),
    )
    verify(made)


def test_a_shop_with_items_and_their_vectors(tmp_path: Path) -> None:
    log, data, vectors = tmp_path / "log.jsonl", tmp_path / "data", tmp_path / "vectors.npz"
    items, checkpoint = tmp_path / "items.jsonl", tmp_path / "model.pt"
    write_successions(log, lines=100, seed=1)
    described = [*ITEMS, "item-new"]
    items.write_text(
        "".join(f'{{"itemId": "{i}", "title": "The {i}"}}\n' for i in described), encoding="utf-8"
    )
    random = np.random.default_rng(1)
    np.savez(vectors, itemId=described, vector=random.normal(size=(len(described), 5)))
    prepared = succeed(
        *("prepare.py", "--training-set", log, "--output", data, "--window", 12),
        *("--items", items, "--item-vectors", vectors),
    )
    assert "items       41\n" in prepared
    assert "vectors of 5\n" in prepared
    succeed(
        *("train.py", "--data", data, "--checkpoint", checkpoint, "--model", "hstu"),
        *("--dimension", 8, "--epochs", 1, "--curves", tmp_path / "runs"),
    )
    made = Checkpoint.load(checkpoint).model
    assert made.config.tokens > 0
    assert made.items.given.shape == (42, 5)
    assert made.items.given[1:].any(dim=1).all()
    succeed(
        *("export.py", "--checkpoint", checkpoint, "--name", "shop", "--version", "1"),
        *("--output", tmp_path / "bundle", "--data", data),
    )
    verify(tmp_path / "bundle")


def test_a_model_that_is_not_ours_is_shipped(tmp_path: Path) -> None:
    log, data, made = tmp_path / "log.jsonl", tmp_path / "data", tmp_path / "bundle"
    write_successions(log, lines=100, seed=1)
    succeed("prepare.py", "--training-set", log, "--output", data, "--window", 12)
    shipped = succeed("examples/gru.py", "--data", data, "--output", made, "--seconds", 0.5)
    assert f"wrote {made}\n" in shipped
    assert "HR@20 " in shipped
    verify(made)


def test_sessions_with_items_and_heads(tmp_path: Path) -> None:
    log, test, data = tmp_path / "log.jsonl", tmp_path / "test.jsonl", tmp_path / "data"
    items, checkpoint = tmp_path / "items.jsonl", tmp_path / "model.pt"
    write_successions(log, lines=200, seed=1)
    write_successions(test, lines=20, seed=2)
    items.write_text(
        "".join(
            json.dumps({"itemId": item, "category": f"c{i % 5}", "price": i}) + "\n"
            for i, item in enumerate([*ITEMS, "item-new"])
        )
    )
    prepared = succeed(
        *("prepare.py", "--training-set", log, "--test-set", test, "--split", "session"),
        *("--items", items, "--output", data),
    )
    assert "items       41\n" in prepared
    assert "item tokens 15, vectors of 0" in prepared
    trained = succeed(
        *("train.py", "--data", data, "--checkpoint", checkpoint, "--epochs", 2, "--model"),
        *("target_attention", "--task", "click=1", "purchase=3", "--curves", tmp_path / "runs"),
    )
    assert "saved epoch" in trained
    warm = succeed(
        *("train.py", "--data", data, "--checkpoint", tmp_path / "warm.pt", "--epochs", 1),
        *("--model", "target_attention", "--warm-start", checkpoint, "--adapter-rank", 2),
        *("--curves", tmp_path / "runs"),
    )
    assert f"from {checkpoint}: 41 items" in warm


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[train", "is not TOML"),
        ("train = 1", "'train' is 1, expected a table"),
        ("[train]\nwings = 2", "'wings' in [train] is no flag of train.py"),
        ("[tran]\nblocks = 2", "'tran' is no table, expected prepare, train, evaluate, counts"),
        ("[train]\nepochs = false", "'epochs = false': train.py has no --no-epochs"),
        ("[train]\nblocks = 0", "--blocks: 0 is out of range, expected 1 to 128"),
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
        (
            ("prepare.py", "--training-set", "x", "--output", "o", "--split", "session"),
            "--split is session and --test-set names 0 files",
        ),
        (
            (
                *("prepare.py", "--training-set", "x", "--output", "o"),
                *("--validation-share", "0.6", "--test-share", "0.5"),
            ),
            "leave nothing to train on",
        ),
        (("train.py", "--data", "none", "--checkpoint", "c"), "none/arrays.npz does not exist"),
        (
            ("evaluate.py", "--data", "none", "--checkpoint", "c"),
            "none/arrays.npz does not exist",
        ),
        (("train.py", "--data", "d", "--checkpoint", "c", "--conf", "x.toml"), "--conf"),
        (
            (
                *("train.py", "--data", "d", "--checkpoint", "c", "--refit", "r"),
                *("--dimension", "128"),
            ),
            "--dimension is given beside --refit",
        ),
        (
            ("prepare.py", "--training-set", __file__, "--output", "o", "--config"),
            "--config: expected one argument",
        ),
        (("export.py", "--checkpoint", "none"), "--name"),
        (
            (
                *("export.py", "--checkpoint", __file__, "--name", "n"),
                *("--version", "1", "--output", "o"),
            ),
            "expected a checkpoint of train.py",
        ),
    ],
)
def test_bad_input_gives_one_line_and_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
