"""`mien devices`: cameras as they are listed, processors as they really work."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mien.cli.devices import Processor, camera_lines, processor_lines, processors
from mien.cli.main import main
from mien.sources.cameras import CameraInfo, CameraList
from mien.sources.modes import CameraMode

CAMERA = CameraInfo(
    identity="Front [046d:0825] @ /dev/video2",
    name="Front",
    path="/dev/video2",
    backend="V4L2",
    index=2,
    vendor=0x046D,
    product=0x0825,
)


def test_camera_is_shown_with_what_opens_it() -> None:
    title, line = camera_lines(CameraList((CAMERA,)))
    assert title == "Cameras"
    assert "Front" in line
    assert "--source 'camera:Front [046d:0825] @ /dev/video2'" in line


def test_a_camera_that_tells_is_shown_with_its_sizes() -> None:
    modes = tuple(
        CameraMode(*size, rate, "MJPG")
        for size in ((1280, 720), (640, 480))
        for rate in (30.0, 30000 / 1001, 7.5)
    )
    lines = camera_lines(CameraList((replace(CAMERA, modes=modes),)))
    assert lines[2].strip() == "1280x720@30, 640x480@30"


def test_no_camera_and_no_answer_are_told_apart() -> None:
    assert camera_lines(CameraList(()))[1:] == ["  none found"]
    assert "did not answer" in camera_lines(CameraList((), timed_out=True))[1]


def test_processor_that_does_not_work_says_why() -> None:
    shown = processor_lines(
        [
            Processor("cpu", "CPUExecutionProvider", usable=True, note=""),
            Processor("cuda", "CUDAExecutionProvider", usable=False, note="No driver."),
        ]
    )
    assert [line.split(maxsplit=2)[-1] for line in shown[1:]] == ["usable", "No driver."]


@pytest.fixture
def shipped(tiny_network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny network in place of the shipped one."""
    monkeypatch.setattr("mien.network.session.shipped_network", lambda: tiny_network)


def test_processors_are_tried_with_a_real_session(shipped: None) -> None:
    tried = {one.device: one for one in processors()}
    assert tried["cpu"] == Processor("cpu", "CPUExecutionProvider", usable=True, note="")
    assert all(one.usable != bool(one.note) for one in tried.values())
    if sys.platform != "darwin":
        assert not tried["coreml"].usable


def test_json_is_for_programs(
    shipped: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mien.sources.list_cameras", lambda **_: CameraList((CAMERA,)))
    assert main(["devices", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["timed_out"] is False
    assert told["cameras"][0]["identity"] == CAMERA.identity
    assert {"device", "provider", "usable", "note"} == set(told["processors"][0])


def test_list_for_people_is_printed(shipped: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "Cameras"
    assert "Processors" in shown
