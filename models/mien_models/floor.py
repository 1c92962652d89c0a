"""Counts multiply-adds, and writes the matrix product that `mien bench network` compares with.

python -m mien_models floor puts the count of the ONNX file into its card, and prints it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from mien.bench.floor import reference_file
from mien.network.card_file import read_card
from mien.network.session import INPUT, shipped_network
from mien_models.export import write_card

COUNTED = ("Conv", "MatMul", "Gemm")  # all else is small beside them


def multiply_adds(model: onnx.ModelProto, side: int) -> int:
    """Of convolutions and matrix products for one face of side x side.

    Shapes are those that ONNX Runtime really has when it runs: some depend on the input's size.
    """
    weights = {w.name: numpy_helper.to_array(w).shape for w in model.graph.initializer}
    nodes = [node for node in model.graph.node if node.op_type in COUNTED]
    made = {name for node in model.graph.node for name in node.output}
    # Weights may be made on the way as well: the evidence maps' are cut out of the heads'.
    used = {name for node in nodes for name in (*node.input[:2], *node.output)}
    watched = sorted(used & made)
    bare = onnx.ModelProto()
    bare.CopyFrom(model)
    there = {one.name for one in bare.graph.output}
    bare.graph.output.extend(onnx.ValueInfoProto(name=n) for n in watched if n not in there)
    session = ort.InferenceSession(bare.SerializeToString(), providers=["CPUExecutionProvider"])
    image = np.zeros((1, 3, side, side), np.float32)
    arrays = session.run(watched, {INPUT: image})
    shapes = weights | {INPUT: image.shape}
    shapes |= {name: array.shape for name, array in zip(watched, arrays, strict=True)}
    return sum(_products(node, shapes) for node in nodes)


def _products(node: onnx.NodeProto, shapes: dict[str, tuple[int, ...]]) -> int:
    """Multiply-adds of one node: each number of its output is a sum of so many products."""
    if node.op_type == "Conv":
        summed = int(np.prod(shapes[node.input[1]][1:]))
    else:
        flipped = any(a.name == "transA" and a.i for a in node.attribute)
        summed = shapes[node.input[0]][0 if flipped else -1]
    return summed * int(np.prod(shapes[node.output[0]]))


def write_reference(path: Path) -> None:
    """The product of two matrices of any size, as an ONNX file of some hundred bytes."""
    ends = {"a": ["n", "k"], "b": ["k", "m"], "product": ["n", "m"]}
    a, b, product = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in ends.items()
    )
    node = helper.make_node("MatMul", ["a", "b"], ["product"])
    graph = helper.make_graph([node], "reference", [a, b], [product])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def count_into_card(path: Path) -> int:
    """Count a network's multiply-adds and keep them in its card."""
    model = onnx.load(path)
    card = read_card({one.key: one.value for one in model.metadata_props})
    count = multiply_adds(model, card.crop_size)
    write_card(path, card.model_copy(update={"multiply_adds": count}))
    return count


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, default=shipped_network())
    parser.add_argument("--reference", action="store_true", help="write the matrix product anew")
    options = parser.parse_args(arguments)
    if options.reference:
        write_reference(reference_file())
    print(f"{options.network.name}: {count_into_card(options.network):,} multiply-adds a face")


if __name__ == "__main__":
    main()
