"""The two pages of the window: what is seen now, and what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mien.gui.actions import LIVE_ONLY, MARKS
from mien.gui.evidence_menu import why_not
from mien.gui.network_wiring import offer_values
from mien.record.layout import MANIFEST
from mien.words import mark

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

NOT_KEPT = mark("Evidence maps are not kept in a session")


def connect_pages(window: MainWindow) -> None:
    """Connect the two actions that change between the pages."""
    window.deeds["live"].triggered.connect(lambda: show_page(window, review=False))
    window.deeds["review"].triggered.connect(lambda: show_page(window, review=True))
    window.review.session_changed.connect(lambda: _session_changed(window))
    window.review.deeds["export"].triggered.connect(window.toolbar.export.showMenu)
    window.toolbar.export.setToolTip(window.review.deeds["export"].toolTip())
    _session_changed(window)
    show_page(window, review=False)


def show_page(window: MainWindow, review: bool) -> None:
    """One of the two; the source goes on while the other one is looked at."""
    window.deeds["live"].setChecked(not review)
    window.deeds["review"].setChecked(review)
    # Keys such as the space bar have another meaning there.
    window.deeds.enable(LIVE_ONLY, not review)
    window.deeds["record"].setEnabled(not review or window.record.active)
    window.deeds.offer("evidence", NOT_KEPT if review else why_not(window.engine.card))
    window.live.set_away(review)
    window.toolbar.show_page(review)
    window.pages.setCurrentIndex(1 if review else 0)
    window.status_line.setVisible(not review and not window.isFullScreen())
    offer_values(window)
    offer_marks(window)


def offer_marks(window: MainWindow) -> None:
    """Markers can be set in a recording, for other programs, and in a session."""
    if is_review(window):
        noted = possible = window.review.viewer.session is not None
    else:
        noted = window.record.recording  # a note is written into the bar of the recording
        possible = noted or window.sending.active
    window.marks.enable(MARKS, possible)
    window.marks.enable(("note",), noted)


def _session_changed(window: MainWindow) -> None:
    window.toolbar.export.setEnabled(window.review.viewer.session is not None)
    offer_marks(window)


def is_review(window: MainWindow) -> bool:
    """Whether the review page is shown."""
    return window.pages.currentIndex() == 1


def open_session(window: MainWindow, folder: Path) -> None:
    """Look through a session."""
    show_page(window, review=True)
    window.review.open(folder)


def is_session(folder: Path) -> bool:
    """Whether a dropped path is a session's folder."""
    return (folder / MANIFEST).is_file()
