"""What a bundle promises: files, tensors, how the graph is written and how exact it must be.

``B`` is the batch, ``L`` the window length, ``K`` the items asked for, ``C`` the candidates to
score and ``V`` the vocabulary.
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.data.dataset import Windows

FORMAT_VERSION = 2

MANIFEST = "manifest.json"
MODEL = "model.onnx"
ITEMS = "items.txt"
GOLDEN = "golden.json"
NECESSARY = (MODEL, ITEMS, GOLDEN)

FP32, FP16, INT8 = "fp32", "fp16", "int8"
PRECISIONS = (FP32, FP16, INT8)

# What PyTorch's exporter writes without conversion; ONNX Runtime has kernels for all of it.
OPSET = 20
# Axes whose length every run chooses. The window's length is fixed when the graph is written.
DYNAMIC_AXES = ("batch", "candidate", "k")


@dataclass(frozen=True)
class TensorSpec:
    """A tensor of the graph."""

    name: str
    dtype: str
    axes: tuple[str, ...]


INPUTS = (
    TensorSpec("item", "int64", ("batch", "window")),
    TensorSpec("event_type", "int64", ("batch", "window")),
    TensorSpec("age_seconds", "float32", ("batch", "window")),
    TensorSpec("candidate", "int64", ("batch", "candidate")),
    TensorSpec("k", "int64", ()),
)
OUTPUTS = (
    TensorSpec("top_item", "int64", ("batch", "k")),
    TensorSpec("top_score", "float32", ("batch", "k")),
    TensorSpec("top_attention", "float32", ("batch", "k", "window")),
    TensorSpec("candidate_score", "float32", ("batch", "candidate")),
)

# The inputs of one run, by name.
Feed = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Outputs:
    """The outputs of one run."""

    item: NDArray[np.int64]  # [B, K] index from 1, best first
    score: NDArray[np.float32]  # [B, K] log-probability
    attention: NDArray[np.float32]  # [B, K, L]
    candidate_score: NDArray[np.float32]  # [B, C] log-probability; of padding any finite number

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """The outputs in the contract's order."""
        return self.item, self.score, self.attention, self.candidate_score

    def row(self, row: int, candidates: int) -> "Outputs":
        """One row, as a batch of its own, with its first so many candidates."""
        part = slice(row, row + 1)
        return Outputs(
            self.item[part],
            self.score[part],
            self.attention[part],
            self.candidate_score[part, :candidates],
        )


@dataclass(frozen=True)
class Tolerance:
    """The largest absolute difference of a score and of an attention weight."""

    score: float
    attention: float


# What fp32 must keep to: PyTorch and ONNX Runtime add in another order, no more.
EXACT = Tolerance(score=1e-4, attention=1e-4)


def feed(windows: Windows, k: int, candidate: NDArray[np.int64] | None = None) -> Feed:
    """Inputs for windows [B, L], a number of items and candidates [B, C]; C is 0 without them."""
    if candidate is None:
        candidate = np.zeros((len(windows), 0), np.int64)
    return {
        "item": windows.item,  # [B, L] int64
        "event_type": windows.event_type,  # [B, L] int64
        "age_seconds": windows.age_seconds,  # [B, L] float32
        "candidate": candidate,  # [B, C] int64
        "k": np.asarray(k, np.int64),  # [] int64
    }


def item_count(k: Tensor, vocabulary_size: int) -> int:
    """``k`` as a number that ``torch.topk`` takes and that stays an input of the exported graph.

    :param k: [] int64, from 1 to the vocabulary's size
    """
    count = cast(int, k.item())
    torch._check(count >= 1)
    torch._check(count <= vocabulary_size)
    return count


def candidate_scores(log_probability: Tensor, candidate: Tensor) -> Tensor:
    """Look up the scores of candidates; padding reads the first item's.

    :param log_probability: [B, V] float32 of the vocabulary
    :param candidate: [B, C] int64 index from 1, 0 pads
    :return: candidate_score [B, C] float32
    """
    return log_probability.gather(1, (candidate - 1).clamp(min=0))  # [B, C]
