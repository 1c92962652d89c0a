"""A notice that is to be read before something begins."""

from __future__ import annotations

from collections.abc import Sequence

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
from mien.gui.buttons import word_button
from mien.gui.scrolling import scrolled
from mien.gui.theme import Theme, sized
from mien.gui.words import tr

WIDTH, MOST_WIDE, LEAST_WIDE, LEAST_HIGH = 520, 800, 360, 200
MARGINS, BETWEEN = (32, 28, 20, 28), 20
EDGE = 8  # of the stage, kept free
SLACK = 8  # so that nothing is scrolled where all has room

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
        self.setAccessibleName(
            f"{tr(title)}. " + " ".join(f"{tr(head)}. {tr(text)}" for _, head, text in points)
        )
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 12, 0)
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
        scroll = scrolled(self._body, tr(title))
        self._no = no
        foot = QHBoxLayout()
        foot.addStretch(1)
        if no:
            foot.addWidget(word_button(tr(no), "", self._refuse))
        self.button = word_button(tr(yes), "", self._done, primary=True)
        foot.addWidget(self.button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*MARGINS)
        outer.setSpacing(BETWEEN)
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours, and make room for the present size of text."""
        self.fit()
        for mark, name in self._marks:
            mark.setPixmap(icons.pixmap(name, theme.accent, 22))

    def event(self, event: QEvent) -> bool:
        """Follow the height of what is inside."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().event(event)

    def fit(self) -> None:
        """As wide as the text asks, as high as its words need; what is too high is scrolled."""
        stage, layout = self.parentWidget(), self._body.layout()
        if stage is None or layout is None:
            return
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # the style sheet may ask for heights of its own
        left, top, right, bottom = MARGINS
        width = min(sized(WIDTH), MOST_WIDE, max(LEAST_WIDE, stage.width() - 2 * EDGE))
        wanted = layout.totalHeightForWidth(width - left - right)
        wanted += self.button.sizeHint().height() + top + bottom + BETWEEN + SLACK
        room = stage.height() - 2 * EDGE
        self.setFixedSize(width, min(wanted, room) if room > LEAST_HIGH else wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape says no, or closes it where there is only one answer; Return presses a button."""
        pressed = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self._refuse() if self._no else self._done()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            pressed, QPushButton
        ):
            pressed.click()
        else:
            super().keyPressEvent(event)

    def _done(self) -> None:
        self.hide()
        self.read.emit()

    def _refuse(self) -> None:
        self.hide()
        self.refused.emit()
