"""What each action of the review page does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from mien.exports.formats import Format
from mien.gui import dialogs
from mien.gui.about import About
from mien.gui.actions import MARKS
from mien.gui.review.timeline import ZOOM
from mien.gui.words import tr
from mien.record.markers import MarkerKind

if TYPE_CHECKING:
    from mien.gui.review.page import ReviewPage

KINDS: dict[str, MarkerKind] = {
    "neutral": "neutral",
    "stimulus_on": "stimulus_on",
    "stimulus_off": "stimulus_off",
    "note": "note",
}


def connect(page: ReviewPage) -> None:
    """Connect all actions and parts of the page."""
    _connect_playing(page)
    _connect_timeline(page)
    _connect_markers(page)
    _connect_sessions(page)


def _connect_playing(page: ReviewPage) -> None:
    deeds, viewer = page.deeds, page.viewer
    deeds["play"].triggered.connect(viewer.toggle)
    deeds["step_back"].triggered.connect(lambda: viewer.step(-1))
    deeds["step_on"].triggered.connect(lambda: viewer.step(1))
    deeds["second_back"].triggered.connect(lambda: _jump(page, -1.0))
    deeds["second_on"].triggered.connect(lambda: _jump(page, 1.0))
    deeds["to_start"].triggered.connect(lambda: viewer.seek(float("-inf")))
    deeds["to_end"].triggered.connect(lambda: viewer.seek(float("inf")))
    deeds["slower"].triggered.connect(lambda: viewer.change_speed(-1))
    deeds["faster"].triggered.connect(lambda: viewer.change_speed(1))
    for entry in page.transport.speeds.actions():
        if entry.data() is not None:
            entry.triggered.connect(lambda _=False, entry=entry: viewer.set_speed(entry.data()))
    viewer.picture.face_chosen.connect(viewer.choose_face)
    viewer.picture.empty_clicked.connect(lambda: viewer.choose_face(None))
    page.side.readings.about_asked.connect(lambda: _show_about(page))


def _connect_timeline(page: ReviewPage) -> None:
    deeds, timeline = page.deeds, page.timeline
    deeds["zoom_in"].triggered.connect(lambda: timeline.zoom(ZOOM**2))
    deeds["zoom_out"].triggered.connect(lambda: timeline.zoom(ZOOM**-2))
    deeds["zoom_all"].triggered.connect(timeline.fit)
    deeds["everything"].toggled.connect(timeline.set_everything)
    timeline.sought.connect(page.viewer.seek)
    timeline.face_chosen.connect(page.viewer.choose_lane)


def _connect_markers(page: ReviewPage) -> None:
    deeds, marking = page.deeds, page.marking
    deeds["marker_back"].triggered.connect(lambda: marking.jump(forward=False))
    deeds["marker_on"].triggered.connect(lambda: marking.jump(forward=True))
    deeds["delete_marker"].triggered.connect(marking.delete)
    deeds["undo"].triggered.connect(marking.undo)
    deeds["redo"].triggered.connect(marking.redo)
    for name in MARKS:
        page.marks[name].triggered.connect(lambda _=False, name=name: _mark(page, name))


def _connect_sessions(page: ReviewPage) -> None:
    deeds, shelf = page.deeds, page.shelf
    deeds["open_session"].triggered.connect(lambda: _browse(page))
    deeds["close_session"].triggered.connect(lambda: page.close_session())
    deeds["reveal"].triggered.connect(lambda: _reveal(page))
    deeds["delete_session"].triggered.connect(lambda: _ask_delete(page))
    deeds["save_summary"].triggered.connect(lambda: _save_summary(page))
    page.exporting.fill(page.export_menu, lambda one: _export(page, one))
    page.start.opened.connect(page.open)
    page.start.browse_asked.connect(deeds["open_session"].trigger)
    page.button.opened.connect(page.open)
    shelf.opened.connect(page.show_opened)
    shelf.failed.connect(lambda sentence: _failed(page, sentence))
    shelf.listed.connect(lambda: _listed(page))
    shelf.deleted.connect(lambda name: _deleted(page, name))


def _jump(page: ReviewPage, seconds: float) -> None:
    player = page.viewer.player
    if player is not None:
        page.viewer.seek(player.place_s + seconds)


def _mark(page: ReviewPage, name: str) -> None:
    if not page.isVisible():
        return
    kind = KINDS.get(name, "mark")
    page.marking.add(kind, name.removeprefix("mark_") if kind == "mark" else "")
    if kind == "note":
        page.side.show_page("markers")
        page.side.markers.note.setFocus()


def _browse(page: ReviewPage) -> None:
    wanted = dialogs.ask_session(page, page.folder)
    if wanted:
        page.open(Path(wanted))


def _reveal(page: ReviewPage) -> None:
    session = page.viewer.session
    if session is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(session.folder)))


def _ask_delete(page: ReviewPage) -> None:
    # Not the session itself: as long as it is known here, its files are open.
    folder = page.viewer.session.folder if page.viewer.session is not None else None
    if folder is None:
        return
    question = tr("Delete {name}?").format(name=folder.name)
    text = tr(
        "All of it is deleted from the disk: video, values, saliency and markers, in {folder}. "
        "This cannot be undone."
    ).format(folder=folder)
    if dialogs.confirm(page, question, text, tr("Delete")):
        page.delete()


def _save_summary(page: ReviewPage) -> None:
    session = page.viewer.session
    if session is None:
        return
    beside = session.folder.with_name(f"{session.folder.name} summary.png")
    wanted = dialogs.ask_save(page, tr("Save the summary"), beside, ".png")
    if wanted is not None:
        saved = page.side.summary.save(str(wanted))
        said = tr("Saved: {file}") if saved else tr("{file} could not be written.")
        page.tell(said.format(file=wanted))


def _export(page: ReviewPage, one: Format) -> None:
    session, book = page.viewer.session, page.marking.book
    if session is not None and book is not None:
        page.side.markers.commit()
        page.exporting.ask(session, book.markers, one)


def _failed(page: ReviewPage, sentence: str) -> None:
    page.look()
    page.tell(sentence)


def _listed(page: ReviewPage) -> None:
    page.button.fill()
    if not page.shelf.busy:
        page.start.show_recents(page.shelf.recents, page.folder)


def _deleted(page: ReviewPage, name: str) -> None:
    page.look()
    page.tell(tr("{name} was deleted, all of it.").format(name=name))


def _show_about(page: ReviewPage) -> None:
    session = page.viewer.session
    if session is not None:
        About(page, session.card, page.theme).open()
