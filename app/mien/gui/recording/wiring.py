"""What the record button, the markers' keys and the notices of a recording do."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from mien.gui import dialogs
from mien.gui.actions import MARKS
from mien.gui.notice_card import NoticeCard
from mien.gui.pages import is_review, offer_marks, open_session
from mien.gui.recording.desk import folder_of
from mien.gui.recording.recovery import Recovery
from mien.gui.review.wiring import KINDS
from mien.gui.words import tr, tr_n
from mien.words import mark

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

TICK_MS = 50
TITLE = mark("Before you record")
AGREE = mark("They know, record")
POINTS = (
    (
        "person",
        mark("Tell the people who are shown"),
        mark(
            "They must know that they are recorded and what is read of their faces, before it "
            "begins."
        ),
    ),
    (
        "film",
        mark("What is stored"),
        mark(
            "The picture, and for each face its place, its landmarks, the values that are shown, "
            "the saliency map, and the name that you gave it. The arrow beside the record button "
            "can blur faces, which hides those that are found, or keep no picture: all else stays."
        ),
    ),
    (
        "lock",
        mark("Where it is stored"),
        mark("In a folder of this computer and nowhere else. Nothing is sent anywhere."),
    ),
    (
        "trash",
        mark("It can be deleted"),
        mark("On the review page a session is deleted with everything in it."),
    ),
)


def connect_recording(window: MainWindow) -> None:
    """Connect button, bar, keys and notices; look for recordings that were cut short."""
    desk, bar, menu = window.record, window.record_bar, window.record_menu
    window.deeds["record"].triggered.connect(lambda: _toggle(window))
    menu.chosen.connect(lambda values: window.choices.change(**values))
    menu.folder_asked.connect(lambda: _choose_folder(window))
    bar.stop_asked.connect(desk.end)
    bar.noted.connect(lambda text: desk.mark("note", "", text))
    bar.note.left.connect(window.picture.setFocus)
    for name in MARKS:
        window.marks[name].triggered.connect(lambda _=False, name=name: _mark(window, name))
    desk.changed.connect(lambda: _changed(window))
    desk.refused.connect(window.tell)
    desk.ended.connect(lambda sentence, folder: _ended(window, sentence, folder))
    window.rescue.found.connect(lambda partials: _offer(window, partials))
    window.rescue.done.connect(lambda outcome: _rescued(window, outcome))
    window.record_timer.setInterval(TICK_MS)
    window.record_timer.timeout.connect(lambda: _tick(window))


def _tick(window: MainWindow) -> None:
    window.record.tick(time.monotonic())
    window.record_bar.show_progress(window.record.progress)


def _toggle(window: MainWindow) -> None:
    desk = window.record
    if desk.active or desk.counting:
        desk.end()
    elif window.choices.settings.record_notice_seen:
        desk.begin(time.monotonic())
    else:
        _show_notice(window)
    _changed(window)


def _show_notice(window: MainWindow) -> None:
    """What is stored and who must be told, once; only then the first recording begins."""
    card = NoticeCard(window.stage, window.theme, TITLE, POINTS, AGREE, tr("Cancel"))
    window.stage.lay_over(card)

    def agreed() -> None:
        window.choices.change(record_notice_seen=True)
        window.record.begin(time.monotonic())

    card.read.connect(agreed)
    for answered in (card.read, card.refused):
        answered.connect(lambda: window.stage.lay_over(None))
        answered.connect(window.picture.setFocus)
        answered.connect(window.live.show_status)
    card.button.setFocus()
    window.live.show_status()


def _mark(window: MainWindow, name: str) -> None:
    if is_review(window) or not window.record.recording:
        return
    kind = KINDS.get(name, "mark")
    if kind == "note":
        window.record_bar.note.setFocus()
    else:
        window.record.mark(kind, name.removeprefix("mark_") if kind == "mark" else "")


def _changed(window: MainWindow) -> None:
    desk = window.record
    busy = desk.active or bool(desk.counting)
    window.deeds["record"].setChecked(busy)
    window.deeds["record"].setText(tr("Stop") if busy else tr("Record"))
    window.deeds["record"].setEnabled(busy or not is_review(window))
    window.count_down.show_seconds(desk.counting)
    window.stage.arrange()
    window.record_bar.show_progress(desk.progress)
    window.record_menu.setEnabled(not busy)
    offer_marks(window)


def _ended(window: MainWindow, sentence: str, folder: Path | None) -> None:
    whole = folder is not None and not folder.name.endswith(".partial")
    window.notice.say(
        sentence,
        tr("Review") if whole else "",
        lambda: open_session(window, folder) if folder is not None else None,
    )
    if is_review(window):
        window.review.look()


def _choose_folder(window: MainWindow) -> None:
    wanted = dialogs.ask_sessions_folder(window, folder_of(window.choices.settings))
    if wanted:
        window.choices.change(record_folder=wanted)


def _offer(window: MainWindow, partials: list[Path]) -> None:
    names = ", ".join(path.name.removesuffix(".partial") for path in partials[:3])
    names += ", …" if len(partials) > 3 else ""
    said = tr_n(
        "A recording was cut short and can be made whole: {names}.",
        "{n} recordings were cut short and can be made whole: {names}.",
        len(partials),
        names=names,
    )
    window.notice.say(
        said,
        tr("Recover"),
        lambda: window.rescue.recover(partials),
        stays=True,
    )


def _rescued(window: MainWindow, outcome: Recovery) -> None:
    folder = outcome.folder
    window.notice.say(
        outcome.sentence,
        tr("Review") if folder is not None else "",
        lambda: open_session(window, folder) if folder is not None else None,
    )
