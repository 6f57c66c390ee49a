"""Exports a PyTorch model as the graph of a bundle."""

import logging
import warnings
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import torch
from torch import nn

from freshet_model.bundle.contract import DYNAMIC_AXES, INPUTS, OPSET, OUTPUTS
from freshet_model.command import InputError


def export_graph(model: nn.Module, window: int, vocabulary_size: int, path: Path) -> None:
    """Write ``model.onnx``: opset 20; batch, candidates and k dynamic, the window fixed.

    :param model: takes item, event_type and age_seconds [B, L], candidate [B, C] and k [], gives
        top_item and top_score [B, K], top_attention [B, K, L] and candidate_score [B, C]
    """
    example = (
        torch.ones(2, window, dtype=torch.int64),  # [B, L] item
        torch.ones(2, window, dtype=torch.int64),  # [B, L] event_type
        torch.zeros(2, window, dtype=torch.float32),  # [B, L] age_seconds
        torch.ones(2, 3, dtype=torch.int64),  # [B, C] candidate
        torch.tensor(min(3, vocabulary_size), dtype=torch.int64),  # [] k
    )
    batch = torch.export.Dim("batch", min=1)
    candidate = torch.export.Dim("candidate", min=0)
    # They say that torchvision, which is not used, is not there, and what is left unfolded.
    for logger in ("torch.onnx._internal.exporter._registration", "onnxscript.optimizer"):
        logging.getLogger(logger).setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                model.eval(),
                example,
                dynamo=True,
                verbose=False,
                opset_version=OPSET,
                input_names=[tensor.name for tensor in INPUTS],
                output_names=[tensor.name for tensor in OUTPUTS],
                # k is no axis but a value; the exporter keeps it as long as the model does not
                # turn it into a plain number (see contract.item_count).
                dynamic_shapes=(
                    {0: batch},
                    {0: batch},
                    {0: batch},
                    {0: batch, 1: candidate},
                    None,
                ),
            )
    except torch.onnx.errors.OnnxExporterError as error:
        reason = str(error).strip().split("\n", maxsplit=1)[0]
        raise InputError(
            f"PyTorch cannot export this model ({reason}), expected operations that ONNX has"
        ) from error
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    graph = program.model_proto
    tidy(graph)
    _name_axes(graph.graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)


def how_exported(window: int) -> dict[str, Any]:
    """What the manifest says of the export."""
    return {
        "opset": OPSET,
        "dynamicAxes": list(DYNAMIC_AXES),
        "fixedAxes": {"window": window},
        "torch": torch.__version__,
        "onnxruntime": onnxruntime.__version__,
    }


def tidy(model: onnx.ModelProto) -> None:
    """Drop what is stale or of the machine that exported.

    Shapes of intermediate values are stale after optimisation and stop quantisation; metadata
    and documentation name files of the machine.
    """
    graph = model.graph
    del graph.value_info[:]
    del model.metadata_props[:]
    del graph.metadata_props[:]
    for part in [*graph.node, *graph.initializer, *graph.input]:
        del part.metadata_props[:]
        part.doc_string = ""
    for value in graph.output:
        del value.metadata_props[:]
    used = {node.domain for node in graph.node} | {""}
    for unused in [known for known in model.opset_import if known.domain not in used]:
        model.opset_import.remove(unused)


def _name_axes(graph: onnx.GraphProto) -> None:
    """Give the dynamic axes the contract's names; the exporter calls k ``u0``."""
    for tensor, value in zip((*INPUTS, *OUTPUTS), (*graph.input, *graph.output), strict=True):
        for axis, dimension in zip(tensor.axes, value.type.tensor_type.shape.dim, strict=True):
            if axis in DYNAMIC_AXES:
                dimension.dim_param = axis
