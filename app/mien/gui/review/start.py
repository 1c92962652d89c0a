"""What the review page shows while no session is open: the list of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mien.gui import icons
from mien.gui.buttons import word_button
from mien.gui.review.recents import Recent
from mien.gui.sizing import fix
from mien.gui.theme import Theme, font, sized
from mien.gui.words import tr
from mien.words import mark

WIDTH, MOST_WIDE = 640, 1000
ROW = 60
TEXT_LEFT = 46
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
EMPTY = mark(
    "Nothing was recorded yet. Record on the live page, or open a session folder, or drop it here."
)
ROLE = Qt.ItemDataRole.UserRole


class TwoLines(QStyledItemDelegate):
    """An entry's first line strong, its second one muted."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        """In the colours of a theme."""
        super().__init__(parent)
        self.theme = theme

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The usual look without the words, which `paint` writes."""
        super().initStyleOption(option, index)
        option.text = ""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Ground and icon as always, then both lines."""
        super().paint(painter, option, index)
        name, _, about = str(index.data()).partition("\n")
        place = option.rect.adjusted(TEXT_LEFT, 8, -12, -8)
        half = place.height() // 2
        for words, strong, ink, top in (
            (name, True, self.theme.text, 0),
            (about, False, self.theme.muted, half),
        ):
            face = font(14 if strong else 13, strong, tabular=True)
            painter.setFont(face)
            painter.setPen(QColor(ink))
            line = place.adjusted(0, top, 0, top - half)
            fit = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, LEFT, fit)


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
        fix(card, width=WIDTH, most=MOST_WIDE)
        title = QLabel(tr("Sessions"))
        title.setProperty("role", "title")
        self.says = QLabel(tr(EMPTY))
        self.says.setProperty("role", "body")
        self.says.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("sessions")
        self.list.setAccessibleName(tr("Recent sessions"))
        self.list.setIconSize(QSize(24, 24))
        self._lines = TwoLines(self.list, theme)
        self.list.setItemDelegate(self._lines)
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        says = tr("Open a session folder")
        browse = word_button(tr("Open session…"), says, self.browse_asked.emit, primary=True)
        browse.setAccessibleName(says)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(browse)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addWidget(title)
        column.addWidget(self.says)
        column.addWidget(self.list, 1)
        column.addStretch(0)  # has the room while there is no list
        column.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 32, 16, 32)
        outer.addWidget(card, 1, Qt.AlignmentFlag.AlignHCenter)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        self._theme = self._lines.theme = theme
        for row in range(self.list.count()):
            self.list.item(row).setIcon(icons.icon("film", theme))
            self.list.item(row).setSizeHint(QSize(0, sized(ROW)))

    def show_recents(self, recents: tuple[Recent, ...], folder: Path) -> None:
        """The list anew; folder: where they lie."""
        self.says.setText(tr("In {folder}").format(folder=folder) if recents else tr(EMPTY))
        self.list.setVisible(bool(recents))
        self.list.clear()
        for recent in recents:
            item = QListWidgetItem(f"{recent.name}\n{recent.about}")
            item.setIcon(icons.icon("film", self._theme))
            item.setData(ROLE, str(recent.folder))
            item.setSizeHint(QSize(0, sized(ROW)))
            self.list.addItem(item)

    def say(self, text: str) -> None:
        """A line in place of the folder, such as that a session is being opened."""
        self.says.setText(text)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(Path(item.data(ROLE)))
