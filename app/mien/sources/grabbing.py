"""Takes pictures from an OpenCV capture: when each was captured, and never one that lay waiting."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import cv2
import numpy as np

from mien.types import Image

# OpenCV gives a V4L2 buffer back only after it has decoded it. With one alone the driver has
# nowhere to put the next picture meanwhile and leaves it out; more than two only add delay.
BUFFERS = 2
TRIES = 3  # a single picture that arrives damaged is no loss of the camera
GIVE_UP_S = 1.0
STALE_NS = 300_000_000  # a camera in the dark exposes for up to 0.2 s
AT_ONCE_NS = 5_000_000  # a picture that came so fast had been waiting for us
MOST_STALE = 4  # drivers may take more buffers than they were asked for
BELIEVED_NS = 10_000_000_000  # a stamp further back, or ahead, is of another clock


@dataclass(frozen=True, slots=True)
class Grabbed:
    """A picture. captured_ns: monotonic. dropped: how many before it were left out as stale."""

    bgr: Image
    captured_ns: int
    dropped: int


class Grabber:
    """Used by one thread at a time."""

    def __init__(
        self, capture: cv2.VideoCapture, closed: threading.Event, *, stamped: bool
    ) -> None:
        """Stamped: the capture's position is the driver's time of the picture, as with V4L2.

        closed: set once nothing more is wanted.
        """
        self._capture, self._closed, self._stamped = capture, closed, stamped
        self._last_ns = 0

    def next(self) -> Grabbed | None:
        """The next picture; None when the camera gives none any more.

        Whoever was held up finds pictures from before in the driver's buffers, as it leaves out the
        new ones while these are full. They are dropped here.
        """
        asked_s, dropped, tries = time.monotonic(), 0, 0
        while tries < TRIES:
            began_ns = time.monotonic_ns()
            try:
                if self._capture.grab():
                    came_ns = time.monotonic_ns()
                    captured_ns = self._captured(came_ns)
                    lay = came_ns - began_ns < AT_ONCE_NS
                    if lay and came_ns - captured_ns > STALE_NS and dropped < MOST_STALE:
                        dropped += 1
                        continue
                    there, picture = self._capture.retrieve()
                    if there and picture is not None and picture.size:
                        self._last_ns = max(captured_ns, self._last_ns + 1)
                        return Grabbed(np.asarray(picture, np.uint8), self._last_ns, dropped)
            except cv2.error:
                pass
            tries += 1
            if self._closed.is_set() or time.monotonic() - asked_s > GIVE_UP_S:
                break
        return None

    def _captured(self, came_ns: int) -> int:
        """By the driver's stamp where there is one that can be believed, else when it came."""
        if not self._stamped:
            return came_ns
        stamp_ns = round(self._capture.get(cv2.CAP_PROP_POS_MSEC) * 1e6)
        return stamp_ns if 0 <= came_ns - stamp_ns < BELIEVED_NS else came_ns
