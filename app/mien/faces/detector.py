"""MediaPipe's short-range face detector, taken out of the Face Landmarker's own model file."""

from __future__ import annotations

import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.errors import MienError
from mien.faces.vision import (
    NOT_LOADED,
    BaseOptions,
    FaceDetector,
    FaceDetectorOptions,
    ImageFormat,
    MpImage,
)
from mien.types import Box, Floats, Image
from mien.words import told

MEMBER = "face_detector.tflite"  # the .task file is a zip

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Detection:
    """A box in pixels of the frame, and the detector's confidence, 0..1.

    eyes: their middles, 2 x 2, the one on the picture's left of an upright face first.
    """

    box: Box
    score: float
    eyes: Floats


class Detector:
    """Looks at a part of a frame; a face narrower than about 14 % of that part goes unseen."""

    def __init__(self, model: Path) -> None:
        """Load the detector; MienError where the file is not what it should be."""
        try:
            with zipfile.ZipFile(model) as archive:
                data = archive.read(MEMBER)
            self._task = _started(data)
        except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError, OSError) as error:
            raise MienError(
                told(
                    "MediaPipe could not start its face detector ({reason}). Run 'mien doctor'.",
                    reason=error,
                )
            ) from error

    def look(self, image: Image, part: Box) -> list[Detection]:
        """The faces seen in the part of an RGB picture that `part` names, best first."""
        left, top = max(0, round(part.x)), max(0, round(part.y))
        right = min(image.shape[1], round(part.x + part.width))
        bottom = min(image.shape[0], round(part.y + part.height))
        if right - left < 2 or bottom - top < 2:
            return []
        view = np.ascontiguousarray(image[top:bottom, left:right])
        found = self._task.detect(MpImage(image_format=ImageFormat.SRGB, data=view)).detections
        corner, size = np.array([left, top], np.float32), np.array(view.shape[1::-1], np.float32)
        detections = [
            Detection(
                Box(
                    left + d.bounding_box.origin_x,
                    top + d.bounding_box.origin_y,
                    d.bounding_box.width,
                    d.bounding_box.height,
                ),
                float(d.categories[0].score),
                np.array([(eye.x, eye.y) for eye in d.keypoints[:2]], np.float32) * size + corner,
            )
            for d in found
        ]
        return sorted(detections, key=lambda d: -d.score)

    def close(self) -> None:
        """Let MediaPipe's graph go."""
        self._task.close()


def _started(data: bytes) -> FaceDetector:
    options = FaceDetectorOptions(base_options=BaseOptions(model_asset_buffer=data))
    try:
        return FaceDetector.create_from_options(options)
    except OSError as error:
        log.warning("MediaPipe cannot be loaded", exc_info=True)
        raise MienError(NOT_LOADED) from error
