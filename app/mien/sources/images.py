"""Image files: told by their first bytes, decoded to RGB whatever they hold."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import cv2
import numpy as np

from mien.errors import SourceError
from mien.types import Image
from mien.words import told

# Coordinates are pixels of the user's own file, so images are never scaled down. This many pixels
# already take 600 MB and seconds to search; more is a mistake rather than a portrait.
MAX_PIXELS = 200_000_000
HEAD_BYTES = 32  # enough for `is_image`
BACKDROP = 128  # what shows through transparent pixels: mid-gray

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
STARTS = (
    JPEG,
    PNG,
    b"II*\0",
    b"MM\0*",
    b"GIF87a",
    b"GIF89a",
    b"\0\0\0\x0cjP  ",
    b"\xff\x4f\xff\x51",
)
# Photos of telephones: OpenCV cannot decode them, FFmpeg would take a tile of them for a video.
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")


def is_image(head: bytes) -> bool:
    """Whether a file that begins so is an image, whatever its name."""
    return (
        head.startswith(STARTS)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[:2] == b"BM" and head[6:10] == b"\0\0\0\0")
        or head[4:12] in (b"ftypavif", b"ftypavis", *HEIC)
        or (
            head[:1] == b"P"
            and head[1:2] in b"123456"
            and head[2:3] in b" \t\r\n#"
            and len(head) > 8
        )
    )


def decode_image(data: bytes, name: str = "The image") -> Image:
    """An image file's picture: height x width x 3, uint8, RGB, upright as its EXIF data says.

    16-bit values are scaled to 8, gray becomes RGB, transparent parts show mid-gray. `name` begins
    the sentence of the SourceError for data that is empty, damaged, no image, or too large.
    """
    if not data:
        raise SourceError(told("{name} is empty (0 bytes): choose another image.", name=name))
    if not is_image(data[:HEAD_BYTES]):
        raise SourceError(
            told("{name} is not an image that Mien can read: use JPEG, PNG or WebP.", name=name)
        )
    width, height = _size(data)
    if width * height > MAX_PIXELS:
        raise SourceError(_too_large(name, width, height))
    picture = _decode(data)
    if picture is None:
        raise SourceError(_undecoded(name, data))
    height, width = picture.shape[:2]
    if width * height > MAX_PIXELS:
        raise SourceError(_too_large(name, width, height))
    return picture


def _undecoded(name: str, data: bytes) -> str:
    if data[4:12] in HEIC:
        return told("{name} is a HEIC photo, which Mien cannot read: save it as JPEG.", name=name)
    return told("{name} is damaged or cut short: copy it again or choose another image.", name=name)


def _too_large(name: str, width: int, height: int) -> str:
    limit = MAX_PIXELS // 1_000_000
    return told(
        "{name} has {width} x {height} pixels, over {limit} million: scale it down first.",
        name=name,
        width=width,
        height=height,
        limit=limit,
    )


def _decode(data: bytes) -> Image | None:
    # libpng writes its complaints to stderr past every log level, so it is not given damaged files.
    if data.startswith(PNG) and not _png_is_whole(data):
        return None
    packed = np.frombuffer(data, np.uint8)
    try:
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR_RGB)
        if picture is None:
            return None
        colours = np.ascontiguousarray(picture, np.uint8)
        return _over_backdrop(colours, packed) if _may_be_transparent(data) else colours
    except cv2.error:
        return None


def _may_be_transparent(data: bytes) -> bool:
    if data.startswith(PNG):
        gray_or_colour = data[25:26] in (b"\0", b"\2")
        return not gray_or_colour or b"tRNS" in data[:4096]
    return not data.startswith(JPEG)


def _over_backdrop(colours: Image, packed: Image) -> Image:
    """The colours where the file is opaque, mid-gray where it is not."""
    raw = cv2.imdecode(packed, cv2.IMREAD_UNCHANGED)
    if raw is None or raw.ndim != 3 or raw.shape != (*colours.shape[:2], 4):
        return colours
    full = 255 if raw.dtype == np.uint8 else 65535
    alpha = raw[..., 3:].astype(np.float32) / full
    mixed = colours * alpha + BACKDROP * (1 - alpha)
    return np.rint(mixed).astype(np.uint8)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height from the header of a PNG or JPEG; 0, 0 for other formats."""
    if data.startswith(PNG):
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if data.startswith(JPEG):
        return _jpeg_size(data)
    return 0, 0


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # start of frame
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4])
    return 0, 0


def _png_is_whole(data: bytes) -> bool:
    """Whether every chunk is there with its right checksum, up to the one that ends the file."""
    return any(kind == b"IEND" for kind in _png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[bytes]:
    """The kind of each chunk, up to the first damaged one."""
    view, at = memoryview(data), len(PNG)
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4])
        if end + 4 > len(data) or zlib.crc32(view[at + 4 : end]) != int.from_bytes(
            view[end : end + 4]
        ):
            return
        yield data[at + 4 : at + 8]
        at = end + 4
