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
)
from mien.types import Floats, Image
from mien.words import told

BLENDSHAPES = 52

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mesh:
    """One face's raw measures: landmarks 478 x 3 in pixels, blendshapes 52, transform 4 x 4."""

    landmarks: Floats
    blendshapes: Floats
    transform: Floats


class Landmarker:
    """Finds the mesh of the clearest face of a picture, each picture alone."""

    def __init__(self, model: Path) -> None:
        """Load the model file; MienError where MediaPipe cannot."""
        options = FaceLandmarkerOptions(
            # The bytes rather than the path: MediaPipe cannot open every path that Python can.
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
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

    def find(self, image: Image) -> list[Mesh]:
        """The face of an RGB picture, at most one."""
        picture = MpImage(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(image))
        return _meshes(self._task.detect(picture), image.shape[1], image.shape[0])

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
