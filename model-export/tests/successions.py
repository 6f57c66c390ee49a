"""A log that can be learned: item-(i+1) mostly follows item-i, in a circle."""

import json
from pathlib import Path

import numpy as np

from freshet_model.data.dataset import Dataset
from freshet_model.data.preparation import Preparation, prepare

ITEMS = [f"item-{number}" for number in range(1, 41)]
EVENT_TYPES = ["view", "click", "add_to_cart", "purchase"]
WINDOW = 12


def write_successions(path: Path, lines: int, seed: int, items: int = len(ITEMS)) -> None:
    """Write training-set lines, a user each."""
    random = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as out:
        for number in range(lines):
            length = int(random.integers(2, 2 * WINDOW))
            item = int(random.integers(items))
            timestamp = 1_700_000_000_000 + int(random.integers(10**9))
            behaviour = []
            for _ in range(length):
                kind = EVENT_TYPES[int(random.choice(4, p=[0.5, 0.3, 0.15, 0.05]))]
                behaviour.append({"itemId": ITEMS[item], "type": kind, "timestamp": timestamp})
                item = (item + (1 if random.random() < 0.9 else 2)) % items
                timestamp += 1 + int(random.exponential(60_000))
            line = {
                "userId": f"user-{number}",
                "revision": 1,
                "targets": length,
                "behaviour": behaviour,
            }
            out.write(json.dumps(line) + "\n")


def successions(directory: Path, lines: int = 300, **how: object) -> Dataset:
    """A prepared log of successions."""
    path = directory / "successions.jsonl"
    write_successions(path, lines, seed=1)
    return prepare([path], Preparation(window=WINDOW, **how))  # type: ignore[arg-type]
