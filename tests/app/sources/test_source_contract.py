"""What holds for every source, whatever it is."""

from __future__ import annotations

import gc
import math
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from av.video.frame import VideoFrame
from tests.app.sources.media import (
    HEIGHT,
    WIDTH,
    FakeCapture,
    encoded,
    is_red,
    picture,
    write_video,
)

from mien.sources import open_source
from mien.sources.base import Source
from mien.sources.opening import OPENERS

PLACE = "mit Leerzeichen 非ラテン"
KINDS = {  # what is opened: info.kind, live, frames
    "video": ("video", False, 12),
    "folder": ("folder", False, 3),
    "image": ("folder", False, 1),
    "stream": ("stream", True, None),
    "demo": ("demo", True, None),
    "camera": ("camera", True, None),
}
Open = Callable[[], Source]


@pytest.fixture(params=KINDS)
def what(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_it(
    what: str,
    tmp_path: Path,
    address: str,
    captures: Callable[[Callable[[FakeCapture], None]], list[FakeCapture]],
) -> Open:
    place = tmp_path / PLACE
    place.mkdir()
    if what == "video":
        write_video(place / "clip.mp4", 12)
    if what in ("folder", "image"):
        for number in (1, 2, 3):
            (place / f"{number}.png").write_bytes(encoded(picture()))
    captures(lambda _: None)
    texts = {
        "video": str(place / "clip.mp4"),
        "folder": str(place),
        "image": str(place / "1.png"),
        "stream": address + "/live",
        "demo": "demo",
        "camera": "camera",
    }
    live = KINDS[what][1]
    return lambda: open_source(texts[what], paced=live)


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _, _ in KINDS.values()} == set(OPENERS)


def test_info_tells_what_comes(what: str, open_it: Open) -> None:
    kind, live, frames = KINDS[what]
    with open_it() as source:
        info = source.info
        first = source.read()
    assert first is not None
    assert (info.kind, info.live, info.frames) == (kind, live, frames)
    assert (info.width, info.height) == (first.width, first.height)
    assert math.isnan(info.rate) or info.rate == pytest.approx(30)
    assert info.name
    assert first.origin


def test_frames_are_read_only_rgb(what: str, open_it: Open) -> None:
    with open_it() as source:
        frame = source.read()
    assert frame is not None
    image = frame.image
    assert image.dtype == "uint8"
    assert image.shape == ((720, 1280, 3) if what == "demo" else (HEIGHT, WIDTH, 3))
    assert image.flags.c_contiguous
    assert not image.flags.writeable
    if what != "demo":
        assert is_red(image, 0.5, 0.25)
        assert not is_red(image, 0.5, 0.75)


def test_frames_are_numbered_and_timed(open_it: Open) -> None:
    with open_it() as source:
        frames = [frame for frame in (source.read() for _ in range(3)) if frame is not None]
    assert frames[0].index == 0
    for earlier, later in pairwise(frames):
        assert later.index > earlier.index
        assert later.captured_ns >= earlier.captured_ns
        assert math.isnan(later.time_s) or later.time_s > earlier.time_s
    assert math.isnan(frames[0].time_s) or frames[0].time_s == 0


@pytest.mark.parametrize("what", ["video", "folder", "image"])
def test_what_ends_ends_with_none(what: str, open_it: Open) -> None:
    count = KINDS[what][2]
    with open_it() as source:
        frames = list(iter(source.read, None))
        assert source.read() is None
    assert len(frames) == count


def test_closing_twice_is_harmless_and_nothing_comes_after(open_it: Open) -> None:
    source = open_it()
    source.close()
    source.close()
    assert source.read() is None


def test_the_context_closes(open_it: Open) -> None:
    with open_it() as source:
        assert source.read() is not None
    assert source.read() is None


def test_another_thread_may_close_it(open_it: Open) -> None:
    source = open_it()
    ended = threading.Event()
    started = threading.Event()

    def read_all() -> None:
        while source.read() is not None:
            started.set()
        ended.set()

    reader = threading.Thread(target=read_all, name="test-reader")
    reader.start()
    assert started.wait(10)
    source.close()
    assert ended.wait(10)
    reader.join()


def test_read_pictures_go_without_the_garbage_collector(open_it: Open) -> None:
    def held() -> int:
        # isinstance would ask objects of other libraries for their class, and some of them warn.
        return sum(issubclass(type(o), VideoFrame) for o in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        with open_it() as source:
            counts = []
            for _ in range(2):
                for _ in range(4):
                    source.read()
                counts.append(held())
    finally:
        gc.enable()
    # A decoder may keep some for itself, but always as many.
    assert counts[1] <= counts[0] + 1
