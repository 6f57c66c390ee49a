"""Turns the training set into sequences, a vocabulary, and asks for training and evaluation.

    .venv/bin/python prepare.py --training-set part-*.jsonl --output data --validation-share 0.1

Splits by time over all users unless ``--split`` says otherwise: the newest share of targets is set
apart, and neither the vocabulary nor the training asks see anything of it. About 15 s per million
entries.

    .venv/bin/python prepare.py --training-set part-*.jsonl --output data-all --validation-share 0

keeps nothing apart, for ``train.py --refit``.
"""

import argparse
from pathlib import Path

from freshet_model.command import (
    MOST_HOURS,
    InputError,
    OneLineParser,
    run,
    share,
    whole,
)
from freshet_model.data.dataset import FILES, PARTS
from freshet_model.data.encoder import LONGEST_BEHAVIOUR
from freshet_model.data.item_features import Catalogue
from freshet_model.data.preparation import SPLITS, Preparation, prepare
from freshet_model.output import require_writable


def main() -> None:
    """Read the files and write the directory."""
    parser = OneLineParser(prog="prepare.py", description="Turn the training set into arrays.")
    parser.add_argument("--training-set", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--test-set", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--items", type=Path, metavar="FILE", help="catalogue, JSON lines")
    parser.add_argument("--item-vectors", type=Path, metavar="FILE", help=".npz: itemId, vector")
    parser.add_argument("--split", choices=SPLITS, default="temporal")
    parser.add_argument(
        "--window", type=whole(2, LONGEST_BEHAVIOUR), default=50, help="entries the model reads"
    )
    parser.add_argument("--validation-share", type=share, default=0.1)
    parser.add_argument("--test-share", type=share, default=0.0)
    parser.add_argument("--min-item-count", type=whole(1), default=1)
    parser.add_argument(
        "--filter-seen",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="never recommend what the user has seen, in evaluation",
    )
    parser.add_argument(
        "--basket-hours",
        type=whole(1, MOST_HOURS),
        help="predict the items of the user's next basket, not the next entry; a basket is what "
        "falls into one period of so many hours (24: a day in UTC)",
    )
    arguments = parser.parse_with_config("prepare")
    check(arguments.output, arguments.split, arguments.test_set)
    if arguments.validation_share + arguments.test_share >= 1:
        raise InputError(
            f"--validation-share {arguments.validation_share} and --test-share "
            f"{arguments.test_share} leave nothing to train on, expected less than 1 together"
        )
    has_catalogue = arguments.items is not None or arguments.item_vectors is not None
    dataset = prepare(
        arguments.training_set,
        Preparation(
            window=arguments.window,
            split=arguments.split,
            validation_share=arguments.validation_share,
            test_share=arguments.test_share,
            min_item_count=arguments.min_item_count,
            basket_hours=arguments.basket_hours,
            filter_seen=arguments.filter_seen,
        ),
        arguments.test_set,
        Catalogue.read(arguments.items, arguments.item_vectors) if has_catalogue else None,
    )
    dataset.save(arguments.output)

    print(f"users       {len(dataset.sequences.start) - 1}")
    print(f"entries     {len(dataset.sequences.item)}")
    print(f"items       {len(dataset.vocabulary)}")
    print(f"event types {', '.join(dataset.event_types)}")
    if dataset.item_features is not None:
        features = dataset.item_features
        print(f"item tokens {len(features.name)}, vectors of {features.vector.shape[1]}")
    for name in PARTS:
        asks = dataset.part(name)
        unknown = int((asks.target == 0).sum())
        new = f", {unknown} of them new items" if unknown else ""
        print(f"{name:11} {len(asks)} asks, {len(asks.target)} targets{new}")


def check(output: Path, split: str, test_set: list[Path]) -> None:
    """Refuse flags that do not go together."""
    for name in FILES:
        require_writable(output / name, "--output")
    if (split == "session") != bool(test_set):
        raise InputError(
            f"--split is {split} and --test-set names {len(test_set)} files, expected a test set "
            "with --split session and only there"
        )


if __name__ == "__main__":
    run(main)
