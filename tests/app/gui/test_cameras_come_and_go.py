"""The list of cameras follows what is plugged in, and each is asked for what was chosen."""

from __future__ import annotations

import gc
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import BRIO, FakeCamera, FakeEngine, FakeList, no_cameras, one_camera

from mien.engine.status import Phase
from mien.flow import Latest
from mien.gui import camera_list
from mien.gui.camera_list import CameraLister, RealCameras
from mien.gui.camera_watch import CameraWatch
from mien.gui.mode_menu import DOT, TIMES
from mien.gui.window import MainWindow
from mien.record.progress import Progress, Stage
from mien.sources.base import SourceInfo
from mien.sources.cameras import CameraInfo, CameraList
from mien.sources.modes import CameraMode
from mien.sources.request import CameraWish

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux has a folder of devices")
SECOND_MS = 1000


class Bus:
    """Cameras that the test plugs in and pulls out."""

    def __init__(self, folder: Path, *there: FakeCamera) -> None:
        self.there = there
        self.folder = folder
        self.calls = 0

    def __call__(self, _: float) -> FakeList:
        self.calls += 1
        return FakeList(self.there)

    def plug(self, *there: FakeCamera) -> None:
        self.there = there
        (self.folder / "video0").touch()

    def pull(self) -> None:
        self.there = ()
        (self.folder / "video0").unlink()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bus:
    folders = str(tmp_path), str(tmp_path / "told")
    monkeypatch.setattr(camera_list, "CameraWatch", lambda: CameraWatch(*folders))
    return Bus(tmp_path)


@on_linux
def test_the_list_follows_within_a_second(bus: Bus, qtbot: QtBot) -> None:
    lister = CameraLister(bus)
    lister.watch()
    bus.plug(BRIO)
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,), timeout=SECOND_MS)
    bus.pull()
    qtbot.waitUntil(lambda: lister.cameras == (), timeout=SECOND_MS)


@on_linux
def test_a_camera_that_took_anothers_place_is_noticed(bus: Bus, qtbot: QtBot) -> None:
    bus.plug(BRIO)
    lister = CameraLister(bus)
    lister.watch()
    lister.look()
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,))
    other = FakeCamera("Other @ usb-1", "Other")
    (bus.folder / "keeps its inode").hardlink_to(bus.folder / "video0")
    bus.pull()
    bus.plug(other)
    qtbot.waitUntil(lambda: lister.cameras == (other,), timeout=SECOND_MS)


@on_linux
def test_a_new_device_is_looked_at_again_once_it_may_be_used(bus: Bus, qtbot: QtBot) -> None:
    lister = CameraLister(bus)
    lister.watch()
    bus.plug()  # not yet to be seen
    qtbot.waitUntil(lambda: bus.calls == 1 and not lister.looking, timeout=SECOND_MS)
    bus.there = (BRIO,)
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,), timeout=2 * SECOND_MS)


@on_linux
@pytest.mark.parametrize("file", ["format", "state"])
def test_a_virtual_camera_is_listed_once_a_program_feeds_it(
    bus: Bus, qtbot: QtBot, file: str
) -> None:
    feed = bus.folder / "told" / "video0" / file
    feed.parent.mkdir(parents=True)
    feed.write_text("")  # as v4l2loopback shows it: the device is there, but is no camera yet
    bus.plug()
    lister = CameraLister(bus)
    lister.watch()
    lister.look()
    qtbot.waitUntil(lambda: bus.calls == 1 and not lister.looking, timeout=SECOND_MS)
    qtbot.wait(900)
    assert (lister.cameras, bus.calls) == ((), 1)
    bus.there = (BRIO,)
    feed.write_text("YUYV:640x480@15\n")
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,), timeout=SECOND_MS)
    bus.there = ()
    feed.write_text("")
    qtbot.waitUntil(lambda: lister.cameras == (), timeout=SECOND_MS)


@on_linux
def test_other_devices_are_none_of_its_business(bus: Bus, qtbot: QtBot) -> None:
    lister = CameraLister(bus)
    lister.watch()
    for number in range(20):
        (bus.folder / f"tty{number}").touch()
    qtbot.wait(900)
    assert bus.calls == 0


def test_what_comes_while_it_is_listed_is_not_missed(qtbot: QtBot) -> None:
    entered, go_on = threading.Event(), threading.Event()
    lists = [FakeList(), FakeList((BRIO,))]

    def slow(timeout_s: float) -> FakeList:
        entered.set()
        go_on.wait(20)
        return lists.pop(0)

    lister = CameraLister(slow)
    lister.look()
    assert entered.wait(10)
    lister.look()  # the listing that is under way may be of before
    go_on.set()
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,))
    assert not lists


