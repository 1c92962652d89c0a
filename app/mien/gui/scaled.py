"""Frames in the size of the screen's pixels, each made once: the one shown and the next one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtGui import QImage

from mien.types import Frame, Image

KEPT = 2


@dataclass(frozen=True, slots=True)
class Scaled:
    """A frame as an image that only borrows its pixels."""

    frame: Frame
    size: tuple[int, int]
    mirror: bool
    image: QImage
    pixels: Image


class ScaledFrames:
    """Keeps the newest, so that one that is made ahead need not be made when it is late."""

    def __init__(self) -> None:
        self._kept: list[Scaled] = []

    def image(self, frame: Frame, size: tuple[int, int], mirror: bool) -> QImage:
        """A frame as width x height pixels, left and right swapped where it is mirrored."""
        for one in self._kept:
            if one.frame is frame and one.size == size and one.mirror == mirror:
                return one.image
        pixels = scaled(frame.image, size, mirror)
        image = QImage(pixels.data, *size, pixels.strides[0], QImage.Format.Format_RGB888)
        self._kept = [*self._kept, Scaled(frame, size, mirror, image, pixels)][-KEPT:]
        return image

    def clear(self) -> None:
        """Keep nothing."""
        self._kept = []


def scaled(image: Image, size: tuple[int, int], mirror: bool) -> Image:
    """An RGB image as width x height pixels, contiguous; OpenCV does it in half of Qt's time."""
    if (image.shape[1], image.shape[0]) != size:
        shrinks = size[0] * 2 < image.shape[1]
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        image = np.asarray(cv2.resize(image, size, interpolation=how), dtype=np.uint8)
    if mirror:
        image = np.asarray(cv2.flip(image, 1), dtype=np.uint8)
    return np.ascontiguousarray(image)
