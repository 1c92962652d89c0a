"""What is asked of a source when it is opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraWish:
    """The size in pixels and the frames a second asked of a camera, which may give others."""

    width: int = 1280
    height: int = 720
    rate: float = 30.0


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """What to open and how.

    target: a path, an address or a camera's name, '' for the first camera. paced: frames come at
    their real times, as for watching; else as fast as they can be read.
    """

    target: str
    wanted: CameraWish
    paced: bool
