"""Which sizes, rates and pixel formats a camera says it can give; Linux alone tells."""

from __future__ import annotations

import errno
import os
import platform
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# From linux/videodev2.h; the Python libraries that speak V4L2 are under the GPL, or unkept.
VIDIOC_ENUM_FMT = 0xC0405602
VIDIOC_ENUM_FRAMESIZES = 0xC02C564A
VIDIOC_ENUM_FRAMEINTERVALS = 0xC034564B
FORMAT, SIZE, INTERVAL = struct.Struct("=3I32sI4I"), struct.Struct("=3I6I2I"), struct.Struct("=13I")
CAPTURE = 1
DISCRETE = 1

# Those that OpenCV turns into colours, the preferred ones first: without compression, then with.
FORMATS = ("YUYV", "UYVY", "NV12", "YU12", "BGR3", "RGB3", "MJPG", "JPEG")
COMPRESSED = ("MJPG", "JPEG")
# Where a driver takes any size or rate between two: those that people ask for.
USUAL_SIZES = ((320, 240), (640, 360), (640, 480), (800, 600), (1280, 720), (1920, 1080))
USUAL_RATES = (60.0, 30.0, 25.0, 15.0, 10.0, 5.0)
MOST = 512  # entries of one list that are asked for: a driver may have no end


@dataclass(frozen=True, slots=True)
class CameraMode:
    """Size in pixels, frames a second, and the pixel format's four letters."""

    width: int
    height: int
    rate: float
    pixel_format: str


def camera_modes(path: str) -> tuple[CameraMode, ...]:
    """What the device lists, the largest and fastest first, each size and rate once.

    Where several formats give it, the one without compression. Empty where the system or the
    driver does not tell.
    """
    if platform.system() != "Linux":
        return ()
    try:
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return ()
    try:
        return ordered(_modes(handle))
    except OSError:  # unplugged meanwhile
        return ()
    finally:
        os.close(handle)


def ordered(modes: Iterable[CameraMode]) -> tuple[CameraMode, ...]:
    """Each size and rate once, in its best format; the largest and fastest first."""
    best: dict[tuple[int, int, float], CameraMode] = {}
    for mode in sorted(modes, key=lambda mode: FORMATS.index(mode.pixel_format)):
        best.setdefault((mode.width, mode.height, round(mode.rate, 1)), mode)
    return tuple(
        sorted(best.values(), key=lambda m: (m.width * m.height, m.width, m.rate), reverse=True)
    )


def _modes(handle: int) -> Iterator[CameraMode]:
    for code in _formats(handle):
        letters = code.to_bytes(4, "little").decode("ascii", "replace")
        if letters not in FORMATS:
            continue
        for width, height in _sizes(handle, code):
            for rate in _rates(handle, code, width, height):
                yield CameraMode(width, height, rate, letters)


def _formats(handle: int) -> Iterator[int]:
    for number in range(MOST):
        told = _asked(handle, VIDIOC_ENUM_FMT, FORMAT, (number, CAPTURE, 0, b"", 0, 0, 0, 0, 0))
        if told is None:
            return
        yield int(told[4])


def _sizes(handle: int, code: int) -> Iterator[tuple[int, int]]:
    for number in range(MOST):
        told = _asked(handle, VIDIOC_ENUM_FRAMESIZES, SIZE, (number, code, *[0] * 9))
        if told is None:
            return
        if told[2] != DISCRETE:
            yield from _between(*told[3:9])
            return
        yield told[3], told[4]


def _between(
    least_w: int, most_w: int, step_w: int, least_h: int, most_h: int, step_h: int
) -> Iterator[tuple[int, int]]:
    for width, height in dict.fromkeys((*USUAL_SIZES, (most_w, most_h))):
        fits = least_w <= width <= most_w and least_h <= height <= most_h
        if (
            fits
            and not (width - least_w) % (step_w or 1)
            and not (height - least_h) % (step_h or 1)
        ):
            yield width, height


def _rates(handle: int, code: int, width: int, height: int) -> Iterator[float]:
    for number in range(MOST):
        wanted = (number, code, width, height, *[0] * 9)
        told = _asked(handle, VIDIOC_ENUM_FRAMEINTERVALS, INTERVAL, wanted)
        if told is None:
            return
        if told[4] != DISCRETE:
            shortest, longest = _rate(told[5], told[6]), _rate(told[7], told[8])
            yield from (rate for rate in USUAL_RATES if longest <= rate <= shortest)
            return
        if told[5] and told[6]:
            yield _rate(told[5], told[6])


def _rate(numerator: int, denominator: int) -> float:
    """Frames a second of an interval in seconds."""
    return denominator / numerator if numerator else float("inf")


def _asked(
    handle: int, request: int, form: struct.Struct, values: tuple[int | bytes, ...]
) -> tuple[int, ...] | None:
    """The driver's answer, None at the end of its list. Raises OSError once it is unplugged."""
    import fcntl  # there is none on Windows, where this module is imported all the same

    try:
        return form.unpack(fcntl.ioctl(handle, request, form.pack(*values)))
    except OSError as error:
        if error.errno == errno.ENODEV:
            raise
        return None
