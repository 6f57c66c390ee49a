"""Makes the tiny bundle that Java's tests read.

    .venv/bin/python tests/make_tiny_bundle.py

Items item-1 … item-40 follow one another in a circle, so item-(i+1) is what the model expects
after item-i. Takes about a minute; the same seed gives the same weights on the same machine.
"""

import dataclasses
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from successions import EVENT_TYPES, ITEMS, WINDOW, successions

from freshet_model.bundle import PRECISIONS, BundleContent, Trial, write_bundle
from freshet_model.bundle.contract import NECESSARY
from freshet_model.data.dataset import Asks, Dataset
from freshet_model.models import ModelConfig, ServingModel, build
from freshet_model.training.loop import Training
from freshet_model.training.settings import TrainingConfig
from freshet_model.training.watch import Watch

RESOURCES = Path(__file__).resolve().parents[2] / "src/core/src/test/resources"
TARGET = RESOURCES / "tiny-bundle"


def main() -> None:
    """Train briefly and replace the committed bundle."""
    torch.set_num_threads(1)
    config = TrainingConfig(
        seed=5, epochs=15, learning_rate=5e-3, batch_entries=64 * WINDOW, patience=15
    )
    with tempfile.TemporaryDirectory() as temporary:
        # The vocabulary is in the order of its numbers, not of its counts, to read more easily.
        dataset = in_order(successions(Path(temporary), lines=1500))
    torch.manual_seed(config.seed)
    model = build(ModelConfig(len(ITEMS), len(EVENT_TYPES), WINDOW, dimension=16, blocks=2))
    with Watch(None, "tiny", {}) as watch:
        trained = Training(dataset, model, config).run(watch)
    content = BundleContent(
        name="tiny",
        version="1",
        model=ServingModel(trained.model),
        vocabulary=dataset.vocabulary,
        event_types=dataset.event_types,
        window=WINDOW,
        metrics=trained.metrics,
        origin={"script": "model-export/tests/make_tiny_bundle.py", "seed": config.seed},
    )
    before = facts(TARGET)
    if TARGET.exists():
        shutil.rmtree(TARGET)
    write_bundle(content, TARGET, PRECISIONS, Trial.of_validation(dataset))
    renew_fuzz_inputs(before, facts(TARGET))
    size = sum(file.stat().st_size for file in TARGET.iterdir())
    print(f"wrote {TARGET}, {size} bytes")


def facts(bundle: Path) -> list[str]:
    """What Java's kept fuzz inputs repeat of the bundle: checksums, and a case's best scores."""
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    golden = json.loads((bundle / "golden.json").read_text(encoding="utf-8"))
    checksums = {file["path"]: file["sha256"] for file in manifest["files"]}
    scores = golden["cases"][0]["outputs"]["top_score"][0]
    return [*(checksums[name] for name in NECESSARY), *map(json.dumps, scores[:2])]


def renew_fuzz_inputs(before: list[str], after: list[str]) -> None:
    """Let inputs that are nearly this bundle stay so, or all would be refused for one reason."""
    for path in (RESOURCES / "io/freshet/core").rglob("*FuzzTestInputs/*/*"):
        content = path.read_bytes()
        for old, new in zip(before, after, strict=True):
            content = content.replace(old.encode(), new.encode())
        if content != path.read_bytes():
            path.write_bytes(content)


def in_order(dataset: Dataset) -> Dataset:
    """Renumber items and event types to the order of ``ITEMS`` and ``EVENT_TYPES``."""
    item = numbers(dataset.vocabulary, ITEMS)  # [V + 1]
    kind = numbers(dataset.event_types, EVENT_TYPES)  # [T + 1]

    def renumbered(asks: Asks) -> Asks:
        return dataclasses.replace(
            asks, target=item[asks.target], target_type=kind[asks.target_type]
        )

    return dataclasses.replace(
        dataset,
        vocabulary=ITEMS,
        event_types=EVENT_TYPES,
        sequences=dataclasses.replace(
            dataset.sequences,
            item=item[dataset.sequences.item],
            event_type=kind[dataset.sequences.event_type],
        ),
        training=renumbered(dataset.training),
        validation=renumbered(dataset.validation),
        test=renumbered(dataset.test),
    )


def numbers(found: Sequence[str], wanted: Sequence[str]) -> NDArray[np.int64]:
    """[n + 1] int64: the number that each of ``found`` has among ``wanted``; 0 stays 0."""
    return np.array([0] + [wanted.index(name) + 1 for name in found], np.int64)


if __name__ == "__main__":
    main()
