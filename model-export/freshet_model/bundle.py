"""Writes a model bundle and proves it: ONNX Runtime must give what PyTorch gave."""

import hashlib
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor

from freshet_model.command import InputError
from freshet_model.encoder import SCHEMA, BehaviourEncoder, Entry, Row
from freshet_model.model import SequenceModel, ServingModel

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
import onnxruntime

FORMAT_VERSION = 1
SCORE_TOLERANCE = 1e-4
ATTENTION_TOLERANCE = 1e-4
MOST_GOLDEN_ITEMS = 10
NECESSARY = {"model.onnx", "items.txt", "golden.json"}
INPUTS = [
    {"name": "item", "dtype": "int64", "axes": ["batch", "window"]},
    {"name": "event_type", "dtype": "int64", "axes": ["batch", "window"]},
    {"name": "age_seconds", "dtype": "float32", "axes": ["batch", "window"]},
    {"name": "k", "dtype": "int64", "axes": []},
]
OUTPUTS = [
    {"name": "top_item", "dtype": "int64", "axes": ["batch", "k"]},
    {"name": "top_score", "dtype": "float32", "axes": ["batch", "k"]},
    {"name": "top_attention", "dtype": "float32", "axes": ["batch", "k", "window"]},
]

type_of_onnx = {onnx.TensorProto.INT64: "int64", onnx.TensorProto.FLOAT: "float32"}
Outputs = tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class BundleContent:
    """What a bundle is made of."""

    name: str
    version: str
    model: SequenceModel
    vocabulary: Sequence[str]
    event_types: Sequence[str]
    metrics: Mapping[str, float]
    origin: Mapping[str, Any]


def write_bundle(content: BundleContent, directory: Path) -> None:
    """Write a bundle, or nothing: the files appear only when they reproduce PyTorch's outputs."""
    if directory.exists() and any(directory.iterdir()):
        raise InputError(f"directory {directory} is not empty, expected a new or an empty one")
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".bundle-") as temporary:
        draft = Path(temporary) / "bundle"
        draft.mkdir()
        _export(content.model, draft / "model.onnx")
        (draft / "items.txt").write_text("\n".join(content.vocabulary) + "\n", encoding="utf-8")
        _write_json(draft / "golden.json", golden(content), indent=None)
        _write_json(draft / "manifest.json", _manifest(content, draft), indent=2)
        verify_bundle(draft)
        _verify_against(content.model, draft / "model.onnx")
        if directory.exists():
            directory.rmdir()
        draft.rename(directory)


