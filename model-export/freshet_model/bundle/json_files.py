"""Reads a bundle's JSON as strictly as Java does, and says in one line what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from freshet_model.command import InputError


def read_object(path: Path) -> "Fields":
    """Read a file that holds one JSON object."""
    if not path.is_file():
        raise InputError(f"file {path} is missing, expected an object in JSON")
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON in UTF-8 ({error}), expected that") from None
    if not isinstance(content, dict):
        raise InputError(f"{path} is {_kind(content)}, expected an object")
    return Fields(content, str(path))


def write_object(path: Path, content: Mapping[str, Any], indent: int | None = None) -> None:
    """Write one JSON object; what JSON cannot say, such as NaN, is refused."""
    separators = (",", ": ") if indent else (",", ":")
    try:
        text = json.dumps(
            content, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False
        )
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
    except (TypeError, ValueError) as error:
        raise InputError(f"{path.name}: {error}, expected what JSON can say") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", type(None): "null"}
    return names.get(type(value), f"{value!r}")


# As far as the 64 bits of a tensor go.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Fields:
    """The fields of an object, and where it stands."""

    content: Mapping[str, Any]
    where: str

    def text(self, name: str, *, empty: bool = False) -> str:
        """A string that is there and, unless ``empty``, has more than white space in it."""
        value = self.content.get(name)
        if value is None or (isinstance(value, str) and not (empty or value.strip())):
            self._refuse(name, "is missing or empty", "text")
        if not isinstance(value, str):
            self._refuse(name, "", "text")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            self._refuse(name, "has half of a surrogate pair", "Unicode text")
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.content.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self._refuse(name, "", "a whole number")
        if not -_LARGEST <= value <= _LARGEST:
            self._refuse(name, "does not fit into 64 bits", "a whole number")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number."""
        value = self.content.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool):
            self._refuse(name, "", "a finite number")
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if not np.isfinite(number):
            self._refuse(name, "is not finite", "a finite number")
        return number

    def object(self, name: str) -> "Fields":
        """An object."""
        value = self.content.get(name)
        if not isinstance(value, dict):
            self._refuse(name, "is missing" if value is None else "", "an object")
        return Fields(value, f"{self.where}, '{name}'")

    def mapping(self, name: str) -> dict[str, Any]:
        """An object that may hold anything, or be missing."""
        return {} if self.content.get(name) is None else dict(self.object(name).content)

    def objects(self, name: str, *, required: bool = False) -> "list[Fields]":
        """A list of objects; unless required, it may be missing."""
        found = self._list(name, required)
        if not all(isinstance(value, dict) for value in found):
            self._refuse(name, "has something else", "a list of objects")
        return [Fields(value, f"{self.where}, '{name}'") for value in found]

    def texts(self, name: str) -> list[str]:
        """A list of strings, which may be missing."""
        found = self._list(name, False)
        if not all(isinstance(value, str) for value in found):
            self._refuse(name, "has something else", "a list of strings")
        return found

    def array(self, name: str, dtype: Any, rank: int) -> NDArray[Any]:
        """Nested lists of numbers of one length, as an array of so many axes."""
        try:
            array = np.asarray(self._list(name, True))
        except ValueError:
            self._refuse(name, "has rows of different lengths", f"{rank} axes")
        kinds = "i" if np.issubdtype(dtype, np.integer) else "if"
        if array.ndim != rank or (array.size and array.dtype.kind not in kinds):
            self._refuse(
                name, f"is {array.dtype} {list(array.shape)}", f"{dtype.__name__}, {rank} axes"
            )
        return array.astype(dtype)

    def _list(self, name: str, required: bool) -> list[Any]:
        value = self.content.get(name)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            self._refuse(name, "is missing" if value is None else "", "a list")
        return value

    def _refuse(self, name: str, found: str, expected: str) -> NoReturn:
        found = found or f"is {_kind(self.content.get(name))}"
        raise InputError(f"{self.where}: field '{name}' {found}, expected {expected}")
