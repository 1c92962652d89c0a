"""Files that grow safely, and the room kept aside so that they can be closed on a full disk."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO

from mien.record.layout import RESERVE

RESERVED = 8_000_000  # more than the last cluster of two videos and the manifest together
FULL = (errno.ENOSPC, errno.EDQUOT)


class Room:
    """A file that only takes up room, given back at the first write that finds the disk full.

    full: that has happened: whoever writes has to come to an end now.
    """

    def __init__(self, folder: Path, reserved: int = RESERVED) -> None:
        """Take up the room. Raises OSError where there is not even that much."""
        self._path = folder / RESERVE
        self.full = False
        # Random, as zeros would take up nothing on a disk that compresses.
        self._path.write_bytes(os.urandom(reserved))

    def give_back(self) -> bool:
        """Let the room go; False where it was gone before."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def made(self, error: OSError) -> bool:
        """Whether a write that failed is worth another try."""
        if error.errno not in FULL:
            return False
        self.full = True
        return self.give_back()


class SafeFile:
    """A file whose every write reaches the system whole, or not at all."""

    def __init__(self, path: Path, room: Room, *, fresh: bool = False) -> None:
        """Go on at the end of the file; fresh: begin an empty one. Raises OSError."""
        self._file: BinaryIO = path.open("w+b" if fresh else "a+b", buffering=0)
        self._room = room
        self._closed = False
        self._file.seek(0, os.SEEK_END)

    def write(self, data: bytes) -> int:
        """Write all of it. Raises OSError, and the file is as it was where it was at its end."""
        start, end = self._file.tell(), os.fstat(self._file.fileno()).st_size
        try:
            self._write(data)
        except OSError as error:
            self._take_back(start, end)
            if not self._room.made(error):
                raise
            self._write(data)
        return len(data)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]

    def _take_back(self, start: int, end: int) -> None:
        with contextlib.suppress(OSError):
            self._file.truncate(end)
            self._file.seek(start)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As files do."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As files do."""
        return self._file.tell()

    def in_place(self, path: Path) -> bool:
        """Whether `path` still leads to this file: an open file outlives its name."""
        try:
            return os.path.samestat(path.stat(), os.fstat(self._file.fileno()))
        except OSError:
            return False

    def close(self) -> None:
        """Have the system put all on the disk; closed also where that fails. Raises OSError."""
        if self._closed:
            return
        self._closed = True
        try:
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
