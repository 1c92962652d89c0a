"""Opens the guide beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from mien.gui.guide.dialog import Guide
from mien.gui.guide.topics import read_topics
from mien.gui.language import language_now
from mien.gui.pages import is_review

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

REVIEW = "review"


def show_guide(window: MainWindow) -> Guide:
    """The guide, open at what the window shows; the one that is open comes to the front."""
    present = window.findChild(Guide)
    if present is not None and present.isVisible():
        present.raise_()
        present.activateWindow()
        return present
    guide = Guide(window, read_topics(language_now()), window.theme)
    guide.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def follow() -> None:
        guide.set_theme(window.theme)

    window.choices.changed.connect(follow)
    guide.finished.connect(lambda: window.choices.changed.disconnect(follow))
    if is_review(window):
        guide.show_topic(REVIEW)
    guide.show()
    return guide
