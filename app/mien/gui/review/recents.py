"""The sessions of this computer, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mien.errors import MienError
from mien.gui.review.scale import clock
from mien.gui.words import tr, tr_n
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
        return Recent(folder, folder.name, tr(error.sentence))


def about(manifest: Manifest) -> str:
    """When, how long, how much, from what."""
    counts = manifest.counts
    parts = [
        manifest.anchor.utc.astimezone().strftime("%Y-%m-%d %H:%M"),  # the same in all languages
        clock(manifest.length_s, 0.1),
        tr_n("{n} frame", "{n} frames", counts.analysed),
        tr(manifest.source.name),
    ]
    if manifest.state == "recovered":
        parts.append(tr("recovered"))
    return "  \N{MIDDLE DOT}  ".join(parts)
