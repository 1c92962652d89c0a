"""A network stream: MJPEG over HTTP, RTSP and whatever else FFmpeg reads from an address.

Read with PyAV rather than OpenCV: it says why an address fails (refused, not found, no stream), and
its time limits hold for every protocol.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mien.errors import SourceError
from mien.sources.base import SourceInfo
from mien.sources.closable import ClosableSource
from mien.sources.late import LateFrame
from mien.sources.libav import (
    LONE,
    LonePictures,
    frames_of,
    moving_picture,
    packets_of,
    upright_of,
)
from mien.sources.names import masked
from mien.sources.request import OpenRequest
from mien.types import Frame, Image, frozen
from mien.words import told

TIMEOUT_S = 5.0
DAMAGED_PACKETS = 100  # so many in a row are a loss
HTTP_FORBIDDEN = (av.HTTPUnauthorizedError, av.HTTPForbiddenError)
OPTIONS = {
    "rtsp_transport": "tcp",  # UDP loses packets and is often blocked
    "fflags": "nobuffer",
    "flags": "low_delay",
    # Look at little before starting: what is looked at is shown late.
    "probesize": "500000",
    "analyzeduration": "1000000",
    "fpsprobesize": "0",
}

Came: TypeAlias = "VideoFrame | Packet[VideoStream]"  # decoded, or a whole picture that is not yet


def open_stream(request: OpenRequest) -> StreamSource:
    """The stream at the target address."""
    return StreamSource(request.target, late=request.late)


class StreamSource(ClosableSource):
    """A live stream; frames are stamped when they arrive, as streams' own times are unreliable.

    late: a frame's picture is made when it is looked at, as far as later ones do not need it.
    A read under way ends at the latest five seconds after `close`, when its own time limit ends.
    """

    def __init__(self, address: str, *, timeout_s: float = TIMEOUT_S, late: bool = False) -> None:
        """timeout_s: for connecting, and for each frame. Raises SourceError."""
        super().__init__()
        self._late = late
        self._lone: LonePictures | None = None
        self._name = masked(address)
        self._container = _open_container(address, self._name, timeout_s)
        try:
            _refuse_file(self._container, self._name)
            stream = moving_picture(self._container, self._name)
            stream.thread_type = "SLICE"  # threads by frame would keep frames back
            self._coming: Generator[Came | None, None, None]
            self._coming = frames_of(self._container, stream)
            frame, first_ns = self._first()
            self._upright = upright_of(stream, frame)
        except BaseException:
            self._container.close()
            raise
        self._pending: tuple[Came, int] | None = frame, first_ns
        height, width = self._upright.picture(frame).shape[:2]
        codec = stream.codec_context.name
        if late and codec in LONE:
            self._lone = LonePictures(codec)
            self._coming.close()
            self._coming = packets_of(self._container, stream)
        self._info = SourceInfo(
            "stream",
            self._name,
            width,
            height,
            math.nan,
            None,
            live=True,
            detail=MappingProxyType({"codec": codec, "format": self._container.format.name}),
        )
        self._index = 0
        self._first_ns = first_ns

    @property
    def info(self) -> SourceInfo:
        """Size of the first frame; the rate is NaN, as what streams state is often wrong."""
        return self._info

    def _next(self) -> Frame | None:
        pending, self._pending = self._pending, None
        came, captured_ns = pending or self._advance()
        index, self._index = self._index, self._index + 1
        time_s = (captured_ns - self._first_ns) / 1e9
        rest = index, time_s, captured_ns, self._name
        if self._late:
            return LateFrame(partial(self._picture, came), *rest)
        image = self._picture(came)
        return None if image is None else Frame(frozen(image), *rest)

    def _picture(self, came: Came) -> Image | None:
        """The picture of what came, None where it is damaged."""
        if isinstance(came, VideoFrame):
            return self._upright.picture(came)
        frame = self._lone.decode(came) if self._lone is not None else None
        return None if frame is None else self._upright.picture(frame)

    def _first(self) -> tuple[VideoFrame, int]:
        while True:
            came, captured_ns = self._advance()
            if isinstance(came, VideoFrame):
                return came, captured_ns

    def _advance(self) -> tuple[Came, int]:
        """What comes next and when it came, past damaged packets, which any network brings."""
        try:
            for _ in range(DAMAGED_PACKETS):
                came = next(self._coming)
                if self._lone is not None and self._lone.damaged >= DAMAGED_PACKETS:
                    break
                if came is not None:
                    return came, time.monotonic_ns()
        except (av.FFmpegError, StopIteration):
            pass
        raise SourceError(
            told("The stream {name} broke off: check the network and its sender.", name=self._name)
        )

    def _release(self) -> None:
        self._coming.close()
        self._container.close()


def _open_container(address: str, name: str, timeout_s: float) -> InputContainer:
    try:
        return av.open(
            address,
            "r",
            options=OPTIONS,
            timeout=(timeout_s, timeout_s),
            metadata_errors="replace",
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        # Not chained: FFmpeg's own words hold the address with its password.
        raise _refusal(error, name, timeout_s) from None


def _refuse_file(container: InputContainer, name: str) -> None:
    """A live stream has no length."""
    if container.duration:
        raise SourceError(
            told("{name} is a file, not a live stream: download it and open the file.", name=name)
        )


def _refusal(error: Exception, name: str, timeout_s: float) -> SourceError:
    if isinstance(error, HTTP_FORBIDDEN):
        return SourceError(
            told(
                "{name} asks for a name and password: write them as http://name:password@host.",
                name=name,
            ),
            "forbidden",
        )
    if isinstance(error, av.HTTPNotFoundError):
        return SourceError(
            told("There is nothing at {name}: check the address.", name=name), "missing"
        )
    if isinstance(error, ConnectionRefusedError):
        return SourceError(
            told("{name} refuses the connection: check that the stream is running.", name=name)
        )
    if isinstance(error, (av.ExitError, TimeoutError)):
        return SourceError(
            told(
                "{name} did not answer within {timeout_s:g} s: check the address and the network.",
                name=name,
                timeout_s=timeout_s,
            )
        )
    if isinstance(error, av.InvalidDataError):
        return SourceError(told("{name} is not a video stream: check the address.", name=name))
    return SourceError(
        told("{name} cannot be reached: check the address and the network.", name=name)
    )
