"""What video files and network streams share: choosing the picture's stream, and its pictures."""

from __future__ import annotations

import struct
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.buffer import Buffer
from av.container import InputContainer
from av.packet import Packet
from av.sidedata.sidedata import Type
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mien.errors import SourceError
from mien.types import Image
from mien.words import told

LONE = frozenset({"mjpeg"})  # codecs whose packets are a whole picture each and say how it is made


def moving_picture(container: InputContainer, name: str) -> VideoStream:
    """The first video stream; the cover of an audio file is none.

    Raises SourceError, beginning with `name`, where there is none or no decoder for it.
    """
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not streams:
        if container.streams.audio:
            sentence = told("{name} holds only sound: choose something with a picture.", name=name)
        else:
            sentence = told("{name} holds no video: choose something with a picture.", name=name)
        raise SourceError(sentence)
    try:
        has_decoder = av.Codec(streams[0].codec_context.name, "r") is not None
    except (AttributeError, ValueError):
        has_decoder = False
    if not has_decoder:
        raise SourceError(
            told("{name} is coded in a way that Mien cannot read: convert it to H.264.", name=name)
        )
    return streams[0]


def frames_of(
    container: InputContainer, stream: VideoStream
) -> Generator[VideoFrame | None, None, None]:
    """The stream's frames in order, None for a damaged packet; FFmpegError where reading fails."""
    for packet in container.demux(stream):
        try:
            decoded = packet.decode()
        except av.FFmpegError:
            yield None
        else:
            yield from decoded


def packets_of(
    container: InputContainer, stream: VideoStream
) -> Generator[Packet[VideoStream], None, None]:
    """The stream's packets in order, as they come; FFmpegError where reading fails."""
    for packet in container.demux(stream):
        if packet.size:  # the last one says that there are no more
            yield packet


class LonePictures:
    """Decodes packets that are a whole picture each, in any order and by any thread.

    damaged: how many in a row could not be decoded.
    """

    def __init__(self, codec: str) -> None:
        """codec: one of LONE, by FFmpeg's name."""
        self._codec = cast(VideoCodecContext, av.CodecContext.create(codec, "r"))
        self._codec.thread_count = 1
        self._codec.thread_type = "NONE"
        self._using = threading.Lock()
        self.damaged = 0

    def decode(self, packet: Packet[VideoStream]) -> VideoFrame | None:
        """The picture, None where it is damaged."""
        with self._using:
            try:
                frame = next(iter(self._codec.decode(packet)), None)
            except av.FFmpegError:
                frame = None
            self.damaged = 0 if frame is not None else self.damaged + 1
            return frame


@dataclass(frozen=True, slots=True)
class Upright:
    """How a stream's frames become upright pictures with square pixels.

    aspect: width over height of one pixel. Then turned (rows become columns), mirrored left to
    right and flipped upside down, in this order.
    """

    aspect: Fraction = Fraction(1)
    turned: bool = False
    mirrored: bool = False
    flipped: bool = False

    def picture(self, frame: VideoFrame) -> Image:
        """The frame as height x width x 3, uint8, RGB, C-contiguous."""
        width = max(round(frame.width * self.aspect), 1)
        # One thread: two would be woken, and waited for, for half a millisecond's work.
        shown = frame.reformat(width=width, height=frame.height, format="rgb24", threads=1)
        image = np.asarray(shown.to_ndarray(), np.uint8)
        if self.turned:
            image = image.transpose(1, 0, 2)
        if self.mirrored:
            image = image[:, ::-1]
        if self.flipped:
            image = image[::-1]
        return np.ascontiguousarray(image)


def upright_of(stream: VideoStream, first: VideoFrame) -> Upright:
    """What a stream's first frame says of all of them.

    The display matrix a b u c d v x y w takes (column, row) to (a column + c row, b column +
    d row); only steps of 90 degrees are followed. It is read once: a frame that was asked for its
    side data refers to itself, so that its picture would stay until the next garbage collection.
    """
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
    # PyAV declares only one of the keys that this mapping really has.
    matrix = cast("Mapping[Type, Buffer]", first.side_data).get(Type.DISPLAYMATRIX)
    if matrix is None:
        return Upright(aspect)
    a, b, _, c, d, *_ = struct.unpack("9i", bytes(matrix))
    turned = abs(b) > abs(a)
    return Upright(aspect, turned, (c if turned else a) < 0, (b if turned else d) < 0)
