"""Trains a sequence model and saves the best epoch.

    .venv/bin/python train.py --data data --checkpoint model.pt

Prints one line an epoch and stops when NDCG@10 on the validation part no longer rises. What to
expect depends on the data: compare with the counts that evaluate.py prints, and with the results in
configs/. An interrupted training goes on with the same command and ``--resume``.

    .venv/bin/python train.py --data data-all --refit model.pt --checkpoint final.pt

trains again, on data without a validation part, with everything that model.pt was made with and
for as many epochs as it found best.
"""

import argparse
import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from freshet_model.command import (
    InputError,
    OneLineParser,
    positive,
    run,
    share,
    share_or_all,
    whole,
)
from freshet_model.data.dataset import Dataset
from freshet_model.models import ENCODERS, KINDS, ModelConfig, SequenceModel, build
from freshet_model.output import require_writable, require_writable_directory
from freshet_model.training.bfloat16 import bfloat16_pays
from freshet_model.training.checkpoint import Checkpoint
from freshet_model.training.federated import FederatedTraining
from freshet_model.training.loop import Trained, Training
from freshet_model.training.memory import keep_freed_memory
from freshet_model.training.private import Privacy, PrivateTraining
from freshet_model.training.settings import AUTO, LOSSES, TrainingConfig
from freshet_model.training.warm_start import adapt, merge, warm_start
from freshet_model.training.watch import Watch
from freshet_model.typed import typed

# How a model may be made besides by its settings; a refit and a resumed training say so again.
_FROM_FILES = ("warm_start", "teacher")
_PRIVATE = ("private_noise", "private_clip", "private_delta", "private_users")
_WAYS = (*_FROM_FILES, "adapter_rank", "parties", *_PRIVATE)


def main() -> None:
    """Read the data, train, save."""
    arguments = parse()
    for written in (arguments.checkpoint, progress_of(arguments)):
        require_writable(written, "--checkpoint")
    require_writable_directory(arguments.curves / arguments.checkpoint.stem, "--curves")
    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise InputError("--device is cuda but PyTorch finds no CUDA device, expected cpu")
    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    chosen, config = from_checkpoint(arguments) if arguments.refit else from_flags(arguments)
    dataset = Dataset.load(arguments.data)
    config = config.with_loss(len(dataset.vocabulary), arguments.private_noise is not None)
    print(f"loss {config.loss}, of {len(dataset.vocabulary):,} items")
    if config.bf16 and config.device == "cpu":
        config = dataclasses.replace(config, bf16=wants_bfloat16())
    if arguments.refit and len(dataset.validation):
        raise InputError(
            f"{arguments.data} has {len(dataset.validation)} validation asks, expected none with "
            "--refit; use prepare.py --validation-share 0"
        )
    features = dataset.item_features
    model_config = dataclasses.replace(
        chosen,
        vocabulary_size=len(dataset.vocabulary),
        event_type_count=len(dataset.event_types),
        window=dataset.window,
        tasks=tasks(task_texts(arguments), dataset),
        tokens=0 if features is None else len(features.name),
        vector_length=0 if features is None else features.vector.shape[1],
    )
    torch.manual_seed(config.seed)
    model = build(model_config, features)
    with Watch(
        arguments.curves, arguments.checkpoint.stem, settings(model_config, config)
    ) as watch:
        begin_warm(arguments, model, dataset, watch)
        training = training_of(arguments, dataset, model, config)
        trained = training.run(watch)
        if isinstance(training, PrivateTraining):
            watch.say(f"spent epsilon {training.epsilon():.2f} at delta {arguments.private_delta}")
    merge(trained.model)
    if arguments.refit is not None:
        trained.model.temperature.copy_(Checkpoint.load(arguments.refit).model.temperature)
    save(arguments, dataset, trained, training)
    print(f"saved epoch {trained.epoch} to {arguments.checkpoint}")


def wants_bfloat16() -> bool:
    """Whether this CPU is faster in bfloat16; says so where it is not."""
    pays = bfloat16_pays()
    if not pays:
        print("this CPU is no faster in bfloat16, matrix products are in float32")
    return pays


def begin_warm(
    arguments: argparse.Namespace, model: SequenceModel, dataset: Dataset, watch: Watch
) -> None:
    """Take over an earlier model's weights, perhaps to change them only by a low rank."""
    if arguments.warm_start is not None:
        earlier = Checkpoint.load(arguments.warm_start)
        given = warm_start(model, dataset.vocabulary, dataset.event_types, earlier)
        watch.say(
            f"from {arguments.warm_start}: {given.items} items, {given.event_types} event types, "
            f"{given.tensors} other tensors; {given.left} left behind"
        )
    if arguments.adapter_rank is not None:
        if arguments.warm_start is None:
            raise InputError("--adapter-rank is given without --warm-start, expected both")
        adapt(model, arguments.adapter_rank)


def training_of(
    arguments: argparse.Namespace, dataset: Dataset, model: SequenceModel, config: TrainingConfig
) -> Training:
    """The training that the flags ask for."""
    teachers = [teacher(path, dataset, config.device) for path in arguments.teacher]
    special = arguments.private_noise is not None or arguments.parties is not None
    if special and (arguments.resume or config.average or teachers):
        raise InputError(
            "--resume, --average and --teacher do not go with --private-noise or --parties, "
            "expected one or the other"
        )
    if arguments.private_noise is not None and (arguments.parties is not None or config.shift):
        raise InputError(
            "--parties and --shift do not go with --private-noise, expected one or the other"
        )
    progress = progress_of(arguments)
    if not arguments.resume:
        progress.unlink(missing_ok=True)
    if arguments.private_noise is not None:
        privacy = Privacy(
            arguments.private_noise,
            arguments.private_clip,
            arguments.private_delta,
            arguments.private_users,
        )
        return PrivateTraining(dataset, model, config, privacy=privacy)
    if arguments.parties is not None:
        return FederatedTraining(dataset, model, config, party_count=arguments.parties)
    return Training(dataset, model, config, teachers, progress, ways(arguments))


def progress_of(arguments: argparse.Namespace) -> Path:
    """Where every epoch leaves what the next one goes on from."""
    checkpoint: Path = arguments.checkpoint
    return checkpoint.with_name(checkpoint.name + ".progress")


def teacher(path: Path, dataset: Dataset, device: str) -> SequenceModel:
    """A model to learn from; it must know the same items by the same numbers."""
    found = Checkpoint.load(path)
    if found.vocabulary != dataset.vocabulary or found.event_types != dataset.event_types:
        raise InputError(f"{path} has another vocabulary than the data, expected the same")
    if found.model.config.window != dataset.window:
        raise InputError(
            f"{path} has window {found.model.config.window}, expected {dataset.window} as the data"
        )
    return found.model.to(device)


def save(
    arguments: argparse.Namespace, dataset: Dataset, trained: Trained, training: Training
) -> None:
    """Write the checkpoint; the progress of the training is no longer needed."""
    made_with: dict[str, Any] = {
        **dataclasses.asdict(training.config),
        "epoch": trained.epoch,
        "curve": [dataclasses.asdict(epoch) for epoch in trained.curve],
        "ways": ways(arguments),
    }
    if isinstance(training, PrivateTraining):
        made_with["privacy"] = {
            **dataclasses.asdict(training.privacy),
            "epsilon": training.epsilon(),
        }
    metrics = trained.metrics
    if arguments.refit is not None:
        # What the model reached when the newest targets were kept apart: it has seen them now.
        metrics = dict(Checkpoint.load(arguments.refit).metrics)
        made_with["refit"] = "metrics are of the model that was trained without the newest targets"
    Checkpoint(trained.model, dataset.vocabulary, dataset.event_types, metrics, made_with).save(
        arguments.checkpoint
    )
    if training.progress is not None:
        training.progress.unlink(missing_ok=True)


def parse() -> argparse.Namespace:
    """Read the flags."""
    parser = OneLineParser(prog="train.py", description="Train a sequence model.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--refit",
        type=Path,
        metavar="FILE",
        help="checkpoint that all settings of model and training are taken from: one on the "
        "command line is refused, whatever its value, and those of --config are not looked at",
    )
    parser.add_argument("--resume", action="store_true", help="go on where it was interrupted")
    parser.add_argument("--curves", type=Path, default=Path("runs"), metavar="DIRECTORY")
    model = parser.add_argument_group("model")
    model.add_argument("--model", dest="kind", choices=KINDS, default="sasrec")
    model.add_argument("--encoder", choices=ENCODERS, default="sasrec", help="of target_attention")
    model.add_argument("--dimension", type=whole(1, 8192), default=64)
    model.add_argument("--blocks", type=whole(1, 128), default=1)
    model.add_argument("--heads", type=whole(1), default=2)
    model.add_argument("--feed", type=whole(1, 64), default=4, help="times as wide, of sasrec")
    model.add_argument("--dropout", type=share, default=0.2)
    model.add_argument("--positions", choices=("relative", "absolute", "none"), default="relative")
    model.add_argument("--time", action=argparse.BooleanOptionalAction, default=True)
    model.add_argument("--repeat", action=argparse.BooleanOptionalAction, default=True)
    model.add_argument(
        "--readout", choices=("state", "mixture"), default="state", help="mixture: of the items"
    )
    model.add_argument("--similarity", choices=("dot", "cosine"), default="dot")
    model.add_argument("--scale", type=positive, default=14.0, help="of the cosine")
    model.add_argument("--shortlist", type=whole(1), default=100, help="of target_attention")
    model.add_argument("--attention", choices=("softmax", "sigmoid"), default="softmax")
    model.add_argument(
        "--task", nargs="+", default=[], metavar="TYPE=WEIGHT", help="a head for each event type"
    )
    add_training_flags(parser)
    add_other_ways(parser)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--threads", type=whole(1, 1024), default=1)
    arguments = parser.parse_with_config("train")
    if arguments.refit is not None:
        refuse_settings(parser.on_command_line(), arguments.refit)
    return arguments


def refuse_settings(given: Mapping[str, str], refit: Path) -> None:
    """Refuse settings beside ``--refit``, which takes all of them from its checkpoint."""
    fields = (*dataclasses.fields(ModelConfig), *dataclasses.fields(TrainingConfig))
    settings = {"task", *(field.name for field in fields)} - {"device"}
    for kept_as, flag in given.items():
        if kept_as in settings:
            raise InputError(
                f"{flag} is given beside --refit, expected the settings of {refit} alone"
            )


def add_training_flags(parser: OneLineParser) -> None:
    """Flags of ``TrainingConfig``."""
    training = parser.add_argument_group("training")
    training.add_argument("--seed", type=whole(0, 2**63 - 1), default=1)
    training.add_argument("--epochs", type=whole(1), default=20)
    training.add_argument("--stop-after", type=whole(1), help="epochs, on the same line")
    training.add_argument("--patience", type=whole(1), default=4)
    training.add_argument(
        "--batch-entries", type=whole(1), default=2048, help="most entries in a step"
    )
    training.add_argument("--learning-rate", type=positive, default=3e-3)
    training.add_argument("--weight-decay", type=share, default=0.01)
    training.add_argument("--warm-up", type=share, default=0.05, help="share of all steps")
    training.add_argument("--average", type=share, default=0.0, help="of older weights, .999")
    training.add_argument(
        "--loss",
        choices=(AUTO, *LOSSES),
        default=AUTO,
        help="auto: sampled from 20,000 items on, but not with --private-noise, else full",
    )
    training.add_argument("--negatives", type=whole(1, 1_000_000), default=4096)
    training.add_argument("--calibration", type=share_or_all, default=0.75, help="t of gBCE")
    training.add_argument("--crop", type=share, default=0.0)
    training.add_argument("--mask", type=share, default=0.0)
    training.add_argument("--reorder", type=share, default=0.0)
    training.add_argument(
        "--shift",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="cut rows anew every epoch",
    )
    training.add_argument(
        "--bf16",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="matrix products in bfloat16, on a CPU only if that is faster",
    )


def add_other_ways(parser: OneLineParser) -> None:
    """Flags for what a training may start from, learn from, or keep secret."""
    other = parser.add_argument_group("other ways to train")
    other.add_argument("--warm-start", type=Path, metavar="FILE", help="checkpoint or bundle")
    other.add_argument(
        "--adapter-rank", type=whole(1, 8192), help="freeze blocks but for a low rank"
    )
    other.add_argument("--teacher", type=Path, nargs="+", default=[], metavar="FILE")
    other.add_argument("--distillation", type=share_or_all, default=0.5, help="share of the loss")
    other.add_argument("--temperature", type=positive, default=1.0)
    other.add_argument("--parties", type=whole(1, 10_000), help="federated averaging over so many")
    other.add_argument("--private-noise", type=positive, help="multiple of --private-clip")
    other.add_argument("--private-clip", type=positive, default=1.0)
    other.add_argument("--private-delta", type=positive, default=1e-5)
    other.add_argument("--private-users", type=whole(1), default=64, help="drawn in a step")


