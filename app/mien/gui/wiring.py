"""What each action does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

from PySide6.QtWidgets import QWidget

from mien.gui import dialogs
from mien.gui.about import About
from mien.gui.calibrating.wiring import connect_calibration
from mien.gui.diagnostics.wiring import connect_diagnostics
from mien.gui.guide.wiring import show_guide
from mien.gui.insight.wiring import connect_insight
from mien.gui.map_wiring import connect_maps
from mien.gui.network_wiring import connect_network
from mien.gui.pages import connect_pages, is_review, show_page
from mien.gui.people.wiring import connect_people
from mien.gui.preferences.wiring import show_settings
from mien.gui.recording.wiring import connect_recording
from mien.gui.report_dialog import show_log_folder
from mien.gui.sending.wiring import connect_sending
from mien.gui.source_desk import is_camera
from mien.gui.state import CHOOSE, DEMO, REPLAY, RETRY
from mien.overlays import OVERLAYS, switched
from mien.settings import ColourMap
from mien.sources.cameras import name_in
from mien.sources.names import masked

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

OPACITY_STEP = 0.1
OPACITY_LEAST, OPACITY_MOST = 0.05, 1.0


def connect(window: MainWindow) -> None:
    """Connect all actions and parts of a window."""
    _connect_sources(window)
    _connect_overlays(window)
    _connect_view(window)
    _connect_parts(window)
    connect_people(window)
    connect_calibration(window)
    connect_insight(window)
    connect_recording(window)
    connect_network(window)
    connect_diagnostics(window)
    connect_pages(window)
    connect_sending(window)


def _connect_sources(window: MainWindow) -> None:
    deeds, desk = window.deeds, window.desk
    for name, ask in (
        ("open_file", dialogs.ask_file),
        ("open_folder", dialogs.ask_folder),
        ("open_url", dialogs.ask_url),
    ):
        deeds[name].triggered.connect(lambda _=False, ask=ask: _open_asked(window, ask))
    deeds["demo"].triggered.connect(lambda: desk.open("demo"))
    deeds["look"].triggered.connect(window.lister.look)
    deeds["retry"].triggered.connect(desk.retry)
    desk.opened.connect(lambda source, chosen: _opened(window, source, chosen))
    window.picker.modes.chosen.connect(lambda wish: window.choices.change(camera_mode=wish))


def _connect_overlays(window: MainWindow) -> None:
    deeds, choices = window.deeds, window.choices
    for overlay in OVERLAYS:
        deeds[overlay.setting].toggled.connect(
            lambda on, name=overlay.setting: choices.change(**switched(name, on))
        )
    deeds["fainter"].triggered.connect(lambda: _step_opacity(window, -OPACITY_STEP))
    deeds["stronger"].triggered.connect(lambda: _step_opacity(window, OPACITY_STEP))
    deeds["colours"].triggered.connect(lambda: _next_colours(window))
    connect_maps(window)


def _connect_view(window: MainWindow) -> None:
    deeds, choices, live = window.deeds, window.choices, window.live
    deeds["mirror"].toggled.connect(lambda on: choices.change(**{window.mirror_setting(): on}))
    deeds["freeze"].toggled.connect(live.freeze)
    deeds["next_face"].triggered.connect(lambda: _next_face(window))
    deeds["panel"].toggled.connect(lambda on: choices.change(panel=on))
    deeds["theme"].triggered.connect(
        lambda: choices.change(theme="light" if window.theme.name == "dark" else "dark")
    )
    deeds["system_theme"].triggered.connect(
        lambda on: choices.change(theme="system" if on else window.theme.name)
    )
    deeds["full_screen"].triggered.connect(window.set_full_screen)
    deeds["settings"].triggered.connect(lambda: show_settings(window))
    deeds["log_folder"].triggered.connect(lambda: show_log_folder())
    deeds["guide"].triggered.connect(lambda: show_guide(window))
    deeds["about"].triggered.connect(lambda: _show_about(window))
    deeds["knowing"].triggered.connect(lambda: _show_about(window, knowing=True))
    deeds["quit"].triggered.connect(window.close)


def _connect_parts(window: MainWindow) -> None:
    window.choices.changed.connect(window.apply_settings)
    window.choices.lost.connect(window.tell)
    window.panel.about_asked.connect(window.deeds["about"].trigger)
    window.stage.card.pressed.connect(lambda key: _state_button(window, key))
    if window.stage.first_start is not None:
        window.stage.first_start.read.connect(lambda: _notice_read(window))


def _state_button(window: MainWindow, key: str) -> None:
    {
        CHOOSE: window.picker.showMenu,
        DEMO: window.deeds["demo"].trigger,
        RETRY: window.desk.retry,
        REPLAY: window.desk.retry,
    }[key]()


def _next_face(window: MainWindow) -> None:
    window.review.viewer.next_face() if is_review(window) else window.live.next_face()


def _open_asked(window: MainWindow, ask: Callable[[QWidget], str]) -> None:
    wanted = ask(window)
    if wanted:
        window.desk.open(wanted)


def _opened(window: MainWindow, source: str, chosen: bool) -> None:
    if chosen:
        show_page(window, review=False)
    window.deeds["freeze"].setChecked(False)
    window.live.forget()
    window.apply_mirror()
    # An address with a password is not written down.
    secret = "://" in source and masked(source) != source
    # Nor is a camera's number, which may be another one's tomorrow.
    counted = is_camera(source) and not name_in(source)
    if chosen and not (secret or counted):
        window.choices.change(last_source=source)


def _step_opacity(window: MainWindow, step: float) -> None:
    value = window.choices.settings.opacity + step
    window.choices.change(opacity=round(min(max(value, OPACITY_LEAST), OPACITY_MOST), 2))


def _next_colours(window: MainWindow) -> None:
    names = get_args(ColourMap)
    index = names.index(window.choices.settings.colour_map)
    window.choices.change(colour_map=names[(index + 1) % len(names)])


def _notice_read(window: MainWindow) -> None:
    window.choices.change(notice_seen=True)
    window.picture.setFocus()
    window.live.show_status()


def _show_about(window: MainWindow, knowing: bool = False) -> None:
    dialog = About(window, window.engine.card, window.theme, knowing)
    dialog.open()
