"""What video files and network streams share: choosing the picture's stream, and its pictures."""

from __future__ import annotations

import struct
from collections.abc import Generator, Mapping
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.buffer import Buffer
from av.container import InputContainer
from av.sidedata.sidedata import Type
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mien.errors import SourceError
from mien.types import Image

SQUARE = Fraction(1)


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
        what = "only sound" if container.streams.audio else "no video"
        raise SourceError(f"{name} holds {what}: choose something with a picture.")
    try:
        has_decoder = av.Codec(streams[0].codec_context.name, "r") is not None
    except (AttributeError, ValueError):
        has_decoder = False
    if not has_decoder:
        raise SourceError(f"{name} is coded in a way that Mien cannot read: convert it to H.264.")
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


def pixel_aspect(stream: VideoStream) -> Fraction:
    """Width over height of one pixel; 1 where the file does not say."""
    return stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or SQUARE


def picture(frame: VideoFrame, aspect: Fraction = SQUARE) -> Image:
    """The frame as height x width x 3, uint8, RGB, C-contiguous, pixels square, turned upright."""
    width = max(round(frame.width * aspect), 1)
    shown = frame.reformat(width=width, height=frame.height, format="rgb24")
    return np.ascontiguousarray(_upright(np.asarray(shown.to_ndarray(), np.uint8), frame))


def _upright(image: Image, frame: VideoFrame) -> Image:
    """Turned and mirrored as the display matrix says, in steps of 90 degrees.

    The matrix a b u c d v x y w takes (column, row) to (a column + c row, b column + d row).
    """
    # PyAV declares only one of the keys that this mapping really has.
    matrix = cast("Mapping[Type, Buffer]", frame.side_data).get(Type.DISPLAYMATRIX)
    if matrix is None:
        return image
    a, b, _, c, d, *_ = struct.unpack("9i", bytes(matrix))
    turned = abs(b) > abs(a)
    if turned:
        image = image.transpose(1, 0, 2)
    if (c if turned else a) < 0:
        image = image[:, ::-1]
    if (b if turned else d) < 0:
        image = image[::-1]
    return image
