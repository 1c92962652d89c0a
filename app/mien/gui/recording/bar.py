"""The line above the picture while something is recorded: time, disk, markers, stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton

from mien.gui import icons
from mien.gui.actions import MARKS, Actions
from mien.gui.buttons import menu_button
from mien.gui.review.scale import clock
from mien.gui.short_label import ShortLabel
from mien.gui.sizing import fix, wear
from mien.gui.theme import Theme
from mien.gui.words import tr, tr_n
from mien.record.markers import LONGEST_NOTE
from mien.record.progress import Progress, Stage

HEIGHT = 44
STILL = 14  # of it, around the words
LOW_BYTES = 1_000_000_000  # with less room than this the figure is amber


class NoteField(QLineEdit):
    """A line that Escape empties and leaves."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives up the note."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class RecordBar(QFrame):
    """Hidden while nothing is recorded."""

    noted = Signal(str)
    stop_asked = Signal()

    def __init__(self, marks: Actions, theme: Theme) -> None:
        """A hidden bar."""
        super().__init__()
        self.setObjectName("recording")
        self.setAccessibleName(tr("Recording"))
        fix(self, height=HEIGHT, still=STILL)
        self._theme = theme
        self._dot = QLabel()
        self.state, self.time, self.counts, self.room = QLabel(), QLabel(), ShortLabel(), QLabel()
        self.note = NoteField()
        self.note.setObjectName("note")
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setPlaceholderText(tr("Note, then Return"))
        self.note.setAccessibleName(tr("Note for a marker"))
        self.note.setToolTip(marks["note"].toolTip())
        self.note.returnPressed.connect(self._note)
        menu = QMenu(self)
        menu.addActions([marks[name] for name in MARKS])
        self.mark = menu_button(menu, tr("Set a marker"), tr("Marker"), icons.icon("marker", theme))
        self.stop = QPushButton(tr("Stop"))
        self.stop.setAccessibleName(tr("End the recording"))
        self.stop.setProperty("stop", True)
        self.stop.clicked.connect(self.stop_asked)
        self._build()
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw dot and icon in other colours."""
        self._theme = theme
        self._dot.setPixmap(icons.dot(theme.bad, 10))
        self.mark.setIcon(icons.icon("marker", theme))

    def show_progress(self, progress: Progress) -> None:
        """How it goes; hides where nothing is under way."""
        self.setVisible(progress.active)
        if not progress.active:
            return
        closing = progress.stage is Stage.CLOSING
        self.state.setText(tr("Writing the rest") if closing else tr("Recording"))
        self.time.setText(clock(progress.length_s, 0.1))
        self.counts.setText(counts_text(progress))
        self.room.setText(room_text(progress.free_bytes))
        low = 0 <= progress.free_bytes < LOW_BYTES
        if self.room.property("low") is not low:
            self.room.setProperty("low", low)
            self.room.style().polish(self.room)
        for widget in (self.note, self.mark, self.stop):
            widget.setEnabled(not closing)

    def _note(self) -> None:
        text = self.note.text().strip()
        if text:
            self.noted.emit(text)
        self.note.clear()
        self.note.left.emit()

    def _build(self) -> None:
        wear(self.time, 15, strong=True, tabular=True, room="0:00:00.0")
        for label, name in (
            (self.state, tr("State of the recording")),
            (self.time, tr("Elapsed time")),
            (self.counts, tr("Frames")),
            (self.room, tr("Room on the disk")),
        ):
            label.setAccessibleName(name)
        for label in (self.counts, self.room):
            wear(label, 13, tabular=True)
            label.setProperty("role", "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 12, 0)
        line.setSpacing(10)
        line.addWidget(self._dot)
        line.addWidget(self.state)
        line.addWidget(self.time)
        line.addSpacing(8)
        line.addWidget(self.counts)
        line.addSpacing(8)
        line.addWidget(self.room)
        line.addStretch(1)
        line.addWidget(self.note)
        line.addWidget(self.mark)
        line.addWidget(self.stop)


def counts_text(progress: Progress) -> str:
    """Frames, and what is missing or marked, where there is any."""
    counts = progress.counts
    parts = [tr_n("{n} frame", "{n} frames", counts.analysed)]
    if counts.skipped:
        parts.append(tr_n("{n} skipped", "{n} skipped", counts.skipped))
    if counts.gaps:
        parts.append(tr_n("{n} gap", "{n} gaps", counts.gaps))
    if progress.markers:
        parts.append(tr_n("{n} marker", "{n} markers", progress.markers))
    return "  \N{MIDDLE DOT}  ".join(parts)


def room_text(free_bytes: int) -> str:
    """How much the disk can still take, '' where that cannot be told."""
    return tr("{size} GB left").format(size=f"{free_bytes / 1e9:.1f}") if free_bytes >= 0 else ""
