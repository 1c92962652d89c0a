"""Listing cameras and finding one again."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2_enumerate_cameras
import pytest

from mien.sources import plugged
from mien.sources.cameras import (
    CameraInfo,
    again,
    find_camera,
    identity_of,
    list_cameras,
    name_in,
)
from mien.sources.plugged import Plug, plug_of


def camera(index: int, name: str, path: str, product: int | None = 0x0825) -> CameraInfo:
    vendor = None if product is None else 0x046D
    return CameraInfo(
        identity_of(name, path, vendor, product, Plug()), name, path, "V4L2", index, vendor, product
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


PORT = "usb-0000:00:14.0-2:1.0"


def brio(serial: str, place: str = PORT, number: int = 0) -> CameraInfo:
    identity = identity_of("Brio", f"/dev/video{number}", 0x046D, 0x085E, Plug(place, serial))
    return CameraInfo(identity, "Brio", f"/dev/video{number}", "V4L2", number, 0x046D, 0x085E)


def test_identity_holds_serial_number_and_place_and_no_device_number() -> None:
    assert brio("A1").identity == f"Brio [046d:085e A1] @ {PORT}"
    assert brio("A1", number=4).identity == brio("A1").identity
    assert name_in(brio("A1").identity) == name_in("=" + brio("").identity) == "Brio"
    assert name_in("Some camera") == ""


def test_a_camera_is_found_at_another_port_by_its_serial_number_alone() -> None:
    moved, other = brio("A1", "usb-0000:00:14.0-3:1.0"), brio("B2")
    assert find_camera(brio("A1").identity, (other, moved)) == moved
    assert find_camera(brio("A1").identity, (other,)) is None
    assert find_camera("Brio [046d:085e] @ /dev/video0", (moved,)) == moved  # kept without one


def test_a_twin_is_never_taken_for_the_camera_that_was_lost() -> None:
    mine, twin = brio("0001"), brio("0001", "usb-0000:00:14.0-3:1.0", 2)
    assert again(mine, (mine,)) == mine.identity
    text = again(mine, (mine, twin))
    assert find_camera(text, (twin,)) is None
    assert find_camera(text, (twin, mine)) == mine


def usb_camera(root: Path, number: int, part: str, index: str = "0") -> None:
    """As Linux shows it, with the links that it has."""
    device = root / "devices/pci0000:00/0000:00:14.0/usb3/3-1/3-1.2"
    (device / part / f"video4linux/video{number}").mkdir(parents=True)
    (device / "idVendor").write_text("046d\n")
    (device / "serial").write_text(" A[1]@\x07 9\n")
    place = root / f"video{number}"
    place.mkdir()
    (place / "index").write_text(index + "\n")
    (place / "device").symlink_to(device / part)


def test_where_a_usb_camera_is_plugged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugged, "SYSTEM", tmp_path)
    usb_camera(tmp_path, 0, "3-1.2:1.0")
    usb_camera(tmp_path, 7, "3-1.2:1.0", index="2")
    usb_camera(tmp_path, 2, "3-1.2:1.2")
    places = [plug_of(f"/dev/video{number}") for number in (0, 7, 2)]
    assert [plug.place for plug in places] == [
        "usb-0000:00:14.0-1.2:1.0",
        "usb-0000:00:14.0-1.2:1.0.2",
        "usb-0000:00:14.0-1.2:1.2",
    ]
    assert places[0].serial == "A1 9"


def test_where_other_cameras_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugged, "SYSTEM", tmp_path)
    (tmp_path / "devices/vivid.0").mkdir(parents=True)
    (tmp_path / "video2").mkdir()
    (tmp_path / "video2/device").symlink_to(tmp_path / "devices/vivid.0")
    assert plug_of("/dev/video2") == Plug("vivid.0")
    assert plug_of("/dev/video9") == Plug()


def test_a_camera_that_goes_while_its_place_is_looked_up_is_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugged, "SYSTEM", tmp_path)
    usb_camera(tmp_path, 0, "3-1.2:1.0")
    assert plug_of("/dev/video0").place
    read = os.readlink

    def pull(path: str) -> str:
        (tmp_path / "video0/device").unlink()
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "readlink", pull)
        assert plug_of("/dev/video0") == Plug()


def test_a_listing_that_goes_wrong_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: int) -> list[Entry]:
        raise ZeroDivisionError

    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", fail)
    found = list_cameras(30)
    assert found.cameras == ()
    assert not found.timed_out
    assert "Listing the cameras failed" in caplog.text


def test_this_machine_answers() -> None:
    found = list_cameras(30)
    assert not found.timed_out
    assert all(entry.identity and entry.path for entry in found.cameras)


class Entry:
    """What cv2-enumerate-cameras gives."""

    vid = pid = None

    def __init__(self, index: int, path: str) -> None:
        self.index, self.path = index, path
        self.name: str | None = f"Camera {index}"


def test_cameras_are_listed_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [Entry(10, "/dev/video10"), Entry(2, "/dev/video2")]
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _: entries)
    assert [entry.index for entry in list_cameras(30).cameras] == [2, 10]


def test_a_camera_that_goes_while_it_is_listed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    going, there = Entry(0, "/dev/video0"), Entry(2, "/dev/video2")
    going.name = None  # Linux has forgotten it between two questions
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _: [going, there])
    found = list_cameras(30).cameras
    assert [entry.path for entry in found] == ["/dev/video2"]
    assert find_camera("Gone @ usb-1", found) is None


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
    monkeypatch.setattr(plugged, "SYSTEM", tmp_path)
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
