"""What is written: tried before the work for it begins, and replaced by a whole one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from freshet_model.command import InputError


def require_writable(path: Path, flag: str) -> None:
    """Refuse a file that could not be written, before the work for it begins."""
    for each in (path, _draft_of(path)):
        if each.is_dir():
            raise InputError(f"{flag} {each} is a directory, expected a file")
        if each.exists() and not os.access(each, os.W_OK):
            raise InputError(f"{flag} {each} cannot be written, expected a file that can")
    require_writable_directory(path.parent, flag)


def require_writable_directory(path: Path, flag: str) -> None:
    """Refuse a directory, there already or to be made, in which nothing could be written."""
    there = next(each for each in (path, *path.parents) if each.exists())
    if not there.is_dir():
        raise InputError(f"{flag}: {there} is a file, expected a directory")
    try:
        # Rights alone do not tell: root has all of them, also where nothing can be made.
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise InputError(
            f"{flag}: {there} cannot be written to ({error.strerror}), expected a directory that "
            "can"
        ) from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write what shall stand at ``path``, which is the old file until the new is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft_of(path)
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _draft_of(path: Path) -> Path:
    return path.with_name(path.name + ".draft")
