"""Live values to other programs, switched on and off in the window and heard by real receivers."""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from tests.app.gui.conftest import MakeWindow
from tests.app.gui.fakes import FakeEngine
from tests.app.outlets.receivers import OscReceiver, WebSocketReceiver
from tests.app.scenes import CARD, make_analysis, make_face, read_face

from mien.flow import Latest
from mien.gui.sending import slot as slots
from mien.gui.sending.desk import SendDesk
from mien.gui.sending.dialog import WAYS, SendDialog
from mien.gui.sending.slot import Phase, Slot, SlotState
from mien.gui.sending.wiring import show_sending
from mien.gui.sending.words import state_words
from mien.gui.window import MainWindow
from mien.outlets.outlet import Traffic
from mien.outlets.ways import Flow, Link, Way
from mien.record.progress import Progress, Stage

WAIT_MS = 15_000


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types here."""
    monkeypatch.setattr(slots, "CALM_S", 0.0)


@pytest.fixture
def window(make_window: MakeWindow) -> Iterator[MainWindow]:
    made = make_window()
    yield made
    made.sending.close(10.0)


def on(window: MainWindow, way: str) -> SlotState:
    return window.sending.states[way]


def press(switch: QWidget) -> None:
    assert isinstance(switch, QAbstractButton)
    switch.click()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_nothing_leaves_by_itself(window: MainWindow) -> None:
    window.sending.tick()
    assert all(state.phase is Phase.OFF for state in window.sending.states.values())
    assert not window.deeds["send"].isChecked()
    assert not window.sending._timer.isActive()


def test_the_websocket_is_switched_on_heard_and_switched_off(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    pytest.importorskip("websockets")
    dialog, port = show_sending(window), free_port()
    card = dialog.cards["websocket"]
    card.rows["websocket_port"].chosen.emit("websocket_port", port)
    press(card.rows["send_websocket"].control.main)
    qtbot.waitUntil(lambda: on(window, "websocket").phase is Phase.ON, timeout=WAIT_MS)
    assert card.says.text().startswith(f"ws://127.0.0.1:{port}/")
    assert on(window, "websocket").token not in card.says.text()
    assert card._warning.isHidden()
    assert window.deeds["send"].isChecked()
    card.copy_address.click()
    address = QGuiApplication.clipboard().text()
    receiver = WebSocketReceiver(address)
    assert receiver.hello["schema"] == "mien.live"
    qtbot.waitUntil(lambda: "1 listens" in card.says.text(), timeout=WAIT_MS)
    engine.analyses.put(make_analysis(read_face(make_face(4))))
    assert receiver.message("frame")["main"] == 4
    window.marks["mark_3"].trigger()
    assert receiver.message("marker")["text"] == "mark 3"
    qtbot.waitUntil(lambda: on(window, "websocket").per_s > 0, timeout=WAIT_MS)
    card.copy_token.click()
    assert address.endswith("?token=" + QGuiApplication.clipboard().text())
    press(card.rows["send_websocket"].control.main)
    qtbot.waitUntil(lambda: on(window, "websocket").phase is Phase.OFF, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not window.sending._timer.isActive(), timeout=WAIT_MS)
    assert not window.deeds["send"].isChecked()
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port), 1):
        pass
    receiver.close()


def test_osc_reaches_its_receiver_with_the_chosen_face_and_markers(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    pytest.importorskip("pythonosc")
    receiver = OscReceiver()
    window.choices.change(send_osc=True, osc_port=receiver.port)
    qtbot.waitUntil(lambda: on(window, "osc").phase is Phase.ON, timeout=WAIT_MS)
    engine.analyses.put(make_analysis(read_face(make_face(9))))
    assert receiver.next().values["face_id"] == 9
    window.marks["stimulus_on"].trigger()
    assert receiver.next_mark().text == "stimulus_on"
    receiver.close()


def test_a_recording_sends_its_beginning_end_and_notes(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    pytest.importorskip("pythonosc")
    receiver = OscReceiver()
    window.choices.change(send_osc=True, osc_port=receiver.port)
    qtbot.waitUntil(lambda: on(window, "osc").phase is Phase.ON, timeout=WAIT_MS)
    engine.progress = Progress(Stage.RECORDING)
    window.record.tick(time.monotonic())
    assert receiver.next_mark().text == "recording_start"
    window.record_bar.noted.emit("he laughs")
    assert receiver.next_mark().text == "note he laughs"
    assert engine.marks == [("note", "", "he laughs")]
    engine.progress = Progress(Stage.DONE)
    window.record.tick(time.monotonic())
    assert receiver.next_mark().text == "recording_stop"
    receiver.close()


def test_lsl_streams_and_markers_go_out_and_come_in(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pylsl = pytest.importorskip("pylsl")
    from tests.app.outlets.receivers import LslReceiver

    from mien.outlets.lsl_library import LslClock, load_lsl

    name = f"Window{time.monotonic_ns()}"
    monkeypatch.setattr("mien.outlets.lsl.STREAM", name)
    monkeypatch.setattr("mien.outlets.lsl.MARKERS", f"{name}Markers")
    load_lsl("machine")
    info = pylsl.StreamInfo(f"{name}Other", "Markers", 1, 0.0, "string", name)
    other = pylsl.StreamOutlet(info)
    window.choices.change(send_lsl=True, take_markers=True, marker_stream=f"{name}Other")
    qtbot.waitUntil(lambda: on(window, "lsl").phase is Phase.ON, timeout=WAIT_MS)
    receiver = LslReceiver(name)
    engine.analyses.put(make_analysis(read_face(make_face(2))))
    assert receiver.next().values["face_id"] == 2
    window.marks["mark_1"].trigger()
    assert receiver.next_mark().text == "mark 1"
    qtbot.waitUntil(lambda: on(window, "markers").where == f"{name}Other", timeout=WAIT_MS)
    engine.progress = Progress(Stage.RECORDING)
    at_ns = time.monotonic_ns() - 700_000_000
    other.push_sample(["stimulus 7"], LslClock(pylsl).to_lsl(at_ns))
    qtbot.waitUntil(lambda: ("mark", "stimulus 7", "") in engine.marks, timeout=WAIT_MS)
    assert engine.marked_ns[-1] == pytest.approx(at_ns, abs=5_000_000)
    qtbot.waitUntil(lambda: on(window, "markers").sent == 1, timeout=WAIT_MS)
    engine.progress = Progress()
    other.push_sample(["too early"])
    qtbot.waitUntil(lambda: on(window, "markers").dropped == 1, timeout=WAIT_MS)
    assert "1 came without a recording" in state_words("markers", on(window, "markers"))
    receiver.close()


def test_an_address_elsewhere_is_warned_of(window: MainWindow) -> None:
    dialog = show_sending(window)
    for way, values in (
        ("osc", {"osc_host": "192.0.2.7"}),
        ("websocket", {"websocket_host": "0.0.0.0"}),  # noqa: S104
        ("lsl", {"lsl_reach": "network"}),
    ):
        card = dialog.cards[way]
        assert card._warning.isHidden()
        state = SlotState(Phase.ON, here=False)
        card.show_state(state)
        assert not card._warning.isHidden()
        assert "Other computers" in card.far.text()
        card.show_state(SlotState())
        window.choices.change(**values)
        wanted = window.sending._slots[way]
        assert wanted.state().here  # not switched on
    del dialog


def test_what_leaves_for_elsewhere_is_known_to_do_so(window: MainWindow, qtbot: QtBot) -> None:
    pytest.importorskip("pythonosc")
    window.choices.change(send_osc=True, osc_host="192.0.2.7")
    qtbot.waitUntil(lambda: on(window, "osc").phase is Phase.ON, timeout=WAIT_MS)
    assert not on(window, "osc").here
    assert "go to other computers" in window.deeds["send"].toolTip()


def test_a_port_that_is_taken_is_a_sentence_and_can_be_tried_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    pytest.importorskip("websockets")
    dialog = show_sending(window)
    card = dialog.cards["websocket"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        window.choices.change(send_websocket=True, websocket_port=port)
        qtbot.waitUntil(lambda: on(window, "websocket").phase is Phase.FAILED, timeout=WAIT_MS)
        assert "choose another port" in card.says.text()
        assert not card.retry.isHidden()
        assert not window.deeds["send"].isChecked()
    card.retry.click()
    qtbot.waitUntil(lambda: on(window, "websocket").phase is Phase.ON, timeout=WAIT_MS)
    assert card.retry.isHidden()
    del dialog


def test_a_virtual_camera_that_the_system_lacks_is_a_sentence(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = pytest.importorskip("pyvirtualcam")

    def lacking(*_: object) -> None:
        raise RuntimeError("'v4l2loopback' backend: No v4l2 loopback device found")

    monkeypatch.setattr(library, "Camera", lacking)
    window.choices.change(virtual_camera=True)
    qtbot.waitUntil(lambda: on(window, "camera").phase is Phase.FAILED, timeout=WAIT_MS)
    assert "There is no virtual camera" in on(window, "camera").problem


def test_before_the_network_is_loaded_it_waits(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    pytest.importorskip("pythonosc")
    engine.card = None
    window = make_window(send_osc=True, osc_port=free_port())
    window.sending.tick()
    assert on(window, "osc").phase is Phase.WAITING
    assert window.deeds["send"].isChecked()
    engine.card = CARD
    qtbot.waitUntil(lambda: on(window, "osc").phase is Phase.ON, timeout=WAIT_MS)
    window.sending.close(10.0)


def test_the_settings_of_every_way_are_in_the_dialog(window: MainWindow) -> None:
    names = {name for ways in WAYS.values() for name in ways}
    dialog = show_sending(window)
    assert {name for card in dialog.cards.values() for name in card.rows} == names
    assert show_sending(window) is dialog
    window.deeds["send"].trigger()
    assert not window.deeds["send"].isChecked()  # nothing leaves, whatever was pressed
    assert len(window.findChildren(SendDialog)) == 1
    assert all(card.says.wordWrap() for card in dialog.cards.values())
    card = dialog.cards["osc"]
    card.rows["osc_host"].chosen.emit("osc_host", "")  # an empty address
    assert window.choices.settings.osc_host == "127.0.0.1"
    dialog.close()
    assert dialog.pos() != QPoint(-1, -1)


class Tap:
    """A flow of the test's own; it may take its time."""

    where, token, refused = "tap", "", 0

    def __init__(self, log: list[str], name: str) -> None:
        self._log, self._name = log, name
        log.append(f"open {name}")

    def traffic(self) -> Traffic:
        return Traffic(self._name, 0, 0, None)

    def mark(self, text: str, at_ns: int) -> None:
        self._log.append(f"mark {text} {at_ns}")

    def close(self, timeout_s: float) -> bool:
        time.sleep(0.05)
        self._log.append(f"close {self._name}")
        return timeout_s > 0


