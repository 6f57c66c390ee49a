"""Flags that cannot be meant, or outputs that cannot be written, are refused before any work."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from successions import successions

import evaluate
import export
import prepare
import train
from freshet_model.command import run
from freshet_model.models import ModelConfig, build
from freshet_model.training.checkpoint import Checkpoint

PREPARE = ("--training-set", "none", "--output", "out")
TRAIN = ("--data", "none", "--checkpoint", "model.pt")
EVALUATE = ("--data", "none")
EXPORT = ("--checkpoint", "none", "--name", "n", "--version", "1", "--output", "out")

Refused = Callable[..., str]


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Runs a script in an empty directory; gives the one line that it refuses its flags with."""
    monkeypatch.chdir(tmp_path)

    def refuse(script: Any, *arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", [script.__name__, *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            run(script.main)
        said = capsys.readouterr().err
        assert left.value.code == 2
        assert said.startswith("error: ")
        assert said.count("\n") == 1
        return said

    return refuse


@pytest.mark.parametrize(
    ("script", "flags", "message"),
    [
        (train, (*TRAIN, "--dimension", 10**12), "1000000000000 is out of range, expected 1 to 81"),
        (train, (*TRAIN, "--seed", 2**70), "--seed: 1180591620717411303424 is out of range"),
        (train, (*TRAIN, "--threads", 10**10), "--threads: 10000000000 is out of range"),
        (train, (*TRAIN, "--epochs", 10**10), "expected 1 to 2147483647"),
        (train, (*TRAIN, "--epochs", "9" * 5000), "9… is not a whole number, expected 1"),
        (train, (*TRAIN, "--epochs", 5, "--stop-after", 6), "6, expected at most --epochs 5"),
        (train, (*TRAIN, "--learning-rate", "x"), "'x' is not a number, expected one"),
        (prepare, (*PREPARE, "--window", 10**25), "expected 2 to 500"),
        (prepare, (*PREPARE, "--basket-hours", 10**25), "expected 1 to 1000000"),
        (evaluate, (*EVALUATE, "--slice-hours", 1e300), "1e+300 is out of range, expected 1000000"),
        (evaluate, (*EVALUATE, "--basket-hours", "inf"), "inf is out of range"),
        (evaluate, (*EVALUATE, "--cutoff", 10**9), "expected 1 to 1000"),
        (evaluate, (*EVALUATE, "--users", 10**9), "expected 0 to 1000"),
    ],
)
def test_no_flag_goes_beyond_what_it_can_mean(
    refused: Refused, script: Any, flags: Sequence[object], message: str
) -> None:
    assert message in refused(script, *flags)


@pytest.mark.parametrize(
    ("script", "flags", "message"),
    [
        (prepare, PREPARE, "--output: out is a file, expected a directory"),
        (export, EXPORT, "out is not an empty directory, expected a new or an empty one"),
        (train, (*TRAIN, "--checkpoint", "some"), "--checkpoint some is a directory, expected a f"),
        (train, (*TRAIN, "--checkpoint", "out/m.pt"), "--checkpoint: out is a file, expected a d"),
        (train, (*TRAIN, "--curves", "out"), "--curves: out is a file, expected a directory"),
        (evaluate, (*EVALUATE, "--blend", "some"), "--blend some is a directory, expected a file"),
        (evaluate, (*EVALUATE, "--report", "out"), "--report: out is a file, expected a directory"),
        (evaluate, (*EVALUATE, "--report", "full"), "--report full/results.md is a directory, exp"),
        (train, (*TRAIN, "--checkpoint", "b.pt"), "b.pt.progress.draft is a directory, expected a"),
        (train, (*TRAIN, "--checkpoint", "a.pt"), "--checkpoint a.pt.draft is a directory, expec"),
        (evaluate, (*EVALUATE, "--blend", "a.pt"), "--blend a.pt.draft is a directory, expected a"),
        (prepare, (*PREPARE, "--output", "data"), "--output data/items.txt is a directory, expect"),
        (export, (*EXPORT, "--output", "link"), "link is a link, a mount or where you are, which"),
        (export, (*EXPORT, "--output", "nowhere"), "nowhere is a link, a mount or where you are"),
    ],
)
def test_an_output_of_another_kind_is_refused_before_anything_is_read(
    refused: Refused, script: Any, flags: Sequence[object], message: str
) -> None:
    Path("out").touch()
    Path("some").mkdir()
    for each in ("full/results.md", "data/items.txt", "a.pt.draft", "b.pt.progress.draft"):
        Path(each).mkdir(parents=True)
    Path("link").symlink_to("empty")
    Path("empty").mkdir()
    Path("nowhere").symlink_to("nothing")
    before = sorted(Path().rglob("*"))
    assert message in refused(script, *flags)
    assert sorted(Path().rglob("*")) == before


@pytest.mark.parametrize(
    ("script", "flags", "message"),
    [
        (prepare, PREPARE, "--output: . cannot be written to"),
        (train, (*TRAIN, "--checkpoint", "a/b/m.pt"), "--checkpoint: . cannot be written to"),
        (train, (*TRAIN, "--checkpoint", "there"), "--checkpoint there cannot be written, expec"),
        (evaluate, (*EVALUATE, "--blend", "b.json"), "--blend: . cannot be written to"),
        (evaluate, (*EVALUATE, "--report", "r"), "--report: . cannot be written to"),
        (export, EXPORT, "the bundle: . cannot be written to (Permission denied), expected a d"),
    ],
)
def test_a_place_that_is_closed_is_refused_before_anything_is_read(
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
    script: Any,
    flags: Sequence[object],
    message: str,
) -> None:
    Path("there").touch()
    # Who runs the tests may be root, whom nothing is closed to.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(tempfile, "TemporaryFile", closed)
    assert message in refused(script, *flags)


def closed(dir: Path) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc, where nobody can write")
@pytest.mark.parametrize(
    ("script", "flags"),
    [
        (prepare, (*PREPARE, "--output", "/proc/data")),
        (train, (*TRAIN, "--checkpoint", "/proc/m.pt")),
        (evaluate, (*EVALUATE, "--report", "/proc/r")),
        (export, (*EXPORT, "--output", "/proc/b")),
    ],
)
def test_a_place_where_not_even_root_can_write_is_refused_before_anything_is_read(
    refused: Refused, script: Any, flags: Sequence[object]
) -> None:
    assert "/proc cannot be written to (No such file or directory), exp" in refused(script, *flags)


def test_no_bundle_takes_the_place_of_where_it_is_made(refused: Refused) -> None:
    assert ". is a link, a mount or where you are" in refused(export, *EXPORT, "--output", ".")


@pytest.mark.parametrize("more", [(), ("--users", 0), ("--checkpoint", "none.pt")])
def test_the_titles_are_read_before_the_data(refused: Refused, more: Sequence[object]) -> None:
    flags = (*EVALUATE, "--items", "items.jsonl", *more)
    assert "items items.jsonl does not exist" in refused(evaluate, *flags)
    Path("items.jsonl").write_text('{"itemId": "a"}\n{"itemId": 1}\n')
    assert "items.jsonl:2: 'itemId' is 1, expected a string" in refused(evaluate, *flags)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('config = "other.toml"', "'config' in [train] is no flag of train.py, expected one of"),
        ("help = true", "'help' in [train] is no flag of train.py, expected one of"),
    ],
)
def test_a_file_gives_no_flags_about_the_command_line(
    refused: Refused, line: str, message: str
) -> None:
    Path("shop.toml").write_text(f"[train]\n{line}\n")
    assert message in refused(train, *TRAIN, "--config", "shop.toml")


