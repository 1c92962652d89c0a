"""What a V4L2 driver lists, with a driver of the test's own behind the same calls."""

from __future__ import annotations

import errno
import platform
import struct
from pathlib import Path

import pytest

from mien.sources.modes import (
    FORMAT,
    INTERVAL,
    SIZE,
    VIDIOC_ENUM_FMT,
    VIDIOC_ENUM_FRAMEINTERVALS,
    VIDIOC_ENUM_FRAMESIZES,
    CameraMode,
    camera_modes,
    ordered,
)

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="V4L2 is Linux's")

YUYV, MJPG, H264 = (int.from_bytes(code, "little") for code in (b"YUYV", b"MJPG", b"H264"))


class Driver:
    """Two formats that can be shown and one that cannot; endless where told to be."""

    def __init__(
        self, *, stepwise: bool = False, endless: bool = False, gone: bool = False
    ) -> None:
        self.stepwise, self.endless, self.gone = stepwise, endless, gone
        self.calls = 0

    def __call__(self, _: int, request: int, asked: bytes) -> bytes:
        self.calls += 1
        if self.gone:
            raise OSError(errno.ENODEV, "gone")
        answer = {
            VIDIOC_ENUM_FMT: self.formats,
            VIDIOC_ENUM_FRAMESIZES: self.sizes,
            VIDIOC_ENUM_FRAMEINTERVALS: self.intervals,
        }[request](asked)
        if answer is None:
            raise OSError(errno.EINVAL, "no more")
        return answer

    def formats(self, asked: bytes) -> bytes | None:
        number, kind, *_ = FORMAT.unpack(asked)
        assert kind == 1
        codes = (H264, MJPG, YUYV)
        if number < len(codes):
            return FORMAT.pack(number, kind, 0, b"", codes[number], 0, 0, 0, 0)
        return None

    def sizes(self, asked: bytes) -> bytes | None:
        number, code, *_ = SIZE.unpack(asked)
        if self.stepwise:
            return SIZE.pack(number, code, 3, 160, 1280, 2, 120, 720, 2, 0, 0)
        found = {YUYV: [(640, 480)], MJPG: [(1280, 720), (640, 480)]}[code]
        if self.endless:
            return SIZE.pack(number, code, 1, 640, 480, 0, 0, 0, 0, 0, 0)
        if number < len(found):
            return SIZE.pack(number, code, 1, *found[number], 0, 0, 0, 0, 0, 0)
        return None

    def intervals(self, asked: bytes) -> bytes | None:
        number, code, width, height, *_ = INTERVAL.unpack(asked)
        if self.stepwise:
            return INTERVAL.pack(number, code, width, height, 3, 1, 30, 1, 5, 1, 1, 0, 0)
        found = [(1, 30), (1, 15), (0, 0)] if code == YUYV else [(1, 60), (1, 30)]
        if number < len(found):
            return INTERVAL.pack(number, code, width, height, 1, *found[number], *[0] * 6)
        return None


def modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: Driver) -> list[CameraMode]:
    path = tmp_path / "video0"
    path.touch()
    monkeypatch.setattr("fcntl.ioctl", driver)
    return list(camera_modes(str(path)))


def test_each_size_and_rate_once_and_best_without_compression(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert modes(tmp_path, monkeypatch, Driver()) == [
        CameraMode(1280, 720, 60.0, "MJPG"),
        CameraMode(1280, 720, 30.0, "MJPG"),
        CameraMode(640, 480, 60.0, "MJPG"),
        CameraMode(640, 480, 30.0, "YUYV"),
        CameraMode(640, 480, 15.0, "YUYV"),
    ]


def test_of_any_size_between_two_the_usual_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = modes(tmp_path, monkeypatch, Driver(stepwise=True))
    sizes = list(dict.fromkeys((mode.width, mode.height) for mode in found))
    assert sizes == [(1280, 720), (800, 600), (640, 480), (640, 360), (320, 240)]
    assert [mode.rate for mode in found[:5]] == [30.0, 25.0, 15.0, 10.0, 5.0]


def test_a_list_without_an_end_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Driver(endless=True)
    assert modes(tmp_path, monkeypatch, driver)
    assert driver.calls < 10_000


def test_a_device_that_is_gone_or_no_camera_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert camera_modes(str(tmp_path / "none")) == ()
    (tmp_path / "file").touch()
    assert camera_modes(str(tmp_path / "file")) == ()
    assert modes(tmp_path, monkeypatch, Driver(gone=True)) == []


def test_the_sizes_of_the_structures_are_the_kernels() -> None:
    assert [struct.calcsize(form.format) for form in (FORMAT, SIZE, INTERVAL)] == [64, 44, 52]


def test_rates_that_round_alike_are_one() -> None:
    ntsc = CameraMode(640, 480, 29.97, "MJPG")
    assert ordered([ntsc, CameraMode(640, 480, 30000 / 1001, "YUYV")])[0].pixel_format == "YUYV"
    assert len(ordered([ntsc, CameraMode(640, 480, 30.0, "YUYV")])) == 1
