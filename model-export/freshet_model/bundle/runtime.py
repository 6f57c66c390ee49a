"""Runs a model, in PyTorch and in ONNX Runtime, by the names of the contract."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from freshet_model.bundle.contract import INPUTS, OUTPUTS, Feed, Outputs, TensorSpec
from freshet_model.command import InputError

_DTYPES = {"tensor(int64)": "int64", "tensor(float)": "float32"}

# Something that answers: a model, wherever it runs.
Answers = Callable[[Feed], Outputs]


def torch_answers(model: nn.Module) -> Answers:
    """Let PyTorch answer.

    :param model: takes and gives what the contract names, in that order
    """

    def answer(feed: Feed) -> Outputs:
        with torch.inference_mode():
            found = model(*(torch.from_numpy(feed[tensor.name]) for tensor in INPUTS))
        if not isinstance(found, tuple | list) or len(found) != len(OUTPUTS):
            raise InputError(f"the model gives {type(found).__name__}, expected {_names(OUTPUTS)}")
        return _outputs([tensor.numpy() for tensor in found], feed, "the model")

    return answer


def onnx_answers(session: Any, path: Path) -> Answers:
    """Let ONNX Runtime answer."""

    def answer(feed: Feed) -> Outputs:
        try:
            found = session.run([tensor.name for tensor in OUTPUTS], dict(feed))
        except Exception as error:  # ONNX Runtime's have no class of their own in common.
            size = f"batch {len(feed['item'])}, k {feed['k']}"
            raise InputError(
                f"{path} cannot be run with {size} ({_first_line(error)}), expected it to answer"
            ) from error
        return _outputs(found, feed, str(path))

    return answer


def open_session(path: Path) -> Any:
    """Open a graph on one thread of the CPU, as the job does, and check its tensors."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime's have no class of their own in common.
        raise InputError(
            f"{path} cannot be opened ({_first_line(error)}), expected a graph in ONNX"
        ) from error
    _check_tensors("input", session.get_inputs(), INPUTS, path)
    _check_tensors("output", session.get_outputs(), OUTPUTS, path)
    if len(session.get_inputs()) > len(INPUTS):
        names = [tensor.name for tensor in session.get_inputs()]
        raise InputError(f"{path} takes {names}, expected {_names(INPUTS)}")
    return session


def _check_tensors(
    side: str, found: Sequence[Any], expected: Sequence[TensorSpec], path: Path
) -> None:
    by_name = {tensor.name: tensor for tensor in found}
    for tensor in expected:
        if tensor.name not in by_name:
            raise InputError(
                f"{path} has no {side} '{tensor.name}', it has {list(by_name)}; expected "
                f"{_names(expected)}"
            )
        kind, rank = by_name[tensor.name].type, len(by_name[tensor.name].shape)
        if _DTYPES.get(kind) != tensor.dtype or rank != len(tensor.axes):
            raise InputError(
                f"{path}: {side} '{tensor.name}' is {_DTYPES.get(kind, kind)} of {rank} axes, "
                f"expected {tensor.dtype} {list(tensor.axes)}"
            )


def _outputs(found: Sequence[NDArray[Any]], feed: Feed, where: str) -> Outputs:
    """Check dtypes, shapes and values of the outputs."""
    batch, window = feed["item"].shape
    candidates = feed["candidate"].shape[1]
    sizes = {"batch": batch, "k": int(feed["k"]), "window": window, "candidate": candidates}
    for tensor, array in zip(OUTPUTS, found, strict=True):
        shape = tuple(sizes[axis] for axis in tensor.axes)
        if array.dtype != tensor.dtype or array.shape != shape:
            raise InputError(
                f"{where} gives '{tensor.name}' as {array.dtype} {list(array.shape)}, expected "
                f"{tensor.dtype} {list(shape)}"
            )
        if not np.isfinite(array).all():
            raise InputError(
                f"{where} gives '{tensor.name}' with a value that is not finite, expected others"
            )
    return Outputs(*found)


def _names(tensors: Sequence[TensorSpec]) -> list[str]:
    return [tensor.name for tensor in tensors]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0]
