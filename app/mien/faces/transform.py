"""Where a head is in space: MediaPipe's face transform, from the landmarks of one face.

The steps are those of MediaPipe's geometry pipeline: landmarks are seen through a camera of an
assumed field of view, and the canonical face of the model file is laid on them, scaled, turned and
shifted, by a weighted orthogonal Procrustes problem (Akca, 2003).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mien.types import Floats

FIELD_OF_VIEW = math.radians(63.0)  # vertical; what MediaPipe assumes of every camera
NEAR = 1.0  # of the plane on which the picture is thought to lie
MESH, BASIS = 1, 2  # fields of the model file's geometry
VERTICES = 3  # field of its mesh: x, y, z, u, v of each point
POINT, WEIGHT = 1, 2  # fields of a point of its basis
PER_VERTEX = 5
BYTES, FIXED_32 = 2, 5  # wire types of protocol buffers

Doubles = NDArray[np.float64]


class HeadTransform:
    """Lays the canonical face on landmarks."""

    def __init__(self, geometry: bytes) -> None:
        """Take the geometry of the model file, a protocol buffer; ValueError where it is none."""
        vertices: list[bytes] = []
        weights: dict[int, float] = {}
        for field, value in _fields(geometry):
            if field == MESH:
                parts = _fields(_raw(value))
                vertices += [_raw(part) for number, part in parts if number == VERTICES]
            elif field == BASIS:
                point = dict(_fields(_raw(value)))
                weights[int(point.get(POINT, 0))] = struct.unpack("<f", _raw(point[WEIGHT]))[0]
        canonical = np.frombuffer(b"".join(vertices), "<f4").reshape(-1, PER_VERTEX)[:, :3]
        self._count = len(canonical)
        self._points = np.array(sorted(weights))
        self._weights = np.array([weights[one] for one in self._points.tolist()])[:, None]
        own = canonical[self._points].astype(np.float64)
        self._weights /= self._weights.sum()
        self._middle = (own * self._weights).sum(axis=0)
        self._pull = (own - self._middle) * self._weights
        self._spread = float((self._pull * own).sum())

    def __call__(self, landmarks: Floats, width: int, height: int) -> Floats:
        """The 4 x 4 that takes the canonical face to the head, y up, z towards the camera.

        landmarks: 478 x 3 in pixels of a picture of width x height. ValueError or
        numpy.linalg.LinAlgError where they are no face.
        """
        high = 2 * NEAR * math.tan(FIELD_OF_VIEW / 2)
        wide = high * width / height
        scale = np.array([wide / width, -high / height, wide / width])
        middle_z = float(landmarks[: self._count, 2].mean(dtype=np.float64)) * scale[2]
        points = landmarks[self._points] * scale + np.array([-wide / 2, high / 2, 0.0])
        first = self._size(points * np.array([1.0, 1.0, -1.0]))
        second = self._size(_away(points, middle_z, first))
        turned, shift, size = self._laid(_away(points, middle_z, first * second))
        whole = np.eye(4)
        whole[:3, :3], whole[:3, 3] = size * turned, shift
        return whole.astype(np.float32)

    def _size(self, points: Doubles) -> float:
        """The scale alone of what `_laid` gives."""
        pulled = points.T @ self._pull
        first, second, third = np.linalg.svd(pulled, compute_uv=False).tolist()
        mirrored = np.linalg.det(pulled) < 0
        return float(first + second + (-third if mirrored else third)) / self._spread

    def _laid(self, points: Doubles) -> tuple[Doubles, Doubles, float]:
        """The rotation, shift and scale that take the canonical face closest to the points."""
        pulled = points.T @ self._pull
        left, _, right = np.linalg.svd(pulled)
        turned = left @ right
        if np.linalg.det(turned) < 0:  # a mirror image is no rotation
            left[:, -1] *= -1
            turned = left @ right
        size = float((turned * pulled).sum()) / self._spread
        shift = (points * self._weights).sum(axis=0) - size * turned @ self._middle
        return turned, shift, size


def _away(points: Doubles, middle_z: float, scale: float) -> Doubles:
    """Points on the picture's plane, moved away from the camera as far as their scale says."""
    depth = (points[:, 2:] - middle_z + NEAR) / scale
    return np.concatenate([points[:, :2] * depth / NEAR, -depth], axis=1)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Numbers and values of the fields of a protocol buffer, numbers of 64 bits left out."""
    place = 0
    while place < len(data):
        key, place = _number(data, place)
        field, kind = key >> 3, key & 7
        if kind == 0:
            value: int | bytes
            value, place = _number(data, place)
        elif kind in (BYTES, FIXED_32):
            length = 4
            if kind == BYTES:
                length, place = _number(data, place)
            value, place = data[place : place + length], place + length
        else:
            raise ValueError("the model's geometry is no protocol buffer that is known")
        yield field, value


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A number of as many bytes as it needs, seven bits in each; and where the next one begins."""
    number = shift = 0
    while True:
        byte = data[place]
        number |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if not byte & 0x80:
            return number, place


def _raw(value: int | bytes) -> bytes:
    return b"" if isinstance(value, int) else value
