"""What every outlet keeps to, heard by a real receiver of each kind."""

from __future__ import annotations

import contextlib
import math
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.app.outlets.receivers import Kit, Receiver, one_face, same, sample
from tests.app.scenes import CARD, make_face

from mien.measures.asymmetry import UNKNOWN
from mien.outlets.channels import values
from mien.outlets.outlet import Outlet, Wire
from mien.outlets.sample import Mark
from mien.types import Measures, Pose, Quality, ReadFace

OLD_NS = 5_000_000_000
LATE_NS = 1_000_000
CROWD = 300

Opened = tuple[Outlet, Wire, str]


@pytest.fixture
def opened(kit: Kit) -> Iterator[Opened]:
    wire = kit.wire()
    outlet = Outlet(wire, most_waiting=4096)
    address = outlet.open(CARD)
    yield outlet, wire, address
    assert outlet.close(10.0)


@pytest.fixture
def receiver(kit: Kit, opened: Opened) -> Iterator[Receiver]:
    heard = kit.receiver(opened[2])
    until_heard(opened[0])
    yield heard
    heard.close()


def until_heard(outlet: Outlet) -> None:
    """Until the outlet knows of its listener."""
    ends = time.monotonic() + 10
    while outlet.traffic().listeners == 0 and time.monotonic() < ends:
        time.sleep(0.01)
    assert outlet.traffic().listeners != 0


def until(true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 20
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    return true()


def test_values_arrive_as_they_were_sent_with_the_time_of_their_capture(
    opened: Opened, receiver: Receiver
) -> None:
    seen, other = one_face(), one_face(smile=0.1, face_id=4)
    captured_ns = time.monotonic_ns() - OLD_NS
    opened[0].give(sample(0, seen, other, captured_ns=captured_ns))
    heard = receiver.next()
    age_ns = time.monotonic_ns() - captured_ns
    assert same(heard.values, values(seen, CARD))
    assert heard.values["smile"] == pytest.approx(0.7)
    assert math.isnan(heard.at_ns) or abs(heard.at_ns - captured_ns) < LATE_NS
    assert math.isnan(heard.age_ms) or OLD_NS / 1e6 <= heard.age_ms <= age_ns / 1e6
    assert not (math.isnan(heard.at_ns) and math.isnan(heard.age_ms))


def test_measures_and_calibrated_values_arrive_beside_the_raw_ones(
    opened: Opened, receiver: Receiver
) -> None:
    plain = one_face()
    assert plain.reading is not None
    measures = Measures(Quality(0.25, "dark"), UNKNOWN, 0.5, -0.25, 3, 12.0)
    own = replace(plain.reading, smile=0.4)
    seen = replace(plain, measures=measures, calibrated=own)
    opened[0].give(sample(0, seen))
    heard = receiver.next().values
    assert same(heard, values(seen, CARD))
    assert heard["smile"] == pytest.approx(0.7)
    assert heard["smile_calibrated"] == pytest.approx(0.4)
    assert (heard["quality"], heard["gaze_x"], heard["blinks"]) == (0.25, 0.5, 3)
    assert math.isnan(heard["asymmetry_mouth_y"])


def test_what_is_not_known_is_never_a_number(opened: Opened, receiver: Receiver) -> None:
    unread = ReadFace(replace(make_face(2), pose=Pose(math.nan, math.inf, -2.5)), None)
    opened[0].give(sample(0))
    assert all(map(math.isnan, receiver.next().values.values()))
    opened[0].give(sample(1, unread))
    heard = receiver.next().values
    known = {name: value for name, value in heard.items() if math.isfinite(value)}
    assert known == {"roll": -2.5, "face_id": 2}


def test_another_networks_values_are_left_out(opened: Opened, receiver: Receiver) -> None:
    seen = one_face()
    assert seen.reading is not None
    short = replace(seen.reading, expression=seen.reading.expression[:2])
    opened[0].give(sample(0, ReadFace(seen.face, short)))
    heard = receiver.next().values
    assert all(math.isnan(heard[name]) for name in CARD.expressions)
    assert heard["AU12"] == pytest.approx(0.9)


def test_markers_arrive_with_their_time(opened: Opened, receiver: Receiver) -> None:
    at_ns = time.monotonic_ns() - OLD_NS
    opened[0].give(Mark("stimulus_on Bär 熊 \N{BEAR FACE}", at_ns))
    heard = receiver.next_mark()
    assert heard.text.startswith("stimulus_on B")
    assert math.isnan(heard.at_ns) or abs(heard.at_ns - at_ns) < LATE_NS


def test_every_sample_arrives_in_its_order(opened: Opened, receiver: Receiver) -> None:
    for number in range(50):
        opened[0].give(sample(number, one_face(smile=number / 50)))
        time.sleep(0.004)  # all at once, they are more than UDP's mailbox of a process holds
    smiles = [receiver.next().values["smile"] for _ in range(50)]
    assert smiles == pytest.approx([number / 50 for number in range(50)])
    traffic = opened[0].traffic()
    assert traffic.dropped == 0
    assert until(lambda: opened[0].traffic().sent == 50)


def test_nobody_need_listen_and_no_thread_is_left(kit: Kit) -> None:
    before = set(threading.enumerate())
    wire = kit.wire()
    outlet = Outlet(wire)
    outlet.open(CARD)
    assert f"mien-{wire.name}" in {thread.name for thread in threading.enumerate()}
    for number in range(20):
        outlet.give(sample(number, one_face()))
    assert outlet.close(10.0)
    assert outlet.close(10.0)
    traffic = outlet.traffic()
    assert (traffic.sent, traffic.dropped) == (20, 0)
    outlet.give(sample())
    assert outlet.traffic().dropped == 1
    assert set(threading.enumerate()) <= before


def test_a_receiver_that_never_reads_holds_nothing_up(opened: Opened, receiver: Receiver) -> None:
    for number in range(2000):
        opened[0].give(sample(number, one_face()))
    assert until(lambda: opened[0].traffic().sent + opened[0].traffic().dropped == 2000)
    assert opened[0].traffic().dropped == 0


def test_garbage_floods_and_crowds_hold_nothing_up(
    kit: Kit, opened: Opened, receiver: Receiver
) -> None:
    opened[0].give(sample(0, one_face()))
    receiver.next()
    over = threading.Event()
    target = kit.target(opened[1])
    attackers = [threading.Thread(target=attack, args=(*target, over)) for _ in range(2)]
    for attacker in attackers:
        attacker.start()
    try:
        for number in range(40):
            opened[0].give(sample(number, one_face(smile=number / 40)))
            assert receiver.next().values["smile"] == pytest.approx(number / 40)
            time.sleep(0.01)
    finally:
        over.set()
        for attacker in attackers:
            attacker.join()
    assert opened[0].traffic().dropped == 0


def attack(way: str, port: int, over: threading.Event) -> None:
    """Connect by hundreds and send noise to each, or send datagrams of noise, until it is over."""
    noise = os.urandom(8192)
    with contextlib.ExitStack() as open_ones:
        for _ in range(CROWD):
            if over.is_set():
                return
            kind = socket.SOCK_DGRAM if way == "udp" else socket.SOCK_STREAM
            one = open_ones.enter_context(socket.socket(socket.AF_INET, kind))
            one.settimeout(0.5)
            with contextlib.suppress(OSError):
                one.connect(("127.0.0.1", port))
                one.sendall(noise)
        while not over.wait(0.002):
            with contextlib.suppress(OSError):
                one.sendall(noise)
