"""faces.bin: what an overlay needs of each face beyond its row, compressed, one record a frame.

A file is a run of records, each with its length and CRC, so that it can be cut at any byte and lose
one frame. A record: b'mien', CRC-32 of what follows, length of what follows; then the frame's
number, the count of faces, the map's rows and columns, and the faces, deflated. A face: its number,
to_crop (6 floats), the middle and scale of its landmarks (4 floats), 478 x 3 whole numbers of 16
bits that give the landmarks to within a 65,000th of the face, and the saliency in 8 bits a cell.
About 3.5 kB a face.
"""

from __future__ import annotations

import io
import mmap
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from mien.record.layout import DETAILS, inside
from mien.record.room import SafeFile
from mien.types import Floats, ReadFace, frozen

HEAD = struct.Struct("<4sII")
FRAME = struct.Struct("<qHBB")
FACE = struct.Struct("<q6f4f")
MAGIC = b"mien"
POINTS = 478
MOST_SIDE = 32  # cells of a saliency map that is kept
STEPS = 32767
MOST_FACES = 1000
MOST_RECORD = 16_000_000
LARGEST_NUMBER = 1e6


class Detail(NamedTuple):
    """What is kept of one face; saliency None where the network did not look.

    face_id: as in the rows. to_crop: 2 x 3. landmarks: 478 x 3. saliency: rows x columns, 0..1.
    """

    face_id: int
    to_crop: Floats
    landmarks: Floats
    saliency: Floats | None


class DetailWriter:
    """Appends records; nothing is kept back between two calls."""

    def __init__(self, file: SafeFile) -> None:
        """Begin or go on with a file."""
        self._file = file

    def write(self, frame: int, faces: tuple[ReadFace, ...]) -> None:
        """The record of a frame, none where it has no face. Raises OSError."""
        if faces:
            self._file.write(record_of(frame, faces[:MOST_FACES]))


def record_of(frame: int, faces: tuple[ReadFace, ...]) -> bytes:
    """The faces of one frame as bytes."""
    maps = [_small(seen.reading.saliency) if seen.reading else None for seen in faces]
    rows, columns = next((m.shape for m in maps if m is not None), (0, 0))
    packed = b"".join(_packed(seen, m, rows * columns) for seen, m in zip(faces, maps, strict=True))
    body = FRAME.pack(frame, len(faces), rows, columns) + zlib.compress(packed, 1)
    return HEAD.pack(MAGIC, zlib.crc32(body), len(body)) + body


def _small(saliency: Floats) -> Floats | None:
    """A map of at most 32 x 32; None where it holds no numbers."""
    if saliency.ndim != 2 or not saliency.size or not np.isfinite(saliency).all():
        return None
    rows, columns = saliency.shape
    if max(rows, columns) > MOST_SIDE:
        size = (min(columns, MOST_SIDE), min(rows, MOST_SIDE))
        return np.asarray(cv2.resize(saliency, size, interpolation=cv2.INTER_AREA), np.float32)
    return saliency


def _packed(seen: ReadFace, saliency: Floats | None, cells: int) -> bytes:
    face = seen.face
    landmarks = np.nan_to_num(face.landmarks.astype(np.float32))
    low, high = landmarks.min(axis=0), landmarks.max(axis=0)
    middle = ((low + high) / 2).astype(np.float32)
    scale = max(float((high - low).max()) / 2, 1e-6) / STEPS
    steps = np.round((landmarks - middle) / scale).clip(-STEPS, STEPS).astype("<i2")
    head: bytes = FACE.pack(face.face_id, *face.to_crop.ravel().tolist(), *middle.tolist(), scale)
    # Coordinate by coordinate, as differences between neighbours: smaller once deflated.
    points: bytes = np.diff(steps.T, axis=1, prepend=np.int16(0)).astype("<i2").tobytes()
    if saliency is None:
        return head + points + b"\x00" + bytes(cells)
    shades = np.round(saliency.clip(0, 1) * 255).astype(np.uint8)
    return head + points + b"\x01" + shades.tobytes()


class DetailReader:
    """The records of a session; damage ends them early and is no error."""

    def __init__(self, folder: Path) -> None:
        """Index the file of the folder, if there is one. MienError where it is no plain file."""
        path = inside(folder, DETAILS)
        self._data = _mapped(path) if path is not None else b""
        self._places = {frame: place for frame, place, _ in _records(self._data)}

    def __contains__(self, frame: int) -> bool:
        return frame in self._places

    def read(self, frame: int) -> tuple[Detail, ...]:
        """The faces of a frame; none where nothing was kept or where it is damaged."""
        place = self._places.get(frame)
        if place is None:
            return ()
        _, crc, length = HEAD.unpack_from(self._data, place)
        body = self._data[place + HEAD.size : place + HEAD.size + length]
        return _unpacked(body) if zlib.crc32(body) == crc else ()


def whole_bytes(path: Path) -> tuple[int, int]:
    """How far a file's records are whole, in bytes, and the last one's frame, -1 for none."""
    data = _mapped(path)
    end, last = 0, -1
    for frame, place, after in _records(data):
        body = data[place + HEAD.size : after]
        if zlib.crc32(body) != HEAD.unpack_from(data, place)[1]:
            break
        end, last = after, frame
    return end, last


def bytes_before(path: Path, frame: int) -> int:
    """How many bytes the records of frames before `frame` take."""
    end = 0
    for number, _, after in _records(_mapped(path)):
        if number >= frame:
            break
        end = after
    return end


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.tell() else b""


def _records(data: mmap.mmap | bytes) -> Iterator[tuple[int, int, int]]:
    """The frame, beginning and end of each record, as far as their heads can be followed."""
    place = 0
    while place + HEAD.size + FRAME.size <= len(data):
        magic, _, length = HEAD.unpack_from(data, place)
        end = place + HEAD.size + length
        if magic != MAGIC or not FRAME.size <= length <= MOST_RECORD or end > len(data):
            return
        yield FRAME.unpack_from(data, place + HEAD.size)[0], place, end
        place = end


def _unpacked(body: bytes) -> tuple[Detail, ...]:
    _, count, rows, columns = FRAME.unpack_from(body)
    size = FACE.size + POINTS * 3 * 2 + 1 + rows * columns
    if count > MOST_FACES:
        return ()
    try:
        packed = zlib.decompressobj().decompress(body[FRAME.size :], count * size + 1)
    except zlib.error:
        return ()
    if len(packed) != count * size:
        return ()
    return tuple(_face(packed[i * size : (i + 1) * size], rows, columns) for i in range(count))


def _face(packed: bytes, rows: int, columns: int) -> Detail:
    face_id, *numbers = FACE.unpack_from(packed)
    usable = np.isfinite(numbers).all() and max(map(abs, numbers)) < LARGEST_NUMBER
    if not usable:  # made by hand
        numbers = [float("nan")] * len(numbers)
    to_crop = np.array(numbers[:6], np.float32).reshape(2, 3)
    middle, scale = np.array(numbers[6:9], np.float32), numbers[9]
    steps = np.frombuffer(packed, "<i2", POINTS * 3, FACE.size).reshape(3, POINTS)
    landmarks = np.cumsum(steps, axis=1, dtype=np.int16).T.astype(np.float32) * scale + middle
    place = FACE.size + POINTS * 3 * 2
    saliency = None
    if packed[place] and rows * columns:
        shades = np.frombuffer(packed, np.uint8, rows * columns, place + 1)
        saliency = frozen((shades.reshape(rows, columns) / 255).astype(np.float32))
    return Detail(face_id, frozen(to_crop), frozen(landmarks.astype(np.float32)), saliency)
