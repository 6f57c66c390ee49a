"""What every script shares: one line for every bad input, and exit code 2."""

import argparse
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

# What a configuration may hold, each for the scripts that know it.
_TABLES = ("prepare", "train", "evaluate", "counts")
# Flags that a file may not give: they are about the command line itself.
_NOT_IN_A_FILE = ("--config", "--help")
# More than any flag can mean; what a flag counts in memory has a bound of its own.
_LARGEST = 2**31 - 1
# A century.
MOST_HOURS = 1_000_000
# Characters of a value that a message shows.
_SHOWN = 60


class InputError(Exception):
    """An input that cannot be used: what is wrong, what was expected, and where."""


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports a wrong flag in one line, and may read flags from a file first."""

    def __init__(self, **more: Any) -> None:
        # An abbreviated --config would be taken and not read.
        super().__init__(allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        """Print the message without the usage text and leave with code 2."""
        self.exit(2, f"error: {message} (see {self.prog} --help)\n")

    def parse_with_config(self, table: str) -> argparse.Namespace:
        """Parse the command line after the flags that a table of ``--config FILE`` stands for.

        A line ``batch-entries = 512`` is ``--batch-entries 512``, ``bf16 = true`` is ``--bf16``.
        The command line wins.
        """
        self.add_argument("--config", type=Path, metavar="FILE", help=f"TOML, its table [{table}]")
        first = OneLineParser(prog=self.prog, add_help=False)
        first.add_argument("--config", type=Path)
        path = first.parse_known_args()[0].config
        flags: list[str] = []
        if path is not None:
            for name, value in read_table(path, table).items():
                if f"--{name}" not in self._option_string_actions.keys() - set(_NOT_IN_A_FILE):
                    raise InputError(
                        f"{path}: '{name}' in [{table}] is no flag of {self.prog}, expected one of "
                        f"{self.prog} --help but for {' and '.join(_NOT_IN_A_FILE)}"
                    )
                flags += self._flag(name, value)
        return self.parse_args(flags + sys.argv[1:])

    def on_command_line(self) -> dict[str, str]:
        """The flags that the command line gives, whatever their value, by where it is kept."""
        words = [word.partition("=")[0] for word in sys.argv[1:]]
        found = self._option_string_actions
        return {found[word].dest: word for word in words if word in found}

    def _flag(self, name: str, value: Any) -> list[str]:
        if value is True:
            return [f"--{name}"]
        if value is False:
            if f"--no-{name}" not in self._option_string_actions:
                raise InputError(
                    f"'{name} = false': {self.prog} has no --no-{name}, expected it left out"
                )
            return [f"--no-{name}"]
        values = value if isinstance(value, list) else [value]
        return [f"--{name}", *map(str, values)]


def read_table(path: Path, name: str) -> dict[str, Any]:
    """A table of a TOML file; empty if the file has none of that name."""
    try:
        content = tomllib.loads(existing_file(path, "configuration").read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not TOML: {error}, expected tables of flags") from None
    unknown = sorted(content.keys() - set(_TABLES))
    if unknown:
        raise InputError(f"{path}: '{unknown[0]}' is no table, expected {', '.join(_TABLES)}")
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise InputError(f"{path}: '{name}' is {table!r}, expected a table")
    return table


def run(main: Callable[[], None]) -> None:
    """Run a script; what a person can mend becomes one line on stderr and exit code 2."""
    try:
        main()
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"error: {where}{error.strerror or error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        sys.exit(130)


def existing_file(path: Path, what: str) -> Path:
    """Give the path back, or refuse it in one line."""
    if not path.is_file():
        raise InputError(f"{what} {path} does not exist or is not a file, expected a file")
    return path


def whole(lowest: int, highest: int = _LARGEST) -> Callable[[str], int]:
    """Read a whole number from ``lowest`` to ``highest``."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"{short(text)} is not a whole number, expected {lowest} to {highest}"
            ) from None
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(
                f"{short(number)} is out of range, expected {lowest} to {highest}"
            )
        return number

    return parse


def share(text: str) -> float:
    """Read a number from 0 (included) to 1 (not included)."""
    number = _number(text)
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(f"{number:g} is out of range, expected 0 <= share < 1")
    return number


def share_or_all(text: str) -> float:
    """Read a number from 0 to 1, both included."""
    return 1.0 if text.strip() in {"1", "1.0"} else share(text)


def positive(text: str) -> float:
    """Read a number above 0."""
    number = _number(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{number:g} is out of range, expected more than 0")
    return number


def hours(text: str) -> float:
    """Read a time in hours above 0."""
    number = positive(text)
    if number > MOST_HOURS:
        raise argparse.ArgumentTypeError(
            f"{number:g} is out of range, expected {MOST_HOURS} or less"
        )
    return number


def short(value: Any) -> str:
    """A value for a message of one line."""
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{short(text)} is not a number, expected one") from None
