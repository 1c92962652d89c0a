"""Handing a session on: the menu of formats, and the writing in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from mien.exports.formats import FORMATS, Format
from mien.gui import dialogs
from mien.gui.job import Job
from mien.record.markers import Marker
from mien.record.session import Session


class Exporting:
    """One file at a time."""

    def __init__(self, parent: QWidget, tell: Callable[[str], None]) -> None:
        """Tell: shows a sentence."""
        self._parent, self._tell = parent, tell
        self._job: Job[Path] | None = None
        self._name = ""

    def fill(self, menu: QMenu, chosen: Callable[[Format], None]) -> None:
        """An entry a format."""
        for one in FORMATS:
            menu.addAction(f"{one.title}…").triggered.connect(lambda _=False, one=one: chosen(one))

    def ask(self, session: Session, markers: tuple[Marker, ...], one: Format) -> None:
        """Ask where to, and write."""
        beside = session.folder.with_name(session.folder.name + one.suffix)
        wanted = dialogs.ask_save(self._parent, f"Export: {one.title}", beside, one.suffix)
        if wanted is not None:
            self.write(session, markers, one, wanted)

    def write(self, session: Session, markers: tuple[Marker, ...], one: Format, path: Path) -> None:
        """Write a file, with the markers as they stand now."""
        if self._job is not None:
            self._tell(f"{self._name} is still being written: wait for it, then try again.")
            return
        now = replace(session, markers=markers)
        self._name = path.name
        self._tell(f"Writing {path.name}…")
        self._job = Job("mien-export", lambda: _written(now, one, path))

    def tick(self) -> None:
        """Tell how it ended, once."""
        outcome = self._job.outcome() if self._job is not None else None
        if outcome is not None:
            self._job = None
            self._tell(outcome.problem or f"Written: {outcome.value}")


def _written(session: Session, one: Format, path: Path) -> Path:
    one.write(session, path)
    return path
