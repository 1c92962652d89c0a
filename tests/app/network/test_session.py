from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.app.conftest import SIDE, small_card, small_network

from mien.errors import MienError
from mien.network import nvidia, providers
from mien.network.card_file import read_card
from mien.network.session import Network, shipped_network
from mien.types import Image


def crops(count: int) -> Image:
    return np.random.default_rng(3).integers(0, 256, (count, SIDE, SIDE, 3), np.uint8)


def test_readings_have_the_cards_shapes_and_ranges(tiny_network: Path) -> None:
    network = Network.load(tiny_network, "cpu")
    first, *rest = network.read(crops(3))
    assert len(rest) == 2
    assert first.expression.sum() == pytest.approx(1, abs=1e-5)
    assert first.action_units.shape == (2,)
    assert 0 <= first.smile <= 1
    assert first.saliency.shape == (SIDE // 4, SIDE // 4)
    with pytest.raises(ValueError, match="read-only"):
        first.expression[0] = 0


def test_a_batch_reads_each_face_as_if_alone(tiny_network: Path) -> None:
    network = Network.load(tiny_network, "cpu")
    many = crops(4)
    for one, alone in zip(
        network.read(many), (network.read(c[None])[0] for c in many), strict=True
    ):
        np.testing.assert_allclose(one.expression, alone.expression, atol=1e-6)
        np.testing.assert_allclose(one.saliency, alone.saliency, atol=1e-6)


def test_no_faces_are_no_readings(tiny_network: Path) -> None:
    assert Network.load(tiny_network, "cpu").read(crops(0)) == []


def test_inputs_are_scaled_as_the_card_says(tiny_network: Path) -> None:
    network = Network.load(tiny_network, "cpu")
    picture = np.zeros((1, SIDE, SIDE, 3), np.uint8)
    picture[..., 0] = 255
    prepared = network.prepared(picture)
    assert prepared.shape == (1, 3, SIDE, SIDE)
    np.testing.assert_allclose(prepared[0, :, 5, 5], [2, -2, -2], atol=1e-5)


def test_the_provider_told_is_the_one_in_use(tiny_network: Path) -> None:
    network = Network.load(tiny_network, "auto")
    assert network.provider in ("CPUExecutionProvider", "CUDAExecutionProvider")
    if network.provider == "CPUExecutionProvider" and not nvidia.has_nvidia_driver():
        assert "NVIDIA" in network.provider_note


def test_a_device_that_is_not_there_is_said(tiny_network: Path) -> None:
    with pytest.raises(MienError, match="no device 'abacus'"):
        Network.load(tiny_network, "abacus")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "damaged"), (b"not a network", "damaged"), (None, "cannot be read")],
)
def test_a_file_that_is_no_network_is_said(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "wrong.onnx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(MienError, match=sentence):
        Network.load(file, "cpu")


def test_a_truncated_network_is_said(tmp_path: Path, tiny_network: Path) -> None:
    file = tmp_path / "half.onnx"
    file.write_bytes(tiny_network.read_bytes()[:200])
    with pytest.raises(MienError, match=r"damaged|no Mien card"):
        Network.load(file, "cpu")


def test_another_network_is_said(tmp_path: Path) -> None:
    with pytest.raises(MienError, match="carries no Mien card"):
        Network.load(small_network(tmp_path / "a.onnx", None), "cpu")
    with pytest.raises(MienError, match="no output 'smile'"):
        Network.load(small_network(tmp_path / "b.onnx", small_card(), leave_out="smile"), "cpu")
    wrong = small_card(crop_size=64)
    with pytest.raises(
        MienError, match="the input 'image' is n x 3 x 32 x 32, not N x 3 x 64 x 64"
    ):
        Network.load(small_network(tmp_path / "c.onnx", wrong), "cpu")


@pytest.mark.parametrize("text", ["", "{", '{"name": "x"}', "[]"])
def test_a_card_that_is_not_complete_is_said(text: str) -> None:
    with pytest.raises(MienError, match="not complete"):
        read_card({"mien_card": text})


def test_a_missing_cuda_is_explained_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = providers.Choice((providers.CUDA, providers.CPU))
    for broken, said in (
        (nvidia.Obstacle("It is too old.", "update it"), ["too old", "CPU", "update it"]),
        (nvidia.Obstacle(nvidia.NO_GPU), ["No NVIDIA GPU", "CPU"]),
        (None, ["could not be started"]),
    ):
        monkeypatch.setattr(providers, "cuda_obstacle", lambda broken=broken: broken)
        note = providers.note_after(choice, providers.CPU)
        assert all(part in note for part in said)
    assert providers.note_after(choice, providers.CUDA) == ""


def test_the_shipped_network_reads_a_real_face(astronaut: Image, face_model: Path) -> None:
    from mien.faces.align import crop_transform, cut
    from mien.faces.landmarker import Landmarker

    assert shipped_network().stat().st_size < 25_000_000
    network = Network.load(None, "cpu")
    card = network.card
    assert card.expressions[:2] == ("neutral", "happiness")
    assert set(card.metrics) >= {"ferplus", "colour", "ckplus", "genki", "london", "mit1003 scenes"}
    with Landmarker(face_model) as landmarker:
        (mesh,) = landmarker.find(astronaut)
    crop = cut(astronaut, crop_transform(mesh.landmarks, card.crop_size), card.crop_size)
    (reading,) = network.read(crop[None])
    assert card.expressions[int(reading.expression.argmax())] == "happiness"
    assert reading.smile > 0.5
    assert reading.action_units[card.action_units.index("AU12")] > 0.5
    assert reading.saliency.max() == pytest.approx(1, abs=1e-5)
    assert reading.saliency.min() < 0.2


def test_a_whole_scene_has_a_map_of_its_own_size() -> None:
    network = Network.load(device="cpu")
    (reading,) = network.read(np.full((1, 224, 336, 3), 90, np.uint8))
    assert reading.saliency.shape == (56, 84)
    assert reading.evidence.shape == (len(network.card.values), 14, 21)
