"""Packets of a video copied as they are, into a file that has an index and a length."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

if TYPE_CHECKING:
    VideoPacket = Packet[VideoStream]


def copied(path: Path, target: Path, most: int | None = None) -> int:
    """Copy what is whole of a Matroska file; how many pictures, 0 where there is none.

    most: so many pictures from the beginning, all unless told.
    Raises OSError where the target cannot be written.
    """
    count = 0
    with (
        contextlib.suppress(av.InvalidDataError, av.EOFError),
        open_cut(path) as (stream, packets),
        av.open(f"file:{target}", "w", format="matroska") as container,
    ):
        count = copy_into(container, stream, itertools.islice(packets, most))
    return count


@contextlib.contextmanager
def open_cut(path: Path) -> Iterator[tuple[VideoStream, Iterator[VideoPacket]]]:
    """The picture stream and the whole packets of a file that may be cut anywhere.

    Raises av.InvalidDataError where it holds no video.
    """
    with av.open(f"file:{path}", format="matroska") as container:
        if not container.streams.video:
            raise av.InvalidDataError(0, "no video", str(path))
        stream = container.streams.video[0]
        yield stream, _whole(container.demux(stream))


def _whole(packets: Iterator[VideoPacket]) -> Iterator[VideoPacket]:
    """Packets until the file breaks off; the last one may be torn, and is left out then."""
    with contextlib.suppress(av.FFmpegError):
        for packet in packets:
            if packet.size and not packet.is_corrupt and packet.pts is not None:
                yield packet


def copy_into(
    container: OutputContainer, stream: VideoStream, packets: Iterator[VideoPacket]
) -> int:
    """Write the packets as they are; how many."""
    target = container.add_stream_from_template(stream)
    count = 0
    for packet in packets:
        packet.stream = target
        container.mux(packet)
        count += 1
    return count
