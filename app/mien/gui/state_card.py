"""The card that a state wears in the middle of the picture area."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mien.gui import icons
from mien.gui.buttons import word_button
from mien.gui.fitting import fit_height
from mien.gui.sizing import fix
from mien.gui.state import BUTTON_TEXTS, StateFace
from mien.gui.theme import Theme
from mien.gui.words import tr

WIDTH, MOST_WIDE = 440, 640
EDGE = 32  # of the card, left free around its content
STEPS = 100


class StateCard(QFrame):
    """Icon, title, sentence, progress and buttons; emits the key of the button that was pressed."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        """A hidden card."""
        super().__init__(parent)
        self.setObjectName("card")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self._theme = theme
        self._face: StateFace | None = None
        self._icon, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "body")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Progress"))
        self._wait, waiting = _row()
        waiting.addWidget(self._progress)
        self._choice, self._buttons = _row()
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 28, EDGE, 28)
        column.setSpacing(0)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(14)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        # No alignment here: Qt asks only unaligned labels how high their wrapped text is.
        column.addWidget(self._text)
        column.addWidget(self._wait)
        column.addWidget(self._choice)
        self.hide()

    @property
    def face(self) -> StateFace | None:
        """What is shown, None while hidden."""
        return self._face

    def set_theme(self, theme: Theme) -> None:
        """Draw the icon in other colours."""
        self._theme = theme
        if self._face is not None:
            self._draw_icon(self._face)

    def show_state(self, face: StateFace | None) -> None:
        """Wear another face, or hide."""
        if face == self._face:
            return
        buttons = self._face.buttons if self._face is not None else ()
        self._face = face
        self.setVisible(face is not None)
        if face is None:
            return
        self._draw_icon(face)
        title, text = tr(face.title), tr(face.text)
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}. {text}")
        self._wait.setVisible(face.busy)
        self._choice.setVisible(bool(face.buttons))
        self._progress.setRange(0, 0 if face.progress is None else STEPS)
        if face.progress is not None:
            self._progress.setValue(round(face.progress * STEPS))
        if face.buttons != buttons:
            self._make_buttons(face.buttons)
        self._turn()
        fit_height(self)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        """Follow the height of what is inside."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
            fit_height(self)
        return super().event(event)

    def _turn(self) -> None:
        """Buttons side by side, or one below the other where their words are too long for that."""
        hints = [button.sizeHint().width() for button in self._choice.findChildren(QPushButton)]
        needed = sum(hints) + self._buttons.spacing() * (len(hints) - 1)
        fits = needed <= self.width() - 2 * EDGE
        way = QBoxLayout.Direction
        self._buttons.setDirection(way.LeftToRight if fits else way.TopToBottom)

    def _draw_icon(self, face: StateFace) -> None:
        own = face.icon == "mien"
        size = 56 if own else 40
        colour = icons.INK if own else self._theme.accent if face.busy else self._theme.muted
        self._icon.setPixmap(icons.pixmap(face.icon, colour, size))

    def _make_buttons(self, keys: tuple[str, ...]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch(1)
        for index, key in enumerate(keys):
            words = tr(BUTTON_TEXTS[key])
            button = word_button(words, "", partial(self.pressed.emit, key), index == 0)
            self._buttons.addWidget(button)
            button.show()  # else Qt shows it only later, and its height is not known now
        self._buttons.addStretch(1)


def _row() -> tuple[QWidget, QHBoxLayout]:
    """A line with room above it that goes away when the line is hidden."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 20, 0, 0)
    line.setSpacing(8)
    return holder, line
