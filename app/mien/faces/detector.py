"""MediaPipe's short-range face detector, taken out of the Face Landmarker's own model file."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mien.errors import MienError
from mien.faces.vision import BaseOptions, FaceDetector, FaceDetectorOptions, ImageFormat, MpImage
from mien.types import Box, Image
from mien.words import told

MEMBER = "face_detector.tflite"  # the .task file is a zip


@dataclass(frozen=True, slots=True)
class Detection:
    """A box in pixels of the frame, and the detector's confidence, 0..1."""

    box: Box
    score: float


class Detector:
    """Looks at a part of a frame; a face narrower than about 14 % of that part goes unseen."""

    def __init__(self, model: Path) -> None:
        """Load the detector; MienError where the file is not what it should be."""
        try:
            with zipfile.ZipFile(model) as archive:
                data = archive.read(MEMBER)
            options = FaceDetectorOptions(base_options=BaseOptions(model_asset_buffer=data))
            self._task = FaceDetector.create_from_options(options)
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
        detections = [
            Detection(
                Box(
                    left + d.bounding_box.origin_x,
                    top + d.bounding_box.origin_y,
                    d.bounding_box.width,
                    d.bounding_box.height,
                ),
                float(d.categories[0].score),
            )
            for d in found
        ]
        return sorted(detections, key=lambda d: -d.score)

    def close(self) -> None:
        """Let MediaPipe's graph go."""
        self._task.close()
