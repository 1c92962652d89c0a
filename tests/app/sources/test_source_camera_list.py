"""Listing cameras and finding one again."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2_enumerate_cameras
import pytest

from mien.sources import cameras
from mien.sources.cameras import CameraInfo, find_camera, identity_of, list_cameras


def camera(index: int, name: str, path: str, product: int | None = 0x0825) -> CameraInfo:
    vendor = None if product is None else 0x046D
    return CameraInfo(
        identity_of(name, path, vendor, product), name, path, "V4L2", index, vendor, product
    )


BRIO = camera(0, "Brio", "/dev/video0")
WEBCAM = camera(2, "HD Webcam", "/dev/video2")
VIRTUAL = camera(4, "Virtual", "/dev/video4", None)
ALL = (BRIO, WEBCAM, VIRTUAL)


def test_identity_holds_name_ids_and_path() -> None:
    assert BRIO.identity == "Brio [046d:0825] @ /dev/video0"
    assert VIRTUAL.identity == "Virtual @ /dev/video4"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", BRIO),
        (WEBCAM.identity, WEBCAM),
        ("/dev/video4", VIRTUAL),
        ("HD Webcam", WEBCAM),
        ("hd webcam", WEBCAM),
        ("2", WEBCAM),
        ("1", None),
        ("HD Webcam [046d:0825] @ /dev/video7", WEBCAM),  # plugged in elsewhere
        ("HD Webcam [046d:9999] @ /dev/video2", None),  # another model
        ("Some camera", None),
    ],
)
def test_finding_one(wanted: str, found: CameraInfo | None) -> None:
    assert find_camera(wanted, ALL) == found


def test_a_moved_camera_is_not_guessed_among_twins() -> None:
    twins = (BRIO, camera(1, "Brio", "/dev/video1"))
    assert find_camera("Brio [046d:0825] @ /dev/video5", twins) is None
    assert find_camera("", ()) is None


def test_this_machine_answers() -> None:
    found = list_cameras(30)
    assert not found.timed_out
    assert all(entry.identity and entry.path for entry in found.cameras)


class Entry:
    """What cv2-enumerate-cameras gives."""

    vid = pid = None

    def __init__(self, index: int, path: str) -> None:
        self.index, self.name, self.path = index, f"Camera {index}", path


def test_cameras_are_listed_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [Entry(10, "/dev/video10"), Entry(2, "/dev/video2")]
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _: entries)
    assert [entry.index for entry in list_cameras(30).cameras] == [2, 10]


def test_a_backend_that_fails_lists_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> list[Entry]:
        raise NotImplementedError

    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", fail)
    assert list_cameras(30).cameras == ()


def test_metadata_devices_are_left_out_though_they_may_not_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, place in ((0, "0"), (1, "1")):
        (tmp_path / f"video{number}").mkdir()
        (tmp_path / f"video{number}" / "index").write_text(place + "\n")
    entries = [Entry(0, "/dev/video0"), Entry(1, "/dev/video1")]
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _: entries)
    monkeypatch.setattr(cameras, "SYSTEM", tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        found = list_cameras(30).cameras
    assert [entry.path for entry in found] == ["/dev/video0"]


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A driver that does not answer until it is let go."""
    go_on = threading.Event()

    def hang(_: int) -> list[Entry]:
        go_on.wait()
        return []

    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", hang)
    yield go_on
    go_on.set()


def test_a_driver_that_hangs_does_not_hold_us_up(hanging: threading.Event) -> None:
    found = list_cameras(0.1)
    assert found.timed_out
    assert found.cameras == ()
    assert not hanging.is_set()
