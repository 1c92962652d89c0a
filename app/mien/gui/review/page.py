"""The review page: a session's picture and timeline on the left, its values on the right."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from mien.errors import MienError
from mien.gui.actions import Actions
from mien.gui.notice_bar import NoticeBar
from mien.gui.picture import MARGIN, Picture
from mien.gui.review.deeds import DEEDS, NEED_SESSION
from mien.gui.review.exporting import Exporting
from mien.gui.review.marking import Marking
from mien.gui.review.session_button import SessionButton
from mien.gui.review.session_line import SessionLine
from mien.gui.review.shelf import Opened, Shelf
from mien.gui.review.side import Side
from mien.gui.review.start import Start
from mien.gui.review.timeline import Timeline
from mien.gui.review.transport import Transport
from mien.gui.review.viewer import Viewer
from mien.gui.review.wiring import connect
from mien.gui.stage import Stage
from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.overlays import OVERLAYS
from mien.record.layout import sessions_folder
from mien.settings import Settings

TICK_MS = 8
CLOSE_S = 1.0  # for the decoder to let a file go that is to be deleted
NO_OVERLAYS = {overlay.setting: False for overlay in OVERLAYS}
TIMELINE = 340  # points of height at first


class ReviewPage(QWidget):
    """One timer, which stands still while the page is not shown."""

    session_changed = Signal()

    def __init__(self, settings: Settings, theme: Theme, marks: Actions, notice: NoticeBar) -> None:
        """No session is open; notice: where sentences are shown."""
        super().__init__()
        self.setObjectName("ground")
        self.setAccessibleName(tr("Review"))
        self.tell = notice.say
        self.marks = marks
        self.theme = theme
        self._settings = settings
        self.deeds = Actions(self, theme, DEEDS)
        self.shelf = Shelf()
        self.exporting = Exporting(self, notice)
        self.export_menu = QMenu(self)
        self.start = Start(theme)
        self.button = SessionButton(self.deeds, lambda: self.shelf.recents, theme)
        self.stage = Stage(Picture(settings, theme), theme, notice_seen=True)
        self.stage.picture.setAccessibleName(tr("Recorded picture"))
        self.timeline = Timeline(theme)
        self.transport = Transport(self.deeds, marks, theme)
        self.side = Side(self.deeds, theme)
        self.line = SessionLine(theme)
        self.viewer = Viewer(self.stage, self.side, self.timeline, self.transport)
        self.marking = Marking(self.viewer, self.timeline, self.side.markers, self.tell)
        self._ticked_s = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._lay_out()
        connect(self)
        self.deeds.enable(NEED_SESSION, False)

    @property
    def folder(self) -> Path:
        """Where sessions are looked for."""
        chosen = self._settings.record_folder
        return Path(chosen) if chosen else sessions_folder()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.theme = theme
        self.deeds.set_theme(theme)
        for part in (self.start, self.stage, self.timeline, self.transport, self.side, self.line):
            part.set_theme(theme)
        self.button.set_theme(theme)
        self.set_look(self._settings)

    def set_look(self, settings: Settings) -> None:
        """Take over what is switched on."""
        self._settings = settings
        shown = settings.changed(**NO_OVERLAYS) if self.viewer.burnt_in else settings
        self.stage.picture.set_look(shown, self.theme)
        self.side.setVisible(settings.panel)

    def set_full(self, full: bool) -> None:
        """Only picture and transport, or all again."""
        self.side.setVisible(self._settings.panel and not full)
        self.line.setVisible(not full)
        self.timeline.setVisible(not full)
        self.stage.picture.set_margin(0 if full else MARGIN)

    def open(self, folder: Path) -> None:
        """Read a session and show it."""
        self.start.say(tr("Opening {name}…").format(name=folder.name))
        self.shelf.open(folder)

    def close_session(self, timeout_s: float = 0.0) -> None:
        """Back to the list; waits for the decoder for `timeout_s` at most."""
        self.viewer.close(timeout_s)
        self.marking.open(None)
        self.line.show_manifest(None)
        self.button.show_session(None)
        self.deeds.enable(NEED_SESSION, False)
        self.pages.setCurrentIndex(0)
        self.look()
        self.session_changed.emit()

    def delete(self) -> None:
        """Delete the open session, all of it."""
        folder = self.viewer.session.folder if self.viewer.session is not None else None
        if folder is not None:
            self.close_session(CLOSE_S)  # no file of it may be open any more
            self.start.say(tr("Deleting {name}…").format(name=folder.name))
            self.shelf.delete(folder)

    def look(self) -> None:
        """List the sessions anew."""
        self.shelf.list(self.folder)

    def show_opened(self, opened: Opened) -> None:
        """Show a session that was read."""
        try:
            self.viewer.open(opened.session, opened.faces)
        except MienError as error:
            self.close_session()
            self.tell(error.sentence)
            return
        self.marking.open(opened.session)
        self.side.summary.show_session(opened.session)
        self.line.show_manifest(opened.session.manifest)
        self.button.show_session(opened.session.folder)
        self.deeds.enable(NEED_SESSION, True)
        self.set_look(self._settings)
        self.pages.setCurrentIndex(1)
        self.timeline.setFocus()
        self.session_changed.emit()

    def tick(self) -> None:
        """Look once: at what was asked for, then at the session."""
        now = time.monotonic()
        seconds, self._ticked_s = now - self._ticked_s, now
        self.shelf.tick()
        self.exporting.tick()
        self.viewer.tick(now, seconds)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The page is looked at: go on."""
        super().showEvent(event)
        self._ticked_s = time.monotonic()
        self._timer.start()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks: stand still."""
        super().hideEvent(event)
        self._timer.stop()
        self.side.markers.commit()
        if self.viewer.player is not None:
            self.viewer.player.pause()

    def _lay_out(self) -> None:
        below = QWidget()
        below.setObjectName("rail")
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        under.addWidget(self.transport)
        under.addWidget(self.timeline, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.stage)
        split.addWidget(below)
        split.setStretchFactor(0, 1)
        split.setSizes([450, TIMELINE])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(split, 1)
        row.addWidget(self.side)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.line)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.pages.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)
