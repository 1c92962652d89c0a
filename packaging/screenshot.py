"""Start the real window on the demo, wait until a face was read, save what it looks like.

python packaging/screenshot.py out.png --theme light --size 1440x900
python packaging/screenshot.py out.png --review 12
python packaging/screenshot.py out.png --page diagnostics --small
python packaging/two_faces.py two.mkv && \
    python packaging/screenshot.py out.png --source two.mkv --insight --names Anna,Ella

With --page it is the picture of that dialog; --small has 256 colours. With --review it records for
so many seconds first, and shows the session on the review page. Needs a screen, or
QT_QPA_PLATFORM=offscreen. 0 where the picture was saved, 1 where no face was read in time.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from mien.engine.engine import Engine
from mien.engine.status import Phase
from mien.faces.label import COLOURS
from mien.gui.app import application, build_window
from mien.gui.language import ENGLISH, TRANSLATED, speak
from mien.gui.window import MainWindow
from mien.overlays import OVERLAYS, switched
from mien.settings import LIKELIEST, Settings

WAIT_S = 60.0
STEP_S = 0.1
NAMED_S = 1.0  # until names are written everywhere
SETTLED_S = 2.0  # until a dialog has written its figures


def main(argv: list[str] | None = None) -> int:
    """Take one picture of the window."""
    args = parsed(argv)
    settings = Settings(notice_seen=True).changed(
        theme=args.theme, **{overlay.setting: True for overlay in OVERLAYS}
    )
    if args.evidence is not None:
        settings = settings.changed(evidence_of=args.evidence, **switched("evidence", True))
    if args.insight:
        settings = settings.changed(close_up=True, history=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = settings.changed(record_folder=folder, record_notice_seen=True)
        return photographed(args, settings.changed(record_countdown=0))


def photographed(args: argparse.Namespace, settings: Settings) -> int:
    """The exit status, once the picture was saved or could not be."""
    engine = Engine()
    speak(application(), args.language)
    window = build_window(engine, settings, args.device)
    window.resize(*args.size)
    window.show()
    window.start(args.source)
    try:
        if not read_in_time(window):
            problem = engine.status().problem or "No face was read in time."
            print(f"No picture was taken. {problem}", file=sys.stderr)
            return 1
        live_for(args.settle)
        name_faces(window, args.names)
        live_for(NAMED_S)
        if args.review and not reviews(window, args.review):
            print(f"No picture was taken. {window.notice.text}", file=sys.stderr)
            return 1
        comes(lambda: shows_reading(window))  # a busy machine may have shown a bare frame meanwhile
        picture = page(window, args.page).grab()
    finally:
        window.close()
        engine.close()
    try:
        save(picture, args.out, args.small)
    except OSError as error:
        print(f"{args.out} could not be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(args.out)
    return 0


def page(window: MainWindow, name: str) -> QWidget:
    """The window, or the dialog of an action, which is open in front of it."""
    if not name:
        return window
    window.deeds[name].trigger()
    live_for(SETTLED_S)
    return next(one for one in window.findChildren(QDialog) if one.isVisible())


def save(picture: QPixmap, path: Path, small: bool) -> None:
    """Write a PNG file; small: with 256 colours. Raises OSError."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(content, "PNG")
    image = Image.open(io.BytesIO(content.data().data())).convert("RGB")
    if small:  # by this method the few pixels of signs keep their colours beside a photograph's
        method, dither = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
        image = image.quantize(256, method=method, kmeans=2, dither=dither)
    image.save(path, format="PNG", optimize=True)


def name_faces(window: MainWindow, names: list[str]) -> None:
    """Name the faces from left to right, each in a colour of its own, and keep the first one."""
    analysis = window.picture.analysis
    if analysis is None:
        return
    faces = sorted((read.face for read in analysis.faces), key=lambda face: face.box.x)
    for face, name, colour in zip(faces, names, COLOURS, strict=False):
        window.live.call_face(face.face_id, name, colour)
    if names and faces:
        window.live.choose_face(faces[0].face_id)


def reviews(window: MainWindow, seconds: float) -> bool:
    """Record with some markers, end it and look through it; False where that does not come to be.

    What is asked for here are the same actions that a person has.
    """
    marks = ("neutral", "stimulus_on", "mark_1", "mark_2", "stimulus_off")
    window.deeds["record"].trigger()
    if not comes(lambda: window.record.recording):
        return False
    for name in marks:
        live_for(seconds / (len(marks) + 1))
        window.marks[name].trigger()
    live_for(seconds / (len(marks) + 1))
    window.deeds["record"].trigger()
    if not comes(lambda: not window.record.active):
        return False
    window.notice.button.click()
    viewer = window.review.viewer
    if not comes(lambda: viewer.session is not None and viewer.picture.analysis is not None):
        return False
    viewer.seek(seconds * 0.4)
    live_for(2.0)
    return True


def comes(true: Callable[[], bool]) -> bool:
    """Let the window live until something is so; False where it does not come to be."""
    ends = time.monotonic() + WAIT_S
    while not true():
        if time.monotonic() > ends:
            return False
        live_for(STEP_S)
    return True


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(description="Save a picture of the window.")
    parser.add_argument("out", type=Path, help="the PNG file to write")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--language", choices=(ENGLISH, *TRANSLATED), default=ENGLISH)
    parser.add_argument("--size", type=size, default=(1440, 900), help="such as 1440x900")
    parser.add_argument(
        "--evidence",
        nargs="?",
        const=LIKELIEST,
        metavar="VALUE",
        help="show the evidence, for the likeliest expression or such as AU12, and not saliency",
    )
    parser.add_argument("--insight", action="store_true", help="with the close-up and the history")
    parser.add_argument(
        "--names",
        type=lambda text: text.split(","),
        default=[],
        help="of the faces from left to right, such as Anna,Ella",
    )
    parser.add_argument("--page", choices=("diagnostics", "settings", "send"), default="")
    parser.add_argument("--small", action="store_true", help="256 colours, for a small file")
    parser.add_argument("--source", default="demo")
    parser.add_argument("--device", default="auto")
    parser.add_argument(
        "--review", type=float, default=0.0, help="seconds to record for, to show the session"
    )
    parser.add_argument(
        "--settle", type=float, default=2.0, help="seconds from the first reading to the picture"
    )
    return parser.parse_args(argv)


def size(text: str) -> tuple[int, int]:
    """Width and height of '1440x900'."""
    width, _, height = text.partition("x")
    return int(width), int(height)


def read_in_time(window: MainWindow) -> bool:
    """Let the window live until it shows a face that was read; False where none comes."""
    ends = time.monotonic() + WAIT_S
    while not shows_reading(window):
        if time.monotonic() > ends or window.engine.status().phase is Phase.FAILED:
            return False
        live_for(STEP_S)
    return True


def shows_reading(window: MainWindow) -> bool:
    """Whether a face with its reading is shown."""
    analysis = window.picture.analysis
    return analysis is not None and any(read.reading is not None for read in analysis.faces)


def live_for(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
