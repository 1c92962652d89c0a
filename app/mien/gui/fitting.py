"""Sizes that Qt does not find by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget


def fit_height(card: QFrame) -> None:
    """Make a card of fixed width as high as its wrapped texts need."""
    for child in card.findChildren(QWidget):
        child.ensurePolished()  # the style sheet may ask for heights of its own
    layout = card.layout()
    if layout is not None:
        layout.activate()
        card.setFixedHeight(layout.totalHeightForWidth(card.width()))
