"""The notice of the first start: who must be told, what this is for, what it cannot know."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mien.gui import icons
from mien.gui.fitting import fit_height
from mien.gui.theme import Theme

WIDTH = 520
TITLE = "Before you start"
POINTS = (
    (
        "person",
        "Tell the people you show to it",
        "The EU AI Act asks that they are told (Art. 50(3)), and forbids reading "
        "emotions at work and in education (Art. 5(1)(f)).",
    ),
    (
        "science",
        "For research and teaching",
        "Not for decisions about a person, nor for diagnosis.",
    ),
    (
        "eye",
        "It reads looks, not feelings",
        "Every value is the estimate of a network from one picture of a face. What someone "
        "feels cannot be known from it.",
    ),
    (
        "lock",
        "Pictures stay on this computer",
        "No picture and no value is sent anywhere.",
    ),
)


class FirstStart(QFrame):
    """A card that stays until it is read."""

    read = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        """The card, shown."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(
            f"{TITLE}. " + " ".join(f"{head}. {text}" for _, head, text in POINTS)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(20)
        title = QLabel(TITLE)
        title.setProperty("role", "title")
        column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._marks: list[tuple[QLabel, str]] = []
        for index, (name, head, text) in enumerate(POINTS):
            mark, heading, body = QLabel(), QLabel(head), QLabel(text)
            heading.setProperty("role", "heading")
            body.setProperty("role", "body")
            body.setWordWrap(True)
            body.setContentsMargins(0, 0, 0, 12)
            grid.addWidget(mark, 2 * index, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(heading, 2 * index, 1)
            grid.addWidget(body, 2 * index + 1, 1)
            self._marks.append((mark, name))
        column.addLayout(grid)
        self.button = QPushButton("I have read this")
        self.button.setProperty("primary", True)
        self.button.setAccessibleName("I have read this")
        self.button.clicked.connect(self._done)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
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
        """Escape closes it as the button does."""
        if event.key() == Qt.Key.Key_Escape:
            self._done()
        else:
            super().keyPressEvent(event)

    def _done(self) -> None:
        self.hide()
        self.read.emit()
