"""The pictures of a session's video by their number, decoded in a thread of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from mien.flow import Latest
from mien.record.tables import FrameTable
from mien.types import Image, frozen
from mien.words import mark

NOWHERE = -(10**9)  # nothing was decoded yet from here
NEAR = 15  # pictures ahead that are decoded one by one rather than jumped over
BACK_MS = (0, 3_000, 2**40)  # how far before the wanted picture to begin, at the next try further
DAMAGED = mark("The video is damaged here: what was read of the faces is shown without it.")
GONE = mark(
    "The video of this session can no longer be read; what was read of the faces is still there."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the video by its number; image: None where it cannot be had, `problem` why."""

    index: int
    image: Image | None
    problem: str = ""


def times_ms(frames: FrameTable) -> NDArray[np.int64]:
    """When each picture of the video is shown, milliseconds, as the recorder wrote it."""
    shown = frames.time_s[frames.video_index >= 0]
    count = np.arange(len(shown))
    # No two pictures share a millisecond: a later one is pushed on.
    return np.asarray(np.maximum.accumulate(np.round(shown * 1e3) - count) + count, np.int64)


class Film:
    """Decodes the picture that was asked for last; older wishes are dropped."""

    def __init__(self, path: Path, times: NDArray[np.int64], width: int, height: int) -> None:
        """Nothing is opened before the first wish; width, height: of the picture, pixels."""
        self._path = path
        self._times = times
        self._size = (width, height)
        self._wanted: Latest[int] = Latest()
        self._shots: Latest[Shot] = Latest()
        self._seen = 0
        self._at = NOWHERE
        self._frames: Iterator[VideoFrame] = iter(())
        self._thread = threading.Thread(target=self._run, name="mien-film", daemon=True)
        self._thread.start()

    def ask(self, index: int) -> None:
        """Wish for a picture."""
        self._wanted.put(index)

    def look(self) -> Shot | None:
        """The newest picture, None where there is none since the last look."""
        shot, count = self._shots.peek()
        if count == self._seen:
            return None
        self._seen = count
        return shot

    def close(self, timeout_s: float = 0.0) -> None:
        """Decode no more; waits for the thread for `timeout_s` at most."""
        self._wanted.close()
        self._thread.join(timeout_s)

    # The thread.

    def _run(self) -> None:
        first = self._wanted.newer(0)
        if first is None:
            return
        try:
            with av.open(f"file:{self._path}") as container:
                self._serve(container, first)
        except (av.FFmpegError, OSError, IndexError):
            log.warning("%s cannot be read", self._path, exc_info=True)
            self._shots.put(Shot(first[0], None, GONE))

    def _serve(self, container: InputContainer, first: tuple[int, int] | None) -> None:
        wish = first
        while wish is not None:
            index, seen = wish
            try:
                image = self._picture(container, index)
            except av.FFmpegError:
                image, self._at = None, NOWHERE
            self._shots.put(Shot(index, image, "" if image is not None else DAMAGED))
            wish = self._wanted.newer(seen)

    def _picture(self, container: InputContainer, index: int) -> Image | None:
        if 0 <= index - self._at - 1 <= NEAR:
            return self._forward(index)
        for back in BACK_MS:
            stream = container.streams.video[0]
            from_ms = max(0, int(self._times[index]) - back)
            container.seek(from_ms * 1000, backward=True)
            self._frames, self._at = container.decode(stream), NOWHERE
            image = self._forward(index)
            if image is not None or not from_ms:
                return image
        return None

    def _forward(self, index: int) -> Image | None:
        """Decode up to a picture; None where it was passed already or never comes."""
        for frame in self._frames:
            at = self._number(frame)
            if at > index and self._at < index - 1:
                return None  # the jump went too far: the next try begins earlier
            self._at = at
            if at >= index:
                return rgb(frame, *self._size)
        return None

    def _number(self, frame: VideoFrame) -> int:
        """Which picture this is, by its time."""
        ms = 0 if frame.time is None else round(frame.time * 1e3)
        place = int(np.searchsorted(self._times, ms, side="right")) - 1
        later = min(place + 1, len(self._times) - 1)
        near = abs(int(self._times[later]) - ms) < abs(int(self._times[max(place, 0)]) - ms)
        return later if near else max(place, 0)


def rgb(frame: VideoFrame, width: int, height: int) -> Image:
    """A frame as height x width x 3, RGB; what the recorder added to odd sizes is cut off again.

    width, height: 0 where the session does not say.
    """
    planes = frame.reformat(format="yuv420p").to_ndarray()
    # A third of the time of FFmpeg's own conversion, and the very inverse of the recorder's.
    image = np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)
    return frozen(np.ascontiguousarray(image[: height or None, : width or None]))
