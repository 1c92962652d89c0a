"""The sessions of this computer, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mien.errors import MienError
from mien.gui.review.scale import clock
from mien.record.layout import sessions
from mien.record.manifest import Manifest, read_manifest

MOST = 24


@dataclass(frozen=True, slots=True)
class Recent:
    """A session as it is offered: its folder, its name, and a line about it."""

    folder: Path
    name: str
    about: str


def recent_sessions(parent: Path) -> tuple[Recent, ...]:
    """The newest sessions of a folder; one that cannot be read is offered with the reason."""
    return tuple(_recent(folder) for folder in sessions(parent)[:MOST])


def _recent(folder: Path) -> Recent:
    try:
        return Recent(folder, folder.name, about(read_manifest(folder)))
    except MienError as error:
        return Recent(folder, folder.name, str(error))


def about(manifest: Manifest) -> str:
    """When, how long, how much, from what."""
    counts = manifest.counts
    parts = [
        manifest.anchor.utc.astimezone().strftime("%d %b %Y, %H:%M"),
        clock(manifest.length_s, 0.1),
        f"{counts.analysed:,} frames",
        manifest.source.name,
    ]
    if manifest.state == "recovered":
        parts.append("recovered")
    return "  \N{MIDDLE DOT}  ".join(parts)
