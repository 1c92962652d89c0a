from __future__ import annotations

import zipfile
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tests.app.conftest import ACTION_UNITS, EXPRESSIONS, SIDE, small_card
from tests.models.made import write_gaze

from mien.network.card import CARD_KEY
from mien.network.session import Network
from mien.types import Floats, Image
from mien_models.crops import judge_crops
from mien_models.gaze_data import GazePart, GazeSet, truth
from mien_models.scenes import (
    COLUMNS,
    SIGMA,
    Scene,
    judge_scenes,
    judged_size,
    looked,
    places,
    spectral_residual,
)


def bright_is_salient(path: Path) -> Network:
    """A real network of any input size whose map is the picture's brightness."""
    card = small_card(mean=(0, 0, 0), std=(1, 1, 1))
    sizes = {"expression": len(EXPRESSIONS), "action_units": len(ACTION_UNITS), "smile": 1}
    constants = {f"w_{n}": np.ones((3, size), np.float32) for n, size in sizes.items()}
    constants["hw"], constants["channel"] = np.array([2, 3], np.int64), np.array([1], np.int64)
    nodes = [
        helper.make_node("ReduceMean", ["image", "hw"], ["mean"], keepdims=0),
        helper.make_node("MatMul", ["mean", "w_expression"], ["e"]),
        helper.make_node("Softmax", ["e"], ["expression"], axis=1),
        helper.make_node("MatMul", ["mean", "w_action_units"], ["action_units"]),
        helper.make_node("MatMul", ["mean", "w_smile"], ["s"]),
        helper.make_node("Squeeze", ["s", "channel"], ["smile"]),
        helper.make_node("ReduceMean", ["image", "channel"], ["gray"], keepdims=1),
        helper.make_node("AveragePool", ["gray"], ["g"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Squeeze", ["g", "channel"], ["saliency"]),
    ]
    shapes: dict[str, list[str | int]] = {
        "expression": ["n", len(EXPRESSIONS)],
        "action_units": ["n", len(ACTION_UNITS)],
        "smile": ["n"],
        "saliency": ["n", "rows", "columns"],
    }
    graph = helper.make_graph(
        nodes,
        "bright",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, "h", "w"])],
        [helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in shapes.items()],
        [numpy_helper.from_array(v, k) for k, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    helper.set_model_props(model, {CARD_KEY: card.model_dump_json()})
    onnx.save(model, path)
    return Network.load(path, "cpu")


@pytest.fixture(scope="module")
def bright(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return bright_is_salient(tmp_path_factory.mktemp("bright") / "bright.onnx")


def drawn(points: Floats, width: int, height: int) -> Image:
    """A gray picture of the density of fixations x, y in 0..1."""
    wide, high = judged_size(np.empty((height, width, 3), np.uint8))[::-1]
    density = truth(places(points, high, wide), high, wide, SIGMA)
    gray = cv2.resize(density / density.max() * 255, (width, height))
    return np.repeat(np.rint(gray).astype(np.uint8)[:, :, None], 3, 2)


def scene(points: Floats, width: int, height: int) -> Scene:
    image = drawn(points, width, height)
    high, wide = judged_size(image)
    return Scene(image, places(points, high, wide), high, wide)


@pytest.mark.parametrize(
    ("width", "height"), [(120, 240), (240, 120), (256, 192), (90, 90), (600, 100), (97, 143)]
)
def test_a_map_equal_to_the_truth_correlates_with_it(
    bright: Network, width: int, height: int
) -> None:
    # Spots in opposite corners: a margin that is cut off wrongly would move both.
    points = np.array([[0.1, 0.08], [0.92, 0.9], [0.9, 0.92], [0.5, 0.4]], np.float32)
    one = scene(points, width, height)
    found = looked(bright, one)
    assert found.shape == (one.height, one.width)
    assert max(found.shape) == 256
    assert found.sum() == pytest.approx(1)
    real = truth(one.fixations, one.height, one.width, SIGMA)
    # The map's cells are coarse; on a strip of 43 rows each is a tenth of the whole height.
    assert np.corrcoef(found.ravel(), real.ravel())[0, 1] > (0.97 if height != 100 else 0.9)


def test_spectral_residual_finds_what_is_odd() -> None:
    image = np.full((120, 160, 3), 120, np.uint8)
    image[::8] = image[:, ::8] = 90
    image[40:60, 100:120] = (250, 40, 40)
    high, wide = judged_size(image)
    found = spectral_residual(Scene(image, np.array([[1, 1]]), high, wide))
    assert found.shape == (192, 256)
    assert found.sum() == pytest.approx(1)
    row, column = np.unravel_index(found.argmax(), found.shape)
    assert 50 <= row <= 110
    assert 145 <= column <= 207


def test_judging_a_set_ranks_truth_prior_and_uniform(bright: Network, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    names = [f"images/{i:02}.webp" for i in range(22)]
    # People look at one half, here or there in it: the prior knows the half, the truth the place.
    points = {
        name: np.clip(
            rng.uniform((0.1, 0.1), (0.9, 0.5)) + rng.normal(0, 0.03, (12, 2)), 0.01, 0.99
        ).astype(np.float32)
        for name in names
    }
    sizes = [(120, 160), (160, 120)]
    pictures = {name: drawn(points[name], *sizes[i % 2]) for i, name in enumerate(names)}
    write_gaze(tmp_path / "made.zip", pictures, points)
    table = judge_scenes(bright, tmp_path / "made.zip")
    assert list(table) == ["network", "spectral residual", "centre prior", "uniform"]
    assert table["network"].pop("pictures") == 3
    best, prior, flat = table["network"], table["centre prior"], table["uniform"]
    assert set(best) == set(COLUMNS)
    assert best["CC"] > 0.95
    assert best["KL"] < 0.3 < prior["KL"]
    assert prior["IG"] == pytest.approx(0, abs=1e-9)
    assert flat["AUC-Judd"] == flat["sAUC"] == pytest.approx(0.5)
    assert np.isnan(flat["CC"])  # a flat map correlates with nothing
    for column in ("AUC-Judd", "NSS", "SIM", "IG"):
        assert best[column] > prior[column] > flat[column]


def test_inside_faces_the_network_stands_beside_the_mean_face(
    bright: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def part(places_: list[tuple[int, int]]) -> GazePart:
        points = [np.array([place] * 9) for place in places_]
        maps = [truth(p, SIDE, SIDE, 3.0) for p in points]
        images = [np.repeat((m / m.max() * 255)[:, :, None], 3, 2).astype(np.uint8) for m in maps]
        empty: list[NDArray[np.uint8]] = [np.empty((0, SIDE, SIDE, 3), np.uint8)]
        return GazePart(np.concatenate([*empty, *[i[None] for i in images]]), points, 3.0)

    parts = {"train": part([(8, 8), (8, 24)]), "test": part([(8, 9), (20, 20)])}
    nobody = {"train": part([(8, 8)]), "test": part([])}
    sets = [GazeSet("made", {}, parts), GazeSet("faceless", {}, nobody)]
    monkeypatch.setattr("mien_models.crops.load_gaze", lambda _: sets)
    tables = judge_crops(bright, tmp_path)
    assert list(tables) == ["made"]
    assert tables["made"]["network"]["crops"] == 2
    assert tables["made"]["network"]["CC"] > 0.9 > tables["made"]["mean face"]["CC"]
    assert tables["made"]["mean face"]["IG"] == pytest.approx(0, abs=1e-9)


def test_fixations_outside_the_picture_do_not_count(bright: Network, tmp_path: Path) -> None:
    points = np.array([[0.5, 0.5], [1.2, 0.5], [0.5, -0.1]], np.float32)
    image = np.full((40, 40, 3), 99, np.uint8)
    write_gaze(tmp_path / "made.zip", {"images/0.webp": image}, {"images/0.webp": points})
    from mien_models.pack_gaze import fixations_of

    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert fixations_of(archive)["images/0.webp"].tolist() == [[0.5, 0.5]]
