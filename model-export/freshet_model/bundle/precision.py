"""The same graph with smaller weights: fp16 for GPUs, int8 for CPUs that have VNNI.

Only weights become smaller: tables that are looked up, and the matrices that states are multiplied
with. Everything else stays in fp32: softmax, logsumexp, norms, masks of -1e9 and ages, which all
leave the range of fp16 (65,504). ``onnxruntime.transformers.float16`` would send the inputs and
every value between two fp32 nodes through fp16, so a day's age would be infinite.
"""

import logging
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

from freshet_model.bundle.contract import FP16, FP32, INT8, MODEL
from freshet_model.bundle.graph import tidy

_PRODUCTS = ("MatMul", "Gemm")
_LOOK_UPS = ("Gather", "GatherND")


def file_name(precision: str) -> str:
    """Where the graph of a precision lies in a bundle."""
    return MODEL if precision == FP32 else f"model.{precision}.onnx"


def write_precision(precision: str, source: Path, target: Path) -> None:
    """Write the fp32 graph ``source`` in another precision."""
    convert: Callable[[ModelProto], ModelProto] = {FP16: _to_fp16, INT8: _to_int8}[precision]
    converted = convert(_folded(source))
    tidy(converted)
    onnx.checker.check_model(converted)
    onnx.save(converted, target)


def _folded(path: Path) -> ModelProto:
    """Compute beforehand what hangs on weights alone, so that every weight is in sight."""
    with tempfile.TemporaryDirectory() as temporary:
        folded = Path(temporary) / "folded.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(folded)
        options.log_severity_level = 3
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        model = onnx.load(folded)
    tidy(model)
    return model


def _to_fp16(model: ModelProto) -> ModelProto:
    """Tables and products in fp16."""
    _halve(model.graph, (*_PRODUCTS, *_LOOK_UPS))
    _share_transposed(model.graph)
    return model


def _to_int8(model: ModelProto) -> ModelProto:
    """Products in int8, activations quantised while it runs; tables in fp16.

    Each column has a scale of its own. Weights take 7 bits: with 8, AVX2 and AVX-512 without VNNI
    saturate, and a bundle would give other scores there than where it was made.
    """
    _separate_factors(model.graph)
    add_pre_process_metadata(model)
    with tempfile.TemporaryDirectory() as temporary:
        quantised = Path(temporary) / "quantised.onnx"
        root = logging.getLogger()
        level = root.level
        root.setLevel(logging.ERROR)
        try:
            quantize_dynamic(
                model,
                quantised,
                op_types_to_quantize=list(_PRODUCTS),
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
            )
        finally:
            root.setLevel(level)
        model = onnx.load(quantised)
    _halve(model.graph, _LOOK_UPS)
    return model


def _separate_factors(graph: GraphProto) -> None:
    """Give products matrices of their own, the way that they are multiplied with.

    ``quantize_dynamic`` transposes a matrix in its place, also for those who read it otherwise.
    """
    weights = {each.name: each for each in graph.initializer if each.data_type == TensorProto.FLOAT}
    factors: dict[str, TensorProto] = {}
    for node in graph.node:
        if node.op_type not in _PRODUCTS or node.input[1] not in weights:
            continue
        name, turned = node.input[1], [a for a in node.attribute if a.name == "transB" and a.i]
        node.input[1] = f"{name}_{'turned' if turned else 'factor'}"
        for attribute in turned:
            attribute.i = 0
        if node.input[1] not in factors:
            array = numpy_helper.to_array(weights[name])
            array = np.ascontiguousarray(array.T) if turned else array
            factors[node.input[1]] = numpy_helper.from_array(array, node.input[1])
    graph.initializer.extend(factors.values())
    _drop_unused(graph)


def _halve(graph: GraphProto, operators: Iterable[str]) -> None:
    """Turn the weights of these operators into fp16, and let the operators compute in it."""
    weights = {each.name: each for each in graph.initializer if _fits(each)}
    halves: dict[str, TensorProto] = {}
    cast: set[str] = set()
    nodes: list[NodeProto] = []
    for node in [NodeProto.FromString(each.SerializeToString()) for each in graph.node]:
        read = node.input[:1] if node.op_type in _LOOK_UPS else node.input
        if node.op_type not in operators or not weights.keys() & set(read):
            nodes.append(node)
            continue
        for index, name in enumerate(read):
            if name in weights:
                halves.setdefault(name, _half(weights[name]))
            elif name and f"{name}_fp16" not in cast:
                nodes.append(_cast(name, f"{name}_fp16", TensorProto.FLOAT16))
                cast.add(f"{name}_fp16")
            if name:
                node.input[index] = f"{name}_fp16"
        output = node.output[0]
        node.output[0] = f"{output}_in_fp16"
        nodes += [node, _cast(node.output[0], output, TensorProto.FLOAT)]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(halves.values())
    _drop_unused(graph)


def _fits(weight: TensorProto) -> bool:
    """Whether it is a matrix or a table that fp16 can hold; a mask of -1e9 is none."""
    if weight.data_type != TensorProto.FLOAT or len(weight.dims) < 2:
        return False
    return bool(np.abs(numpy_helper.to_array(weight)).max(initial=0) <= np.finfo(np.float16).max)


def _half(weight: TensorProto) -> TensorProto:
    array = numpy_helper.to_array(weight).astype(np.float16)
    return numpy_helper.from_array(array, f"{weight.name}_fp16")


def _cast(source: str, target: str, dtype: int) -> NodeProto:
    return helper.make_node("Cast", [source], [target], name=f"cast_{target}", to=dtype)


def _share_transposed(graph: GraphProto) -> None:
    """Keep one copy of a table that is both looked up and, transposed, multiplied with.

    ONNX Runtime transposes it again where it loads the graph.
    """
    arrays = {
        each.name: numpy_helper.to_array(each)
        for each in graph.initializer
        if each.data_type == TensorProto.FLOAT16 and len(each.dims) == 2
    }
    tables = {n.input[0] for n in graph.node if n.op_type in _LOOK_UPS} & arrays.keys()
    factors = {n.input[1] for n in graph.node if n.op_type in _PRODUCTS} & arrays.keys()
    for factor in sorted(factors - tables):
        for table in sorted(tables):
            if np.array_equal(arrays[table].T, arrays[factor]):
                renamed = f"{factor}_transposed"
                for node in graph.node:
                    if node.op_type in _PRODUCTS and node.input[1] == factor:
                        node.input[1] = renamed
                transpose = helper.make_node(
                    "Transpose", [table], [renamed], name=f"transpose_{table}", perm=[1, 0]
                )
                graph.node.insert(0, transpose)
                break
    _drop_unused(graph)


def _drop_unused(graph: GraphProto) -> None:
    used = set(_names_read(graph)) | {value.name for value in graph.output}
    for index in reversed(range(len(graph.initializer))):
        if graph.initializer[index].name not in used:
            del graph.initializer[index]


def _names_read(graph: GraphProto) -> Iterable[str]:
    """Names that nodes read, also those within branches and loops."""
    for node in graph.node:
        yield from node.input
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from _names_read(attribute.g)
                yield from (value.name for value in attribute.g.output)
