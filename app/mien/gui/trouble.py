"""What the window does about an error that nobody expected, and about a crash of the last time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mien.gui.report_dialog import show_report
from mien.gui.words import tr
from mien.logs.crash import report_crashes
from mien.words import mark, told

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

WENT_WRONG = mark(
    "Something went wrong inside Mien ({error}). It goes on. A report was written on this "
    "computer; nothing is sent."
)
CLOSED = mark(
    "Something went wrong inside Mien ({error}). The recording was closed, so that nothing of it "
    "is lost. A report was written on this computer; nothing is sent."
)
NO_REPORT = mark("Something went wrong inside Mien ({error}), and no report could be written.")
CRASHED = mark(
    "Mien ended unexpectedly the last time. A report was written on this computer; nothing is sent."
)
SHOW = mark("Show report")


class Troubles(QObject):
    """Brings an error of any thread to the window: a sentence, a report, the recording closed."""

    came = Signal(str, object)

    def __init__(self, window: MainWindow) -> None:
        """For as long as the window is there."""
        super().__init__(window)
        self._window = window
        self.came.connect(self._show)

    def tell(self, kind: str, report: Path | None) -> None:
        """As `reporting` calls it, in the thread of the error."""
        self.came.emit(kind, report)

    def names(self) -> Iterable[str]:
        """What a report has to hide: the source, and where recordings go."""
        settings, current = self._window.choices.settings, self._window.desk.current
        return filter(None, (current, settings.last_source, settings.record_folder))

    def _show(self, kind: str, report: Path | None) -> None:
        closes = self._window.record.active
        if closes:
            self._window.record.end()
        sentence = (CLOSED if closes else WENT_WRONG) if report is not None else NO_REPORT
        offer_report(self._window, told(sentence, error=kind), report)


def offer_crashes(window: MainWindow) -> None:
    """Say that Mien crashed the last time, where it did."""
    found = report_crashes(filter(None, (window.choices.settings.last_source,)))
    if found:
        offer_report(window, CRASHED, found[-1])


def offer_report(window: MainWindow, sentence: str, report: Path | None) -> None:
    """Show a sentence with a way to its report."""
    if report is None:
        window.notice.say(sentence)
        return
    window.notice.say(sentence, tr(SHOW), lambda: show_report(window, report), stays=True)
