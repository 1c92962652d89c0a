"""Sizes and faces of widgets that follow the size of text while the window is open."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from mien.gui.theme import caps_font, font, sized

SIZE, FACE = "mien_size", "mien_face"


def fix(widget: QWidget, width: int = 0, height: int = 0, most: int = 0, still: int = 0) -> None:
    """Keep a widget at a size in pixels at 100 %, which grows with the text; 0 leaves a side free.

    most: a width that it does not grow above. still: of the height, what does not grow.
    """
    widget.setProperty(SIZE, [width, height, most, still])
    _fit(widget)


def wear(
    label: QLabel, pixels: int, strong: bool = False, tabular: bool = False, room: str = ""
) -> None:
    """Give a label a face, and the width of the longest text it will have, where told."""
    label.setProperty(FACE, [pixels, strong, tabular, room])
    _fit(label)


def wear_caps(label: QLabel) -> None:
    """Give a label the face of section titles."""
    label.setProperty(FACE, [])
    _fit(label)


def refit(root: QWidget) -> None:
    """Size everything inside anew, after the size of text was changed."""
    for widget in (root, *root.findChildren(QWidget)):
        _fit(widget)
        widget.updateGeometry()


def _fit(widget: QWidget) -> None:
    size = widget.property(SIZE)
    if size:
        width, height, most, still = size
        if width:
            widget.setFixedWidth(min(sized(width), most or sized(width)))
        if height:
            widget.setFixedHeight(sized(height - still) + still)
    face = widget.property(FACE)
    if face is None or not isinstance(widget, QLabel):
        return
    if not face:
        widget.setFont(caps_font())
        return
    pixels, strong, tabular, room = face
    made = font(pixels, strong, tabular)
    if room:  # first, as a label keeps its hint of its size until its face changes
        widget.setFixedWidth(QFontMetrics(made).horizontalAdvance(room) + 2)
    widget.setFont(made)
