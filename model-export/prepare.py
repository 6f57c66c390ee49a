"""Turns the training set into arrays, a vocabulary and event types.

    .venv/bin/python prepare.py --training-set part-*.jsonl --output data --validation-share 0.1

The split is by time over all users: the newest share of targets is validation, and neither the
vocabulary nor the training rows see anything from the cut-off on. About 10 s per million entries.

    .venv/bin/python prepare.py --training-set part-*.jsonl --output data-all --validation-share 0

keeps nothing apart, for ``train.py --refit``.
"""

from pathlib import Path

from freshet_model.command import InputError, OneLineParser, at_least, run, share
from freshet_model.preparation import Preparation, prepare


def main() -> None:
    """Read the files twice and write the directory."""
    parser = OneLineParser(prog="prepare.py", description="Turn the training set into arrays.")
    parser.add_argument("--training-set", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--window", type=at_least(2), default=50, help="entries the model reads")
    parser.add_argument("--validation-share", type=share, default=0.1)
    parser.add_argument("--min-item-count", type=at_least(1), default=1)
    parser.add_argument(
        "--basket-hours",
        type=at_least(1),
        help="predict the items of the user's next basket, not the next entry; a basket is what "
        "falls into one period of so many hours (24: a day in UTC)",
    )
    arguments = parser.parse_with_config("prepare")
    if arguments.output.exists() and not arguments.output.is_dir():
        raise InputError(f"--output {arguments.output} is a file, expected a directory")

    dataset = prepare(
        arguments.training_set,
        Preparation(
            window=arguments.window,
            validation_share=arguments.validation_share,
            min_item_count=arguments.min_item_count,
            basket_hours=arguments.basket_hours,
        ),
    )
    dataset.save(arguments.output)

    unknown = int((dataset.validation.target == 0).sum())
    print(f"items              {len(dataset.vocabulary)}")
    print(f"event types        {', '.join(dataset.event_types)}")
    print(f"training rows      {len(dataset.training)}")
    print(f"training targets   {len(dataset.training.target)}")
    print(f"validation windows {len(dataset.validation)}")
    print(f"validation targets {len(dataset.validation.target)}, {unknown} of them new items")


if __name__ == "__main__":
    run(main)
