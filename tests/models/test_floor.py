from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tests.app.conftest import EXPRESSIONS, small_card, small_network

from mien.bench.floor import reference_file
from mien.network.session import Network
from mien_models.floor import count_into_card, multiply_adds, write_reference


def test_multiply_adds_of_a_network_counted_by_hand() -> None:
    weights: dict[str, NDArray[np.generic]] = {
        "k": np.ones((6, 3, 3, 3), np.float32),  # 3 channels to 6 by 3 x 3
        "d": np.ones((6, 1, 3, 3), np.float32),  # each of the 6 alone
        "flat": np.ones((4, 6), np.float32),
        "m": np.ones((4, 5), np.float32),
        "hw": np.array([2, 3], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["image", "k"], ["c"], pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("Conv", ["c", "d"], ["e"], pads=[1, 1, 1, 1], group=6),
        helper.make_node("Unsqueeze", ["flat", "hw"], ["made"]),  # a weight made on the way
        helper.make_node("Conv", ["e", "made"], ["f"]),
        helper.make_node("ReduceMean", ["f", "hw"], ["p"], keepdims=0),
        helper.make_node("MatMul", ["p", "m"], ["out"]),
    ]
    ends: dict[str, list[str | int]] = {"image": ["n", 3, "h", "w"], "out": ["n", 5]}
    image, out = (helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in ends.items())
    stored = [numpy_helper.from_array(v, k) for k, v in weights.items()]
    graph = helper.make_graph(nodes, "counted", [image], [out], stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    by_hand = 8 * 8 * 6 * 27 + 8 * 8 * 6 * 9 + 8 * 8 * 4 * 6 + 4 * 5
    assert multiply_adds(model, 16) == by_hand


def test_the_count_lies_in_the_card(tmp_path: Path) -> None:
    path = small_network(tmp_path / "small.onnx", small_card())
    count = count_into_card(path)
    assert count == 3 * (len(EXPRESSIONS) + 2 + 1)
    card = Network.load(path, "cpu").card
    assert card == small_card(multiply_adds=count)


def test_the_shipped_reference_is_what_the_script_writes(tmp_path: Path) -> None:
    write_reference(tmp_path / "reference.onnx")
    ours, shipped = onnx.load(tmp_path / "reference.onnx"), onnx.load(reference_file())
    assert ours.graph == shipped.graph


def test_a_network_without_a_card_is_refused(tmp_path: Path) -> None:
    from mien.errors import MienError

    with pytest.raises(MienError, match="carries no Mien card"):
        count_into_card(small_network(tmp_path / "bare.onnx", None))
