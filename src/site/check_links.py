"""Checks that every link between the documents of the repository leads somewhere.

python src/site/check_links.py     # in the root; exit code 1 and a line for each link that does not
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"target", ".venv", "node_modules", ".git", ".pytest_cache"}
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def documents() -> list[Path]:
    """Every Markdown file that is not made by a build."""
    return sorted(
        path for path in ROOT.rglob("*.md") if not LEFT_OUT & set(path.relative_to(ROOT).parts)
    )


@cache
def tokens(document: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(document.read_text("utf-8"))


@cache
def anchors(document: Path) -> set[str]:
    """Of each heading, as GitHub makes them: lower case, hyphens for blanks, no punctuation."""
    found: set[str] = set()
    stream = tokens(document)
    for heading, text in zip(stream, stream[1:], strict=False):
        if heading.type == "heading_open":
            words = "".join(
                child.content
                for child in text.children or ()
                if child.type in {"text", "code_inline"}
            )
            slug = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
            number = 1
            while slug in found:
                slug = f"{slug}-{number}"
                number += 1
            found.add(slug)
    return found


def links(document: Path) -> list[str]:
    """Targets of links and pictures."""
    found = []
    for block in tokens(document):
        for child in block.children or ():
            target = child.attrs.get("href") or child.attrs.get("src")
            if target:
                found.append(str(target))
    return found


def trouble(document: Path, link: str) -> str | None:
    """What is wrong with a link, or nothing."""
    if ELSEWHERE.match(link):
        return None
    path, _, anchor = link.partition("#")
    target = (document.parent / unquote(path)).resolve() if path else document
    if not target.exists():
        return "there is no such file"
    if not target.is_relative_to(ROOT):
        return "it leads out of the repository"
    if anchor and target.suffix == ".md" and unquote(anchor) not in anchors(target):
        return f"there is no such heading; there are {', '.join(sorted(anchors(target)))}"
    return None


def main() -> int:
    wrong = 0
    for document in documents():
        for link in links(document):
            problem = trouble(document, link)
            if problem:
                wrong += 1
                print(f"{document.relative_to(ROOT)}: {link}: {problem}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
