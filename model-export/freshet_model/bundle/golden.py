"""Golden vectors: behaviour, the inputs it becomes, and the outputs that PyTorch gave for them.

Every runtime must reproduce them before it serves. They are chosen so that they hurt.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freshet_model.bundle.behaviours import golden_behaviours
from freshet_model.bundle.contract import (
    EXACT,
    GOLDEN,
    INPUTS,
    ITEMS,
    MANIFEST,
    OUTPUTS,
    Feed,
    Outputs,
    Tolerance,
    feed,
)
from freshet_model.bundle.difference import Difference
from freshet_model.bundle.json_files import Fields, read_object
from freshet_model.bundle.runtime import Answers
from freshet_model.command import InputError
from freshet_model.data.dataset import Windows
from freshet_model.data.encoder import BehaviourEncoder, Entry, Row

# Items asked for, in turn; attention makes the file big.
_K = (1, 2, 3, 5)
_FIRST_K = 10
# Attention weights are written with so many decimals, a hundredth of what is tolerated.
_DECIMALS = 6


@dataclass(frozen=True)
class Case:
    """One vector."""

    name: str
    behaviour: list[Entry]  # oldest first
    inputs: Feed  # of one window
    outputs: Outputs  # of one window


@dataclass(frozen=True)
class GoldenVectors:
    """All vectors, and how exactly fp32 must reproduce them."""

    tolerance: Tolerance
    cases: list[Case]

    @staticmethod
    def of(
        vocabulary: Sequence[str], event_types: Sequence[str], window: int, model: Answers
    ) -> "GoldenVectors":
        """Ask PyTorch for every behaviour."""
        encoder = BehaviourEncoder(vocabulary, event_types, window)
        cases = []
        for number, (name, behaviour) in enumerate(
            golden_behaviours(vocabulary, event_types, window).items()
        ):
            k = min(_FIRST_K if number == 0 else _K[number % len(_K)], len(vocabulary))
            row = encoder.encode(behaviour)
            candidate = _candidates(number, row, len(vocabulary))
            inputs = feed(stack([row]), k, candidate)
            cases.append(Case(name, behaviour, inputs, model(inputs)))
        return GoldenVectors(EXACT, cases)

    def to_json(self) -> dict[str, Any]:
        """As ``golden.json`` has it."""
        return {"tolerance": vars(self.tolerance), "cases": [_case_json(c) for c in self.cases]}

    @staticmethod
    def read(directory: Path, window: int, vocabulary_size: int) -> "GoldenVectors":
        """Read ``golden.json`` and refuse whatever Java would refuse."""
        path = directory / GOLDEN
        fields = read_object(path)
        tolerance = tolerance_of(fields.object("tolerance"))
        found = fields.objects("cases")
        if not found:
            raise InputError(f"{path} has no case, expected at least one to prove the model by")
        cases = [_case(case) for case in found]
        for case, where in zip(cases, found, strict=True):
            length, k = case.inputs["item"].shape[1], int(case.inputs["k"])
            if length != window:
                raise InputError(
                    f"{where.where}: window is {length}, expected {window} as {MANIFEST} says"
                )
            if k > vocabulary_size:
                raise InputError(
                    f"{where.where}: k is {k}, expected at most {vocabulary_size}, the items of "
                    f"{ITEMS}"
                )
            candidate = case.inputs["candidate"]  # [1, C]
            if candidate.size and not 0 <= candidate.min() <= candidate.max() <= vocabulary_size:
                raise InputError(
                    f"{where.where}: candidates are {candidate[0]}, expected 0 to {vocabulary_size}"
                )
        return GoldenVectors(tolerance, cases)

    def check_inputs(self, encoder: BehaviourEncoder, path: Path) -> None:
        """The encoder must make the same inputs of the behaviour."""
        for case in self.cases:
            encoded = stack([encoder.encode(case.behaviour)])
            for name, tensor in vars(encoded).items():
                if not np.array_equal(tensor, case.inputs[name]):
                    raise InputError(
                        f"{path}, case '{case.name}': the encoder gives another input '{name}', "
                        "expected the same"
                    )

    def together(self, k: int) -> Feed:
        """All cases as one batch [cases, L], the candidates padded to the longest."""
        windows = Windows(
            *(np.concatenate([c.inputs[tensor.name] for c in self.cases]) for tensor in INPUTS[:3])
        )
        most = max(case.inputs["candidate"].shape[1] for case in self.cases)
        candidate = np.zeros((len(self.cases), most), np.int64)  # [cases, C]
        for row, case in zip(candidate, self.cases, strict=True):
            row[: case.inputs["candidate"].shape[1]] = case.inputs["candidate"][0]
        return feed(windows, k, candidate)

    def other_k(self, vocabulary_size: int) -> int:
        """A number of items that no case asks for, if the vocabulary permits one."""
        return min(max(int(case.inputs["k"]) for case in self.cases) + 1, vocabulary_size)

    def measure(self, answers: Answers, vocabulary_size: int, where: str) -> Tolerance:
        """The largest errors, of every case alone and of all in one batch with another k."""
        score, attention = 0.0, 0.0
        together = answers(self.together(self.other_k(vocabulary_size)))
        for row, case in enumerate(self.cases):
            candidates = case.inputs["candidate"].shape[1]
            for found in (answers(case.inputs), together.row(row, candidates)):
                _check_items(found, vocabulary_size, f"{where}, case '{case.name}'")
                off = Difference.between(found, case.outputs)
                score = max(score, float(off.score.max()), float(off.candidate.max(initial=0)))
                attention = max(attention, float(off.attention.max()))
        return Tolerance(score, attention)


def _candidates(number: int, row: Row, vocabulary_size: int) -> NDArray[np.int64]:
    """Pick candidates for a case: none in every fourth, else padding, repeats, items of the window.

    :return: [1, C] int64
    """
    if number % 4 == 3:
        return np.zeros((1, 0), np.int64)
    random = np.random.default_rng(number)
    some = random.integers(1, vocabulary_size + 1, size=1 + number % 4)  # [c]
    return np.concatenate([some, [0], row.item[-1:], some[:1]])[None]  # [1, c + 3]


def require_within(found: Tolerance, allowed: Tolerance, where: str) -> None:
    """Refuse errors that are larger than what is allowed."""
    if not found.score <= allowed.score:
        raise InputError(
            f"{where}: a score is off by {found.score:.2g}, expected at most {allowed.score}"
        )
    if not found.attention <= allowed.attention:
        raise InputError(
            f"{where}: an attention weight is off by {found.attention:.2g}, expected at most "
            f"{allowed.attention}"
        )


def stack(rows: Sequence[Row]) -> Windows:
    """Rows [L] as a batch [B, L]."""
    return Windows(
        np.stack([row.item for row in rows]),  # [B, L] int64
        np.stack([row.event_type for row in rows]),  # [B, L] int64
        np.stack([row.age_seconds for row in rows]),  # [B, L] float32
    )


def tolerance_of(fields: Fields) -> Tolerance:
    """Read ``{"score": …, "attention": …}``."""
    score, attention = fields.number("score", 0.0), fields.number("attention", 0.0)
    if score < 0 or attention < 0:
        raise InputError(
            f"{fields.where}: tolerances are {score} and {attention}, expected numbers from 0"
        )
    return Tolerance(score, attention)


def _check_items(found: Outputs, vocabulary_size: int, where: str) -> None:
    for items in found.item:
        if items.min() < 1 or items.max() > vocabulary_size:
            raise InputError(f"{where}: items are {items}, expected 1 to {vocabulary_size}")
        if len(set(items.tolist())) < len(items):
            raise InputError(f"{where}: items are {items}, expected each once")


def _case_json(case: Case) -> dict[str, Any]:
    rounded = dataclasses.replace(case.outputs, attention=case.outputs.attention.round(_DECIMALS))
    return {
        "name": case.name,
        "behaviour": [
            {"itemId": e.item_id, "type": e.type, "timestamp": e.timestamp} for e in case.behaviour
        ],
        "inputs": {name: _plain(tensor) for name, tensor in case.inputs.items()},
        "outputs": {
            tensor.name: _plain(array)
            for tensor, array in zip(OUTPUTS, rounded.arrays(), strict=True)
        },
    }


def _plain(array: NDArray[Any]) -> Any:
    """Lists of numbers, each float32 with no more digits than tell it from its neighbours."""
    if array.ndim:
        return [_plain(part) for part in array]
    if np.issubdtype(array.dtype, np.integer) or float(array).is_integer():
        return int(array)
    return float(str(array))


def _case(fields: Fields) -> Case:
    name = fields.text("name")
    fields = Fields(fields.content, f"{fields.where}, case '{name}'")
    entries = [
        Entry(
            entry.text("itemId", empty=True),
            entry.text("type", empty=True),
            entry.whole("timestamp", 0),
        )
        for entry in fields.objects("behaviour", required=True)
    ]
    given, wanted = fields.object("inputs"), fields.object("outputs")
    k = given.whole("k")
    if k < 1:
        raise InputError(f"{fields.where}: k is {k}, expected at least 1")
    inputs = feed(
        Windows(
            given.array("item", np.int64, 2),  # [1, L]
            given.array("event_type", np.int64, 2),  # [1, L]
            given.array("age_seconds", np.float32, 2),  # [1, L]
        ),
        k,
        given.array("candidate", np.int64, 2),  # [1, C]
    )
    outputs = Outputs(
        wanted.array("top_item", np.int64, 2),  # [1, K]
        wanted.array("top_score", np.float32, 2),  # [1, K]
        wanted.array("top_attention", np.float32, 3),  # [1, K, L]
        wanted.array("candidate_score", np.float32, 2),  # [1, C]
    )
    window, candidates = inputs["item"].shape[1], inputs["candidate"].shape[1]
    _require_shape(inputs["candidate"], (1, candidates), "candidate", fields.where)
    for tensor in INPUTS[:3]:
        _require_shape(inputs[tensor.name], (1, window), tensor.name, fields.where)
    shapes = ((1, k), (1, k), (1, k, window), (1, candidates))
    for tensor, array, shape in zip(OUTPUTS, outputs.arrays(), shapes, strict=True):
        _require_shape(array, shape, tensor.name, fields.where)
    return Case(name, entries, inputs, outputs)


def _require_shape(array: NDArray[Any], expected: tuple[int, ...], name: str, where: str) -> None:
    if array.shape != expected:
        raise InputError(f"{where}: {name} is {list(array.shape)}, expected {list(expected)}")