@pytest.mark.parametrize(
    "flag",
    [("--dimension", 64), ("--seed=1",), ("--time",), ("--task", "view=1"), ("--no-repeat",)],
)
def test_a_setting_beside_a_refit_is_refused_though_it_is_the_default(
    refused: Refused, flag: Sequence[object]
) -> None:
    name = str(flag[0]).partition("=")[0]
    message = f"{name} is given beside --refit, expected the settings of chosen.pt alone"
    assert message in refused(train, *TRAIN, "--refit", "chosen.pt", *flag)


def test_a_refit_does_not_look_at_the_settings_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "shop.toml"
    config.write_text('[train]\ndimension = 128\ntask = ["view=1"]\nthreads = 2\n')
    flags = (*TRAIN, "--refit", "chosen.pt", "--config", str(config), "--device", "cpu")
    monkeypatch.setattr(sys, "argv", ["train.py", *flags])
    assert train.parse().threads == 2


@pytest.mark.parametrize(
    ("flags", "items", "loss"),
    [
        ((), 19_999, "full"),
        ((), 20_000, "sampled"),
        (("--loss", "auto"), 20_000, "sampled"),
        (("--private-noise", 1), 20_000, "full"),
        (("--loss", "full"), 20_000, "full"),
        (("--loss", "sampled"), 40, "sampled"),
        (("--config", "shop.toml"), 40, "bce"),
    ],
)
def test_the_loss_is_chosen_by_the_number_of_items_unless_it_is_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: Sequence[object],
    items: int,
    loss: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shop.toml").write_text('[train]\nloss = "bce"\n')
    monkeypatch.setattr(sys, "argv", ["train.py", *TRAIN, *map(str, flags)])
    arguments = train.parse()
    config = train.from_flags(arguments)[1]
    assert config.with_loss(items, arguments.private_noise is not None).loss == loss


