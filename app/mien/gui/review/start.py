"""What the review page shows while no session is open: the list of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mien.gui import icons
from mien.gui.review.recents import Recent
from mien.gui.theme import Theme

WIDTH = 640
ROW = 56
EMPTY = (
    "Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here."
)
ROLE = Qt.ItemDataRole.UserRole


class Start(QWidget):
    """A card in the middle: recent sessions, and a way to others."""

    opened = Signal(object)  # a Path
    browse_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        """An empty list."""
        super().__init__()
        self.setObjectName("ground")
        self._theme = theme
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(WIDTH)
        title = QLabel("Sessions")
        title.setProperty("role", "title")
        self.says = QLabel(EMPTY)
        self.says.setProperty("role", "body")
        self.says.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("sessions")
        self.list.setAccessibleName("Recent sessions")
        self.list.setIconSize(QSize(24, 24))
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        browse = QPushButton("Open session…")
        browse.setProperty("primary", True)
        browse.setAccessibleName("Open a session folder")
        browse.clicked.connect(self.browse_asked)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(browse)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(title)
        column.addWidget(self.says)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 32, 16, 32)
        outer.addWidget(card, 1, Qt.AlignmentFlag.AlignHCenter)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        self._theme = theme
        for row in range(self.list.count()):
            self.list.item(row).setIcon(icons.icon("film", theme))

    def show_recents(self, recents: tuple[Recent, ...], folder: Path) -> None:
        """The list anew; folder: where they lie."""
        self.says.setText(f"In {folder}" if recents else EMPTY)
        self.list.setVisible(bool(recents))
        self.list.clear()
        for recent in recents:
            item = QListWidgetItem(
                icons.icon("film", self._theme), f"{recent.name}\n{recent.about}"
            )
            item.setData(ROLE, str(recent.folder))
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)

    def say(self, text: str) -> None:
        """A line in place of the folder, such as that a session is being opened."""
        self.says.setText(text)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(Path(item.data(ROLE)))
