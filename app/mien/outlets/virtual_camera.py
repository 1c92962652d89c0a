"""The picture with its overlays as a camera that other programs can choose.

    analyses --Latest--> a thread that draws and scales --> the system's virtual camera

It alone of all outlets sends pictures, so it is switched on by itself.
"""

from __future__ import annotations

import logging
import platform
import threading
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from mien.errors import MienError
from mien.flow import Latest
from mien.outlets.extras import needed
from mien.outlets.outlet import END_S, Traffic
from mien.types import Analysis, Image
from mien.words import mark, told

log = logging.getLogger(__name__)

# One size for all sources: programs that have chosen a camera do not follow when it changes.
WIDTH, HEIGHT, RATE = 1280, 720, 30
AGAIN_S = 0.5  # so long after the last picture it is sent once more, as from a camera
NAME = "virtual camera"
NO_LOOPBACK = "No v4l2 loopback device"

Draw = Callable[[Analysis], Image]


class VirtualCamera:
    """Sends the newest analysis, at most 30 a second; whoever watches holds nothing up."""

    def __init__(self, analyses: Latest[Analysis], draw: Draw) -> None:
        """Take an engine's mailbox; draw: the picture of an analysis, RGB. Raises MienError."""
        self._library = needed("pyvirtualcam", "virtualcam")
        self._analyses, self._draw = analyses, draw
        self._camera: Any = None
        self._ending = threading.Event()
        self._sent = self._dropped = 0
        self._thread = threading.Thread(target=self._send_all, name="mien-camera-out", daemon=True)

    def open(self) -> str:
        """Begin; the name by which other programs know it. Raises MienError."""
        try:
            self._camera = self._library.Camera(WIDTH, HEIGHT, RATE)
        except RuntimeError as error:
            raise MienError(_missing(str(error))) from error
        self._thread.start()
        return str(self._camera.device)

    def traffic(self) -> Traffic:
        """Pictures that were sent, and those that could not be drawn or sent."""
        return Traffic(NAME, self._sent, self._dropped, None)

    def close(self, timeout_s: float = END_S) -> bool:
        """End; False where the driver hangs."""
        self._ending.set()
        if self._thread.ident is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _send_all(self) -> None:
        picture, seen, sent_s = np.zeros((HEIGHT, WIDTH, 3), np.uint8), 0, 0.0
        with self._camera:
            while not self._ending.is_set():
                self._ending.wait(max(0.0, sent_s + 1 / RATE - time.monotonic()))
                got = self._analyses.newer(seen, AGAIN_S)
                if got is not None:
                    analysis, seen = got
                    picture = self._drawn(analysis, picture)
                sent_s = time.monotonic()
                self._send(picture)

    def _drawn(self, analysis: Analysis, before: Image) -> Image:
        try:
            return fitted(self._draw(analysis))
        except Exception:
            if not self._dropped:  # once: it may happen at every picture
                log.exception("a picture for the virtual camera could not be drawn")
            self._dropped += 1
            return before

    def _send(self, picture: Image) -> None:
        try:
            self._camera.send(picture)
            self._sent += 1
        except Exception:
            if not self._dropped:
                log.exception("a picture for the virtual camera could not be sent")
            self._dropped += 1


def fitted(picture: Image) -> Image:
    """The picture as large as it can be in the middle of the camera's, black around it."""
    height, width = picture.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    if (wide, high) == (width, height) == (WIDTH, HEIGHT):
        return np.ascontiguousarray(picture)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    whole = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    top, left = (HEIGHT - high) // 2, (WIDTH - wide) // 2
    whole[top : top + high, left : left + wide] = cv2.resize(
        picture, (wide, high), interpolation=way
    )
    return whole


def _missing(reason: str) -> str:
    """What is to be done where the system has no virtual camera."""
    system = platform.system()
    if system == "Windows":
        return mark("There is no virtual camera: install OBS Studio, which brings one.")
    if system == "Darwin":
        return mark(
            "There is no virtual camera: install OBS Studio and start its virtual camera once."
        )
    if NO_LOOPBACK in reason:
        return mark(
            "There is no virtual camera: install v4l2loopback (on Debian or Ubuntu: sudo apt "
            "install v4l2loopback-dkms), then run sudo modprobe v4l2loopback exclusive_caps=1 "
            "card_label=Mien."
        )
    return told("The virtual camera cannot be used ({reason}).", reason=reason)
