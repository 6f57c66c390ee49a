"""What MkDocs does besides: paths of the repository that are no pages of the site stay as text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((\.\./[^)#\s]+)(#[^)\s]*)?\)")
HOME = PurePosixPath("/src/site")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Replace links that lead out of the site."""
    folder = HOME / PurePosixPath(page.file.src_uri).parent

    def replaced(found: re.Match[str]) -> str:
        target = resolved(folder / found[2])
        return found[0] if target.is_relative_to(HOME) else f"{found[1]} (`{target.relative_to('/')}`)"

    return LINK.sub(replaced, markdown)


def resolved(path: PurePosixPath) -> PurePosixPath:
    """Without dots."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)
