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
        image = QImage(pixels.data, *size, pixels.strides[0], QImage.Format.Format_RGB32)
        self._kept = [*self._kept, Scaled(frame, size, mirror, image, pixels)][-KEPT:]
        return image

    def clear(self) -> None:
        """Keep nothing."""
        self._kept = []


def scaled(image: Image, size: tuple[int, int], mirror: bool) -> Image:
    """An RGB image as width x height pixels of 32 bits as a screen has them: B, G, R and nothing.

    OpenCV scales in half of Qt's time; and Qt, where it has to turn colours over itself, wakes
    threads of its own for it.
    """
    height, width = image.shape[:2]
    whole = width // size[0]
    if whole >= 2:  # averaged by a whole factor first, for which OpenCV has a way of its own
        fewer = (width // whole, height // whole)
        image = np.asarray(cv2.resize(image, fewer, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if (image.shape[1], image.shape[0]) != size:
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    if mirror:
        image = np.asarray(cv2.flip(image, 1), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2BGRA), dtype=np.uint8)
