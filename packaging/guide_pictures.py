"""Take the pictures of the user guide: the real window on the demo, its parts, in both themes.

python packaging/guide_pictures.py   # writes NAME-THEME.webp into assets/mien_assets/screenshots

As screenshot.py, whose steps these are, it needs a screen, or QT_QPA_PLATFORM=offscreen. 0 where
all pictures were saved, 1 where no face was read in time or one could not be written. Take them
while nothing else runs: rates and skipped frames are to be seen on them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QPainter, QPixmap

from cuts import (
    AIR,
    PAUSE_S,
    around,
    around_face,
    below_heading,
    cut,
    dialog,
    menu,
    narrow,
    upper,
)
from environment import ROOT
from mien.engine.engine import Engine
from mien.gui.app import application, build_window
from mien.gui.language import ENGLISH, speak
from mien.gui.window import MainWindow
from mien.overlays import OVERLAYS, switched
from mien.settings import Settings
from screenshot import comes, live_for, name_faces, read_in_time

FOLDER = ROOT / "assets" / "mien_assets" / "screenshots"
THEMES = ("dark", "light")
SIZE = (1240, 880)
NARROW = 940
WIDEST = 720  # of a picture, pixels: as wide as the guide shows it
QUALITY = 82
FACE = (340, 300)  # of a face's half of a picture
HISTORY_S = 26.0
RECORD_S = 8.0
# What would lie half outside a narrow picture.
WRITTEN_OFF = dict.fromkeys((overlay.setting for overlay in OVERLAYS if overlay.written), False)

Pictures = dict[str, QPixmap]


def main(argv: list[str] | None = None) -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args(argv).folder
    with tempfile.TemporaryDirectory() as sessions, opened(Path(sessions) / "Mien") as window:
        if not read_in_time(window):
            print("No picture was taken: no face was read in time.", file=sys.stderr)
            return 1
        name_faces(window, ["Anna"])
        for name, picture in taken(window).items():
            if not narrow(picture, WIDEST).save(str(folder / f"{name}.webp"), quality=QUALITY):
                print(f"{name} could not be written into {folder}.", file=sys.stderr)
                return 1
    return 0


@contextmanager
def opened(sessions: Path) -> Iterator[MainWindow]:
    """The window on the demo, with every overlay."""
    settings = Settings(notice_seen=True, record_notice_seen=True).changed(
        record_folder=str(sessions),
        record_countdown=0,
        theme=THEMES[0],
        **{overlay.setting: True for overlay in OVERLAYS} | switched("saliency", True),
    )
    engine = Engine()
    speak(application(), ENGLISH)
    window = build_window(engine, settings, "cpu")
    window.resize(*SIZE)
    window.show()
    window.start("demo")
    try:
        yield window
    finally:
        window.close()
        engine.close()


def taken(window: MainWindow) -> Pictures:
    """Every picture by its name and theme."""
    found: Pictures = {}
    for part in (live, insight, recording, review):
        for name in THEMES:
            window.choices.change(theme=name)
            live_for(PAUSE_S)
            found |= {f"{key}-{name}": picture for key, picture in part(window).items()}
    return found


def live(window: MainWindow) -> Pictures:
    """The window as it is first seen, and what opens from it."""
    panel = window.panel
    window.tell("")
    live_for(PAUSE_S)
    found = {
        "window": window.grab(),
        "sources": menu(window.picker.menu()),
        "overlays": around_face(window, 720, 400),
        "smile": below_heading(window, panel.smile, panel.hint),
        "expression": below_heading(window, panel.expression, panel.expression),
        "units": below_heading(window, panel.action_units, panel.action_units),
        "keep": menu(window.record_menu),
        "maps": maps(window),
    }
    window.deeds["name_face"].trigger()
    live_for(PAUSE_S)
    found["people"] = cut(window, around(window, window.person_card, 60))
    window.person_card.close_card()
    for name in ("settings", "send"):
        found[name] = dialog(window, name)
    return found


def insight(window: MainWindow) -> Pictures:
    """Close-up and history."""
    window.choices.change(close_up=True, history=True)
    live_for(HISTORY_S if window.theme.name == THEMES[0] else PAUSE_S)
    found = {
        "history": cut(window, around(window, window.plot)),
        "close-up": cut(window, upper(around(window, window.close_up, 0), 470)),
    }
    if window.theme.name == THEMES[-1]:
        window.choices.change(close_up=False, history=False)
    return found


def recording(window: MainWindow) -> Pictures:
    """The bar of a recording, which ends after its last picture."""
    window.resize(NARROW, SIZE[1])
    if not window.record.recording:
        window.deeds["record"].trigger()
        comes(lambda: window.record.recording)
        for name in ("neutral", "stimulus_on", "mark_1", "mark_2", "stimulus_off"):
            live_for(RECORD_S / 5)
            window.marks[name].trigger()
    live_for(PAUSE_S)
    found = {"record": cut(window, around(window, window.record_bar, 0))}
    if window.theme.name == THEMES[-1]:
        window.deeds["record"].trigger()
        comes(lambda: not window.record.active)
    return found


def review(window: MainWindow) -> Pictures:
    """The session that was recorded."""
    window.resize(*SIZE)
    viewer = window.review.viewer
    if viewer.session is None:
        window.notice.button.click()
        comes(lambda: viewer.session is not None and viewer.picture.analysis is not None)
        viewer.seek(RECORD_S * 0.4)
    live_for(PAUSE_S)
    window.review.deeds["markers"].trigger()
    live_for(PAUSE_S)
    found = {
        "markers": cut(window, upper(around(window, window.review.side.markers, 0), 280)),
        "exports": menu(window.review.export_menu),
    }
    window.review.deeds["readings"].trigger()
    live_for(PAUSE_S)
    return {**found, "review": window.grab()}


def maps(window: MainWindow) -> QPixmap:
    """Saliency on the left, evidence for a lip corner puller on the right."""
    halves = []
    for wanted in ("saliency", "evidence"):
        window.choices.change(evidence_of="AU12", **WRITTEN_OFF, **switched(wanted, True))
        live_for(PAUSE_S)
        halves.append(around_face(window, *FACE))
    window.choices.change(**dict.fromkeys(WRITTEN_OFF, True), **switched("saliency", True))
    both = QPixmap(FACE[0] * 2 + AIR, FACE[1])
    both.fill(window.theme.surface)
    painter = QPainter(both)
    for place, half in enumerate(halves):
        painter.drawPixmap(place * (FACE[0] + AIR), 0, half)
    painter.end()
    return both


if __name__ == "__main__":
    sys.exit(main())
