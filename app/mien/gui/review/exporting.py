"""Handing a session on: the menu of formats, and the writing in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from mien.errors import MienError
from mien.exports.formats import FORMATS, Format
from mien.flow import Latest
from mien.gui import dialogs
from mien.gui.job import Job
from mien.gui.notice_bar import NoticeBar
from mien.gui.words import tr
from mien.overlays.values import percent
from mien.record.markers import Marker
from mien.record.session import Session
from mien.words import mark

STOPPED = mark("The export was stopped; nothing was written.")


class Exporting:
    """One file at a time, with how far it is in the notice, where it can be stopped."""

    def __init__(self, parent: QWidget, notice: NoticeBar) -> None:
        """Nothing is written yet."""
        self._parent, self._notice = parent, notice
        self._job: Job[Path] | None = None
        self._stopped = threading.Event()
        self._share: Latest[float] = Latest()
        self._said = ""
        self._name = ""

    @property
    def busy(self) -> bool:
        """A file is being written."""
        return self._job is not None

    def fill(self, menu: QMenu, chosen: Callable[[Format], None]) -> None:
        """An entry a format."""
        for one in FORMATS:
            entry = menu.addAction(f"{tr(one.title)}…")
            entry.triggered.connect(lambda _=False, one=one: chosen(one))

    def ask(self, session: Session, markers: tuple[Marker, ...], one: Format) -> None:
        """Ask where to, and write."""
        beside = session.folder.with_name(session.folder.name + one.suffix)
        title = tr("Export: {format}").format(format=tr(one.title))
        wanted = dialogs.ask_save(self._parent, title, beside, one.suffix)
        if wanted is not None:
            self.write(session, markers, one, wanted)

    def write(self, session: Session, markers: tuple[Marker, ...], one: Format, path: Path) -> None:
        """Write a file, with the markers as they stand now."""
        if self._job is not None:
            said = tr("{name} is still being written: wait for it, then try again.")
            self._notice.say(said.format(name=self._name))
            return
        now = replace(session, markers=markers)
        stopped, share = threading.Event(), Latest[float]()
        self._stopped, self._share, self._name = stopped, share, path.name
        self._job = Job("mien-export", lambda: _written(now, one, path, stopped, share))
        self._say(tr("Writing {name}…").format(name=path.name))

    def stop(self) -> None:
        """Give the file up that is being written."""
        self._stopped.set()

    def tick(self) -> None:
        """Tell how far it is, and how it ended, once."""
        if self._job is None:
            return
        outcome = self._job.outcome()
        if outcome is not None:
            self._job = None
            written = tr("Written: {file}").format(file=outcome.value)
            self._notice.say(outcome.problem or written)
            return
        share, _ = self._share.peek()
        # A notice that was closed, or gave way to another one, does not come back.
        if share is not None and self._notice.text == self._said:
            said = tr("Writing {name}: {percent}")
            self._say(said.format(name=self._name, percent=percent(share)))

    def _say(self, text: str) -> None:
        if text != self._said or not self._notice.text:
            self._said = text
            self._notice.say(text, tr("Stop"), self.stop)


def _written(
    session: Session, one: Format, path: Path, stopped: threading.Event, share: Latest[float]
) -> Path:
    def progress(done: float) -> None:
        if stopped.is_set():
            raise MienError(STOPPED)
        share.put(done)

    one.write(session, path, progress)
    return path
