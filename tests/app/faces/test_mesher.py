"""The mesh as LiteRT reads it, against MediaPipe's own pipeline with the same models."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from mien.errors import MienError
from mien.faces.detector import Detector
from mien.faces.landmarker import BLENDSHAPES, Landmarker, Mesh
from mien.faces.mesher import GEOMETRY, HELPERS, LateMesh, Mesher
from mien.faces.square import Square, square_around, square_of
from mien.faces.transform import HeadTransform
from mien.types import Box, Floats, Image


@pytest.fixture(scope="module")
def head(astronaut: Image) -> Image:
    """A picture with one face, wider than high."""
    return np.ascontiguousarray(astronaut[0:300, 20:420])


@pytest.fixture(scope="module")
def theirs(head: Image, face_model: Path) -> Mesh:
    """What MediaPipe's pipeline says of it."""
    with Landmarker(face_model) as landmarker:
        (mesh,) = landmarker.find(head)
    return mesh


@pytest.fixture(scope="module")
def seen(head: Image, face_model: Path) -> Square:
    """Where the detector sees the face."""
    detector = Detector(face_model)
    (detection,) = detector.look(head, Box(0, 0, head.shape[1], head.shape[0]))
    detector.close()
    return square_around(detection.box, detection.eyes)


def test_the_mesh_is_that_of_mediapipe(
    head: Image, face_model: Path, theirs: Mesh, seen: Square
) -> None:
    late = Mesher(face_model).look(head, seen)
    assert late is not None
    mesh = late.whole()
    width = np.ptp(theirs.landmarks[:, 0])
    # The detector hands out whole pixels alone: that is all by which they may differ.
    off = np.hypot(*(mesh.landmarks - theirs.landmarks)[:, :2].T) / width
    assert off.mean() < 0.005
    assert off.max() < 0.02
    assert np.abs(mesh.landmarks - theirs.landmarks)[:, 2].max() < 0.03 * width
    assert mesh.blendshapes.shape == (BLENDSHAPES,)
    np.testing.assert_allclose(mesh.blendshapes, theirs.blendshapes, atol=0.1)
    np.testing.assert_allclose(mesh.transform[:3, :3], theirs.transform[:3, :3], atol=0.02)


def test_the_transform_is_that_of_mediapipe(head: Image, face_model: Path, theirs: Mesh) -> None:
    with zipfile.ZipFile(face_model) as archive:
        ours = HeadTransform(archive.read(GEOMETRY))
    height, width = head.shape[:2]
    np.testing.assert_allclose(ours(theirs.landmarks, width, height), theirs.transform, atol=1e-3)


def test_a_face_is_followed_from_its_own_landmarks(
    head: Image, face_model: Path, theirs: Mesh
) -> None:
    mesher = Mesher(face_model)
    width = float(np.ptp(theirs.landmarks[:, 0]))
    landmarks = theirs.landmarks
    for shift in range(0, 40, 8):  # 5 % of its width a frame
        moved = np.roll(head, shift, axis=1)
        again = mesher.look(moved, square_of(landmarks))
        assert again is not None
        landmarks = again.landmarks
        off = landmarks[:, 0] - shift - theirs.landmarks[:, 0]
        assert np.abs(off).mean() < 0.02 * width


def test_several_faces_are_read_as_one_after_the_other(
    head: Image, face_model: Path, seen: Square
) -> None:
    mesher = Mesher(face_model)
    beside = Square(seen.x + 6, seen.y - 4, seen.side * 1.1, 0.1)
    nobody = Square(-900, -900, 100, 0.0)
    squares = [seen, nobody, beside, seen]
    alone = [mesher.look(head, square) for square in squares]
    together = mesher.look_at_all(head, squares)
    mesher.close()
    assert [mesh is None for mesh in together] == [False, True, False, False]
    for one, other in zip(alone, together, strict=True):
        if one is not None and other is not None:
            np.testing.assert_allclose(other.landmarks, one.landmarks, atol=0.01)


def test_a_closed_mesher_leaves_no_thread(head: Image, face_model: Path, seen: Square) -> None:
    def helping() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name.startswith(HELPERS)}

    before = helping()
    mesher = Mesher(face_model)
    (late, _) = mesher.look_at_all(head, [seen, seen])
    assert helping() - before
    mesher.close()
    assert not helping() - before
    assert late is not None
    assert late.rest()[0].shape == (BLENDSHAPES,)


def test_a_turned_head_is_read_upright(head: Image, face_model: Path, theirs: Mesh) -> None:
    height, width = head.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 40, 1.0)
    turned = np.asarray(cv2.warpAffine(head, turn, (width, height)), np.uint8)
    expected = theirs.landmarks[:, :2] @ turn[:, :2].T + turn[:, 2]
    points: Floats = np.concatenate([expected, theirs.landmarks[:, 2:]], axis=1).astype(np.float32)
    square = square_of(points)
    roll = float(np.degrees(square.angle - square_of(theirs.landmarks).angle))
    assert roll == pytest.approx(-40, abs=0.5)  # OpenCV: positive is anticlockwise
    mesh = Mesher(face_model).look(turned, square)
    assert mesh is not None
    off = np.hypot(*(mesh.landmarks[:, :2] - expected).T)
    assert off.mean() < 0.02 * np.ptp(theirs.landmarks[:, 0])


def test_what_comes_late_is_worked_out_once() -> None:
    worked: list[Floats] = []

    def work(landmarks: Floats) -> tuple[Floats, Floats]:
        worked.append(landmarks)
        return landmarks[:1], landmarks[1:2]

    late = LateMesh(np.ones((478, 3), np.float32), work)
    asking = [threading.Thread(target=late.rest) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert late.whole().transform is late.rest()[1]
    assert len(worked) == 1


def test_where_no_face_is_there_is_no_mesh(head: Image, face_model: Path, seen: Square) -> None:
    mesher = Mesher(face_model)
    assert mesher.look(np.full_like(head, 120), seen) is None
    assert mesher.look(head, Square(-900, -900, 100, 0.0)) is None
    assert mesher.look(head, Square(100, 100, 0.0, 0.0)) is None


def test_a_damaged_model_is_said_in_a_sentence(tmp_path: Path, face_model: Path) -> None:
    wrong = tmp_path / "face_landmarker.task"
    with zipfile.ZipFile(face_model) as whole, zipfile.ZipFile(wrong, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, b"damaged" if name == GEOMETRY else whole.read(name))
    with pytest.raises(MienError, match="could not start its face model"):
        Mesher(wrong)
    wrong.write_bytes(b"nothing")
    with pytest.raises(MienError, match="mien doctor"):
        Mesher(wrong)
