"""The diagnostics page, the device that is chosen there, and what the engine has to tell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.scenes import make_analysis, read_face

from mien.engine.status import Alert
from mien.gui.diagnostics import dialog
from mien.gui.diagnostics.dialog import Diagnostics
from mien.gui.diagnostics.facts import shares, timings
from mien.gui.diagnostics.wiring import first_device
from mien.gui.latency import Durations
from mien.gui.window import MainWindow
from mien.network.nvidia import NO_DRIVER, Memory
from mien.network.providers import CUDA, GPU_LOST, Offer
from mien.overlays.values import DASH

BROKEN = Offer("cuda", CUDA, NO_DRIVER, "sudo apt install nvidia-driver")


@pytest.fixture(autouse=True)
def gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with an NVIDIA GPU that has no driver."""
    found = ([Offer("cpu", "CPUExecutionProvider"), BROKEN], Memory(7321, 8192))
    monkeypatch.setattr(dialog, "look_around", lambda: found)


def opened(window: MainWindow, qtbot: QtBot) -> Diagnostics:
    """The page, once it knows which devices there are."""
    QTest.keyClick(window, Qt.Key.Key_F12)
    page = window.findChild(Diagnostics)
    assert isinstance(page, Diagnostics)
    qtbot.waitUntil(lambda: page.device.count() == 3)
    return page


def test_it_says_what_runs_where_how_fast_and_why(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    stages = {"faces": 8.25, "align": 0.5, "network": 7.0}
    engine.turn(
        captured=1200,
        captured_per_s=30.0,
        analysed_per_s=29.6,
        skipped_per_s=0.4,
        age_ms=12.0,
        latency_ms=20.0,
        stages_ms=stages,
        stages_p95_ms={name: 2 * value for name, value in stages.items()},
    )
    engine.analyses.put(make_analysis(read_face()))
    window.live.tick()
    text = opened(window, qtbot).text()
    for said in (
        "30 of 30 frames a second are analysed",
        "Runs on: CPU",
        "There is an NVIDIA GPU, but its driver is not installed.",
        "7,321 of 8,192 MB free",
        "Captured: 30.0/s, 1,200 in all",
        "Skipped, to stay live: 0.4/s, 3 in all",
        "Rate as stated: 30.0/s",
        "clip.mp4",
        "onnxruntime",
        "Finding faces: 8.2\N{NO-BREAK SPACE}ms, 16.5\N{NO-BREAK SPACE}ms",
        "Waiting: 4.2\N{NO-BREAK SPACE}ms",
    ):
        assert said in text
    assert "nan" not in text


def test_nothing_is_made_up_before_anything_is_known(make_window: MakeWindow, qtbot: QtBot) -> None:
    page = opened(make_window(source=None), qtbot)
    assert page.says.text() == "Idle"
    assert "nan" not in page.text()
    assert "Captured: \N{EN DASH}, 0 in all" in page.text()


def test_titles_and_figures_follow_the_size_of_text(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    QApplication.processEvents()  # all is dressed once
    for scale in (2.0, 1.0):
        window.choices.change(text_scale=scale)
        QApplication.processEvents()
        labels = page.stages.findChildren(QLabel)
        titles = [one for one in labels if one.property("role") == "section"]
        figures = [one for one in labels if "ms" in one.text() or one.text() == DASH]
        assert {one.font().pixelSize() for one in titles} == {round(11 * scale)}
        assert {one.font().pixelSize() for one in figures} == {round(13 * scale)}
        room = page.screen().availableGeometry()
        assert page.width() <= room.width()
        assert page.height() <= room.height()


def test_all_of_it_and_the_command_that_mends_can_be_copied(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    page.copy_mend.click()
    assert QGuiApplication.clipboard().text() == BROKEN.mend
    page.copy_all.click()
    assert QGuiApplication.clipboard().text() == page.text()
    assert page.copy_all.text() == "Copied"


def test_a_device_is_chosen_without_opening_the_source_anew(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    opens = len(engine.opened)
    for _ in range(2):  # also once more, as a lost GPU may be back
        page.device.setCurrentIndex(page.device.findData("cuda"))
        page.device.activated.emit(page.device.currentIndex())
    assert engine.devices == ["cuda", "cuda"]
    assert window.choices.settings.device == "cuda"
    window.choices.change(device="cpu")  # in the settings
    assert engine.devices[-1] == "cpu"
    assert page.device.currentData() == "cpu"
    assert len(engine.opened) == opens
    window.desk.retry()
    assert engine.opened[-1] == ("clip.mp4", "cpu")


def test_a_device_that_was_kept_is_used_only_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mien.gui.diagnostics.wiring.listed", lambda: [CUDA])
    assert first_device("auto", "cuda") == "cuda"
    assert first_device("auto", "coreml") == "auto"
    assert first_device("cpu", "cuda") == "cpu"  # the command line rules


def test_what_the_engine_has_to_tell_is_told_once_and_taken_back(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.turn(alert=Alert(1, GPU_LOST))
    qtbot.waitUntil(lambda: window.notice.text == GPU_LOST)
    window.notice.hide()
    qtbot.wait(600)
    assert window.notice.text == ""
    engine.turn(alert=Alert(2, "It is slow."))
    qtbot.waitUntil(lambda: window.notice.text == "It is slow.")
    engine.turn(alert=None)
    qtbot.waitUntil(lambda: window.notice.text == "")


def test_it_rests_while_it_is_not_seen(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    qtbot.waitUntil(lambda: page.processor.isVisible())
    page.close()
    assert not page._timer.isActive()
    window.deeds["diagnostics"].trigger()  # and comes again, as another one
    assert window.findChildren(Diagnostics)


def test_every_control_can_be_reached_and_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    controls: list[QWidget] = [page.device, page.mend, page.copy_mend, page.copy_all]
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_whole_way_is_the_longest_bar(engine: FakeEngine) -> None:
    latency, painting = Durations(), Durations()
    latency.add(20.0)
    painting.add(5.0)
    times = timings(engine.now, latency, painting)
    assert [one.name for one in times][-1] == "Capture to paint"
    assert shares(times)["Capture to paint"] == 1.0
    assert shares(times)["Painting"] == pytest.approx(0.25)


def test_looking_around_really_finds_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found, _ = dialog.look_around()
    assert found[0].device == "cpu"
