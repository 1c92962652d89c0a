"""A small network of the tests' own, with a valid card, made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from mien.network.card import CARD_KEY, Card

SIDE = 32
EXPRESSIONS = ("neutral", "happiness", "surprise")
ACTION_UNITS = ("AU01", "AU12")


def small_card(**changes: object) -> Card:
    """A card that fits `small_network`."""
    fields: dict[str, object] = {
        "name": "test",
        "version": "0",
        "crop_size": SIDE,
        "mean": (0.5, 0.5, 0.5),
        "std": (0.25, 0.25, 0.25),
        "expressions": EXPRESSIONS,
        "action_units": ACTION_UNITS,
        "saliency_size": (SIDE // 4, SIDE // 4),
        "paper": "none",
        "training_data": ("none",),
        "licence": "none",
        "limits": ("knows nothing",),
        "metrics": {},
    }
    return Card.model_validate(fields | changes)


def small_network(path: Path, card: Card | None, leave_out: str = "") -> Path:
    """Write an ONNX file whose outputs depend on the mean colour alone; `leave_out` an output."""
    rng = np.random.default_rng(0)
    sizes = {"e": (3, len(EXPRESSIONS)), "a": (3, len(ACTION_UNITS)), "s": (3, 1)}
    constants = {f"w_{n}": rng.normal(0, 1, s).astype(np.float32) for n, s in sizes.items()}
    constants["axes_hw"] = np.array([2, 3], np.int64)
    constants["axis_1"] = np.array([1], np.int64)
    nodes = [
        helper.make_node("ReduceMean", ["image", "axes_hw"], ["colour"], keepdims=0),
        helper.make_node("MatMul", ["colour", "w_e"], ["e"]),
        helper.make_node("Softmax", ["e"], ["expression"], axis=1),
        helper.make_node("MatMul", ["colour", "w_a"], ["a"]),
        helper.make_node("Sigmoid", ["a"], ["action_units"]),
        helper.make_node("MatMul", ["colour", "w_s"], ["s"]),
        helper.make_node("Squeeze", ["s", "axis_1"], ["s1"]),
        helper.make_node("Sigmoid", ["s1"], ["smile"]),
        helper.make_node("ReduceMean", ["image", "axis_1"], ["gray"], keepdims=1),
        helper.make_node("AveragePool", ["gray"], ["g4"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Squeeze", ["g4", "axis_1"], ["g"]),
        helper.make_node("Sigmoid", ["g"], ["saliency"]),
    ]
    shapes: dict[str, list[int | str]] = {
        "expression": ["n", len(EXPRESSIONS)],
        "action_units": ["n", len(ACTION_UNITS)],
        "smile": ["n"],
        "saliency": ["n", SIDE // 4, SIDE // 4],
    }
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
        if name != leave_out
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])
    weights = [numpy_helper.from_array(v, k) for k, v in constants.items()]
    graph = helper.make_graph(nodes, "small", [image], outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    if card is not None:
        helper.set_model_props(model, {CARD_KEY: card.model_dump_json()})
    onnx.save(model, path)
    return path


NetworkMaker = Callable[..., Path]


@pytest.fixture(scope="session")
def tiny_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A valid network in a file."""
    return small_network(tmp_path_factory.mktemp("network") / "small.onnx", small_card())


@pytest.fixture
def tiny_shipped(monkeypatch: pytest.MonkeyPatch, tiny_network: Path) -> Path:
    """The same in the place of the network that comes with Mien, in the test's own process."""
    monkeypatch.setattr("mien.network.session.shipped_network", lambda: tiny_network)
    return tiny_network
