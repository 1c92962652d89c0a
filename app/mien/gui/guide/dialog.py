"""The dialog of the guide: its topics, a search over all of them, the one that is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from mien.gui.buttons import word_button
from mien.gui.fitting import fit_screen
from mien.gui.guide.topic_text import TopicText
from mien.gui.guide.topics import Topic
from mien.gui.guide.written import said
from mien.gui.searching import folded
from mien.gui.theme import Theme, text_scale
from mien.gui.words import tr

SIZE = (980, 700)
LIST_MARGIN = 24
MOST = 0.4  # of the dialog's width that the topics may take


class Guide(QDialog):
    """Topics on the left below the search, one of them on the right."""

    def __init__(self, parent: QWidget, topics: Sequence[Topic], theme: Theme) -> None:
        """The dialog, at its first topic."""
        super().__init__(parent)
        self.setWindowTitle(tr("User guide"))
        self._topics = tuple(topics)
        self._said = [said(topic) for topic in topics]
        self._titles = [folded(topic.title) for topic in topics]
        self.search = QLineEdit()
        self.search.setProperty("small", True)
        self.search.setPlaceholderText(tr("Search the guide"))
        self.search.setAccessibleName(tr("Search the guide"))
        self.search.setToolTip(tr("Words of a topic's title or text"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("groups")
        self.list.setAccessibleName(tr("Topics of the guide"))
        self.list.setToolTip(tr("Topics of the guide"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.addItems([topic.title for topic in topics])
        self.nothing = QLabel(tr("No topic has these words."))
        self.nothing.setProperty("role", "body")
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        self.text = TopicText(theme)
        self._build()
        self.search.textChanged.connect(self._look)
        self.list.currentRowChanged.connect(self._show_row)
        self.text.anchorClicked.connect(self._follow)
        self.list.setCurrentRow(0)
        self._fit()
        self.search.setFocus()

    def show_topic(self, key: str) -> None:
        """Go to a topic; one that the search hides is found by taking the search back."""
        row = [topic.key for topic in self._topics].index(key)
        if self.list.item(row).isHidden():
            self.search.clear()
        self.list.setCurrentRow(row)

    def shown_keys(self) -> list[str]:
        """The topics that are in the list now."""
        rows = range(self.list.count())
        return [self._topics[row].key for row in rows if not self.list.item(row).isHidden()]

    def set_theme(self, theme: Theme) -> None:
        """Wear other colours, and make room for the present size of text."""
        self.text.set_theme(theme)
        if self._scale != text_scale():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """In another language everything is another text: the dialog is closed."""
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self.close()
        super().changeEvent(event)

    def _words(self) -> list[str]:
        return folded(self.search.text()).split()

    def _look(self) -> None:
        """Leave the topics that have all words; show one whose title has them, if there is one."""
        words = self._words()
        found = [all(word in text for word in words) for text in self._said]
        for row, there in enumerate(found):
            self.list.item(row).setHidden(not there)
        self.nothing.setVisible(not any(found))
        row = self.list.currentRow()
        if words and any(found):
            titled = [all(word in title for word in words) for title in self._titles]
            row = titled.index(True) if any(titled) else row if found[row] else found.index(True)
        if row == self.list.currentRow():
            self._show_row(row)
        else:
            self.list.setCurrentRow(row)

    def _show_row(self, row: int) -> None:
        if row >= 0:
            self.text.show_topic(self._topics[row], self._words())

    def _follow(self, link: QUrl) -> None:
        self.show_topic(link.fragment())

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.search)
        left.addWidget(self.nothing)
        left.addWidget(self.list, 1)
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addLayout(left)
        middle.addWidget(self.text, 1)
        close = word_button(tr("Close"), tr("Close (Esc)"), self.close, primary=True)
        close.setAutoDefault(False)  # Return in the search field does not press it
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(16)
        outer.addLayout(middle, 1)
        outer.addLayout(foot)

    def _fit(self) -> None:
        self._scale = text_scale()
        fit_screen(self, *SIZE)
        self.list.ensurePolished()
        wanted = self.list.sizeHintForColumn(0) + LIST_MARGIN
        for part in (self.search, self.list, self.nothing):
            part.setFixedWidth(min(wanted, round(MOST * self.width())))
