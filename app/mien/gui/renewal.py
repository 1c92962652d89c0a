"""A window in another language: the window is made anew, and looks at the same thing as before."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer

from mien.gui.pages import is_review, open_session
from mien.gui.preferences.dialog import SettingsDialog
from mien.gui.preferences.wiring import show_settings
from mien.gui.window import MainWindow
from mien.gui.words import tr
from mien.settings import Settings


@dataclass(frozen=True, slots=True)
class Seen:
    """What a window showed: settings, source, session, place, whether the settings were open."""

    settings: Settings
    source: str | None  # only where no start would find it again
    session: Path | None
    geometry: QByteArray
    choosing: bool


class Renewal(QObject):
    """Closes a window whose language was changed; `seen` then says what the next one shows.

    While something is recorded or exported it only says that the next start will do it.
    """

    def __init__(self, window: MainWindow) -> None:
        """For as long as the window is there."""
        super().__init__(window)
        self.seen: Seen | None = None
        self._window = window
        window.choices.changed.connect(self._look)

    def _look(self, names: Set[str]) -> None:
        window = self._window
        if "language" not in names:
            return
        if window.record.active or window.record.counting or window.review.exporting.busy:
            window.tell(tr("The language changes when Mien is started the next time."))
        else:
            QTimer.singleShot(0, self._close)  # whoever changed it has still to say so elsewhere

    def _close(self) -> None:
        self.seen = seen_in(self._window)
        self._window.close()


def seen_in(window: MainWindow) -> Seen:
    """What a window shows now."""
    session, source = window.review.viewer.session, window.desk.current
    # An address with a password is not written down; all else is opened as at every start.
    unwritten = source is not None and "://" in source
    looks_back = is_review(window) and session is not None
    dialog = window.findChild(SettingsDialog)
    return Seen(
        settings=window.choices.settings,
        source=source if unwritten else None,
        session=session.folder if looks_back and session is not None else None,
        geometry=window.saveGeometry(),
        choosing=dialog is not None and dialog.isVisible(),
    )


def show_again(window: MainWindow, seen: Seen) -> None:
    """Have a window, already shown, look at what another one showed."""
    if seen.session is not None and not is_review(window):
        open_session(window, seen.session)
    if seen.choosing:
        show_settings(window)
