"""The look of a topic: type, colours and distances on what Qt made of its Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from mien.gui.theme import Theme, font, sized

TITLE, BODY, TYPED, CAPTION = 20, 14, 13, 12  # pixels at 100 %
LINE, LINE_TITLE = 130.0, 105.0  # height of a line, percent
INDENT = 18
BELOW, BELOW_ITEM, BELOW_TITLE = 10, 4, 12


def dress(document: QTextDocument, theme: Theme) -> None:
    """Give every piece of text its face and its colour."""
    document.setDocumentMargin(0)
    document.setIndentWidth(sized(INDENT))
    block = document.begin()
    while block.isValid():
        _dress_block(block, theme)
        block = block.next()


def _dress_block(block: QTextBlock, theme: Theme) -> None:
    cursor = QTextCursor(block)
    title = block.blockFormat().headingLevel() > 0
    pieces = list(_pieces(block))
    shape = QTextBlockFormat()
    shape.setTopMargin(0)
    picture = any(given.isImageFormat() for _, _, given in pieces)
    inside = block.textList() is not None and block.next().textList() is not None
    below = BELOW_TITLE if title else BELOW_ITEM if inside or picture else BELOW
    shape.setBottomMargin(sized(below))
    if not picture:  # it would be cut off
        kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        shape.setLineHeight(LINE_TITLE if title else LINE, kind)
    cursor.mergeBlockFormat(shape)
    cursor.setBlockCharFormat(_plain(BODY, theme.muted))
    for start, end, given in pieces:
        if given.isImageFormat():
            continue
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_plain(TITLE, theme.text, True) if title else _worn(given, theme))


def _pieces(block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
    """From where to where each format of a block goes."""
    for piece in block.textFormats():
        start = block.position() + piece.start
        # A copy: what the range holds goes with it.
        yield start, start + piece.length, QTextCharFormat(piece.format)


def _worn(given: QTextCharFormat, theme: Theme) -> QTextCharFormat:
    """What a piece wears, by what Markdown says that it is."""
    if given.fontFixedPitch():
        made = _plain(TYPED, theme.text)
        made.setBackground(QColor(theme.hover))
        return made
    if given.isAnchor():
        made = _plain(BODY, theme.accent)
        made.setAnchor(True)
        made.setAnchorHref(given.anchorHref())
        made.setFontUnderline(True)
        return made
    if given.fontItalic():
        return _plain(CAPTION, theme.faint)
    if given.fontWeight() > QFont.Weight.Normal:
        return _plain(BODY, theme.text, True)
    return _plain(BODY, theme.muted)


def _plain(pixels: int, colour: str, strong: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(font(pixels, strong))
    made.setForeground(QColor(colour))
    return made