def from_flags(arguments: argparse.Namespace) -> tuple[ModelConfig, TrainingConfig]:
    """Settings as the flags say."""
    if arguments.dimension % arguments.heads:
        raise InputError(
            f"--dimension is {arguments.dimension}, expected a multiple of --heads "
            f"{arguments.heads}"
        )
    if arguments.stop_after is not None and arguments.stop_after > arguments.epochs:
        raise InputError(
            f"--stop-after is {arguments.stop_after}, expected at most --epochs {arguments.epochs}"
        )
    given = vars(arguments)
    model, training = (
        {f.name: given[f.name] for f in dataclasses.fields(kind) if f.name in given}
        for kind in (ModelConfig, TrainingConfig)
    )
    return ModelConfig(1, 1, 1, **model), TrainingConfig(**training)


def from_checkpoint(arguments: argparse.Namespace) -> tuple[ModelConfig, TrainingConfig]:
    """Settings of the checkpoint, and as many epochs as were best there."""
    chosen = Checkpoint.load(arguments.refit)
    now = ways(arguments)
    for way, used in chosen.training.get("ways", {}).items():
        given = now.get(way, "")
        # A file may be another one: it has to know the items of the data that is refitted on.
        if bool(used) != bool(given) or (used != given and way not in _FROM_FILES):
            flag = f"--{way.replace('_', '-')}"
            raise InputError(
                f"{arguments.refit} was made {f'with {flag} {used}' if used else f'without {flag}'}"
                f", found {given or 'no such flag'} beside --refit; expected the same"
            )
    not_of = "" if arguments.config is None else f", none of {arguments.config}"
    print(f"settings of model and training are those of {arguments.refit}{not_of}")
    known = {field.name for field in dataclasses.fields(TrainingConfig)}
    made_with = {name: value for name, value in chosen.training.items() if name in known}
    best = chosen.training.get("epoch", 0)
    if best < 1:
        raise InputError(f"{arguments.refit} says no epoch, expected the one that it was best at")
    made_with |= {"stop_after": best, "device": arguments.device}
    return chosen.model.config, typed(TrainingConfig, made_with, f"{arguments.refit}: training")


def task_texts(arguments: argparse.Namespace) -> list[str]:
    """``TYPE=WEIGHT`` as given, or as the refitted model was made with."""
    if arguments.refit is None:
        return list(arguments.task)
    chosen = Checkpoint.load(arguments.refit)
    return [f"{chosen.event_types[kind - 1]}={w}" for kind, w in chosen.model.config.tasks]


def ways(arguments: argparse.Namespace) -> dict[str, str]:
    """How the model is made besides by its settings."""
    private = arguments.private_noise is not None
    return {
        way: shown(getattr(arguments, way)) if private or way not in _PRIVATE else ""
        for way in _WAYS
    }


def shown(value: Any) -> str:
    """A flag's value for a checkpoint; empty where it was not given."""
    values = value if isinstance(value, list) else [value]
    return " ".join(str(each) for each in values if each is not None)


def tasks(given: list[str], dataset: Dataset) -> tuple[tuple[int, float], ...]:
    """Event types by number, with their weights."""
    found = []
    for text in given:
        name, _, weight = text.partition("=")
        if name not in dataset.event_types:
            raise InputError(
                f"--task {text}: the data has no event type '{name}', expected one of "
                f"{', '.join(dataset.event_types)}"
            )
        try:
            found.append((dataset.event_types.index(name) + 1, positive(weight)))
        except argparse.ArgumentTypeError as error:
            raise InputError(f"--task {text}: {error}, expected TYPE=WEIGHT") from None
    return tuple(found)


def settings(model: ModelConfig, training: TrainingConfig) -> dict[str, Any]:
    """Everything that a curve is told with."""
    machine = {"threads": torch.get_num_threads(), "processors": os.cpu_count()}
    return {**dataclasses.asdict(model), **dataclasses.asdict(training), **machine}


if __name__ == "__main__":
    run(main)
