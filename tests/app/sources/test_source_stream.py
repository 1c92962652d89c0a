"""Network streams: what refuses, what is none, what breaks off."""

from __future__ import annotations

import errno
import socket
import threading
import traceback
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from tests.app.sources.media import encoded, picture

from mien.errors import SourceError
from mien.sources.late import LateFrame
from mien.sources.libav import LonePictures
from mien.sources.names import masked
from mien.sources.stream import DAMAGED_PACKETS, StreamSource

pytestmark = pytest.mark.usefixtures("silent")
SHORT_S = 0.3


def refusal(url: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        StreamSource(url, timeout_s=SHORT_S)
    assert str(caught.value).endswith(".")
    return caught.value


def read_on(source: StreamSource) -> None:
    for _ in range(9):
        assert source.read() is not None


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("/denied", "forbidden", "asks for a name and password"),
        ("/forbidden", "forbidden", "asks for a name and password"),
        ("/nothing", "missing", "There is nothing at"),
        ("/page", "failed", "is not a video stream"),
        ("/file.mp4", "failed", "is a file, not a live stream"),
    ],
)
def test_an_address_without_stream_is_told(address: str, path: str, kind: str, said: str) -> None:
    error = refusal(address + path)
    assert said in str(error)
    assert error.kind == kind


def test_a_closed_port_refuses() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert "refuses the connection" in str(refusal(f"http://127.0.0.1:{port}/"))


def test_a_silent_server_does_not_hold_us_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        error = refusal(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    assert "did not answer within 0.3 s" in str(error)


def test_a_host_without_a_way_to_it_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise av.OSError(errno.EHOSTUNREACH, "No route to host")

    monkeypatch.setattr(av, "open", fail)
    assert "cannot be reached" in str(refusal("http://camera.example/live"))


def test_a_malformed_address_cannot_be_reached() -> None:
    assert "cannot be reached" in str(refusal("http://[::1/live"))


def test_a_stream_that_breaks_off_is_lost(address: str) -> None:
    with StreamSource(address + "/short") as source:
        assert source.read() is not None
        with pytest.raises(SourceError, match="broke off"):
            read_on(source)


def test_a_stream_that_stalls_is_lost(address: str) -> None:
    with (
        StreamSource(address + "/stall", timeout_s=SHORT_S) as source,
        pytest.raises(SourceError, match="broke off"),
    ):
        read_on(source)


def test_closing_during_a_stalled_read_is_no_loss(address: str) -> None:
    source = StreamSource(address + "/stall", timeout_s=2 * SHORT_S)
    given: list[object] = []

    def read_all() -> None:
        while (frame := source.read()) is not None:
            given.append(frame)
        given.append(None)

    reader = threading.Thread(target=read_all, name="test-reader")
    reader.start()
    source.close()
    reader.join(10)
    assert given[-1] is None


def test_a_late_frame_has_the_picture_of_any_other(address: str) -> None:
    with StreamSource(address + "/live") as source:
        usual = source.read()
    with StreamSource(address + "/live", late=True) as source:
        source.read()
        late = source.read()
    assert usual is not None
    assert late is not None
    made = late.developed()  # its source is closed by now
    assert made is not None
    assert (made.index, made.captured_ns, made.origin) == (1, late.captured_ns, usual.origin)
    assert np.array_equal(made.image, usual.image)
    assert late.developed() is made
    assert late.image is made.image


def test_a_picture_that_nobody_looks_at_is_not_decoded(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[object] = []
    decode = LonePictures.decode

    def counted(self: LonePictures, packet: av.Packet[VideoStream]) -> VideoFrame | None:
        decoded.append(packet)
        return decode(self, packet)

    monkeypatch.setattr(LonePictures, "decode", counted)
    with StreamSource(address + "/live", late=True) as source:
        frames = [source.read() for _ in range(9)]
        assert decoded == []
        assert frames[5] is not None
        assert frames[5].developed() is not None
    assert len(decoded) == 1


def packet(data: bytes) -> av.Packet[VideoStream]:
    made: av.Packet[Any] = av.Packet(data)
    return made


def test_a_late_picture_that_came_damaged_is_none(address: str) -> None:
    pictures = LonePictures("mjpeg")
    assert pictures.decode(packet(b"no picture at all")) is None
    assert pictures.damaged == 1
    assert pictures.decode(packet(encoded(picture(), ".jpg"))) is not None
    assert pictures.damaged == 0
    late = LateFrame(lambda: None, 3, 0.1, 1, "net")
    assert late.developed() is None
    with pytest.raises(ValueError, match="damaged"):
        _ = late.image
    with StreamSource(address + "/live", late=True) as source:
        assert source._lone is not None
        source._lone.damaged = DAMAGED_PACKETS
        with pytest.raises(SourceError, match="broke off"):
            read_on(source)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://user:secret@host:554/path", "rtsp://user:***@host:554/path"),
        ("rtsp://user@host/path", "rtsp://user@host/path"),
        ("rtsp://us%40er:s%3Ae@host", "rtsp://us%40er:***@host"),
        ("http://h/?user=a&pwd=secret&x=1", "http://h/?user=a&pwd=***&x=1"),
        ("http://[::1]:80/live", "http://[::1]:80/live"),
        ("http://me:secret@[::1/live", "http://***@[::1/live"),
    ],
)
def test_passwords_are_not_shown(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_not_even_the_trace_shows_a_password(address: str) -> None:
    url = address.replace("//", "//user:secret@") + "/denied"
    with pytest.raises(SourceError) as caught:
        StreamSource(url)
    assert "secret" not in "".join(traceback.format_exception(caught.value))
