"""Sizes that Qt does not find by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from mien.gui.theme import sized

EDGE = 40  # of the screen, left free around a dialog


def fit_screen(dialog: QWidget, width: int, height: int) -> None:
    """Make a dialog so large, in pixels at 100 % of text, as far as the screen has room for it."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(sized(width), room.width() - EDGE), min(sized(height), room.height() - EDGE))


def fit_height(card: QFrame) -> None:
    """Make a card of fixed width as high as its wrapped texts need."""
    for child in card.findChildren(QWidget):
        child.ensurePolished()  # the style sheet may ask for heights of its own
    layout = card.layout()
    if layout is not None:
        layout.activate()
        card.setFixedHeight(layout.totalHeightForWidth(card.width()))
