"""What a click on a face and the keys for faces do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from mien.gui.pages import is_review
from mien.gui.words import tr
from mien.types import Analysis

if TYPE_CHECKING:
    from mien.gui.window import MainWindow


def connect_people(window: MainWindow) -> None:
    """Connect picture, card and actions; the engine is told what was chosen."""
    card, live, deeds = window.person_card, window.live, window.deeds
    window.picture.face_chosen.connect(lambda face_id: _clicked(window, face_id))
    window.picture.empty_clicked.connect(lambda: _clicked_beside(window))
    card.called.connect(live.call_face)
    card.pin_asked.connect(lambda face_id, on: live.choose_face(face_id if on else None))
    card.closed.connect(window.picture.setFocus)
    live.called.connect(window.engine.name_face)
    window.record.labels = lambda: live.people.labels
    live.pinned.connect(lambda face_id: _pinned(window, face_id))
    live.shown.connect(lambda _: _go_with_face(window))
    live.forgotten.connect(card.close_card)
    deeds["name_face"].triggered.connect(lambda: _name_main(window))
    deeds["pin_face"].triggered.connect(lambda on: _pin_main(window, on))
    deeds["grey_others"].toggled.connect(lambda on: window.choices.change(grey_others=on))


def _clicked(window: MainWindow, face_id: int) -> None:
    window.live.choose_face(face_id)
    _open(window, face_id)


def _clicked_beside(window: MainWindow) -> None:
    if window.person_card.isHidden():
        window.live.choose_face(None)
    window.person_card.close_card()


def _name_main(window: MainWindow) -> None:
    main = window.live.main_id
    if main is None or not _open(window, main):
        window.tell(tr("There is no face in view that could be named."))
    else:
        window.person_card.name.setFocus()
        window.person_card.name.selectAll()


def _pin_main(window: MainWindow, on: bool) -> None:
    if is_review(window):
        return
    window.live.choose_face(window.live.main_id if on else None)
    _pinned(window, window.live.selection.chosen)


def _pinned(window: MainWindow, face_id: int | None) -> None:
    window.engine.pin(face_id)
    window.deeds["pin_face"].setChecked(face_id is not None)
    window.person_card.show_pinned(face_id is not None and face_id == window.person_card.face_id)


def _open(window: MainWindow, face_id: int) -> bool:
    """Show the card of a face; False where it is not in the picture, or not followed."""
    place = _place_of(window, face_id, window.picture.analysis)
    if place is None or not window.live.people.knows(face_id):
        return False
    card, selection = window.person_card, window.live.selection
    card.show_face(face_id, window.live.people.label(face_id), selection.chosen == face_id)
    card.stand_beside(place, window.stage.rect())
    return True


def _go_with_face(window: MainWindow) -> None:
    """The card stands still while its face moves, and goes when it is forgotten."""
    card = window.person_card
    if not card.isHidden() and not window.live.people.knows(card.face_id):
        card.close_card()


def _place_of(window: MainWindow, face_id: int, analysis: Analysis | None) -> QRect | None:
    view = window.picture.view()
    if view is None or analysis is None:
        return None
    boxes = [read.face.box for read in analysis.faces if read.face.face_id == face_id]
    if not boxes:
        return None
    box = view.box(boxes[0])
    place = QRect(round(box.x), round(box.y), round(box.width), round(box.height))
    return place.translated(window.picture.pos())
