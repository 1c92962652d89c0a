"""One topic of the guide as it is read: dressed, with pictures as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from mien.gui.guide.dress import dress
from mien.gui.guide.framed import framed
from mien.gui.guide.topics import PICTURE, Topic, picture_bytes
from mien.gui.guide.written import keyed
from mien.gui.searching import hits
from mien.gui.theme import Theme

BESIDE = 12  # pixels between the text and its scroll bar
STEP = 8  # pixels; pictures are made anew for widths that differ by so many


class TopicText(QTextBrowser):
    """Shows a topic, marks the words that were searched; links are left to whoever listens."""

    def __init__(self, theme: Theme) -> None:
        """Empty."""
        super().__init__()
        self.setOpenLinks(False)
        self.setViewportMargins(0, 0, BESIDE, 0)
        self._theme = theme
        self._topic: Topic | None = None
        self._words: Sequence[str] = ()
        self._width = 0

    @property
    def topic(self) -> Topic | None:
        """What is shown."""
        return self._topic

    def show_topic(self, topic: Topic, words: Sequence[str]) -> None:
        """Show a topic from its start, or from the first of some folded words."""
        anew = topic is not self._topic
        self._topic, self._words = topic, words
        if anew:
            self.setAccessibleName(topic.title)
            self._fill()
        self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Show it in other colours, and in the present size of text."""
        self._theme = theme
        if self._topic is not None:
            self._fill()
            self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Make the pictures as wide as there is room now."""
        super().resizeEvent(event)
        topic = self._topic
        if topic is not None and topic.pictures and self._room() != self._width:
            bar = self.verticalScrollBar()
            share = bar.value() / max(bar.maximum(), 1)
            self._fill()
            self._mark(go=False)
            bar.setValue(round(share * bar.maximum()))

    def _fill(self) -> None:
        topic = self._topic
        if topic is None:
            return
        self._width = self._room()
        ratio, theme = self.devicePixelRatioF(), self._theme
        made = QTextDocument(self)  # a new one: what is set anew keeps formats of what was there
        made.setDefaultFont(self.font())
        body = PICTURE.sub(r"![\1](\2)\n\n*\1*", keyed(topic.body))  # what it shows stands below
        made.setMarkdown(f"# {topic.title}\n\n{body}")
        for name in topic.pictures:
            picture = framed(picture_bytes(name, theme.name), self._width, ratio, theme)
            made.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)
        dress(made, theme)
        self.setDocument(made)  # which deletes the old one

    def _room(self) -> int:
        return self.viewport().width() // STEP * STEP

    def _mark(self, go: bool = True) -> None:
        """Paint the searched words in the accent's colour, and go to the first."""
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.accent))
        look.setForeground(QColor(self._theme.on_accent))
        marks = []
        found = hits(self.toPlainText(), self._words) if self._words else []
        for start, end in found:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._cursor(start, end)
            mark.format = look
            marks.append(mark)
        self.setExtraSelections(marks)
        if go and found:
            start = found[0][0]
            self.setTextCursor(self._cursor(start, start))
            self.ensureCursorVisible()

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor
