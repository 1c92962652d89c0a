"""Networks as others export them, good and bad, made on the spot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tests.conftest import REPOSITORY

from mien.types import Floats

PAGE = REPOSITORY / ".github" / "NETWORKS.md"
FER_SIDE, FER_LABELS = 64, 8
FACE_SIDE, FACE_LABELS = 112, 7
GREED = 1_200_000_000
POOLS = 4  # each picture becomes POOLS x POOLS means, from which scores are read


def block(language: str) -> str:
    """The first example of a language in the page about networks of one's own."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def weights(labels: int, channels: int) -> Floats:
    """What every one of these networks multiplies its means by."""
    shape = (POOLS * POOLS * channels, labels)
    return np.random.default_rng(labels).normal(0, 1, shape).astype(np.float32)


def scores(pixels: Floats, labels: int, factor: float) -> Floats:
    """What such a network gives before a softmax: the same in numpy, for one C x S x S."""
    channels, side, _ = pixels.shape
    cell = side // POOLS
    means = pixels.reshape(channels, POOLS, cell, POOLS, cell).mean(axis=(2, 4))
    return np.asarray((means.ravel() * factor) @ weights(labels, channels), np.float32)


def softmax(values: Floats) -> Floats:
    """Probabilities."""
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum(), np.float32)


def ferplus_like(path: Path) -> Path:
    """One gray picture of 0..255, 1 x 1 x 64 x 64, to 1 x 8 scores; its card from the page."""
    nodes = [*_pooled("Input3", FER_SIDE), _product("Plus692_Output_0")]
    save(
        path,
        nodes,
        [_port("Input3", [1, 1, FER_SIDE, FER_SIDE])],
        [_port("Plus692_Output_0", [1, FER_LABELS])],
        {"w": weights(FER_LABELS, 1), "factor": np.float32(1 / 50)},
    )
    path.with_suffix(".toml").write_text(block("toml"), encoding="utf-8")
    return path


def faceapi_like(path: Path) -> Path:
    """Colour pictures with channels last, N x 112 x 112 x 3, to N x 7 x 1 x 1 probabilities."""
    nodes = [
        helper.make_node("Transpose", ["input"], ["first"], perm=[0, 3, 1, 2]),
        *_pooled("first", FACE_SIDE),
        _product("scores"),
        helper.make_node("Softmax", ["scores"], ["flat"], axis=1),
        helper.make_node("Unsqueeze", ["flat", "last"], ["probabilities"]),
    ]
    save(
        path,
        nodes,
        [_port("input", ["faces", FACE_SIDE, FACE_SIDE, 3])],
        [_port("probabilities", ["faces", FACE_LABELS, 1, 1])],
        {
            "w": weights(FACE_LABELS, 3),
            "factor": np.float32(1.0),
            "last": np.array([2, 3], np.int64),
        },
    )
    path.with_suffix(".json").write_text(block("json"), encoding="utf-8")
    return path


def ill_behaved(path: Path, how: str) -> Path:
    """A network that fits the card of `faceapi_like`, and does harm when it is run.

    how: 'endless', 'greedy' (takes GREED bytes), 'nan', 'scores' (gives no probabilities), 'shy'
    (fails on faces, and on nothing else).
    """
    pooled = [
        helper.make_node("Transpose", ["input"], ["first"], perm=[0, 3, 1, 2]),
        *_pooled("first", FACE_SIDE),
        _product("scores"),
    ]
    last: dict[str, list[Any]] = {
        "endless": [
            helper.make_node("Loop", ["count", "", "scores"], ["looped"], body=_body()),
            helper.make_node("Softmax", ["looped"], ["probabilities"], axis=1),
        ],
        "greedy": [
            helper.make_node("ConstantOfShape", ["large"], ["much"], value=_ones()),
            helper.make_node("ReduceMax", ["much"], ["one"], keepdims=0),
            helper.make_node("Mul", ["scores", "one"], ["same"]),
            helper.make_node("Softmax", ["same"], ["probabilities"], axis=1),
        ],
        "nan": [
            helper.make_node("Sub", ["scores", "scores"], ["zero"]),
            helper.make_node("Div", ["zero", "zero"], ["probabilities"]),
        ],
        "scores": [helper.make_node("Identity", ["scores"], ["probabilities"])],
        "shy": [
            # Black, white and noise are even all over; a face is not, and how much it is not is a
            # place outside the table.
            helper.make_node("ReduceMax", ["means", "axis"], ["peak"], keepdims=0),
            helper.make_node("ReduceMin", ["means", "axis"], ["least"], keepdims=0),
            helper.make_node("Sub", ["peak", "least"], ["range"]),
            helper.make_node("ReduceMax", ["range"], ["largest"], keepdims=0),
            helper.make_node("Cast", ["largest"], ["place"], to=TensorProto.INT64),
            helper.make_node("Gather", ["table", "place"], ["one"]),
            helper.make_node("Mul", ["scores", "one"], ["same"]),
            helper.make_node("Softmax", ["same"], ["probabilities"], axis=1),
        ],
    }
    save(
        path,
        [*pooled, *last[how]],
        [_port("input", ["faces", FACE_SIDE, FACE_SIDE, 3])],
        [_port("probabilities", ["faces", FACE_LABELS])],
        {
            "w": weights(FACE_LABELS, 3),
            "factor": np.float32(1.0),
            "count": np.array(2**62, np.int64),
            "large": np.array([GREED // 4], np.int64),
            "axis": np.array([1], np.int64),
            "table": np.ones(1, np.float32),
        },
    )
    path.with_suffix(".json").write_text(block("json"), encoding="utf-8")
    return path


def save(
    path: Path,
    nodes: Sequence[Any],
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    constants: dict[str, Any],
) -> None:
    """Write an ONNX file with the constants that its nodes use."""
    used = {name for node in nodes for name in node.input}
    kept = [numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items() if k in used]
    graph = helper.make_graph(nodes, "stranger", inputs, outputs, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(model, path)


def _pooled(name: str, side: int) -> list[Any]:
    cell = side // POOLS
    return [
        helper.make_node(
            "AveragePool", [name], ["pooled"], kernel_shape=[cell, cell], strides=[cell, cell]
        ),
        helper.make_node("Flatten", ["pooled"], ["means"], axis=1),
        helper.make_node("Mul", ["means", "factor"], ["scaled"]),
    ]


def _product(name: str) -> Any:
    return helper.make_node("MatMul", ["scaled", "w"], [name])


def _port(name: str, shape: list[int | str]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _ones() -> Any:
    return helper.make_tensor("value", TensorProto.FLOAT, [1], [1.0])


def _body() -> Any:
    """A loop's inside that gives on what it was given."""
    return helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["on"]),
            helper.make_node("Identity", ["carried"], ["given"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("given", TensorProto.FLOAT, None),
        ],
    )
