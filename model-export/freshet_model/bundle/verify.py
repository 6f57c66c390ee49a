"""Checks a bundle from anywhere as the job will, and says what it found."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from freshet_model.bundle.contract import DYNAMIC_AXES, GOLDEN, INPUTS, ITEMS, MANIFEST
from freshet_model.bundle.golden import GoldenVectors, require_within
from freshet_model.bundle.manifest import Manifest, ModelFile, check_files, read_vocabulary
from freshet_model.bundle.runtime import Answers, onnx_answers, open_session
from freshet_model.command import InputError
from freshet_model.data.encoder import BehaviourEncoder


def verify_bundle(directory: Path, report: Callable[[str], None] = lambda line: None) -> None:
    """Check manifest, files, vocabulary, golden vectors, and the graph of every precision.

    :param report: is told of every check that was passed
    :raises InputError: at the first check that is not
    """

    def passed(what: str, text: str) -> None:
        report(f"ok  {what:17} {text}")

    manifest = Manifest.read(directory)
    passed(
        MANIFEST,
        f"{manifest.name} {manifest.version}, window {manifest.window_length}, "
        f"{len(manifest.event_types)} event types"
        + (f", blend {manifest.blend['form']}" if manifest.blend else ""),
    )
    check_files(manifest, directory)
    passed("files", f"{len(manifest.files)} with the SHA-256 of the manifest")
    vocabulary = read_vocabulary(directory)
    passed(ITEMS, f"{len(vocabulary)} items")
    vectors = GoldenVectors.read(directory, manifest.window_length, len(vocabulary))
    encoder = BehaviourEncoder(vocabulary, manifest.event_types, manifest.window_length)
    vectors.check_inputs(encoder, directory / GOLDEN)
    lengths = [len(case.behaviour) for case in vectors.cases]
    passed(
        GOLDEN,
        f"{len(lengths)} cases of {min(lengths)} to {max(lengths)} interactions, the encoder "
        "gives their inputs",
    )
    for model in manifest.models_or_fp32(vectors.tolerance):
        passed(model.path, _prove(directory, model, vectors, len(vocabulary)))


def _require_last_item(
    answers: Answers, vectors: GoldenVectors, vocabulary_size: int, path: Path
) -> None:
    """No golden vector need name it, so that a line too many would go unseen."""
    inputs = {**vectors.cases[0].inputs, "candidate": np.array([[vocabulary_size]], np.int64)}
    try:
        answers(inputs)
    except InputError:
        raise InputError(
            f"{path} cannot score item {vocabulary_size}, the last of {ITEMS}, expected a line for "
            "each item of the graph and no more"
        ) from None


def _prove(directory: Path, model: ModelFile, vectors: GoldenVectors, vocabulary_size: int) -> str:
    path = directory / model.path
    session = open_session(path)
    shapes = {found.name: found.shape for found in session.get_inputs()}
    for tensor in INPUTS:
        for axis, length in zip(tensor.axes, shapes[tensor.name], strict=True):
            if axis in DYNAMIC_AXES and isinstance(length, int):
                raise InputError(
                    f"{path}: axis '{axis}' of '{tensor.name}' is {length}, expected a dynamic one"
                )
    answers = onnx_answers(session, path)
    _require_last_item(answers, vectors, vocabulary_size, path)
    worst = vectors.measure(answers, vocabulary_size, str(path))
    require_within(worst, model.tolerance, str(path))
    return (
        f"{model.precision}: alone and together, scores within {worst.score:.1e} (allowed "
        f"{model.tolerance.score:.1e}), attention within {worst.attention:.1e} (allowed "
        f"{model.tolerance.attention:.1e})"
    )
