"""A session deleted: all of it, and nothing else."""

from __future__ import annotations

from pathlib import Path

from mien.errors import MienError
from mien.record.layout import MANIFEST, PARTIAL, ROWS
from mien.record.manifest import Writer, read_manifest
from mien.words import told


def delete_session(folder: Path) -> None:
    """Delete a session folder with everything in it.

    Raises MienError for what is no session, is being recorded, or holds folders, which Mien never
    makes there; then nothing is deleted, and also where a file cannot be.
    """
    folder = Path(folder)
    if folder.is_symlink() or not folder.is_dir():
        raise MienError(told("{folder} is no session folder: nothing was deleted.", folder=folder))
    try:
        files = sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST)
        _check(folder, files)
        # session.json goes last: what is left after an error is still known as a session.
        for path in files:
            path.unlink()
        folder.rmdir()
    except OSError as error:
        raise MienError(
            told(
                "{folder} could not be deleted wholly ({reason}): close what uses it and "
                "try again.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error


def _check(folder: Path, files: list[Path]) -> None:
    names = {path.name for path in files}
    if MANIFEST not in names or (ROWS not in names and not folder.name.endswith(PARTIAL)):
        raise MienError(told("{folder} is no session: nothing was deleted.", folder=folder))
    inner = next((path for path in files if path.is_dir() and not path.is_symlink()), None)
    if inner is not None:
        raise MienError(
            told(
                "{folder} holds the folder {name}, which is not Mien's: move it away first.",
                folder=folder,
                name=inner.name,
            )
        )
    writer = _writer(folder)
    if writer is not None and writer.alive:
        raise MienError(
            told("{name} is being recorded just now: stop the recording first.", name=folder.name)
        )


def _writer(folder: Path) -> Writer | None:
    try:
        return read_manifest(folder).writer
    except MienError:
        return None  # a damaged session can be deleted too
