"""MediaPipe's Face Landmarker, wrapped so that only numpy goes in and comes out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from mien.errors import MienError
from mien.faces.vision import (
    NOT_LOADED,
    BaseOptions,
    FaceLandmarker,
    FaceLandmarkerOptions,
    ImageFormat,
    MpImage,
    RunningMode,
)
from mien.types import Floats, Image
from mien.words import told

BLENDSHAPES = 52
BLANK: Image = np.zeros((64, 64, 3), np.uint8)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mesh:
    """One face's raw measures: landmarks 478 x 3 in pixels, blendshapes 52, transform 4 x 4."""

    landmarks: Floats
    blendshapes: Floats
    transform: Floats

    def moved(self, x: float, y: float, scale: float) -> Mesh:
        """The same face in a picture in which this one lies at x, y, `scale` times as large."""
        landmarks = self.landmarks * np.float32(scale)
        landmarks[:, 0] += x
        landmarks[:, 1] += y
        return Mesh(landmarks, self.blendshapes, self.transform)


class Landmarker:
    """Finds the meshes of up to `faces` faces; `video` follows them from picture to picture."""

    def __init__(self, model: Path, faces: int, video: bool) -> None:
        """Load the model file; MienError where MediaPipe cannot."""
        options = FaceLandmarkerOptions(
            # The bytes rather than the path: MediaPipe cannot open every path that Python can.
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=RunningMode.VIDEO if video else RunningMode.IMAGE,
            num_faces=faces,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        self._video = video
        self._last_ms = -1
        self._begin_ms = 0
        try:
            self._task = FaceLandmarker.create_from_options(options)
        except OSError as error:
            log.warning("MediaPipe cannot be loaded", exc_info=True)
            raise MienError(NOT_LOADED) from error
        except (RuntimeError, ValueError) as error:
            raise MienError(
                told(
                    "MediaPipe could not start its face model ({reason}). Run 'mien doctor'.",
                    reason=error,
                )
            ) from error

    def find(self, image: Image, time_ms: int = 0) -> list[Mesh]:
        """The faces of an RGB picture; a time that does not grow is moved on by a millisecond."""
        picture = MpImage(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(image))
        if self._video:
            # MediaPipe refuses a time stamp that does not grow.
            self._last_ms = max(self._begin_ms + time_ms, self._last_ms + 1)
            result = self._task.detect_for_video(picture, self._last_ms)
        else:
            result = self._task.detect(picture)
        return _meshes(result, image.shape[1], image.shape[0])

    def forget(self) -> None:
        """Follow nobody any more, as before another video, whose time begins anew.

        A picture without a face does it; making the graph anew would take a hundred times as long,
        and leave some memory behind each time.
        """
        if self._video and self._last_ms >= 0:
            self.find(BLANK, self._last_ms - self._begin_ms + 1)
            self._begin_ms = self._last_ms + 1

    def close(self) -> None:
        """Let MediaPipe's graph go."""
        self._task.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _meshes(result: Any, width: int, height: int) -> list[Mesh]:
    size = np.array([width, height, width], dtype=np.float32)
    meshes = []
    for points, shapes, transform in zip(
        result.face_landmarks,
        result.face_blendshapes,
        result.facial_transformation_matrixes,
        strict=True,
    ):
        landmarks = np.array([(p.x, p.y, p.z) for p in points], dtype=np.float32) * size
        scores = np.array([shape.score for shape in shapes], dtype=np.float32)
        meshes.append(Mesh(landmarks, scores, np.asarray(transform, dtype=np.float32)))
    return meshes