class TapWay:
    """Opens taps."""

    stays_here = True

    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log = name, log

    def begin(self, link: Link) -> Flow:
        assert link.card.action_units == CARD.action_units
        return Tap(self.log, self.name)


def link() -> Link:
    return Link(Latest(), CARD, lambda *_: True, lambda analysis: analysis.frame.image)


def settled(slot: Slot, given: Link, true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 10
    while not true() and time.monotonic() < ends:
        slot.tick(given)
        time.sleep(0.01)
    return true()


def test_the_old_address_is_closed_before_the_new_one_is_opened() -> None:
    log: list[str] = []
    slot, given = Slot("tap"), link()
    ways: list[Way] = [TapWay(name, log) for name in "ab"]
    for way in ways:
        slot.want(way)
        count = len(log)
        assert settled(slot, given, lambda: slot.state().phase is Phase.ON and len(log) > count)  # noqa: B023
    slot.mark("now", 1)
    slot.want(None)
    assert settled(slot, given, lambda: slot.idle)
    assert log == ["open a", "close a", "open b", "mark now 1", "close b"]


def test_another_network_opens_it_anew_as_its_values_are_others() -> None:
    log: list[str] = []
    slot = Slot("tap")
    slot.want(TapWay("a", log))
    assert settled(slot, link(), lambda: slot.state().phase is Phase.ON)
    other = link()
    slot.tick(other)
    slot.tick(None)
    assert log == ["open a"]
    third = replace(other, card=CARD.model_copy(update={"name": "another"}))
    assert settled(slot, third, lambda: log == ["open a", "close a", "open a"])
    assert slot.close()


def test_an_address_that_is_being_typed_is_not_opened_at_every_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "CALM_S", 0.3)
    log: list[str] = []
    slot, given = Slot("tap"), link()
    for name in ("1", "12", "127"):
        slot.want(TapWay(name, log))
        slot.tick(given)
    assert settled(slot, given, lambda: slot.state().phase is Phase.ON)
    assert log == ["open 127"]
    assert math.isnan(slot.state().per_s)
    assert slot.close()


def test_closing_the_window_closes_what_is_open(
    make_window: MakeWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    pytest.importorskip("websockets")
    port = free_port()
    window = make_window(send_websocket=True, websocket_port=port)
    qtbot.waitUntil(lambda: on(window, "websocket").phase is Phase.ON, timeout=WAIT_MS)
    window.close()
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port), 1):
        pass
    assert isinstance(window.sending, SendDesk)
