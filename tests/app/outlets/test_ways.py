"""The ways out as they are chosen: how far they reach, and that none is begun in vain."""

from __future__ import annotations

import platform
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.app.scenes import CARD, make_analysis, make_frame, read_face

from mien.errors import MienError
from mien.flow import Latest
from mien.outlets.reach import stays_here
from mien.outlets.virtual_camera import HEIGHT, WIDTH, VirtualCamera, fitted
from mien.outlets.ways import CameraWay, Link, LslWay, MarkersWay, OscWay, WebSocketWay
from mien.types import Analysis, Image

virtualcam = pytest.importorskip("pyvirtualcam")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("LocalHost.", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("some-machine", False),
        ("", False),
    ],
)
def test_what_stays_on_this_machine(host: str, here: bool) -> None:
    assert stays_here(host) is here
    assert OscWay(host, 9000).stays_here is here
    assert WebSocketWay(host, 8765).stays_here is here


def test_the_other_ways() -> None:
    assert LslWay("machine").stays_here
    assert not LslWay("network").stays_here
    assert MarkersWay("", "network").stays_here
    assert CameraWay().stays_here
    assert OscWay("localhost", 1) == OscWay("localhost", 1) != OscWay("localhost", 2)


class Device:
    """Stands in for the system's virtual camera, which a test machine seldom has."""

    def __init__(self) -> None:
        self.device = "/dev/video9"
        self.pictures: list[Image] = []
        self.free = threading.Event()
        self.free.set()
        self.closed = False
        self.broken = False

    def __call__(self, width: int, height: int, fps: float) -> Device:
        assert (width, height, fps) == (WIDTH, HEIGHT, 30)
        return self

    def send(self, picture: Image) -> None:
        self.free.wait(20)
        if self.broken:
            raise RuntimeError("gone")
        assert picture.shape == (HEIGHT, WIDTH, 3)
        assert picture.flags.c_contiguous
        self.pictures.append(picture)

    def __enter__(self) -> Device:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Device:
    made = Device()
    monkeypatch.setattr(virtualcam, "Camera", made)
    return made


def until(true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 20
    while not true() and time.monotonic() < ends:
        time.sleep(0.005)
    return true()


def shown(analysis: Analysis) -> Image:
    return np.full_like(analysis.frame.image, 100 + analysis.frame.index)


def analysis(index: int) -> Analysis:
    return make_analysis(read_face(), frame=make_frame(index=index))


def link(analyses: Latest[Analysis], draw: Callable[[Analysis], Image] = shown) -> Link:
    return Link(analyses, CARD, lambda *_: True, draw)


def test_the_virtual_camera_shows_the_newest_picture_and_keeps_on_showing_it(
    device: Device,
) -> None:
    analyses: Latest[Analysis] = Latest()
    flow = CameraWay().begin(link(analyses))
    assert flow.where == "/dev/video9"
    analyses.put(analysis(1))
    assert until(lambda: bool(device.pictures) and int(device.pictures[-1].max()) == 101)
    count = len(device.pictures)
    assert until(lambda: len(device.pictures) > count)  # again, as from a camera
    assert int(device.pictures[-1].max()) == 101
    analyses.put(analysis(2))
    assert until(lambda: int(device.pictures[-1].max()) == 102)
    assert flow.traffic().sent >= 3
    assert flow.traffic().dropped == 0
    assert flow.close(10.0)
    assert device.closed


def test_a_program_that_holds_the_virtual_camera_up_holds_nothing_else_up(device: Device) -> None:
    analyses: Latest[Analysis] = Latest()
    flow = CameraWay().begin(link(analyses))
    device.free.clear()
    began = time.monotonic()
    for index in range(40):
        analyses.put(analysis(index))
    assert time.monotonic() - began < 5
    device.free.set()
    assert until(lambda: bool(device.pictures) and int(device.pictures[-1].max()) == 139)
    assert flow.close(10.0)


def test_at_most_thirty_pictures_a_second_are_drawn(device: Device) -> None:
    analyses: Latest[Analysis] = Latest()
    flow = CameraWay().begin(link(analyses))
    began = time.monotonic()
    for index in range(100):
        analyses.put(analysis(index % 100))
        time.sleep(0.005)
    most = 2 + (time.monotonic() - began) * 30
    assert flow.traffic().sent <= most
    assert flow.close(10.0)


def test_a_drawing_or_a_driver_that_fails_is_counted_and_does_not_end_it(device: Device) -> None:
    def fails(given: Analysis) -> Image:
        if given.frame.index == 1:
            raise ValueError("as asked")
        return shown(given)

    analyses: Latest[Analysis] = Latest()
    flow = CameraWay().begin(link(analyses, fails))
    analyses.put(analysis(1))
    assert until(lambda: flow.traffic().dropped == 1)
    device.broken = True
    analyses.put(analysis(2))
    assert until(lambda: flow.traffic().dropped == 2)
    device.broken = False
    assert until(lambda: bool(device.pictures) and int(device.pictures[-1].max()) == 102)
    assert flow.close(10.0)


@pytest.mark.parametrize(
    ("system", "reason", "said"),
    [
        ("Linux", "No v4l2 loopback device found at /dev/video[0-99].", "modprobe v4l2loopback"),
        ("Linux", "Device is busy", r"\(Device is busy\)"),
        ("Windows", "no backend", "OBS Studio, which brings one"),
        ("Darwin", "no backend", "start its virtual camera once"),
    ],
)
def test_what_to_do_where_there_is_no_virtual_camera(
    monkeypatch: pytest.MonkeyPatch, system: str, reason: str, said: str
) -> None:
    def lacking(*_: object) -> None:
        raise RuntimeError(reason)

    monkeypatch.setattr(virtualcam, "Camera", lacking)
    monkeypatch.setattr(platform, "system", lambda: system)
    camera = VirtualCamera(Latest(), shown)
    with pytest.raises(MienError, match=said):
        camera.open()
    assert camera.close()


@pytest.mark.parametrize(
    ("size", "inside"),
    [((1280, 720), (1280, 720)), ((640, 360), (1280, 720)), ((480, 640), (540, 720))],
)
def test_every_picture_fits_whole(size: tuple[int, int], inside: tuple[int, int]) -> None:
    whole: Any = fitted(np.full((size[1], size[0], 3), 200, np.uint8))
    assert whole.shape == (HEIGHT, WIDTH, 3)
    rows, columns = np.nonzero(whole[..., 0] > 100)
    found = (int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    assert found == inside