@pytest.mark.parametrize(
    ("made", "flags", "message"),
    [
        ((), ("--parties", 3), "made without --parties, found 3 beside --refit; expected the same"),
        (("--parties", 2), ("--parties", 3), "made with --parties 2, found 3 beside --refit"),
        (("--parties", 2), (), "made with --parties 2, found no such flag beside --refit"),
        (
            ("--private-noise", 1, "--private-clip", 0.5),
            ("--private-noise", 1),
            "made with --private-clip 0.5, found 1.0 beside --refit; expected the same",
        ),
        ((), ("--warm-start", "x"), "made without --warm-start, found x beside --refit"),
        (("--warm-start", "x"), ("--warm-start", "y"), "none/arrays.npz does not exist"),
    ],
)
def test_a_refit_is_made_in_the_way_that_its_checkpoint_was(
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
    made: Sequence[object],
    flags: Sequence[object],
    message: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["train.py", *TRAIN, *map(str, made)])
    made_with = {"epoch": 1, "ways": train.ways(train.parse())}
    model = build(ModelConfig(1, 1, 4, dimension=8))
    Checkpoint(model, ["a"], ["view"], {}, made_with).save(Path("chosen.pt"))
    assert message in refused(train, *TRAIN, "--refit", "chosen.pt", *flags)


@pytest.mark.parametrize(
    ("added", "message"),
    [
        (("--warm-start", "earlier.pt"), "warm-start was nothing and is earlier.pt now, expected"),
        (("--warm-start", "earlier.pt", "--adapter-rank", 2), "warm-start was nothing and is earl"),
        (("--learning-rate", 0.1), "learning-rate was 0.003 and is 0.1 now, expected the same"),
        (("--mask", 0.5), "mask was 0.0 and is 0.5 now, expected the same"),
    ],
)
def test_a_resumed_training_takes_no_other_flags(
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
    added: Sequence[object],
    message: str,
) -> None:
    successions(Path(), 30).save(Path("data"))
    flags = ("--data", "data", "--checkpoint", "model.pt", "--epochs", 1, "--dimension", 8)
    monkeypatch.setattr(sys, "argv", ["train.py", *map(str, flags)])
    train.main()
    Path("model.pt").rename("earlier.pt")

    def interrupted(checkpoint: Checkpoint, path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Checkpoint, "save", interrupted)
        train.main()
    assert message in refused(train, *flags, "--resume", *added)