def verify_bundle(directory: Path) -> None:
    """Check a bundle's files, tensors and golden vectors with ONNX Runtime."""
    manifest = _read_json(directory / "manifest.json")
    _check_manifest(manifest, directory / "manifest.json")
    for file in manifest["files"]:
        found = _describe(directory / file["path"])
        if found != file:
            raise InputError(f"{directory / file['path']} is {found}, the manifest says {file}")
    _check_tensors(directory / "model.onnx")
    vocabulary = (
        (directory / "items.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    )
    if len(set(vocabulary)) < len(vocabulary):
        raise InputError(f"{directory / 'items.txt'} names an item twice, expected each once")
    encoder = BehaviourEncoder(vocabulary, manifest["eventTypes"], manifest["windowLength"])
    vectors = _read_json(directory / "golden.json")
    if not vectors.get("cases"):
        raise InputError(f"{directory / 'golden.json'} has no cases, expected at least one")
    session = _session(directory / "model.onnx")
    for case in vectors["cases"]:
        where = f"{directory / 'golden.json'}, case '{case['name']}'"
        behaviour = [Entry(e["itemId"], e["type"], e["timestamp"]) for e in case["behaviour"]]
        feed = _feed([encoder.encode(behaviour)], case["inputs"]["k"])
        for name, tensor in feed.items():
            if not np.array_equal(tensor, np.asarray(case["inputs"][name], tensor.dtype)):
                raise InputError(f"{where}: the encoder gives another input '{name}'")
        expected = (
            np.asarray(case["outputs"]["top_item"], np.int64),
            np.asarray(case["outputs"]["top_score"], np.float32),
            np.asarray(case["outputs"]["top_attention"], np.float32),
        )
        _require_close(_run(session, feed), expected, where)


def _check_manifest(manifest: Any, path: Path) -> None:
    """Refuse what the job would refuse."""
    for key in (
        "formatVersion",
        "name",
        "version",
        "schema",
        "windowLength",
        "eventTypes",
        "files",
    ):
        if key not in manifest:
            raise InputError(f"{path} has no '{key}'")
    for key, known in (("formatVersion", FORMAT_VERSION), ("schema", SCHEMA)):
        if manifest[key] != known:
            raise InputError(f"{path}: {key} is {manifest[key]!r}, expected {known!r}")
    listed = {file.get("path") for file in manifest["files"]}
    missing = NECESSARY - listed
    if missing:
        raise InputError(f"{path}: files lack {sorted(missing)}")


def golden(content: BundleContent) -> dict[str, Any]:
    """Make the golden vectors: windows of every kind and what PyTorch gave for them."""
    window = content.model.config.window
    encoder = BehaviourEncoder(content.vocabulary, content.event_types, window)
    serving = ServingModel(content.model)
    cases = []
    for name, behaviour in _golden_windows(content, window).items():
        row = encoder.encode(behaviour)
        k = _distinct_k(content, serving, row)
        feed = _feed([row], k)
        top_item, top_score, top_attention = _eager(serving, feed)
        cases.append(
            {
                "name": name,
                "behaviour": [
                    {"itemId": e.item_id, "type": e.type, "timestamp": e.timestamp}
                    for e in behaviour
                ],
                "inputs": {tensor: value.tolist() for tensor, value in feed.items()},
                "outputs": {
                    "top_item": top_item.tolist(),
                    "top_score": top_score.tolist(),
                    "top_attention": top_attention.tolist(),
                },
            }
        )
    tolerance = {"score": SCORE_TOLERANCE, "attention": ATTENTION_TOLERANCE}
    return {"tolerance": tolerance, "cases": cases}


def _golden_windows(content: BundleContent, window: int) -> dict[str, list[Entry]]:
    def entries(count: int, start: int = 0) -> list[Entry]:
        times = 1_700_000_000_000 + np.cumsum([1 + 977 * (i * i % 53) for i in range(count)])
        return [
            Entry(
                content.vocabulary[(start + i) % len(content.vocabulary)],
                content.event_types[i % len(content.event_types)],
                int(times[i]),
            )
            for i in range(count)
        ]

    full = entries(min(window, 500), 1)
    mixed = entries(min(window, 8), 2)
    unknown = "no-such-item"
    while unknown in content.vocabulary:
        unknown += "-"
    strange = "no_such_type"
    while strange in content.event_types:
        strange += "_"
    last = full[-1]
    return {
        "one interaction": entries(1),
        "full window": full,
        "longer than the window": entries(min(window + 7, 500), 3),
        "unknown items in between": [
            Entry(unknown, e.type, e.timestamp) if i in (1, 3) else e for i, e in enumerate(mixed)
        ],
        "unknown event type": [
            Entry(e.item_id, strange, e.timestamp) if i == 0 else e for i, e in enumerate(mixed)
        ],
        "nothing known": [Entry(unknown, last.type, last.timestamp)],
        "newest entry unknown": [
            *mixed,
            Entry(unknown, last.type, mixed[-1].timestamp + 86_400_123),
        ],
    }


def _distinct_k(content: BundleContent, serving: ServingModel, row: Row) -> int:
    """Give the most items, up to 10, whose order does not hang on rounding."""
    most = min(MOST_GOLDEN_ITEMS, len(content.vocabulary))
    asked = min(most + 1, len(content.vocabulary))
    scores = _eager(serving, _feed([row], asked))[1][0]  # [asked]
    for rank in range(1, asked):
        if scores[rank - 1] - scores[rank] <= 2 * SCORE_TOLERANCE:
            return max(1, rank - 1)
    return most


def _export(model: SequenceModel, path: Path) -> None:
    window = model.config.window
    example = (
        torch.ones(2, window, dtype=torch.int64),  # [B, L]
        torch.ones(2, window, dtype=torch.int64),  # [B, L]
        torch.zeros(2, window, dtype=torch.float32),  # [B, L]
        torch.tensor(min(3, model.config.vocabulary_size), dtype=torch.int64),  # []
    )
    batch = torch.export.Dim("batch", min=1)
    # Says with every export that torchvision, which is not used, is not there.
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            ServingModel(model),
            example,
            dynamo=True,
            verbose=False,
            input_names=[str(tensor["name"]) for tensor in INPUTS],
            output_names=[str(tensor["name"]) for tensor in OUTPUTS],
            dynamic_shapes=({0: batch}, {0: batch}, {0: batch}, None),
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    graph = program.model_proto
    # Shapes of intermediate values are stale after optimisation and stop quantisation; the
    # metadata names files of the machine that exported.
    del graph.graph.value_info[:]
    del graph.metadata_props[:]
    del graph.graph.metadata_props[:]
    for part in [*graph.graph.node, *graph.graph.initializer, *graph.graph.input]:
        del part.metadata_props[:]
        part.doc_string = ""
    for value in graph.graph.output:
        del value.metadata_props[:]
    onnx.checker.check_model(graph)
    onnx.save(graph, path)


def _manifest(content: BundleContent, draft: Path) -> dict[str, Any]:
    return {
        "formatVersion": FORMAT_VERSION,
        "name": content.name,
        "version": content.version,
        "schema": SCHEMA,
        "windowLength": content.model.config.window,
        "eventTypes": list(content.event_types),
        "inputs": INPUTS,
        "outputs": OUTPUTS,
        "files": [_describe(draft / name) for name in ("model.onnx", "items.txt", "golden.json")],
        "metrics": dict(content.metrics),
        "origin": dict(content.origin),
    }


def _describe(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError(f"file {path} of the bundle is missing")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path.name, "sha256": digest, "bytes": len(content)}


def _check_tensors(path: Path) -> None:
    graph = onnx.load(path).graph
    for side, found, expected in (
        ("input", graph.input, INPUTS),
        ("output", graph.output, OUTPUTS),
    ):
        described = [
            (
                value.name,
                type_of_onnx.get(value.type.tensor_type.elem_type, "another type"),
                len(value.type.tensor_type.shape.dim),
            )
            for value in found
        ]
        wanted = [(t["name"], t["dtype"], len(t["axes"])) for t in expected]
        if described != wanted:
            raise InputError(f"{path}: {side}s are {described}, expected {wanted}")


def _verify_against(model: SequenceModel, path: Path) -> None:
    """Compare eager PyTorch and ONNX Runtime at several batch sizes and k, padding included."""
    config = model.config
    serving = ServingModel(model)
    session = _session(path)
    random = np.random.default_rng(7)
    for batch in (1, 3):
        for k in sorted({1, min(2, config.vocabulary_size), min(20, config.vocabulary_size)}):
            rows = []
            for index in range(batch):
                length = 0 if index == 2 else int(random.integers(1, config.window + 1))
                known = np.arange(config.window) >= config.window - length  # [L]
                item = random.integers(1, config.vocabulary_size + 1, config.window) * known
                kind = random.integers(0, config.event_type_count + 1, config.window) * known
                age = np.sort(random.exponential(90_000, config.window))[::-1] * known
                rows.append(Row(item, kind, age.astype(np.float32)))
            feed = _feed(rows, k)
            expected = _eager(serving, feed)
            _require_close(_run(session, feed), expected, f"{path}, batch {batch}, k {k}")


def _require_close(found: Outputs, expected: Outputs, where: str) -> None:
    """Items may trade places only where their scores are equal within the tolerance."""
    for tensor, given in zip(OUTPUTS, found, strict=True):
        if not np.isfinite(np.asarray(given)).all():
            raise InputError(f"{where}: output '{tensor['name']}' has a value that is not finite")
    if [f.shape for f in found] != [e.shape for e in expected]:
        raise InputError(f"{where}: output shapes differ from PyTorch's")
    worst = float(np.abs(found[1] - expected[1]).max())
    if worst > SCORE_TOLERANCE:
        raise InputError(f"{where}: a score is off by {worst:.2g}, allowed {SCORE_TOLERANCE}")
    same = found[0] == expected[0]  # [B, K]
    scores = expected[1]  # [B, K]
    near = np.abs(np.diff(scores, axis=1)) <= 2 * SCORE_TOLERANCE  # [B, K-1]
    padded = np.pad(near, ((0, 0), (1, 0))) | np.pad(near, ((0, 0), (0, 1)), constant_values=True)
    if not np.all(same | padded):
        raise InputError(f"{where}: items differ from PyTorch's")
    off = np.abs(found[2] - expected[2]).max(axis=2)  # [B, K]
    if float(off[same].max(initial=0)) > ATTENTION_TOLERANCE:
        raise InputError(f"{where}: attention is off by {off[same].max():.2g}")


def _feed(rows: Sequence[Row], k: int) -> dict[str, NDArray[Any]]:
    return {
        "item": np.stack([row.item for row in rows]),  # [B, L] int64
        "event_type": np.stack([row.event_type for row in rows]),  # [B, L] int64
        "age_seconds": np.stack([row.age_seconds for row in rows]),  # [B, L] float32
        "k": np.asarray(k, np.int64),  # [] int64
    }


def _eager(serving: ServingModel, feed: Mapping[str, NDArray[Any]]) -> Outputs:
    with torch.no_grad():
        top: tuple[Tensor, Tensor, Tensor] = serving(*(torch.from_numpy(t) for t in feed.values()))
    return top[0].numpy(), top[1].numpy(), top[2].numpy()


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _run(session: Any, feed: Mapping[str, NDArray[Any]]) -> Outputs:
    top_item, top_score, top_attention = session.run(
        [tensor["name"] for tensor in OUTPUTS], dict(feed)
    )
    return top_item, top_score, top_attention


def _read_json(path: Path) -> Any:
    if not path.is_file():
        raise InputError(f"file {path} of the bundle is missing")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise InputError(f"{path} is not JSON: {error}") from None


def _write_json(path: Path, content: Any, indent: int | None) -> None:
    text = json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
