"""Writes an ONNX file's float16 twin, for GPUs: python -m mien_models halve --out FILE.

Weights, input and outputs take half the memory; the card comes along.
"""

from __future__ import annotations

import argparse
from graphlib import TopologicalSorter
from pathlib import Path

import onnx
from onnxruntime.transformers.float16 import convert_float_to_float16

from mien.network.session import shipped_network


def halve(path: Path, out: Path) -> None:
    """Write the file at `out`."""
    half = convert_float_to_float16(onnx.load(path))
    put_in_order(half.graph)
    onnx.checker.check_model(half)
    onnx.save(half, out)


def put_in_order(graph: onnx.GraphProto) -> None:
    """Each node once, behind those it reads from.

    The conversion leaves some of its casts too late, and writes one that two nodes need twice.
    """
    made = {tuple(node.output): node for node in graph.node}
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in made.values()]
    maker = {name: i for i, node in enumerate(nodes) for name in node.output}
    needs = {i: {maker[n] for n in node.input if n in maker} for i, node in enumerate(nodes)}
    del graph.node[:]
    graph.node.extend(nodes[i] for i in TopologicalSorter(needs).static_order())


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, default=shipped_network())
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    halve(options.network, options.out)


if __name__ == "__main__":
    main()
