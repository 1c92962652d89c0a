"""What Mien uses of MediaPipe, imported without its plots and its microphone.

MediaPipe imports matplotlib for one drawing and sounddevice for a recorder. Mien asks for neither;
they took a third of the processor time of a first start, and bundles go without them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from mien.silence import hush_mediapipe
from mien.words import mark


@contextmanager
def _stand_ins() -> Iterator[None]:
    """For a while matplotlib is empty and sounddevice not there, unless they were loaded before."""
    wanted: dict[str, ModuleType | None] = {"sounddevice": None}
    if "matplotlib" not in sys.modules:
        plots, pyplot = ModuleType("matplotlib"), ModuleType("matplotlib.pyplot")
        plots.pyplot = pyplot  # type: ignore[attr-defined]
        wanted |= {plots.__name__: plots, pyplot.__name__: pyplot}
    placed = {name: module for name, module in wanted.items() if name not in sys.modules}
    sys.modules.update(placed)  # type: ignore[arg-type]  # Python takes None for not there
    try:
        yield
    finally:
        for name in placed:
            del sys.modules[name]


hush_mediapipe()
with _stand_ins():
    from mediapipe import Image as MpImage
    from mediapipe import ImageFormat
    from mediapipe.tasks.python.core.base_options import BaseOptions
    from mediapipe.tasks.python.vision import (
        FaceDetector,
        FaceDetectorOptions,
        FaceLandmarker,
        FaceLandmarkerOptions,
    )

NOT_LOADED = mark(
    "MediaPipe cannot be loaded, as a shared library of this system is missing: "
    "'mien doctor' names it."
)

__all__ = [
    "NOT_LOADED",
    "BaseOptions",
    "FaceDetector",
    "FaceDetectorOptions",
    "FaceLandmarker",
    "FaceLandmarkerOptions",
    "ImageFormat",
    "MpImage",
]
