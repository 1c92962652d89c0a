"""A screen that nobody sees: Xvfb, and what is drawn on it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

SIZE = (1440, 900)
HEADER = struct.Struct(">25I")  # of the X window dump format, version 7
BYTES_A_PIXEL = 4
COLOUR_BYTES = 12
LEAST_COLOURS = 3000  # of a window that shows a face: it has some 9000, and without one 2000


@dataclass(frozen=True)
class Picture:
    """What a screen shows; pixels: rows of BGRX."""

    width: int
    height: int
    pixels: bytes

    def png(self) -> bytes:
        """The picture as a PNG file."""
        rows = bytearray()
        stride = self.width * BYTES_A_PIXEL
        for y in range(self.height):
            line = self.pixels[y * stride : (y + 1) * stride]
            rgb = bytearray(self.width * 3)
            rgb[0::3], rgb[1::3], rgb[2::3] = line[2::4], line[1::4], line[0::4]
            rows += b"\0" + rgb
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in chunks
        )


class Screen:
    """Xvfb while the context lasts; display: its name, '' where there is no Xvfb.

    root: a folder that is the root of the programs that draw: they find the screen there too.
    """

    def __init__(self, root: Path | None = None) -> None:
        """Nothing is started before `with`."""
        self.display = ""
        self._root = root
        self._process: subprocess.Popen[str] | None = None
        self._mounted: Path | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="mien-screen-")

    def __enter__(self) -> Self:
        """Start it."""
        if shutil.which("Xvfb") is None:
            return self
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"]
        command += ["-fbdir", self._folder.name, "-nolisten", "tcp"]
        self._process = subprocess.Popen(
            command,
            pass_fds=(writer,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        os.close(writer)
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        self.display = f":{number}" if number else ""
        if self._root is not None:
            self._mounted = self._root / "tmp" / ".X11-unix"
            self._mounted.mkdir(exist_ok=True)
            subprocess.run(["mount", "--bind", "/tmp/.X11-unix", self._mounted], check=True)  # noqa: S108
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        if self._mounted is not None:
            subprocess.run(["umount", self._mounted], check=False)
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._folder.cleanup()

    def picture(self) -> Picture:
        """What is on it now. Raises OSError."""
        return picture_of((Path(self._folder.name) / "Xvfb_screen0").read_bytes())


def picture_of(dump: bytes) -> Picture:
    """The picture of an X window dump with 32 bits a pixel. Raises ValueError."""
    fields = HEADER.unpack_from(dump)
    length, version, width, height, bits, stride, colours = (
        fields[i] for i in (0, 1, 4, 5, 11, 12, 19)
    )
    if version != 7 or bits != 8 * BYTES_A_PIXEL:
        raise ValueError(f"another kind of dump: version {version}, {bits} bits a pixel")
    start = length + colours * COLOUR_BYTES
    rows = (dump[start + y * stride :][: width * BYTES_A_PIXEL] for y in range(height))
    return Picture(width, height, b"".join(rows))


def picture_colours(picture: Picture) -> int:
    """How many different colours are in it."""
    pixels = picture.pixels
    return len({pixels[i : i + 3] for i in range(0, len(pixels), BYTES_A_PIXEL)})
