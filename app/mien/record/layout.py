"""The names of a session's files, and the only ways to a path inside its folder.

- NAME.partial/ while it is written, renamed to NAME/ once it is whole
- session.json: what was recorded, from what, with what (manifest.py)
- rows.csv: one row a face a frame (rows.py)
- faces.bin: landmarks and saliency maps, to be replayed (details.py)
- markers.jsonl: one marker a line (markers.py)
- clean.mkv: the picture as it was analysed, or with its faces blurred
- annotated.mkv: the same with the overlays
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from pathlib import Path
from typing import Literal

import platformdirs

from mien.errors import MienError
from mien.words import told

MANIFEST = "session.json"
ROWS = "rows.csv"
DETAILS = "faces.bin"
MARKERS = "markers.jsonl"
RESERVE = ".reserve"  # room that is given back where the disk is full, so that all can be closed
PARTIAL = ".partial"
BEFORE = ".before-"  # a video that is being taken over into the one of its name

Which = Literal["clean", "annotated"]
VIDEOS: dict[Which, str] = {"clean": "clean.mkv", "annotated": "annotated.mkv"}
LONGEST_NAME = 100


def sessions_folder() -> Path:
    """Where this user's sessions go unless told otherwise."""
    return platformdirs.user_documents_path() / "Mien"


def usual_name(now: datetime) -> str:
    """A session's name after the local time at which it begins."""
    return now.strftime("%Y-%m-%d %H-%M-%S")


def usable_name(text: str) -> str:
    """The text as the name of a folder on every system, without what leads out of its parent."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", text)
    return " ".join(name.split()).strip(". ")[:LONGEST_NAME].strip(". ") or "session"


def free_folder(parent: Path, name: str) -> Path:
    """A folder of this name in `parent`, '-2' and so on after it where one is there already."""
    name = usable_name(name)
    folder, number = parent / name, 1
    while folder.exists() or partial_of(folder).exists():
        number += 1
        folder = parent / f"{name}-{number}"
    return folder


def partial_of(folder: Path) -> Path:
    """Where a session is while it is written."""
    return folder.with_name(folder.name + PARTIAL)


def whole_of(partial: Path) -> Path:
    """Where a session goes once it is whole."""
    return partial.with_name(partial.name.removesuffix(PARTIAL))


def inside(folder: Path, name: str) -> Path | None:
    """The session's own file of this name; None where there is none.

    MienError where something else lies in its place, such as a link that leads out of the folder.
    """
    path = folder / name
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise MienError(
                told(
                    "{name} in {folder} is no plain file: take it away to open the rest.",
                    name=name,
                    folder=folder,
                )
            )
        return path if path.exists() else None
    except OSError as error:
        raise MienError(
            told(
                "{name} in {folder} cannot be read ({reason}).",
                name=name,
                folder=folder,
                reason=error.strerror,
            )
        ) from error


def partial_sessions(parent: Path) -> list[Path]:
    """The recordings in a folder that never became whole, oldest name first."""
    with contextlib.suppress(OSError):
        return sorted(
            path
            for path in parent.iterdir()
            if path.name.endswith(PARTIAL) and path.is_dir() and not path.is_symlink()
        )
    return []


def sessions(parent: Path) -> list[Path]:
    """The whole sessions in a folder, newest first by the time of their manifests."""
    with contextlib.suppress(OSError):
        found = [
            path
            for path in parent.iterdir()
            if not path.name.endswith(PARTIAL) and (path / MANIFEST).is_file()
        ]
        return sorted(found, key=lambda path: (path / MANIFEST).stat().st_mtime, reverse=True)
    return []
