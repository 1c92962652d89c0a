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
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from mien.errors import MienError
from mien.faces.align import landmark_box
from mien.faces.landmarker import Mesh
from mien.faces.transform import HeadTransform
from mien.types import Box, Floats, Image
from mien.words import told

MESH, SHAPES = "face_landmarks_detector.tflite", "face_blendshapes.tflite"
GEOMETRY = "geometry_pipeline_metadata_landmarks.binarypb"
SIDE = 256  # pixels of what the mesh is read from
AROUND = 1.5  # a square's side, in longer sides of its face's box
EYES = 33, 263  # landmarks of the outer corners, the one on the picture's left first
PRESENT = 0.5  # probability from which a square holds a face
MOST_THREADS = 4

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


@dataclass(frozen=True, slots=True)
class Square:
    """A part of a picture, turned about its middle: pixels, and radians clockwise."""

    x: float
    y: float
    side: float
    angle: float

    def to_picture(self) -> Floats:
        """The 2 x 3 that takes pixels of SIDE x SIDE to those of the picture."""
        scale = self.side / SIDE
        across, down = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        half = SIDE / 2
        return np.array(
            [
                [across, -down, self.x - (across - down) * half],
                [down, across, self.y - (down + across) * half],
            ],
            np.float32,
        )


def square_around(box: Box, eyes: Floats) -> Square:
    """Where a face lies, from its box and its eyes, 2 x 2, the one on the picture's left first."""
    across, down = (eyes[1] - eyes[0]).tolist()
    return Square(*box.centre, max(box.width, box.height) * AROUND, math.atan2(down, across))


def square_of(landmarks: Floats) -> Square:
    """Where a face that was seen just before still lies, from its landmarks, 478 x 3."""
    return square_around(landmark_box(landmarks), landmarks[list(EYES), :2])


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
    """Reads meshes, one face at a time; used by one thread at a time, and what is late by any."""

    def __init__(self, model: Path) -> None:
        """Load the models; MienError where the file is not what it should be."""
        try:
            with zipfile.ZipFile(model) as archive:
                self._mesh = _Net(archive.read(MESH), _threads())
                self._shapes = _Net(archive.read(SHAPES), 1)
                self._transform = HeadTransform(archive.read(GEOMETRY))
        except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError, OSError) as error:
            raise MienError(
                told(
                    "MediaPipe could not start its face model ({reason}). Run 'mien doctor'.",
                    reason=error,
                )
            ) from error
        self._pixels = np.empty((1, SIDE, SIDE, 3), np.float32)
        self._shaping = threading.Lock()

    def look(self, image: Image, square: Square) -> LateMesh | None:
        """The mesh of the face in a square of an RGB picture; None where there is none."""
        to_picture = square.to_picture()
        np.multiply(_cut(image, to_picture), np.float32(1 / 255), out=self._pixels[0])
        points, presence, _ = self._mesh(self._pixels)
        if not 1 / (1 + math.exp(-float(presence.ravel()[0]))) >= PRESENT:
            return None
        landmarks = points.reshape(-1, 3)
        placed = landmarks[:, :2] @ to_picture[:, :2].T + to_picture[:, 2]
        depth = landmarks[:, 2:] * np.float32(square.side / SIDE)
        landmarks = np.concatenate([placed, depth], axis=1)
        height, width = image.shape[:2]
        return LateMesh(landmarks, partial(self._rest, width, height))

    def _rest(self, width: int, height: int, landmarks: Floats) -> tuple[Floats, Floats]:
        with self._shaping:
            (shapes,) = self._shapes(landmarks[None, SHAPED, :2])
        return shapes, self._transform(landmarks, width, height)


def _cut(image: Image, to_picture: Floats) -> Image:
    """The square of a picture, SIDE x SIDE x 3; the edge is continued outside it.

    OpenCV warps four channels in half the time that it takes for three.
    """
    corners = np.array(((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)), np.float32)
    places = corners @ to_picture[:, :2].T + to_picture[:, 2]
    height, width = image.shape[:2]
    # One that is outside needs the pixels of the edge: there is always a part.
    left, top = np.clip(places.min(axis=0).astype(int) - 2, 0, (width - 2, height - 2)).tolist()
    right, bottom = np.clip(places.max(axis=0).astype(int) + 3, (left + 1, top + 1), None).tolist()
    part = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_RGB2RGBA)
    moved = to_picture - np.array([[0, 0, left], [0, 0, top]])  # as doubles, nothing is rounded
    square = cv2.warpAffine(
        part,
        moved,
        (SIDE, SIDE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cv2.cvtColor(square, cv2.COLOR_RGBA2RGB), np.uint8)


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


def _threads() -> int:
    """As MediaPipe has it: half of the cores, since the others have work of their own."""
    return max(1, min(MOST_THREADS, (os.cpu_count() or 1) // 2))
