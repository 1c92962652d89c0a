"""How a recording goes, as one frozen snapshot."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from mien.errors import MienError
from mien.record.manifest import Counts
from mien.record.room import FULL
from mien.words import mark, told

GONE = (errno.ENOENT, errno.ENODEV, errno.EIO, errno.ENXIO, errno.ESTALE, errno.ENOTCONN)


class Stage(StrEnum):
    """Where a recording stands."""

    IDLE = "idle"  # nothing is or was recorded
    RECORDING = "recording"
    CLOSING = "closing"  # it was stopped; what waits is still being written
    DONE = "done"  # the folder is whole
    FAILED = "failed"  # `problem` says why; what came until then is kept where it could be


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of a recording.

    folder: where the session is, or will be once it is whole. length_s: of the session so far.
    waiting_bytes: pictures that wait to be written. free_bytes: left on the disk, -1 unknown.
    markers: how many. problem: one sentence, '' where all is well.
    """

    stage: Stage = Stage.IDLE
    folder: Path | None = None
    length_s: float = 0.0
    counts: Counts = field(default_factory=Counts)
    waiting_bytes: int = 0
    free_bytes: int = -1
    markers: int = 0
    problem: str = ""

    @property
    def active(self) -> bool:
        """It is under way, or what waits is still being written."""
        return self.stage in (Stage.RECORDING, Stage.CLOSING)


class FolderGoneError(OSError):
    """The folder no longer leads to the files that are being written."""


def sentence_of(error: Exception, folder: Path) -> str:
    """Why a recording ended, for the person at the screen."""
    if isinstance(error, MienError):
        return error.sentence
    if isinstance(error, FolderGoneError) or (isinstance(error, OSError) and error.errno in GONE):
        return told(
            "The folder {folder} is gone, or its disk was taken away: the recording ended.",
            folder=folder,
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return disk_full(folder)
    if isinstance(error, OSError):
        return told(
            "{folder} could no longer be written ({reason}): the recording ended.",
            folder=folder,
            reason=error.strerror,
        )
    return mark(
        "The recording ended unexpectedly; what came before is kept, and the log says more."
    )


def disk_full(folder: Path) -> str:
    """The sentence for a disk without room."""
    return told(
        "The disk of {folder} is full: the recording ended there; make room for the next one.",
        folder=folder,
    )
