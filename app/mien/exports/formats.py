"""The formats that a session can be handed on in: the table for the command line and the window."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from mien.record.session import Session


class Writer(Protocol):
    """What every format's module in this folder offers."""

    def write(self, session: Session, path: Path) -> None:
        """Write the session as one file, in one step. Raises MienError."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. module: in this folder, imported only when it is written.

    name: on the command line. title: in the window. suffix: after the session's name.
    """

    name: str
    title: str
    suffix: str
    module: str

    def write(self, session: Session, path: Path) -> None:
        """Write `path`, which is replaced in one step where it is there.

        Raises MienError where it cannot be written, or the session lacks what the format needs.
        """
        module = importlib.import_module(f"mien.exports.{self.module}")
        cast("Writer", module).write(session, path)


FORMATS = (
    Format("csv", "Table, CSV: one row a face a frame", ".csv", "tidy"),
    Format("parquet", "Table, Parquet: the same, typed", ".parquet", "parquet"),
    Format("openface", "OpenFace's CSV", "_openface.csv", "openface"),
    Format("pyfeat", "Py-Feat's Fex CSV", "_fex.csv", "pyfeat"),
    Format("elan", "ELAN: markers and expressions", ".eaf", "elan"),
    Format("vtt", "WebVTT subtitles: markers and expressions", ".vtt", "webvtt"),
    Format("bids", "BIDS events with their JSON: markers and gaps", "_events.tsv", "bids"),
    Format("mp4", "Annotated video, MP4", ".mp4", "mp4"),
    Format("html", "Report, one HTML page", ".html", "report"),
)


def format_of(name: str) -> Format | None:
    """The format of a name on the command line, None where there is none."""
    return next((one for one in FORMATS if one.name == name), None)
