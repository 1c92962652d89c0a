"""The mesh of one face, from the square of a picture in which it lies.

The models are those of MediaPipe's Face Landmarker, run by LiteRT, which MediaPipe runs inside it.
MediaPipe's own way with several faces looks for new ones anew in every frame and has each landmark
pass through Python as an object of its own: 11 ms of processor time a face where this takes 7.
"""

from __future__ import annotations

import math
import os
import threading
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from mien.errors import MienError
from mien.faces.landmarker import Mesh
from mien.faces.square import SIDE, Square, cut_square
from mien.faces.transform import HeadTransform
from mien.types import Floats, Image
from mien.words import told

MESH, SHAPES = "face_landmarks_detector.tflite", "face_blendshapes.tflite"
GEOMETRY = "geometry_pipeline_metadata_landmarks.binarypb"
PRESENT = 0.5  # probability from which a square holds a face
MOST_THREADS = 4
HELPERS = "mien-faces-mesh"

# The landmarks from which the coefficients are read: eyes, irises, brows, nose, lips and oval.
SHAPED = (
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66,
    67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144,
    145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173,
    176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284,
    285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332,
    334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386,
    387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473,
    474, 475, 476, 477,
)  # fmt: skip


class LateMesh:
    """A face's landmarks, 478 x 3 in pixels; what else they tell comes when it is asked for.

    That is worked out once, in the first thread that asks: nothing that finds or cuts out a face
    has to wait for it.
    """

    def __init__(self, landmarks: Floats, rest: Callable[[Floats], tuple[Floats, Floats]]) -> None:
        """rest: gives blendshapes, 52, and transform, 4 x 4, of the landmarks."""
        self.landmarks = landmarks
        self._work = rest
        self._lock = threading.Lock()
        self._rest: tuple[Floats, Floats] | None = None

    def rest(self) -> tuple[Floats, Floats]:
        """Blendshapes and transform, as in `Mesh`."""
        with self._lock:
            if self._rest is None:
                self._rest = self._work(self.landmarks)
            return self._rest

    def whole(self) -> Mesh:
        """All of it."""
        return Mesh(self.landmarks, *self.rest())


class Mesher:
    """Reads meshes; used by one thread at a time, and what is late by any."""

    def __init__(self, model: Path) -> None:
        """Load the models; MienError where the file is not what it should be."""
        try:
            with zipfile.ZipFile(model) as archive:
                self._model = archive.read(MESH)
                self._mesh = _MeshNet(self._model, _threads())
                self._shapes = _Net(archive.read(SHAPES), 1)
                self._transform = HeadTransform(archive.read(GEOMETRY))
        except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError, OSError) as error:
            raise MienError(
                told(
                    "MediaPipe could not start its face model ({reason}). Run 'mien doctor'.",
                    reason=error,
                )
            ) from error
        self._shaping = threading.Lock()
        # Several faces are shared among threads of one core each, which beats all cores for each.
        self._own = threading.local()
        self._helpers = ThreadPoolExecutor(max(2, _threads()), HELPERS, self._equip)

    def _equip(self) -> None:
        self._own.mesh = _MeshNet(self._model, 1)

    def look(self, image: Image, square: Square) -> LateMesh | None:
        """The mesh of the face in a square of an RGB picture; None where there is none."""
        return self._read(self._mesh, image, square)

    def look_at_all(self, image: Image, squares: Sequence[Square]) -> list[LateMesh | None]:
        """The same of several squares, in their order."""
        if len(squares) < 2:
            return [self.look(image, square) for square in squares]
        return list(self._helpers.map(partial(self._help, image), squares))

    def _help(self, image: Image, square: Square) -> LateMesh | None:
        return self._read(self._own.mesh, image, square)

    def _read(self, net: _MeshNet, image: Image, square: Square) -> LateMesh | None:
        to_picture = square.to_picture()
        landmarks = net(cut_square(image, to_picture))
        if landmarks is None:
            return None
        placed = landmarks[:, :2] @ to_picture[:, :2].T + to_picture[:, 2]
        depth = landmarks[:, 2:] * np.float32(square.side / SIDE)
        landmarks = np.concatenate([placed, depth], axis=1)
        height, width = image.shape[:2]
        return LateMesh(landmarks, partial(self._rest, width, height))

    def _rest(self, width: int, height: int, landmarks: Floats) -> tuple[Floats, Floats]:
        with self._shaping:
            (shapes,) = self._shapes(landmarks[None, SHAPED, :2])
        return shapes, self._transform(landmarks, width, height)

    def close(self) -> None:
        """Let the helping threads go; what is late can still be asked for."""
        self._helpers.shutdown()


class _Net:
    """One model, one input."""

    def __init__(self, data: bytes, threads: int) -> None:
        self._interpreter = Interpreter(model_content=data, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = [one["index"] for one in self._interpreter.get_output_details()]

    def __call__(self, values: Floats) -> list[Floats]:
        """Every output, as a copy."""
        self._interpreter.set_tensor(self._input, values)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(one) for one in self._outputs]


class _MeshNet:
    """The model of the mesh, and the pixels that it reads."""

    def __init__(self, data: bytes, threads: int) -> None:
        self._net = _Net(data, threads)
        self._pixels = np.empty((1, SIDE, SIDE, 3), np.float32)

    def __call__(self, crop: Image) -> Floats | None:
        """Landmarks, 478 x 3 in pixels of a crop of SIDE x SIDE; None where it holds no face."""
        np.multiply(crop, np.float32(1 / 255), out=self._pixels[0])
        points, presence, _ = self._net(self._pixels)
        present = 1 / (1 + math.exp(-float(presence.ravel()[0]))) >= PRESENT
        return points.reshape(-1, 3) if present else None


def _threads() -> int:
    """As MediaPipe has it: half of the cores, since the others have work of their own."""
    return max(1, min(MOST_THREADS, (os.cpu_count() or 1) // 2))
