"""Every refusal says what was expected."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = [
    *ROOT.glob("*.py"),
    *(
        file
        for part in ("freshet_model", "examples", "benchmarks")
        for file in ROOT.glob(f"{part}/**/*.py")
    ),
]
# What a dataclass says of its own values is passed on as it is.
PASSED_ON = ": "


def refusals(file: Path) -> list[str]:
    """The fixed words of each message."""
    calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    return [
        "".join(
            part.value
            for part in ast.walk(call)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        for call in calls
        if ast.unparse(call.func) in ("InputError", "argparse.ArgumentTypeError")
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_refusal_says_what_was_expected(file: Path) -> None:
    assert [words for words in refusals(file) if "expected" not in words] in ([], [PASSED_ON])


def test_there_are_refusals_to_look_at() -> None:
    assert sum(map(len, map(refusals, FILES))) > 100