class Lingering(Latest[Any]):
    """Whoever puts something into it is held up afterwards, as on a busy machine."""

    def put(self, value: Any) -> None:
        super().put(value)
        time.sleep(0.5)


def test_a_listing_whose_thread_has_not_ended_yet_is_followed_by_the_next(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = [FakeList(), FakeList((BRIO,))]
    monkeypatch.setattr("mien.gui.job.Latest", Lingering)
    lister = CameraLister(lambda _: lists.pop(0))
    lister.look()
    lister.look()
    qtbot.waitUntil(lambda: lister.cameras == (BRIO,), timeout=3 * SECOND_MS)


def test_a_list_that_is_given_up_while_it_looks_is_not_deleted_in_the_listings_thread(
    qtbot: QtBot,
) -> None:
    entered, go_on, deleted = threading.Event(), threading.Event(), list[str]()

    def slow(timeout_s: float) -> FakeList:
        entered.set()
        go_on.wait(20)
        return FakeList()

    def note(*_: object) -> None:
        deleted.append(threading.current_thread().name)

    lister = CameraLister(slow)
    lister.destroyed.connect(note)
    lister.look()
    assert entered.wait(10)
    del lister
    gc.collect()
    assert deleted == [threading.main_thread().name]
    go_on.set()


def test_the_open_menu_follows_and_the_window_is_not_held_up(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    cameras = [FakeList()]

    def slow(timeout_s: float) -> FakeList:
        time.sleep(0.5)
        return cameras[-1]

    window = make_window(list_cameras=slow)
    qtbot.waitUntil(lambda: not window.lister.looking)
    window.picker.menu().popup(window.picker.mapToGlobal(window.picker.rect().bottomLeft()))
    cameras.append(FakeList((BRIO,)))
    began = time.monotonic()
    window.lister.look()
    assert time.monotonic() - began < 0.2
    qtbot.waitUntil(lambda: BRIO.name in texts(window), timeout=2 * SECOND_MS)
    window.picker.menu().close()


def test_opening_the_menu_lists_again(make_window: MakeWindow, qtbot: QtBot) -> None:
    cameras = [FakeList()]
    window = make_window(list_cameras=lambda _: cameras[-1])
    qtbot.waitUntil(lambda: not window.lister.looking)
    cameras.append(FakeList((BRIO,)))  # a virtual one, say, whose device was there already
    window.picker.menu().popup(window.picker.mapToGlobal(window.picker.rect().bottomLeft()))
    qtbot.waitUntil(lambda: BRIO.name in texts(window), timeout=2 * SECOND_MS)
    window.picker.menu().close()


def texts(window: MainWindow) -> list[str]:
    return [action.text() for action in window.picker.menu().actions()]


@pytest.mark.parametrize("kind", ["missing", "no-camera"])
def test_a_camera_that_was_not_there_is_opened_when_it_comes(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot, kind: str
) -> None:
    there = [FakeList()]
    window = make_window(source=None, list_cameras=lambda _: there[-1])
    window.start("camera:Logitech BRIO [046d:085e] @ usb-9")
    qtbot.waitUntil(lambda: not window.lister.looking)
    engine.turn(phase=Phase.FAILED, problem_kind=kind)
    there.append(FakeList((BRIO,)))
    window.lister.look()
    qtbot.waitUntil(lambda: len(engine.opened) == 2)
    assert engine.opened[0] == engine.opened[1]


def test_another_camera_is_not_opened_in_its_place(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    window = make_window(source=None, list_cameras=one_camera)
    window.start("camera:C920 [046d:0001] @ usb-9")
    engine.turn(phase=Phase.FAILED, problem_kind="missing")
    window.lister.look()
    qtbot.waitUntil(lambda: not window.lister.looking)
    assert len(engine.opened) == 1


MODES = (
    CameraMode(1280, 720, 30.0, "MJPG"),
    CameraMode(640, 480, 30.0, "YUYV"),
    CameraMode(640, 480, 7.5, "YUYV"),
)
FITTED = replace(BRIO, modes=MODES)
GIVEN = SourceInfo(
    "camera",
    BRIO.name,
    640,
    480,
    30.0,
    None,
    live=True,
    detail=MappingProxyType({"identity": BRIO.identity, "pixel format": "YUYV"}),
)


@pytest.fixture
def live(make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot) -> MainWindow:
    window = make_window(
        source="camera:" + BRIO.identity, list_cameras=lambda _: FakeList((FITTED,))
    )
    engine.turn(source=GIVEN)
    qtbot.waitUntil(lambda: bool(window.lister.cameras))
    return window


def plain(action: QAction) -> str:
    return action.text().replace(TIMES, "x").replace(f"  {DOT}  ", ", ")


def opened_menu(window: MainWindow) -> dict[str, QAction]:
    window.picker.menu().aboutToShow.emit()
    found = {plain(action): action for action in window.picker.modes.actions()}
    for action in window.picker.modes.actions():
        size = action.menu()
        if isinstance(size, QMenu):
            found |= {f"{plain(action)} {plain(mode)}": mode for mode in size.actions()}
    return found


def test_the_menu_shows_what_is_given_and_what_is_listed(live: MainWindow) -> None:
    found = opened_menu(live)
    assert "Now 640 x 480, 30/s, YUYV" in found
    assert found["Automatic"].isChecked()
    assert "640 x 480 30 a second" in found
    assert "640 x 480 7.5 a second" in found
    assert found["1280 x 720 30 a second"].toolTip() == "MJPG, compressed"
    camera = next(a for a in live.picker.menu().actions() if a.text() == BRIO.name)
    assert camera.isChecked()


def test_a_size_that_is_chosen_is_asked_for_and_kept(live: MainWindow, engine: FakeEngine) -> None:
    assert engine.wishes == []
    opened_menu(live)["640 x 480 7.5 a second"].trigger()
    assert live.choices.settings.camera_mode == "640x480@7.5 YUYV"
    assert engine.wishes == [CameraWish(640, 480, 7.5, "YUYV")]
    assert len(engine.opened) == 2
    engine.turn(source=GIVEN)
    assert opened_menu(live)["640 x 480 7.5 a second"].isChecked()
    opened_menu(live)["As the camera likes"].trigger()
    assert engine.wishes[-1] == CameraWish(0, 0, 0.0)


def test_a_recording_is_not_ended_by_another_size(live: MainWindow, engine: FakeEngine) -> None:
    engine.progress = Progress(Stage.RECORDING)
    opened_menu(live)
    assert not live.picker.modes.menuAction().isEnabled()
    live.choices.change(camera_mode="640x480@30 YUYV")
    assert engine.wishes == [CameraWish(640, 480, 30.0, "YUYV")]
    assert len(engine.opened) == 1


def test_a_wish_from_the_settings_holds_from_the_first_opening(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    make_window(source="camera:x", list_cameras=no_cameras, camera_mode="640x480@30")
    assert engine.wishes == [CameraWish(640, 480, 30.0)]
    assert len(engine.opened) == 1


def test_a_wish_that_cannot_be_read_is_the_usual_one(
    make_window: MakeWindow, engine: FakeEngine
) -> None:
    make_window(camera_mode="large, please")
    assert engine.wishes == [CameraWish()]


@pytest.mark.parametrize(
    ("source", "kept"),
    [("0", None), ("camera", None), ("camera:" + BRIO.identity, "camera:" + BRIO.identity)],
)
def test_a_camera_is_remembered_by_its_identity_and_never_by_a_number(
    make_window: MakeWindow, source: str, kept: str | None
) -> None:
    window = make_window(source=source, list_cameras=one_camera)
    assert window.choices.settings.last_source == kept


def test_a_picture_that_is_old_is_said_to_be(live: MainWindow, engine: FakeEngine) -> None:
    engine.turn(phase=Phase.RUNNING, age_ms=12.0, captured_per_s=14.93)
    live.live._figures_s = 0.0
    live.live.show_status()
    bar = live.status_line
    assert "was captured 12 ms ago" in bar.latency.toolTip()
    assert "14.9/s really come" in bar.source.toolTip()
    assert not bar.latency.property("late")
    engine.turn(age_ms=1800.0)
    live.live._figures_s = 0.0
    live.live.show_status()
    assert bar.latency.text() == "1.8 s"
    assert bar.latency.property("late")


def test_a_camera_is_asked_for_its_sizes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    told: list[tuple[CameraMode, ...]] = [MODES, ()]

    def ask(path: str) -> tuple[CameraMode, ...]:
        asked.append(path)
        return told.pop()

    camera = CameraInfo("Brio @ usb-1", "Brio", "/dev/video0", "V4L2", 0, None, None)
    monkeypatch.setattr("mien.sources.modes.camera_modes", ask)
    monkeypatch.setattr("mien.sources.cameras.list_cameras", lambda _: CameraList((camera,)))
    cameras = RealCameras()
    assert cameras(1.0).cameras[0].modes == ()  # it may not be used yet
    assert [cameras(1.0).cameras[0].modes for _ in range(3)] == [MODES] * 3
    assert asked == ["/dev/video0"] * 2
