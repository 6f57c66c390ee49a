"""Makes the golden vectors of the assignment of users, which Java's tests reproduce.

    .venv/bin/python tests/make_assignment_golden.py

Experiments, users, their draws and variants, and a digest of what a crowd gets, by the very lines
that the page for experimenters shows.
"""

import functools
import hashlib
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "src/site/experiments.md"
TARGET = ROOT / "src/core/src/test/resources/assignment-golden.json"

_USERS = [
    "u-1842",
    "u-1843",
    "ann",
    "Ann",
    "",
    " ",
    "0",
    "a\nb",
    "a|b",
    "\x00",
    "jürgen@example.org",
    # The same to the eye: one character, or a letter and a mark.
    "\u00e9",
    "e\u0301",
    "ユーザー七",
    "مستخدم",
    "🦊",
    "x" * 256,
]


def page() -> str:
    """The page for experimenters."""
    return PAGE.read_text(encoding="utf-8")


def lines_of_the_page() -> dict[str, Any]:
    """Its Python, executed."""
    [code] = re.findall(r"```python\n(.*?)```", page(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names


def experiments() -> list[dict[str, Any]]:
    """The record of the page first, then what is unlike it."""
    example = json.loads(re.findall(r"```json\n(.*?)```", page(), re.DOTALL)[0])
    return [
        example,
        {"experimentId": "bare", "variants": [{"name": "all", "share": 1}]},
        {
            "experimentId": "halves",
            "variants": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}],
        },
        {
            "experimentId": "uneven",
            "salt": "ranking",
            "layer": {"name": "ranking", "from": 0.5},
            "variants": [
                {"name": "nobody", "share": 0},
                {"name": "most", "share": 0.9},
                {"name": "ranking", "share": 0.07},
                {"name": "few", "share": 0.03},
            ],
        },
        {
            # What is null is as what is missing.
            "experimentId": "nulls",
            "salt": None,
            "layer": {"name": "ranking", "from": None, "to": 0.5},
            "variants": [{"name": "a", "share": 0.5, "changes": None}, {"name": "b", "share": 0.5}],
        },
        {
            "experimentId": "größe-☃",
            "layer": {"name": "レイヤー", "from": 0.2, "to": 0.9},
            "variants": [
                {"name": "größer", "share": 0.3333333333},
                {"name": "kleiner", "share": 0.3333333333},
                {"name": "🦊", "share": 0.3333333334},
            ],
        },
    ]


def crowd(variant_of: Any, experiment: dict[str, Any]) -> dict[str, Any]:
    """The SHA-256 of the variants of so many users, u-0 first, each behind a line feed."""
    users = 1_000_000
    variants = (variant_of(experiment, f"u-{number}") or "" for number in range(users))
    digest = hashlib.sha256("".join(f"\n{each}" for each in variants).encode()).hexdigest()
    return {"users": users, "sha256": digest}


@functools.cache
def golden() -> list[dict[str, Any]]:
    """Every user in every experiment, and the crowd in that of the page."""
    names = lines_of_the_page()
    draw, variant_of = names["draw"], names["variant_of"]
    found = []
    for experiment in experiments():
        name = experiment["experimentId"]
        salt = experiment.get("salt") or name
        layer = (experiment.get("layer") or {"name": name})["name"]
        users = [
            {
                "userId": user,
                "layerDraw": draw("layer", layer, user),
                "variantDraws": {
                    each["name"]: draw("variant", salt, each["name"], user)
                    for each in experiment["variants"]
                },
                "variant": variant_of(experiment, user),
            }
            for user in _USERS
        ]
        found.append({"experiment": experiment, "users": users})
    found[0]["crowd"] = crowd(variant_of, experiments()[0])
    return found


if __name__ == "__main__":
    TARGET.write_text(json.dumps(golden(), indent=1) + "\n", encoding="utf-8")
