"""Cameras, with a fake in the place of OpenCV's, as a test has none."""

from __future__ import annotations

import errno
import os
import platform
import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import cv2_enumerate_cameras
import pytest
from tests.app.sources.media import FakeCapture, picture

from mien.errors import SourceError
from mien.sources import choosing, closable, open_source, refusals
from mien.sources.camera import CameraSource
from mien.sources.cameras import CameraInfo, CameraList, list_cameras
from mien.sources.request import CameraWish

pytestmark = pytest.mark.usefixtures("silent")
Install = Callable[[Callable[[FakeCapture], None]], list[FakeCapture]]
WISH = CameraWish()
on_linux = pytest.mark.skipif(platform.system() != "Linux", reason="Linux has devices as files")


def unchanged(_: FakeCapture) -> None:
    pass


def asked(capture: FakeCapture) -> dict[int, float]:
    return dict(capture.asked)


def test_size_and_rate_are_asked_for_and_what_comes_is_told(
    captures: Install, device: CameraInfo
) -> None:
    made = captures(unchanged)
    with CameraSource(device, CameraWish(640, 480, 25)) as source:
        info = source.info
    wishes = asked(made[0])
    assert wishes[cv2.CAP_PROP_FRAME_WIDTH] == 640
    assert wishes[cv2.CAP_PROP_FRAME_HEIGHT] == 480
    assert wishes[cv2.CAP_PROP_FPS] == 25
    assert (info.width, info.height, info.rate) == (96, 64, 30)
    assert info.detail["pixel format"] == "YUYV"
    assert info.detail["asked for"] == "640 x 480 at 25 a second"


