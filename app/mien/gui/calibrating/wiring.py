"""What the key and the menu of a calibration do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mien.engine.status import Phase
from mien.errors import MienError
from mien.faces.label import face_title
from mien.gui import dialogs
from mien.gui.calibrating.menu import NeutralMenu
from mien.gui.pages import is_review
from mien.gui.words import tr
from mien.measures.profiles import (
    clean_name,
    delete_profile,
    keep_profile,
    load_profile,
    profile_names,
    profiles_folder,
)
from mien.words import in_a_row, mark

if TYPE_CHECKING:
    from mien.gui.window import MainWindow


def connect_calibration(window: MainWindow) -> None:
    """Connect action, menu, count-down and outcome."""
    desk, menu = window.calibration, window.neutral_menu
    window.deeds["calibrate"].triggered.connect(lambda: _toggle(window))
    desk.counted.connect(lambda seconds: _count(window, seconds))
    desk.done.connect(lambda face_id: _done(window, face_id))
    desk.refused.connect(lambda why: _refused(window, why))
    menu.kept.connect(lambda: _keep(window))
    menu.taken.connect(lambda name: _take(window, name))
    menu.deleted.connect(lambda name: _delete(window, name))
    menu.left.connect(lambda: _without(window))
    window.live.forgotten.connect(lambda: desk.leave() if desk.busy else None)


def neutral_menu(window: MainWindow) -> NeutralMenu:
    """The menu of neutral faces, after the actions for faces under the window's last button."""
    menu = NeutralMenu(
        window, lambda: profile_names(profiles_folder()), lambda: is_calibrated(window)
    )
    more, last = window.toolbar.more_menu, window.deeds["grey_others"]
    after = more.actions()[more.actions().index(last) + 1]
    more.insertAction(after, window.deeds["calibrate"])
    more.insertMenu(after, menu)
    return menu


def is_calibrated(window: MainWindow) -> bool:
    """Whether the main face is shown relative to a neutral."""
    main = window.live.main_id
    return main is not None and window.calibration.neutral(main) is not None


def _toggle(window: MainWindow) -> None:
    if window.calibration.busy:
        window.calibration.leave()
        window.tell("")
    elif window.stage.noticing and window.stage.notice is not None:
        window.stage.notice.button.setFocus()  # that comes first, and the face is dimmed by it
    elif not is_review(window):
        _begin(window)


def _begin(window: MainWindow) -> None:
    main = window.live.main_id
    if main is None:
        window.tell(tr("There is no face in view that could be calibrated."))
        return
    if window.engine.status().phase is not Phase.RUNNING:
        window.tell(tr("Nothing comes from the source now: start it again, then calibrate."))
        return
    window.tell(tr("Look into the camera and keep your face at rest until the count ends."))
    window.calibration.begin(main)


def _count(window: MainWindow, seconds: float) -> None:
    view = window.picture.view()
    place = window.stage.rect() if view is None else view.target
    window.calibration_count.show_seconds(seconds, place.translated(window.picture.pos()))


def _done(window: MainWindow, face_id: int) -> None:
    said = tr("{face} is calibrated: its values are shown relative to this neutral face.")
    window.notice.say(
        said.format(face=_title(window, face_id)),
        tr("Keep as a profile…"),
        lambda: _keep(window, face_id),
    )


def _refused(window: MainWindow, why: str) -> None:
    said = in_a_row(mark("Not calibrated."), why)
    window.notice.say(said, tr("Try again"), lambda: _begin(window))


def _keep(window: MainWindow, face_id: int | None = None) -> None:
    face_id = window.live.main_id if face_id is None else face_id
    neutral = None if face_id is None else window.calibration.neutral(face_id)
    card = window.engine.card
    if face_id is None or neutral is None or card is None:
        window.tell(tr("This face is not calibrated, or was lost: calibrate it first."))
        return
    asked = dialogs.ask_profile_name(window, window.live.people.label(face_id).name)
    name = clean_name(asked)
    if not asked.strip():
        return
    try:
        keep_profile(profiles_folder(), name, neutral, card, window.engine.sha256)
    except MienError as error:
        window.tell(error.sentence)
    else:
        window.tell(tr("The neutral face is kept as {name}.").format(name=name))


def _take(window: MainWindow, name: str) -> None:
    main, card = window.live.main_id, window.engine.card
    if main is None or card is None:
        window.tell(tr("There is no face in view that could be calibrated."))
        return
    try:
        neutral = load_profile(profiles_folder(), name, card, window.engine.sha256)
    except MienError as error:
        window.tell(error.sentence)
        return
    window.calibration.set_neutral(main, neutral)
    said = tr("{face} is shown relative to the neutral face of {name}.")
    window.tell(said.format(face=_title(window, main), name=name))


def _delete(window: MainWindow, name: str) -> None:
    question = tr("Delete the profile {name}?").format(name=name)
    if not dialogs.confirm(window, question, tr("It cannot be brought back."), tr("Delete")):
        return
    try:
        delete_profile(profiles_folder(), name)
    except MienError as error:
        window.tell(error.sentence)


def _without(window: MainWindow) -> None:
    main = window.live.main_id
    if main is not None:
        window.calibration.set_neutral(main, None)


def _title(window: MainWindow, face_id: int) -> str:
    return tr(face_title(face_id, window.live.people.labels))
