"""Opens, lists and deletes sessions, in threads of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mien.gui.job import Job
from mien.gui.review.lanes import FaceValues, values_by_face
from mien.gui.review.recents import Recent, recent_sessions
from mien.gui.words import tr
from mien.record.deletion import delete_session
from mien.record.session import Session


@dataclass(frozen=True)
class Opened:
    """A session with its values face by face."""

    session: Session
    faces: tuple[FaceValues, ...]


class Shelf(QObject):
    """Tells what came of what was asked for, from `tick`."""

    opened = Signal(object)  # an Opened
    failed = Signal(str)
    listed = Signal()
    deleted = Signal(str)

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.recents: tuple[Recent, ...] = ()
        self._opening: Job[Opened] | None = None
        self._listing: Job[tuple[Recent, ...]] | None = None
        self._deleting: Job[str] | None = None

    @property
    def busy(self) -> bool:
        """A session is being opened or deleted."""
        return self._opening is not None or self._deleting is not None

    def open(self, folder: Path) -> None:
        """Read a session; one that is still being read is forgotten."""
        self._opening = Job("mien-open", lambda: _read(folder))

    def list(self, parent: Path) -> None:
        """Look which sessions there are."""
        self._listing = Job("mien-sessions", lambda: recent_sessions(parent))

    def delete(self, folder: Path) -> None:
        """Delete a session with everything in it."""
        self._deleting = Job("mien-delete", lambda: _deleted(folder))

    def tick(self) -> None:
        """Look what has come."""
        opening = self._opening.outcome() if self._opening is not None else None
        if opening is not None:
            self._opening = None
            if opening.value is not None:
                self.opened.emit(opening.value)
            else:
                self.failed.emit(tr(opening.problem))
        listing = self._listing.outcome() if self._listing is not None else None
        if listing is not None:
            self._listing = None
            self.recents = listing.value or ()
            self.listed.emit()
        deleting = self._deleting.outcome() if self._deleting is not None else None
        if deleting is not None:
            self._deleting = None
            if deleting.value is not None:
                self.deleted.emit(deleting.value)
            else:
                self.failed.emit(tr(deleting.problem))


def _read(folder: Path) -> Opened:
    session = Session.open(folder)
    return Opened(session, values_by_face(session))


def _deleted(folder: Path) -> str:
    delete_session(folder)
    return folder.name
