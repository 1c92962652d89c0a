"""A camera that is none, and silence on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest
from tests.app.sources.media import FakeCapture, network_camera, write_video

from mien.sources import choosing
from mien.sources.cameras import CameraInfo, CameraList, backends


@pytest.fixture
def silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Fail where a library writes to the terminal what the user should read from us."""
    yield
    written = capfd.readouterr()
    assert written.err == ""
    assert written.out == ""


@pytest.fixture
def device(tmp_path: Path) -> CameraInfo:
    """A camera whose device is a plain file."""
    path = tmp_path / "video0"
    path.touch()
    backend = next(iter(backends()))
    return CameraInfo(f"Test camera @ {path}", "Test camera", str(path), backend, 0, None, None)


@pytest.fixture
def captures(
    device: CameraInfo, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[FakeCapture], None]], list[FakeCapture]]:
    """Install the camera, with what is to be changed on each new capture; gives the captures."""

    def install(prepare: Callable[[FakeCapture], None]) -> list[FakeCapture]:
        made: list[FakeCapture] = []

        def capture(place: str | int, backend: int) -> FakeCapture:
            made.append(FakeCapture(place, backend))
            prepare(made[-1])
            return made[-1]

        monkeypatch.setattr(cv2, "VideoCapture", capture)
        monkeypatch.setattr(choosing, "list_cameras", lambda: CameraList((device,)))
        return made

    return install


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A network camera on this machine."""
    file = write_video(
        tmp_path_factory.mktemp("net") / "file.mp4", options={"movflags": "faststart"}
    )
    with network_camera(file.read_bytes()) as beginning:
        yield beginning