def test_large_pictures_are_asked_for_as_mjpg_first(captures: Install, device: CameraInfo) -> None:
    made = captures(unchanged)
    CameraSource(device, WISH).close()
    settings = [setting for setting, _ in made[0].asked]
    assert asked(made[0])[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    assert settings.index(cv2.CAP_PROP_FOURCC) < settings.index(cv2.CAP_PROP_FRAME_WIDTH)


@pytest.mark.parametrize(("rate", "mjpg"), [(30.0, False), (15.0, True), (0.0, False)])
def test_small_ones_only_where_the_rate_is_not_reached(
    captures: Install, device: CameraInfo, rate: float, mjpg: bool
) -> None:
    made = captures(lambda capture: setattr(capture, "rate", rate))
    CameraSource(device, CameraWish(640, 480, 30)).close()
    assert (cv2.CAP_PROP_FOURCC in asked(made[0])) == mjpg


@on_linux
def test_on_linux_it_is_opened_by_its_path(captures: Install, device: CameraInfo) -> None:
    made = captures(unchanged)
    with open_source(f"camera:{device.path}") as source:
        assert source.info.name == "Test camera"
        assert source.info.again == f"camera:{device.identity}"
    assert (made[0].place, made[0].backend) == (device.path, cv2.CAP_V4L2)


@on_linux
def test_a_device_that_is_not_listed_opens_by_its_path(
    captures: Install, device: CameraInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures(unchanged)
    monkeypatch.setattr(choosing, "list_cameras", lambda: CameraList(()))
    with open_source(f"camera:{device.path}") as source:
        assert source.info.name == device.path  # no driver states a name here


@on_linux
@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.EACCES, "forbidden", "join the group 'video'"),
        (errno.EPERM, "forbidden", "start it with --device"),
        (errno.EBUSY, "busy", "in use by another program"),
        (errno.ENOENT, "missing", "There is no camera at"),
        (errno.ENODEV, "missing", "There is no camera at"),
    ],
)
def test_why_a_device_does_not_open(
    captures: Install,
    device: CameraInfo,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: str,
    said: str,
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    made = captures(unchanged)
    monkeypatch.setattr(refusals, "CONTAINERS", (Path(__file__),))
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        with pytest.raises(SourceError, match=said) as caught:
            CameraSource(device, WISH)
    assert caught.value.kind == kind
    assert not made


@on_linux
def test_a_device_that_another_program_streams_from_is_busy(
    captures: Install, device: CameraInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> int:
        raise OSError(errno.EBUSY, "busy")

    made = captures(unchanged)
    monkeypatch.setattr(fcntl, "ioctl", refuse)
    with pytest.raises(SourceError, match="in use by another program") as caught:
        CameraSource(device, WISH)
    assert caught.value.kind == "busy"
    assert not made


def test_a_camera_that_opens_and_gives_nothing_is_busy(
    captures: Install, device: CameraInfo
) -> None:
    made = captures(lambda capture: setattr(capture, "ends", True))
    with pytest.raises(SourceError, match="probably in use") as caught:
        CameraSource(device, WISH)
    assert caught.value.kind == "busy"
    assert made[0].released == 1


def test_a_camera_that_does_not_open_is_let_go(captures: Install, device: CameraInfo) -> None:
    made = captures(lambda capture: setattr(capture, "opens", False))
    with pytest.raises(SourceError):
        CameraSource(device, WISH)
    assert made[0].released == 1


def test_one_damaged_picture_is_no_loss(captures: Install, device: CameraInfo) -> None:
    made = captures(unchanged)
    with CameraSource(device, WISH) as source:
        made[0].pictures = [picture(), None, None, picture()]
        frames = [source.read(), source.read()]
    assert [frame.index for frame in frames if frame is not None] == [0, 1]


def now_ms() -> float:
    return time.monotonic_ns() / 1e6


@on_linux
def test_the_drivers_time_of_a_picture_is_its_time(captures: Install, device: CameraInfo) -> None:
    stamp = now_ms() - 40
    captures(lambda capture: capture.stamps_ms.extend((stamp - 30, stamp)))
    with CameraSource(device, WISH) as source:
        frame = source.read()
    assert frame is not None
    assert frame.captured_ns == pytest.approx(stamp * 1e6, abs=1000)


@on_linux
@pytest.mark.parametrize("wrong_ms", [60_000, -500, 1.8e12])
def test_a_stamp_of_another_clock_is_not_believed(
    captures: Install, device: CameraInfo, wrong_ms: float
) -> None:
    made = captures(unchanged)
    with CameraSource(device, WISH) as source:
        before = time.monotonic_ns()
        made[0].stamps_ms = [now_ms() - wrong_ms]
        frame = source.read()
    assert frame is not None
    assert before <= frame.captured_ns <= time.monotonic_ns()


@on_linux
def test_pictures_that_lay_waiting_are_left_out_and_missed(
    captures: Install, device: CameraInfo
) -> None:
    made = captures(unchanged)
    with CameraSource(device, WISH) as source:
        now = now_ms()
        made[0].stamps_ms = [now - 30, now - 2000, now - 1970, now - 5]
        frames = [source.read(), source.read()]
    ages = [time.monotonic_ns() - frame.captured_ns for frame in frames if frame is not None]
    assert [frame.index for frame in frames if frame is not None] == [0, 3]
    assert max(ages) < 1_000_000_000


@on_linux
def test_a_camera_that_is_always_late_gives_its_pictures_all_the_same(
    captures: Install, device: CameraInfo
) -> None:
    made = captures(unchanged)
    with CameraSource(device, WISH) as source:
        made[0].stamps_ms = [now_ms() - 3000] * 100
        frames = [source.read() for _ in range(3)]
    assert [frame.index for frame in frames if frame is not None] == [4, 9, 14]


def test_a_pixel_format_that_was_chosen_is_asked_for(captures: Install, device: CameraInfo) -> None:
    made = captures(unchanged)
    CameraSource(device, CameraWish.parsed("640x480@30 NV12")).close()
    assert asked(made[0])[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"NV12")


def test_as_the_device_likes_asks_for_nothing(captures: Install, device: CameraInfo) -> None:
    made = captures(unchanged)
    CameraSource(device, CameraWish.parsed("device")).close()
    assert set(asked(made[0])) == {cv2.CAP_PROP_BUFFERSIZE}


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", CameraWish()),
        ("1920x1080@60", CameraWish(1920, 1080, 60.0)),
        ("640x480@7.5 YUYV", CameraWish(640, 480, 7.5, "YUYV")),
        ("device", CameraWish(0, 0, 0.0)),
    ],
)
def test_a_wish_as_text(text: str, wish: CameraWish) -> None:
    assert CameraWish.parsed(text) == wish


@pytest.mark.parametrize(
    "text", ["640", "0x0@0", "640x480", "640x480@30 yuyv!", "9999999x1@1", "x"]
)
def test_a_wish_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no size and rate"):
        CameraWish.parsed(text)


def test_a_camera_that_stops_is_lost(captures: Install, device: CameraInfo) -> None:
    made = captures(unchanged)
    with CameraSource(device, WISH) as source:
        assert source.read() is not None
        made[0].ends = True
        with pytest.raises(SourceError, match="gives no more pictures") as caught:
            source.read()
    assert caught.value.kind == "failed"


