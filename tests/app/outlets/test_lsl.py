"""What only Lab Streaming Layer has: a described stream, and markers that come in."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.app.outlets.receivers import NAMES, LslReceiver
from tests.app.scenes import CARD

from mien.errors import MienError
from mien.outlets.lsl import Lsl
from mien.outlets.lsl_library import LslClock, load_lsl
from mien.outlets.lsl_markers import LONGEST, MarkerInlet
from mien.outlets.outlet import Outlet
from mien.outlets.sample import Mark

pylsl = pytest.importorskip("pylsl")

Came = queue.Queue[tuple[str, int]]


def test_the_stream_says_what_its_channels_are(own_streams: str) -> None:
    outlet = Outlet(Lsl())
    outlet.open(CARD)
    receiver = LslReceiver(own_streams)
    info = receiver.faces.info()
    assert info.type() == "Face"
    assert info.nominal_srate() == 0
    assert info.get_channel_labels() == list(NAMES)
    kinds, units = info.get_channel_types(), info.get_channel_units()
    described = dict(zip(NAMES, zip(kinds, units, strict=True), strict=True))
    assert described["happiness"] == ("Expression", "probability")
    assert described["AU12"] == ("ActionUnit", "probability")
    assert described["smile"] == ("Intensity", "normalized")
    assert described["yaw"] == ("HeadPose", "degrees")
    assert info.desc().child("network").child_value("name") == CARD.name
    assert receiver.marks.info().type() == "Markers"
    receiver.close()
    assert outlet.close(10.0)


def test_the_clocks_agree() -> None:
    clock = LslClock(load_lsl("machine"))
    now_ns, lsl_s = time.monotonic_ns(), pylsl.local_clock()
    assert clock.to_lsl(now_ns) == pytest.approx(lsl_s, abs=0.02)
    assert clock.to_ns(clock.to_lsl(now_ns)) == pytest.approx(now_ns, abs=1000)


def test_another_reach_needs_a_new_start() -> None:
    load_lsl("machine")
    with pytest.raises(MienError, match="start Mien anew"):
        load_lsl("network")


@pytest.fixture
def other_program(own_streams: str) -> Any:
    """A stimulus program's marker stream."""
    info = pylsl.StreamInfo(f"{own_streams}Other", "Markers", 1, 0.0, "string", own_streams)
    return pylsl.StreamOutlet(info)


@pytest.fixture
def came(own_streams: str, other_program: Any) -> Iterator[Came]:
    """The markers that an inlet takes from it."""
    taken: Came = queue.Queue()
    inlet = MarkerInlet(lambda text, at_ns: taken.put((text, at_ns)), f"{own_streams}Other")
    inlet.open()
    assert other_program.wait_for_consumers(10.0)
    yield taken
    assert inlet.close(10.0)


def test_markers_come_in_with_their_time(came: Came, other_program: Any) -> None:
    at_ns = time.monotonic_ns() - 1_000_000_000
    at_s = LslClock(pylsl).to_lsl(at_ns)
    other_program.push_sample(["stimulus\n 1 on"], at_s)
    text, came_ns = came.get(timeout=10)
    assert text == "stimulus 1 on"
    assert came_ns == pytest.approx(at_ns, abs=5_000_000)


def test_the_stream_may_go_and_come_back_beside_miens_own(own_streams: str) -> None:
    outlet = Outlet(Lsl())
    outlet.open(CARD)
    taken: Came = queue.Queue()
    inlet = MarkerInlet(lambda text, at_ns: taken.put((text, at_ns)), f"{own_streams}Other")
    inlet.open()
    for number in range(2):
        info = pylsl.StreamInfo(f"{own_streams}Other", "Markers", 1, 0.0, "string", f"{number}")
        other = pylsl.StreamOutlet(info)
        assert other.wait_for_consumers(20.0)
        other.push_sample([f"stimulus {number}"])
        assert taken.get(timeout=10)[0] == f"stimulus {number}"
        del other
    assert inlet.close(10.0)
    assert outlet.close(10.0)


def test_garbage_and_floods_of_markers_are_bounded(came: Came, other_program: Any) -> None:
    other_program.push_sample([b"\xff\xfe\x00 bad"])
    assert "bad" in came.get(timeout=10)[0]
    other_program.push_sample(["x" * 100_000])
    assert came.get(timeout=10)[0] == "x" * LONGEST
    for number in range(3000):
        other_program.push_sample([str(number)])
    time.sleep(1.0)
    assert came.qsize() <= 300


def test_two_miens_do_not_echo_each_other(own_streams: str) -> None:
    outlet = Outlet(Lsl())
    outlet.open(CARD)
    taken: Came = queue.Queue()
    inlet = MarkerInlet(lambda text, at_ns: taken.put((text, at_ns)), f"{own_streams}Markers")
    inlet.open()
    outlet.give(Mark("own", time.monotonic_ns()))
    time.sleep(1.0)
    assert inlet.connected == ""
    assert taken.empty()
    assert inlet.close(10.0)
    assert outlet.close(10.0)


def test_a_name_that_cannot_be_asked_for_is_a_sentence() -> None:
    with pytest.raises(MienError, match="quotes"):
        MarkerInlet(print, "both ' and \"")
