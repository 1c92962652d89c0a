"""Matroska written so that it can be cut at any moment, with the time that each picture has."""

from __future__ import annotations

import contextlib
import itertools
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

from mien.record.codecs import MPEG4, Coding
from mien.record.remux import open_cut
from mien.record.room import Room, SafeFile
from mien.types import Image

TICK = Fraction(1, 1000)  # Matroska's own
KEY_EVERY = 15  # pictures, so that a jump in the video decodes few
# A cluster is what a cut file loses; by default it lasts five seconds.
CLUSTER = {"cluster_time_limit": "400", "flush_packets": "1"}


class VideoWriter:
    """One video; the size of its pictures is that of the first, made even.

    count: pictures written so far.
    """

    def __init__(
        self, path: Path, room: Room, width: int, height: int, coding: Coding = MPEG4
    ) -> None:
        """Begin the file. Raises OSError and av.FFmpegError."""
        self.count = 0
        self._last = -1
        self._size = (width + width % 2, height + height % 2)
        self._file = SafeFile(path, room, fresh=True)
        try:
            self._container = av.open(self._file, "w", format="matroska", options=CLUSTER)
            self._stream = self._add_stream(coding)
        except BaseException:
            self._file.close()
            raise

    def _add_stream(self, coding: Coding) -> VideoStream:
        options = dict(coding.options)
        stream = cast("VideoStream", self._container.add_stream(coding.encoder, options=options))
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        stream.time_base = TICK
        context = stream.codec_context
        context.time_base = TICK
        context.gop_size = KEY_EVERY
        context.max_b_frames = 0  # a picture that waits for a later one would be lost
        context.thread_count = 1
        return stream

    def take(self, path: Path, count: int) -> None:
        """Begin with the first pictures of another video that was written here, as they are.

        Raises OSError and av.FFmpegError.
        """
        with open_cut(path) as (_, packets):
            for packet in itertools.islice(packets, count):
                self._last = packet.pts if packet.pts is not None else self._last + 1
                packet.stream = self._stream
                self._container.mux(packet)
                self.count += 1

    def write(self, image: Image, time_s: float) -> None:
        """Append a picture, RGB, of the size given at the beginning.

        time_s: later than that of the picture before; rounded to milliseconds. Raises OSError and
        av.FFmpegError.
        """
        frame = av.VideoFrame.from_ndarray(self._yuv(image), format="yuv420p")
        self._last = max(round(time_s / TICK), self._last + 1)
        frame.pts, frame.time_base = self._last, TICK
        self._container.mux(self._stream.encode(frame))
        self.count += 1

    def _yuv(self, image: Image) -> Image:
        width, height = self._size
        right, below = width - image.shape[1], height - image.shape[0]
        if right or below:
            image = np.pad(image, ((0, below), (0, right), (0, 0)), mode="edge")
        # Four times as fast as FFmpeg's own conversion here.
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), np.uint8)

    def close(self) -> None:
        """Write what is left and the index. Raises OSError and av.FFmpegError."""
        with contextlib.ExitStack() as both:
            both.callback(self._file.close)
            both.callback(self._container.close)
            self._drain()

    def _drain(self) -> None:
        """What the encoder still holds."""
        self._container.mux(self._stream.encode(None))
