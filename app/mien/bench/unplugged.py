"""A stand-in for a camera that can be unplugged and plugged in again, in two ways."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from mien.errors import SourceError
from mien.sources.base import SourceInfo
from mien.sources.closable import ClosableSource
from mien.types import Frame, Image, frozen

GONE = "The camera was unplugged: plug it in again."
HANGS_S = 600.0


class Socket:
    """Where the camera is plugged in; each opening gives a new source, none while it is out."""

    def __init__(self, pictures: Sequence[Image], rate: float) -> None:
        """The pictures are shown forth and back, at so many a second."""
        self.pictures = tuple(pictures)
        self.rate = rate
        self.unplugged = 0
        self._lock = threading.Lock()
        self._present: PluggedCamera | None = None
        self._away = False

    def open(self, text: str) -> PluggedCamera:
        """The camera. Raises SourceError while it is out."""
        del text
        with self._lock:
            if self._away:
                raise SourceError(GONE, "missing")
            self._present = PluggedCamera(self)
            return self._present

    def unplug(self, hangs: bool) -> None:
        """Take it out. hangs: its driver does not tell, and a read does not come back."""
        with self._lock:
            self._away = True
            self.unplugged += 1
            if self._present is not None:
                self._present.lose(hangs)

    def plug_in(self) -> None:
        """Let it be opened again."""
        with self._lock:
            self._away = False


class PluggedCamera(ClosableSource):
    """Frames on time, until it is unplugged; late ones are passed over, as by a real one."""

    def __init__(self, socket: Socket) -> None:
        super().__init__()
        self._socket = socket
        self._lost = threading.Event()
        self._hangs = False
        self._began = time.monotonic()
        self._index = 0
        height, width = socket.pictures[0].shape[:2]
        self._info = SourceInfo("camera", "Stand-in", width, height, socket.rate, None, live=True)

    @property
    def info(self) -> SourceInfo:
        """As a camera's."""
        return self._info

    def lose(self, hangs: bool) -> None:
        """It was unplugged."""
        self._hangs = hangs
        self._lost.set()

    def _next(self) -> Frame | None:
        socket = self._socket
        due = self._began + self._index / socket.rate
        if self._lost.wait(max(0.0, due - time.monotonic())):
            if self._hangs:
                self._closed.wait(HANGS_S)
            raise SourceError(GONE)
        late = int((time.monotonic() - due) * socket.rate)
        self._index += late  # a driver keeps no more than one
        index, self._index = self._index, self._index + 1
        # A picture of its own, as a camera gives: one that is kept for ever is to be seen.
        picture = frozen(socket.pictures[_forth_and_back(index, len(socket.pictures))].copy())
        return Frame(picture, index, index / socket.rate, time.monotonic_ns(), "Stand-in")

    def _release(self) -> None:
        self._lost.set()


def _forth_and_back(index: int, count: int) -> int:
    """0, 1, ... count - 1, ... 1, 0, 1, ..."""
    if count < 2:
        return 0
    place = index % (2 * count - 2)
    return min(place, 2 * count - 2 - place)
