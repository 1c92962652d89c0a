"""The formats that a session can be handed on in: the table for the command line and the window."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from mien.words import mark

if TYPE_CHECKING:
    from mien.record.session import Session


Progress = Callable[[float], None]


def in_silence(_: float) -> None:
    """Nobody wants to know how far it is."""


class Writer(Protocol):
    """What every format's module in this folder offers."""

    def write(self, session: Session, path: Path) -> None:
        """Write the session as one file, in one step. Raises MienError."""


class SlowWriter(Protocol):
    """The same of a format that takes its time."""

    def write(self, session: Session, path: Path, progress: Progress) -> None:
        """Write the session as one file, in one step. Raises MienError."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. module: in this folder, imported only when it is written.

    name: on the command line. title: in the window. suffix: after the session's name. slow: it
    may take minutes, and says how far it is.
    """

    name: str
    title: str
    suffix: str
    module: str
    slow: bool = False

    def write(self, session: Session, path: Path, progress: Progress = in_silence) -> None:
        """Write `path`, which is replaced in one step where it is there.

        progress: called with 0..1 by a slow format, in this thread; what it raises stops the work
        and leaves nothing behind. Raises MienError where the file cannot be written, or the session
        lacks what the format needs.
        """
        module = importlib.import_module(f"mien.exports.{self.module}")
        if self.slow:
            cast("SlowWriter", module).write(session, path, progress)
        else:
            cast("Writer", module).write(session, path)


FORMATS = (
    Format("csv", mark("Table, CSV: one row a face a frame"), ".csv", "tidy"),
    Format("parquet", mark("Table, Parquet: the same, typed"), ".parquet", "parquet"),
    Format("openface", mark("OpenFace's CSV"), "_openface.csv", "openface"),
    Format("pyfeat", mark("Py-Feat's Fex CSV"), "_fex.csv", "pyfeat"),
    Format("elan", mark("ELAN: markers and expressions"), ".eaf", "elan"),
    Format("vtt", mark("WebVTT subtitles: markers and expressions"), ".vtt", "webvtt"),
    Format("bids", mark("BIDS events with their JSON: markers and gaps"), "_events.tsv", "bids"),
    Format("mp4", mark("Annotated video, MP4"), ".mp4", "mp4", slow=True),
    Format("html", mark("Report, one HTML page"), ".html", "report"),
)


def format_of(name: str) -> Format | None:
    """The format of a name on the command line, None where there is none."""
    return next((one for one in FORMATS if one.name == name), None)
