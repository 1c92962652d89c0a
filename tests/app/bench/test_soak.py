"""The soak run on a made window: what it unplugs, what it counts, when it fails."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from mien.bench import soak
from mien.bench.live import growth
from mien.bench.soak import SoakFigures, faults, lines, remaining
from mien.bench.unplugged import Socket
from mien.errors import SourceError

PICTURES = [np.full((72, 128, 3), n, np.uint8) for n in range(3)]
GOOD = SoakFigures(
    minutes=15.0,
    analysed=50_000,
    analysed_per_s=55.6,
    unplugged=15,
    back_s=1.2,
    rss_mb=700.0,
    rss_growth_mb=12.0,
    thread_growth=0.0,
    left=(),
    problems=(),
)


def test_a_good_run_passes_and_each_fault_is_named() -> None:
    assert faults(GOOD) == []
    assert lines(GOOD)[-1] == "passed"
    for worse, said in (
        (replace(GOOD, rss_growth_mb=31.0), "memory grew by 31 MB"),
        (replace(GOOD, rss_growth_mb=float("nan")), "memory"),
        (replace(GOOD, thread_growth=4.0), "4 more threads"),
        (replace(GOOD, analysed_per_s=2.0), "only 2.0 a second"),
        (replace(GOOD, analysed_per_s=float("nan")), "a second"),
        (replace(GOOD, back_s=2.7), "back after 2.7 s only"),
        (replace(GOOD, left=("mien-faces",)), "mien-faces"),
        (replace(GOOD, problems=("it did not come back",)), "did not come back"),
    ):
        assert any(said in fault for fault in faults(worse))
        assert lines(worse)[-1].startswith("failed: ")


def test_growth_is_of_the_end_over_the_beginning() -> None:
    assert growth([100.0] * 20 + [150.0] * 60 + [120.0] * 20) == 20.0
    assert np.isnan(growth([]))


def test_a_thread_that_does_not_end_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "END_S", 0.2)
    before, over = set(threading.enumerate()), threading.Event()
    threads = [
        threading.Thread(target=over.wait, name=name, args=(20,), daemon=True)
        for name in ("mien-test", "another's")
    ]
    for thread in threads:
        thread.start()
    assert remaining(before) == ("mien-test",)
    over.set()
    for thread in threads:
        thread.join()
    assert remaining(before) == ()


def test_the_stand_in_gives_frames_on_time_and_says_that_it_is_gone() -> None:
    socket = Socket(PICTURES, 200)
    began = time.monotonic()
    with socket.open("any") as camera:
        frames = [camera.read() for _ in range(10)]
        assert time.monotonic() - began >= 9 / 200
        indices = [frame.index for frame in frames if frame is not None]
        assert indices == sorted(set(indices))
        values = {int(frame.image[0, 0, 0]) for frame in frames if frame is not None}
        assert values <= {0, 1, 2}
        assert len(values) > 1
        images = [frame.image for frame in frames if frame is not None]
        assert not any(np.shares_memory(image, PICTURES[0]) for image in images)
        socket.unplug(hangs=False)
        with pytest.raises(SourceError, match="unplugged"):
            camera.read()
    with pytest.raises(SourceError):
        socket.open("any")
    socket.plug_in()
    with socket.open("any") as camera:
        assert camera.read() is not None


def test_the_stand_in_hangs_like_a_driver_until_it_is_closed() -> None:
    socket = Socket(PICTURES, 200)
    camera = socket.open("any")
    ended = threading.Event()

    def read() -> None:
        while camera.read() is not None:
            pass
        ended.set()

    thread = threading.Thread(target=read)
    thread.start()
    socket.unplug(hangs=True)
    assert not ended.wait(0.3)
    camera.close()
    assert ended.wait(10)
    thread.join()