@on_linux
@pytest.mark.parametrize("number", [errno.ENOENT, errno.ENODEV])
def test_a_camera_that_is_pulled_out_is_missing(
    captures: Install, device: CameraInfo, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Its file goes a moment after itself."""

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    made = captures(unchanged)
    with CameraSource(device, WISH) as source:
        made[0].ends = True
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", refuse)
            with pytest.raises(SourceError, match="was unplugged") as caught:
                source.read()
    assert caught.value.kind == "missing"


@on_linux
@pytest.mark.parametrize("change", [("opens", False), ("ends", True)])
def test_a_camera_that_is_pulled_out_while_it_is_opened_is_missing(
    captures: Install, device: CameraInfo, change: tuple[str, bool]
) -> None:
    def pull(capture: FakeCapture) -> None:
        setattr(capture, *change)
        Path(device.path).unlink()

    made = captures(pull)
    with pytest.raises(SourceError, match="was unplugged") as caught:
        CameraSource(device, WISH)
    assert caught.value.kind == "missing"
    assert made[0].released == 1


def test_closing_does_not_wait_for_a_read_that_hangs(
    captures: Install, device: CameraInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closable, "PATIENCE_S", 0.05)
    made = captures(unchanged)
    source = CameraSource(device, WISH)
    made[0].held.clear()
    made[0].grabbing.clear()
    given: list[object] = ["nothing yet"]
    reader = threading.Thread(target=lambda: given.append(source.read()), name="test-reader")
    reader.start()
    assert made[0].grabbing.wait(10)
    source.close()
    assert made[0].released == 0  # never under a running read
    assert given == ["nothing yet"]
    made[0].held.set()
    reader.join(10)
    assert given[-1] is None
    assert made[0].released == 1
    source.close()
    assert made[0].released == 1


def test_a_known_camera_that_is_not_there_is_called_by_its_name(captures: Install) -> None:
    captures(unchanged)
    for text in ("Brio [046d:085e A1] @ usb-0000:00:14.0-2:1.0", "=Brio @ /dev/video3"):
        with pytest.raises(SourceError, match="The camera Brio is not there") as caught:
            open_source(f"camera:{text}")
        assert caught.value.kind == "missing"


def test_no_camera_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "list_cameras", lambda: CameraList(()))
    for text in ("camera", "0", "camera:Some name"):
        with pytest.raises(SourceError, match="choose the demo or a video file") as caught:
            open_source(text)
        assert caught.value.kind == "no-camera"


def test_a_camera_that_is_not_there(captures: Install) -> None:
    captures(unchanged)
    for text in ("7", "camera:7", "camera:Some name"):
        with pytest.raises(SourceError, match=r"choose one of 0 \(Test camera\)") as caught:
            open_source(text)
        assert caught.value.kind == "missing"


def test_a_system_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "list_cameras", lambda: CameraList((), timed_out=True))
    with pytest.raises(SourceError, match="does not answer"):
        open_source("camera")


class Entry:
    """What cv2-enumerate-cameras gives."""

    def __init__(self, index: int, name: str, path: str) -> None:
        self.index, self.name, self.path = index, name, path
        self.vid, self.pid = 0x046D, 0x0825


def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {
        cv2.CAP_MSMF: [Entry(0, "Brio", r"\\?\usb#vid_046d#1&2#{e5323777}\global")],
        cv2.CAP_DSHOW: [
            Entry(0, "OBS Virtual Camera", ""),
            Entry(1, "Brio", r"\\?\usb#vid_046d#1&2#{65e8773d}\global"),
        ],
    }
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", entries.__getitem__)


def test_windows_lists_each_camera_once_by_the_preferred_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_windows(monkeypatch)
    cameras = [(found.name, found.backend) for found in list_cameras().cameras]
    assert cameras == [("Brio", "MSMF"), ("OBS Virtual Camera", "DSHOW")]


def test_windows_tries_the_other_way_with_its_own_index(
    captures: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_windows(monkeypatch)
    brio = list_cameras().cameras[0]
    made = captures(lambda capture: setattr(capture, "opens", capture.backend == cv2.CAP_DSHOW))
    with CameraSource(brio, WISH) as source:
        assert source.info.detail["backend"] == "DSHOW"
    assert [(tried.backend, tried.place) for tried in made] == [
        (cv2.CAP_MSMF, 0),
        (cv2.CAP_DSHOW, 1),
    ]


def test_macos_speaks_of_the_permission(
    captures: Install, device: CameraInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    made = captures(lambda capture: setattr(capture, "opens", False))
    mac = CameraInfo("FaceTime", "FaceTime", "0x8020", "AVFoundation", 0, None, None)
    with pytest.raises(SourceError, match="Privacy & Security") as caught:
        CameraSource(mac, WISH)
    assert caught.value.kind == "forbidden"
    assert made[0].backend == cv2.CAP_AVFOUNDATION
