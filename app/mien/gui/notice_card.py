"""A notice that is to be read before something begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mien.gui import icons
from mien.gui.fitting import fit_height
from mien.gui.sizing import fix
from mien.gui.theme import Theme
from mien.gui.words import tr

WIDTH, MOST_WIDE = 520, 800

# An icon, a heading and a sentence.
Points = Sequence[tuple[str, str, str]]


class NoticeCard(QFrame):
    """A card of points that stays until it is answered.

    button: the one that says that it was read.
    """

    read = Signal()
    refused = Signal()

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        title: str,
        points: Points,
        yes: str,
        no: str = "",
    ) -> None:
        """The card, shown; yes, no: the words of its buttons, no '' for only one."""
        super().__init__(parent)
        self.setObjectName("card")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self.setAccessibleName(
            f"{tr(title)}. " + " ".join(f"{tr(head)}. {tr(text)}" for _, head, text in points)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(20)
        heading = QLabel(tr(title))
        heading.setProperty("role", "title")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._marks: list[tuple[QLabel, str]] = []
        for index, (name, head, text) in enumerate(points):
            mark, heading, body = QLabel(), QLabel(tr(head)), QLabel(tr(text))
            heading.setProperty("role", "heading")
            body.setProperty("role", "body")
            body.setWordWrap(True)
            body.setContentsMargins(0, 0, 0, 12)
            grid.addWidget(mark, 2 * index, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(heading, 2 * index, 1)
            grid.addWidget(body, 2 * index + 1, 1)
            self._marks.append((mark, name))
        column.addLayout(grid)
        self._no = no
        foot = QHBoxLayout()
        foot.addStretch(1)
        if no:
            foot.addWidget(_button(no, self._refuse))
        self.button = _button(yes, self._done)
        self.button.setProperty("primary", True)
        foot.addWidget(self.button)
        column.addLayout(foot)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        for mark, name in self._marks:
            mark.setPixmap(icons.pixmap(name, theme.accent, 22))

    def event(self, event: QEvent) -> bool:
        """Follow the height of what is inside."""
        if event.type() == QEvent.Type.LayoutRequest:
            fit_height(self)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape says no, or closes it where there is only one answer."""
        if event.key() == Qt.Key.Key_Escape:
            self._refuse() if self._no else self._done()
        else:
            super().keyPressEvent(event)

    def _done(self) -> None:
        self.hide()
        self.read.emit()

    def _refuse(self) -> None:
        self.hide()
        self.refused.emit()


def _button(words: str, do: Callable[[], None]) -> QPushButton:
    button = QPushButton(tr(words))
    button.setAccessibleName(button.text())
    button.clicked.connect(do)
    return button
