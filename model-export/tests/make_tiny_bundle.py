"""Makes the tiny bundle that Java's tests read.

    .venv/bin/python tests/make_tiny_bundle.py

Items item-1 … item-40 follow one another in a circle, so item-(i+1) is what the model expects
after item-i. Takes about ten seconds; the same seed gives the same weights on the same machine.
"""

import dataclasses
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from freshet_model.bundle import BundleContent, write_bundle
from freshet_model.dataset import Dataset
from freshet_model.model import ModelConfig
from freshet_model.preparation import Preparation, prepare
from freshet_model.training import TrainingConfig, train

TARGET = Path(__file__).resolve().parents[2] / "src/core/src/test/resources/tiny-bundle"
ITEMS = [f"item-{number}" for number in range(1, 41)]
EVENT_TYPES = ["view", "click", "add_to_cart", "purchase"]
WINDOW = 12


def write_successions(path: Path, lines: int, seed: int) -> None:
    """Write training-set lines in which item-(i+1) mostly follows item-i."""
    random = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as out:
        for number in range(lines):
            length = int(random.integers(2, 2 * WINDOW))
            item = int(random.integers(len(ITEMS)))
            timestamp = 1_700_000_000_000 + int(random.integers(10**9))
            behaviour = []
            for _ in range(length):
                kind = EVENT_TYPES[int(random.choice(4, p=[0.5, 0.3, 0.15, 0.05]))]
                behaviour.append({"itemId": ITEMS[item], "type": kind, "timestamp": timestamp})
                item = (item + (1 if random.random() < 0.9 else 2)) % len(ITEMS)
                timestamp += 1 + int(random.exponential(60_000))
            line = {
                "userId": f"user-{number}",
                "revision": 1,
                "targets": length,
                "behaviour": behaviour,
            }
            out.write(json.dumps(line) + "\n")


def main() -> None:
    """Train briefly and replace the committed bundle."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as temporary:
        log = Path(temporary) / "training.jsonl"
        write_successions(log, lines=1500, seed=3)
        # The vocabulary is in the order of its numbers, not of its counts, to read more easily.
        prepared = prepare([log], Preparation(window=WINDOW))
        dataset = in_order(prepared)
        model = ModelConfig(len(ITEMS), len(EVENT_TYPES), WINDOW, 16, 2, 2, dropout=0.1)
        training = TrainingConfig(
            seed=5, epochs=15, learning_rate=5e-3, batch_entries=64 * WINDOW, patience=15
        )
        trained = train(dataset, model, training)
        content = BundleContent(
            name="tiny",
            version="1",
            model=trained.model,
            vocabulary=ITEMS,
            event_types=EVENT_TYPES,
            metrics=trained.metrics,
            origin={"script": "model-export/tests/make_tiny_bundle.py", "seed": training.seed},
        )
        if TARGET.exists():
            shutil.rmtree(TARGET)
        write_bundle(content, TARGET)
    size = sum(file.stat().st_size for file in TARGET.iterdir())
    print(f"wrote {TARGET}, {size} bytes")


def in_order(dataset: Dataset) -> Dataset:
    """Renumber items and event types to the order of ``ITEMS`` and ``EVENT_TYPES``."""
    items = np.array([0] + [ITEMS.index(i) + 1 for i in dataset.vocabulary])  # [V+1]
    kinds = np.array([0] + [EVENT_TYPES.index(t) + 1 for t in dataset.event_types])  # [T+1]
    parts = [
        dataclasses.replace(
            part,
            item=items[part.item],
            event_type=kinds[part.event_type],
            target=items[part.target],
        )
        for part in (dataset.training, dataset.validation)
    ]
    return Dataset(ITEMS, EVENT_TYPES, dataset.window, parts[0], parts[1])


if __name__ == "__main__":
    main()
