"""What is asked of a source when it is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass

LIKES = "device"  # the text of a wish for whatever the camera gives by itself
# Size, rate, and pixel format where one was chosen, as '1280x720@30 MJPG'; '' is the usual wish.
WISH = r"^$|^device$|^[1-9]\d{1,4}x[1-9]\d{1,4}@\d{1,3}(\.\d{1,3})?( [A-Z0-9]{4})?$"


@dataclass(frozen=True, slots=True)
class CameraWish:
    """The size in pixels and the frames a second asked of a camera, which may give others.

    width: 0 where nothing is asked for. pixel_format: four letters, '' lets Mien choose.
    """

    width: int = 1280
    height: int = 720
    rate: float = 30.0
    pixel_format: str = ""

    @classmethod
    def parsed(cls, text: str) -> CameraWish:
        """The wish that a setting names, see WISH. Raises ValueError."""
        if not text:
            return cls()
        if text == LIKES:
            return cls(0, 0, 0.0)
        if not re.fullmatch(WISH, text):
            raise ValueError(f"{text!r} is no size and rate of a camera")
        size, _, rest = text.partition("@")
        width, _, height = size.partition("x")
        rate, _, pixel_format = rest.partition(" ")
        return cls(int(width), int(height), float(rate), pixel_format)

    def __str__(self) -> str:
        """For people."""
        if not self.width:
            return "what the camera likes"
        asked = f"{self.width} x {self.height} at {self.rate:g} a second"
        return f"{asked}, {self.pixel_format}" if self.pixel_format else asked


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """What to open and how.

    target: a path, an address or a camera's name, '' for the first camera. paced: frames come at
    their real times, as for watching; else as fast as they can be read. late: whoever reads looks
    at some of the frames alone, so that a source may put off the making of their pictures.
    """

    target: str
    wanted: CameraWish
    paced: bool
    late: bool = False
