"""What is painted ahead, or once for several frames, looks as if it were painted each time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.scenes import make_analysis, make_frame, read_face

from mien.gui import scaled as scaled_module
from mien.gui.picture import Picture
from mien.gui.scaled import ScaledFrames
from mien.gui.stamps import KEPT, Stamps
from mien.gui.theme import DARK
from mien.settings import Settings
from mien.types import Frame, Image, frozen


@pytest.fixture
def scalings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes to which frames were scaled so far."""
    sizes: list[tuple[int, int]] = []
    scale = scaled_module.scaled

    def counted(image: Image, size: tuple[int, int], mirror: bool) -> Image:
        sizes.append(size)
        return scale(image, size, mirror)

    monkeypatch.setattr(scaled_module, "scaled", counted)
    return sizes


def noise(seed: int) -> Frame:
    image = np.random.default_rng(seed).integers(0, 255, (360, 640, 3), np.uint8)
    return replace(make_frame(), image=frozen(image))


def test_a_frame_is_scaled_once_ahead_of_time(
    app: QApplication, qtbot: QtBot, scalings: list[tuple[int, int]]
) -> None:
    picture = Picture(Settings(), DARK)
    qtbot.addWidget(picture)
    picture.resize(500, 320)
    with qtbot.waitExposed(picture):
        picture.show()
    frame = noise(1)
    picture.prepare(frame)
    assert len(scalings) == 1
    picture.show_frame(frame)
    ahead = picture.grab().toImage()
    assert len(scalings) == 1
    other = Picture(Settings(), DARK)
    qtbot.addWidget(other)
    other.resize(picture.size())
    other.show_frame(frame)
    assert other.grab().toImage() == ahead


def test_another_size_or_a_mirror_is_another_picture(scalings: list[tuple[int, int]]) -> None:
    frames, one = ScaledFrames(), noise(1)
    first = frames.image(one, (320, 180), mirror=False)
    assert frames.image(one, (320, 180), mirror=False) is first
    mirrored = frames.image(one, (320, 180), mirror=True)
    assert mirrored == first.flipped(Qt.Orientation.Horizontal)
    frames.image(noise(2), (300, 160), mirror=False)
    assert scalings == [(320, 180), (320, 180), (300, 160)]
    frames.image(one, (320, 180), mirror=False)  # only two are kept
    assert len(scalings) == 4


def test_the_window_prepares_what_is_being_read(
    make_window: MakeWindow, engine: FakeEngine, scalings: list[tuple[int, int]]
) -> None:
    window = make_window()
    window.live.stop()
    made = make_analysis(read_face())
    now = replace(made.frame, captured_ns=time.monotonic_ns())
    analysis = replace(made, frame=now)
    engine.coming.put(analysis.frame)
    for _ in range(3):
        window.live.tick()
    assert len(scalings) == 1
    engine.analyses.put(analysis)
    window.live.tick()
    assert window.picture.analysis is not None
    assert window.picture.analysis.frame is now
    assert len(scalings) == 1


def test_an_analysis_is_shown_when_it_comes_and_not_at_the_next_tick(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window = make_window()
    window.live._timer.setInterval(10**6)
    analysis = make_analysis(read_face())
    analysis = replace(
        analysis, frame=replace(analysis.frame, captured_ns=time.monotonic_ns() + 10**9)
    )
    engine.analyses.put(analysis)
    qtbot.waitUntil(lambda: window.picture.analysis is not None)
    window.live.freeze(True)
    engine.analyses.put(replace(analysis, done_ns=1))
    qtbot.wait(50)
    window.live.freeze(False)
    window.live.stop()
    engine.analyses.put(replace(analysis, done_ns=2))
    qtbot.wait(50)
    assert window.picture.analysis is not None
    assert window.picture.analysis.done_ns == analysis.done_ns


def test_only_the_picture_is_painted_anew_where_its_place_stays(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, painted = Picture(Settings(), DARK), list[QRect]()
    paint = Picture.paintEvent

    def noted(self: Picture, event: QPaintEvent) -> None:
        painted.append(event.rect())
        paint(self, event)

    monkeypatch.setattr(Picture, "paintEvent", noted)
    qtbot.addWidget(picture)
    picture.resize(500, 320)
    with qtbot.waitExposed(picture):
        picture.show()
    analysis = make_analysis(read_face())
    for _ in range(2):
        picture.show_analysis(analysis, None, None)
    view = picture.view()
    assert view is not None
    assert painted[-2:] == [picture.rect(), view.target]
    picture.resize(520, 320)
    picture.show_analysis(analysis, None, None)
    assert picture.rect() in painted[2:]


class Counted:
    """Paints a number, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def lay(self, stamps: Stamps, canvas: QImage, at: QPointF, text: str) -> None:
        painter = QPainter(canvas)
        place = QRectF(at.x(), at.y(), 60, 24)
        stamps.lay(painter, place, text, lambda p, r: self._paint(p, r, text))
        painter.end()

    def _paint(self, painter: QPainter, place: QRectF, text: str) -> None:
        self.times += 1
        painter.setPen(QColor("white"))
        painter.drawText(place, text)


def canvas(density: float = 1.0) -> QImage:
    made = QImage(200, 80, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(density)
    made.fill(0)
    return made


def test_a_stamp_is_painted_once_for_each_thing_that_it_shows(app: QApplication) -> None:
    stamps, counted, first, moved = Stamps(), Counted(), canvas(), canvas()
    counted.lay(stamps, first, QPointF(10, 10), "83 %")
    counted.lay(stamps, moved, QPointF(40.4, 29.7), "83 %")
    assert counted.times == 1
    assert first.copy(10, 10, 60, 24) == moved.copy(40, 30, 60, 24)  # on whole pixels
    assert first != canvas()
    counted.lay(stamps, canvas(), QPointF(10, 10), "84 %")
    assert counted.times == 2
    counted.lay(stamps, canvas(2.0), QPointF(10, 10), "84 %")  # another screen
    assert counted.times == 3
    for number in range(KEPT):
        counted.lay(stamps, canvas(), QPointF(0, 0), str(number))
    counted.lay(stamps, canvas(), QPointF(10, 10), "83 %")  # forgotten meanwhile
    assert counted.times == 4 + KEPT
