"""A frame of another size than the session's, laid into the session's picture with its faces."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from mien.types import Analysis, Box, Face, Image, ReadFace, frozen


def fitted(analysis: Analysis, width: int, height: int) -> Analysis:
    """The same on a picture of width x height pixels: scaled, centred, black beside it."""
    frame = analysis.frame
    if (frame.width, frame.height) == (width, height):
        return analysis
    scale = min(width / frame.width, height / frame.height)
    inner = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    x, y = (width - inner[0]) // 2, (height - inner[1]) // 2
    image: Image = np.zeros((height, width, 3), np.uint8)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    image[y : y + inner[1], x : x + inner[0]] = cv2.resize(frame.image, inner, interpolation=how)
    faces = tuple(ReadFace(_moved(f.face, x, y, scale), f.reading) for f in analysis.faces)
    return replace(analysis, frame=replace(frame, image=frozen(image)), faces=faces)


def _moved(face: Face, x: int, y: int, scale: float) -> Face:
    landmarks = face.landmarks * np.float32(scale)
    landmarks[:, :2] += np.array([x, y], np.float32)
    box = face.box
    to_crop = face.to_crop.astype(np.float64)
    to_crop[:, :2] /= scale
    to_crop[:, 2] -= to_crop[:, :2] @ np.array([x, y], np.float64)
    return replace(
        face,
        box=Box(box.x * scale + x, box.y * scale + y, box.width * scale, box.height * scale),
        landmarks=frozen(landmarks),
        to_crop=frozen(to_crop.astype(np.float32)),
    )
