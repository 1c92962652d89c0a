"""How many pictures a second a camera gives, to Mien's own source and to a plain loop beside it.

On a machine that others use too, or an emulated one, fewer pictures come than the driver states,
whoever reads them. So the source is held to what a loop of three lines gets from the same camera in
the same size, through libav, which shares nothing with the source: that loop makes RGB of them too.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import av
import cv2

from mien.sources.base import Source, SourceInfo

ROUNDS = 3  # the best one counts: other programs take time in bursts
LEAST = 0.8
FORMATS = {
    "YUYV": "yuyv422",
    "UYVY": "uyvy422",
    "NV12": "nv12",
    "YU12": "yuv420p",
    "BGR3": "bgr24",
    "RGB3": "rgb24",
    "MJPG": "mjpeg",
    "JPEG": "mjpeg",
}


def own_rate(source: Source, seconds: float) -> tuple[float, bool]:
    """Pictures a second, and whether each was captured after the one before."""
    times = list[int]()

    def take() -> None:
        frame = source.read()
        times.append(frame.captured_ns if frame is not None else 0)

    rate = _counted(take, seconds)
    return rate, all(later > earlier for earlier, later in pairwise(times))


def plain_rate(path: str, given: SourceInfo, seconds: float) -> float | None:
    """Pictures a second of the same size and format; None where libav does not read cameras."""
    layout = FORMATS.get(given.detail["pixel format"])
    if sys.platform != "linux" or layout is None:
        return None
    with _plain(path, given, layout) as take:
        return _counted(take, seconds)


def enough(own: float, stated: float, plain: float | None) -> bool:
    """Whether the source gives what is to be had; stated: NaN where the driver states nothing."""
    known = [rate for rate in (stated, plain) if rate is not None and rate == rate]
    return own >= LEAST * min(known, default=0.0)


def _counted(take: Callable[[], None], seconds: float) -> float:
    take()  # the camera's start is not counted
    began, count = time.monotonic(), 0
    while time.monotonic() < began + seconds:
        take()
        count += 1
    return count / (time.monotonic() - began)


@contextmanager
def _plain(path: str, given: SourceInfo, layout: str) -> Iterator[Callable[[], None]]:
    wanted = {"video_size": f"{given.width}x{given.height}", "input_format": layout}
    if not math.isnan(given.rate):
        wanted["framerate"] = f"{given.rate:g}"
    with av.open(path, format="v4l2", options=wanted) as camera:
        pictures = camera.decode(video=0)
        yield lambda: _to_rgb(next(pictures))


def _to_rgb(picture: av.VideoFrame) -> None:
    # By way of BGR, as the source does: libav's own way from BGR to RGB reads beyond the driver's
    # buffer on processors with AVX-512, which ends the program.
    cv2.cvtColor(picture.to_ndarray(format="bgr24"), cv2.COLOR_BGR2RGB)
