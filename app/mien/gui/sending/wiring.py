"""Opens the dialog of ways to other programs, keeps them as chosen, and hands markers on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import Qt

from mien.gui.actions import MARKS
from mien.gui.pages import is_review, offer_marks
from mien.gui.sending.dialog import SendDialog
from mien.gui.sending.slot import Phase
from mien.gui.words import tr

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

BEGIN, END = "recording_start", "recording_stop"


def connect_sending(window: MainWindow) -> None:
    """Connect action, settings, markers and the sign that something leaves."""
    desk = window.sending
    window.deeds["send"].triggered.connect(lambda: _opened(window))
    window.choices.changed.connect(lambda: desk.apply(window.choices.settings))
    desk.changed.connect(lambda: _changed(window))
    recording = [False]

    def follow() -> None:
        if window.record.recording is not recording[0]:
            recording[0] = window.record.recording
            desk.mark(BEGIN if recording[0] else END)

    window.record.changed.connect(follow)
    window.record_bar.noted.connect(lambda text: desk.mark(f"note {text}"))
    for name in MARKS:
        window.marks[name].triggered.connect(lambda _=False, name=name: _mark(window, name))
    desk.apply(window.choices.settings)
    _changed(window)


def show_sending(window: MainWindow) -> SendDialog:
    """The dialog, open beside the window; the one that is open already comes to the front."""
    present = window.findChild(SendDialog)
    if present is not None and present.isVisible():
        present.raise_()
        present.activateWindow()
        return present
    desk = window.sending
    dialog = SendDialog(window, window.choices.settings, desk.states, window.theme)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.chosen.connect(lambda name, value: _choose(window, dialog, name, value))
    dialog.again.connect(desk.again)

    def follow() -> None:
        dialog.set_theme(window.theme)
        dialog.show_settings(window.choices.settings)

    def tell() -> None:
        dialog.show_states(desk.states)

    window.choices.changed.connect(follow)
    desk.changed.connect(tell)
    dialog.finished.connect(lambda: window.choices.changed.disconnect(follow))
    dialog.finished.connect(lambda: desk.changed.disconnect(tell))
    dialog.show()
    return dialog


def _opened(window: MainWindow) -> None:
    _changed(window)  # the button says whether something leaves, not whether it was pressed
    show_sending(window)


def _choose(window: MainWindow, dialog: SendDialog, name: str, value: Any) -> None:
    try:
        window.choices.change(**{name: value})
    except ValidationError:  # an empty address
        dialog.show_settings(window.choices.settings)


def _mark(window: MainWindow, name: str) -> None:
    if not is_review(window) and name != "note":
        window.sending.mark(name.replace("mark_", "mark "))


def _changed(window: MainWindow) -> None:
    desk, deed = window.sending, window.deeds["send"]
    deed.setChecked(desk.active)
    far = any(not state.here for state in desk.states.values() if state.phase is Phase.ON)
    if far:
        tip = tr("Live values go to other computers")
    else:
        tip = tr("Live values go to other programs") if desk.active else ""
    window.deeds.explain("send", tip)
    offer_marks(window)
