"""Plain values from a file become a dataclass, or are refused by name."""

import dataclasses
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from freshet_model.command import InputError, short

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Typed = TypeVar("Typed", bound="DataclassInstance")

_EXPECTED: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    dict: "names with values",
    list: "a list",
    tuple: "a list",
}


def typed(kind: type[Typed], given: object, where: str) -> Typed:
    """Make a dataclass of the values that a file gives for its fields.

    :raises InputError: at a name that it does not have, a value of another type, or whatever the
        dataclass itself refuses
    """
    if not isinstance(given, Mapping):
        raise InputError(f"{where} is {short(given)}, expected names with values")
    known = get_type_hints(kind)
    for name, value in given.items():
        if name not in known:
            expected = ", ".join(map(_spelled, known)) or "none"
            raise InputError(f"{where} has no setting '{_spelled(name)}', expected {expected}")
        if not _fits(value, known[name]):
            raise InputError(
                f"{where}: {_spelled(name)} is {short(value)}, expected {_expected(known[name])}"
            )
    for field in dataclasses.fields(kind):
        defaults = (field.default, field.default_factory)
        if field.name not in given and defaults == (dataclasses.MISSING, dataclasses.MISSING):
            raise InputError(
                f"{where} has no {_spelled(field.name)}, expected {_expected(known[field.name])}"
            )
    try:
        return kind(**given)
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None


def _fits(value: object, hint: Any) -> bool:
    """Whether a plain value is of a type; a whole number is a number, true and false are none."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, each) for each in arguments)
    if origin is not None:
        return isinstance(value, origin) and _parts_fit(value, arguments)
    if isinstance(value, bool):
        return hint in (bool, Any)
    return hint is Any or isinstance(value, (int, float) if hint is float else hint)


def _parts_fit(value: Any, hints: tuple[Any, ...]) -> bool:
    """Whether what is in a dict, a list or a tuple is of the types that its own type names."""
    if isinstance(value, dict):
        return all(_fits(name, hints[0]) and _fits(value[name], hints[1]) for name in value)
    if isinstance(value, list) or Ellipsis in hints:
        return all(_fits(each, hints[0]) for each in value)
    return len(value) == len(hints) and all(map(_fits, value, hints))


def _expected(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(_expected(each) for each in get_args(hint) if each is not type(None))
    return _EXPECTED[get_origin(hint) or hint]


def _spelled(name: object) -> str:
    """As flags and tables spell it."""
    return str(name).replace("_", "-")
