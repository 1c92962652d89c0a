"""The beat of the window: looks for news and hands it to picture, panel and status line."""

from __future__ import annotations

import contextlib
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from mien.engine.status import Phase, Status
from mien.faces.people import People
from mien.gui.engine_like import EngineLike
from mien.gui.panel import Panel
from mien.gui.pull import Mailboxes
from mien.gui.selection import Selection
from mien.gui.source_desk import SourceDesk
from mien.gui.stage import Stage
from mien.gui.state import PICTURES, hint, state_face
from mien.gui.status_bar import StatusBar
from mien.measures.shown import Shown
from mien.types import Analysis
from mien.words import mark

TICK_MS = 42  # for what moves by itself; a new analysis rings and does not wait for it
BARE_TICK_MS = 15  # while there are only frames, which do not ring
STATUS_S = 0.1
FIGURES_S = 0.25
FACELESS_S = 0.8  # a face may be lost for so long before the picture says so

INFO_S = 15.0  # what is to be known about a source need not stand on it for ever

FROZEN = mark("Frozen, Space goes on")


class Live(QObject):
    """Looks when something is new, and by a precise timer; nothing is painted where nothing is new.

    shown: an analysis, after it was shown. bare: a frame that nobody analysed was shown. pinned:
    the face that was chosen as the main one, or None. called: a face and its label. forgotten: the
    numbers of faces begin anew. looked: the engine's status, ten times a second.
    """

    shown = Signal(object)
    bare = Signal()
    pinned = Signal(object)
    called = Signal(int, object)
    forgotten = Signal()
    looked = Signal(object)
    _rung = Signal()

    def __init__(
        self, engine: EngineLike, desk: SourceDesk, stage: Stage, panel: Panel, bar: StatusBar
    ) -> None:
        """Stands still until `start`."""
        super().__init__()
        self.selection = Selection()
        self.people = People()
        self.main_id: int | None = None
        self.smooth = True
        self._shown_as = Shown()
        self._raw: Analysis | None = None  # what is shown, before it was calmed
        self._engine, self._desk, self._stage, self._panel, self._bar = (
            engine,
            desk,
            stage,
            panel,
            bar,
        )
        self._mailboxes = Mailboxes(engine)
        self._frozen = self._away = self._still = self._met = False
        self._last_s = self._status_s = self._figures_s = time.monotonic()
        self._face_s = self._opened_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BARE_TICK_MS)
        self._timer.timeout.connect(self.tick)
        # Later, by the window's own thread: an engine's thread rings.
        self._rung.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def frozen(self) -> bool:
        """The picture is held."""
        return self._frozen

    def start(self) -> None:
        """Begin to look."""
        self._last_s = time.monotonic()
        self._timer.start()
        for mailbox in (self._engine.analyses, self._engine.coming):
            mailbox.hush(self._ring)
            mailbox.ring(self._ring)
        self.show_status()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        for mailbox in (self._engine.analyses, self._engine.coming):
            mailbox.hush(self._ring)

    def forget(self) -> None:
        """Drop what is shown, as another source was opened."""
        self._mailboxes.forget()
        self._raw = None
        self._stage.picture.clear()
        self._panel.show_face(None, None)
        self._face_s = self._opened_s = time.monotonic()
        self._forget_people()

    def freeze(self, frozen: bool) -> None:
        """Hold the picture, or go on."""
        self._frozen = frozen
        self.show_status()

    def set_away(self, away: bool) -> None:
        """Nobody looks: take no picture, which would cost the other page its time."""
        self._away = away

    def choose_face(self, face_id: int | None) -> None:
        """Show a face in the panel, None for the largest."""
        self.selection.choose(face_id)
        self.pinned.emit(face_id)
        self._show_again()

    def next_face(self) -> None:
        """Show the next face in the panel."""
        analysis = self._stage.picture.analysis
        if analysis is not None:
            self.selection.next(analysis)
            self.pinned.emit(self.selection.chosen)
            self._show_again()

    def set_smooth(self, smooth: bool) -> None:
        """Show calmed values, or those of each frame."""
        if smooth != self.smooth:
            self.smooth = smooth
            self._show_again()

    def call_face(self, face_id: int, name: str, colour: str) -> None:
        """Give a face in view a name and a colour, '' for none."""
        self.called.emit(face_id, self.people.call(face_id, name, colour))
        self._show_again()

    def _ring(self) -> None:
        with contextlib.suppress(RuntimeError):  # the window is gone already
            self._rung.emit()

    def _hear(self) -> None:
        """Something came: it is shown at once."""
        if self._timer.isActive() and not (self._frozen or self._away):
            self._take()

    def tick(self) -> None:
        """Look once: picture first, then the panel, now and then the status."""
        now = time.monotonic()
        seconds, self._last_s = now - self._last_s, now
        if not (self._frozen or self._away):
            self._take()
        if self._panel.isVisible():
            self._panel.tick(seconds)
        if now - self._status_s >= STATUS_S:
            self._status_s = now
            self.show_status()

    def show_status(self) -> None:
        """Wear the state's face; write the figures at their slower pace."""
        status = self._engine.status()
        self.looked.emit(status)
        picture = self._stage.picture
        self._still = status.source is not None and status.source.kind == PICTURES
        face = state_face(status, self._desk.deciding, picture.empty)
        if status.phase in (Phase.RECONNECTING, Phase.FAILED):
            # What was read last is not what is there now, and numbers begin anew.
            self._panel.show_face(None, None)
            self._forget_people()
        now = time.monotonic()
        info = self._desk.info if now - self._opened_s < INFO_S else ""
        if self._frozen:
            info = FROZEN
        self._stage.show_state(face, hint(status, self._faces()), info)
        self._panel.set_card(self._engine.card)
        if now - self._figures_s >= FIGURES_S or status.phase is not Phase.RUNNING:
            self._figures_s = now
            self._show_figures(status)

    def _show_figures(self, status: Status) -> None:
        self._bar.show_status(status, self._stage.picture.latency, self._frozen)

    def _take(self) -> None:
        news = self._mailboxes.look()
        if news is None:
            coming = self._mailboxes.ahead()
            if coming is not None:
                self._stage.picture.prepare(coming)
            return
        if isinstance(news, Analysis):
            self._beat(TICK_MS)
            self._show(news)
        else:
            self._beat(BARE_TICK_MS)
            self._stage.picture.show_frame(news)
            self._panel.show_face(None, None)
            self.main_id = None
            self.bare.emit()

    def _beat(self, milliseconds: int) -> None:
        if milliseconds != self._timer.interval():
            self._timer.setInterval(milliseconds)

    def _show(self, raw: Analysis) -> None:
        self._raw, analysis = raw, self._shown_as(raw, self.smooth)
        self._meet(analysis)
        self._met = True
        main = self.selection.main(analysis)
        card = self._engine.card
        self.main_id = main.face.face_id if main is not None else None
        labels = self.people.labels
        self._stage.picture.set_labels(labels, self.selection.chosen)
        self._stage.picture.show_analysis(analysis, card, self.main_id)
        self._panel.set_card(card)
        self._panel.show_face(analysis, main, labels)
        if main is not None:
            self._face_s = time.monotonic()
        self.shown.emit(analysis)

    def _meet(self, analysis: Analysis) -> None:
        """See who is there; a chosen face that is forgotten gives its place to the largest.

        In pictures that stand alone a number says nothing about the next one.
        """
        if self._still:
            return
        ids = [read.face.face_id for read in analysis.faces]
        self.people.see(ids, analysis.frame.time_s)
        chosen = self.selection.chosen
        if chosen is not None and not self.people.knows(chosen):
            self.selection.choose(None)
            self.pinned.emit(None)

    def _forget_people(self) -> None:
        if not self._met:
            return
        self._met = False
        self.people.forget()
        self.main_id = None
        if self.selection.chosen is not None:
            self.selection.choose(None)
            self.pinned.emit(None)
        self.forgotten.emit()

    def _show_again(self) -> None:
        if self._stage.picture.analysis is not None and self._raw is not None:
            self._show(self._raw)

    def _faces(self) -> int | None:
        """How many faces are in view; a face that was there a moment ago still counts."""
        analysis = self._stage.picture.analysis
        if analysis is None:
            return None
        if not analysis.faces and time.monotonic() - self._face_s < FACELESS_S:
            return 1
        return len(analysis.faces)
