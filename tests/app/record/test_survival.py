"""What may happen to a recording, done to it for real: what came before is kept and can be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from tests.app.record.sessions import (
    RATE,
    START_NS,
    analysis_at,
    as_it_is,
    make_manifest,
    record,
    usual_items,
)

from mien.errors import MienError
from mien.record import recorder as recorder_module
from mien.record import writing
from mien.record.details import DetailWriter
from mien.record.items import Item, Loss
from mien.record.layout import partial_of, partial_sessions
from mien.record.manifest import Keep, write_manifest
from mien.record.pictures import Pictures
from mien.record.progress import Stage
from mien.record.recorder import Recorder
from mien.record.recover import recover
from mien.record.room import RESERVED
from mien.record.rows import RowWriter
from mien.record.session import Session
from mien.record.video import VideoWriter
from mien.types import Analysis, frozen

REPOSITORY = Path(__file__).resolve().parents[3]
BOTH = Keep(clean=True, annotated=True)


def pictures_in(path: Path | None) -> int:
    assert path is not None
    with av.open(str(path)) as video:
        return sum(1 for _ in video.decode(video=0))


def wait_for(recorder: Recorder, analysed: int) -> None:
    while recorder.progress().counts.analysed < analysed:
        time.sleep(0.01)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for a few seconds; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    size = RESERVED + 1_500_000
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "mien-test", str(place)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("no disk can be mounted here: " + done.stderr.decode().strip())
    yield place
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def test_killed_loses_at_most_the_last_second(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.app.record.writes_until_killed", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        assert process.stdout is not None
        written = next(int(line) for line in process.stdout if int(line) >= 3 * RATE)
        process.kill()
    (partial,) = partial_sessions(tmp_path)
    assert partial == partial_of(folder)
    with pytest.raises(MienError, match="mien recover"):
        Session.open(partial)
    session = recover(partial).session
    assert session.folder == folder
    assert len(session.frames) >= written
    missing = session.manifest.counts.lost
    assert missing <= RATE
    for which in ("clean", "annotated"):
        assert pictures_in(session.video_path(which)) >= written - RATE
    assert len(session.markers) >= 8
    assert session.manifest.state == "recovered"
    assert all(session.analysis(int(frame)) for frame in session.frames.frame)
    assert partial_sessions(tmp_path) == []


def test_what_still_records_is_not_recovered(tmp_path: Path) -> None:
    recorder = Recorder.begin(tmp_path / "s", make_manifest(), as_it_is)
    with pytest.raises(MienError, match="just now"):
        recover(tmp_path / "s.partial")
    recorder.stop()
    assert recorder.join(10)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.93, 0.999])
def test_files_cut_anywhere_are_recovered(tmp_path: Path, share: float) -> None:
    """As after a power cut: each file ends at some byte of its own."""
    record(tmp_path / "whole", usual_items(), make_manifest(BOTH))
    whole = Session.open(tmp_path / "whole")
    partial = tmp_path / "cut.partial"
    shutil.copytree(whole.folder, partial)
    write_manifest(partial, whole.manifest.changed(state="recording", counts={}))
    for path in partial.glob("*.mkv"):
        os.truncate(path, int(path.stat().st_size * share))
    for name in ("faces.bin", "markers.jsonl", "rows.csv"):
        os.truncate(partial / name, int((partial / name).stat().st_size * max(share, 0.1)))
    session = recover(partial).session
    assert len(session.frames) >= len(whole.frames) * share * 0.9 - 5  # the header is long
    assert np.array_equal(
        session.frames.captured_ns, whole.frames.captured_ns[: len(session.frames)]
    )
    for which, count in session.manifest.video_frames.items():
        assert pictures_in(session.video_path(which)) == count > 0
    assert (session.frames.video_index < max([0, *session.manifest.video_frames.values()])).all()


def test_a_full_disk_ends_the_recording_whole(small_disk: Path) -> None:
    noise = np.random.default_rng(0)

    def noisy(index: int) -> Analysis:
        analysis = analysis_at(index)
        image = noise.integers(0, 255, analysis.frame.image.shape, np.uint8)
        return replace(analysis, frame=replace(analysis.frame, image=frozen(image)))

    recorder = Recorder.begin(small_disk / "s", make_manifest(BOTH), as_it_is)
    given = 0
    while recorder.give(noisy(given)) and given < 2000:
        given += 1
    assert recorder.join(20)
    progress = recorder.progress()
    assert progress.stage is Stage.FAILED
    assert "full" in progress.problem
    session = Session.open(small_disk / "s")
    assert session.manifest.state == "complete"
    assert "full" in session.manifest.ended
    counts = session.manifest.counts
    assert 10 < len(session.frames) <= given
    assert counts.analysed == len(session.frames) + counts.lost
    for which in ("clean", "annotated"):
        count = session.manifest.video_frames[which]
        assert pictures_in(session.video_path(which)) == count >= len(session.frames) - 1


def test_a_disk_without_room_is_refused_at_once(small_disk: Path) -> None:
    (small_disk / "other").write_bytes(bytes(2_000_000))
    with pytest.raises(MienError, match="make room"):
        Recorder.begin(small_disk / "s", make_manifest(), as_it_is)
    assert [path.name for path in small_disk.iterdir()] == ["other"]


def test_a_disk_taken_away_is_a_sentence(small_disk: Path) -> None:
    folder = small_disk / "s"
    recorder = Recorder.begin(folder, make_manifest(), as_it_is)
    recorder.give(analysis_at(0))
    wait_for(recorder, 1)
    subprocess.run(["umount", "-l", str(small_disk)], check=True)
    ends_gone(recorder)
    assert list(small_disk.iterdir()) == []


def test_a_folder_taken_away_is_a_sentence(tmp_path: Path) -> None:
    recorder = Recorder.begin(tmp_path / "s", make_manifest(), as_it_is)
    recorder.give(analysis_at(0))
    wait_for(recorder, 1)
    shutil.rmtree(tmp_path / "s.partial")
    ends_gone(recorder)
    assert list(tmp_path.iterdir()) == []


def ends_gone(recorder: Recorder) -> None:
    index = 1
    while recorder.give(analysis_at(index)) and index < 600:
        index += 1
        time.sleep(0.01)
    assert recorder.join(10)
    assert recorder.progress().stage is Stage.FAILED
    assert "gone" in recorder.progress().problem


def test_a_folder_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for parent in (tmp_path / "file", Path("/proc")):
        with pytest.raises(MienError, match="choose another folder"):
            Recorder.begin(parent / "s", make_manifest(), as_it_is)


def test_a_read_only_disk_is_refused_at_once(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(MienError, match="Read-only"):
        Recorder.begin(small_disk / "s", make_manifest(), as_it_is)


def test_a_disk_that_becomes_read_only_leaves_what_can_be_recovered(small_disk: Path) -> None:
    """As a file system does after an error: the open files can no longer be written."""
    place = small_disk / "s"
    recorder = Recorder.begin(place, make_manifest(), as_it_is)
    for index in range(60):
        recorder.give(analysis_at(index))
    wait_for(recorder, 60)
    forced = subprocess.run(
        ["mount", "-o", "remount,ro", str(small_disk)], capture_output=True, check=False
    )
    if forced.returncode == 0:
        pytest.skip("this system makes a disk read-only only once no file is open for writing")
    recorder.stop()
    assert recorder.join(10)
    assert len(Session.open(place).frames) == 60


def test_the_wall_clock_is_set_while_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder.begin(tmp_path / "s", make_manifest(), as_it_is)
    recorder.give(analysis_at(0))
    real = time.time_ns
    monkeypatch.setattr("mien.record.manifest.time.time_ns", lambda: real() - 3_600_000_000_000)
    for index in range(1, 10):
        recorder.give(analysis_at(index))
    recorder.stop()
    assert recorder.join(10)
    session = Session.open(tmp_path / "s")
    assert session.manifest.clock_jump_s == pytest.approx(-3600, abs=2)
    assert np.allclose(np.diff(session.frames.time_s), 1 / RATE, atol=2e-6)


def test_capture_times_that_go_back_stay_in_order_and_are_kept_as_they_were(tmp_path: Path) -> None:
    captured = [START_NS + round(at * 1e9) for at in (0, 0.1, 0.2, -50.0, -49.9, 900.0, 900.1)]
    items = [analysis_at(i, captured_ns=at_ns) for i, at_ns in enumerate(captured)]
    assert record(tmp_path / "s", items).progress().stage is Stage.DONE
    session = Session.open(tmp_path / "s")
    assert session.frames.captured_ns.tolist() == captured
    assert (np.diff(session.frames.time_s) > 0).all()
    assert session.frames.time_s[4] - session.frames.time_s[3] == pytest.approx(0.1)
    assert pictures_in(session.video_path("clean")) == 7


def test_a_slow_encoder_makes_the_giver_wait_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "MOST_WAITING", 1_000_000)
    write = VideoWriter.write

    def slow(self: VideoWriter, *args: Any) -> None:
        time.sleep(0.02)
        write(self, *args)

    monkeypatch.setattr(VideoWriter, "write", slow)
    recorder = Recorder.begin(tmp_path / "s", make_manifest(), as_it_is)
    most = 0
    for index in range(40):
        assert recorder.give(analysis_at(index))
        most = max(most, recorder.progress().waiting_bytes)
    assert not recorder.give(analysis_at(40), timeout=0.0)
    assert 0 < most <= 1_000_000
    recorder.stop()
    assert recorder.join(20)
    assert pictures_in(Session.open(tmp_path / "s").video_path("clean")) == 40


def test_a_lost_camera_is_a_gap_wherever_the_news_of_it_comes(tmp_path: Path) -> None:
    lost_ns = START_NS + 250_000_000
    late = analysis_at(6)  # captured before the loss, analysed after it was known
    items: list[Item] = [*map(analysis_at, range(6)), Loss(lost_ns), late]
    items += map(analysis_at, (90, 91))
    record(tmp_path / "s", items)
    frames = Session.open(tmp_path / "s").frames
    assert frames.gap.tolist() == [False] * 7 + [True] + [False] * 2
    record(tmp_path / "t", [analysis_at(0), Loss(START_NS + 1)])  # stopped while it was away
    assert Session.open(tmp_path / "t").frames.gap.tolist() == [False, True]


def broken_after(calls: int, method: Callable[..., Any]) -> Callable[..., Any]:
    left = [calls]
    lock = threading.Lock()

    def broken(*args: Any, **options: Any) -> Any:
        with lock:
            left[0] -= 1
        if left[0] < 0:
            raise ZeroDivisionError("made by the test")
        return method(*args, **options)

    return broken


@pytest.mark.parametrize(
    ("owner", "name", "calls"),
    [
        (RowWriter, "write", 8),
        (RowWriter, "write", 0),
        (DetailWriter, "write", 8),
        (Pictures, "write", 8),
        (VideoWriter, "write", 8),
        (VideoWriter, "_drain", 0),
        (VideoWriter, "__init__", 0),
        (writing, "fitted", 8),
        (writing, "frame_row", 8),
    ],
)
def test_an_exception_anywhere_closes_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, calls: int
) -> None:
    monkeypatch.setattr(owner, name, broken_after(calls, getattr(owner, name)))
    recorder = Recorder.begin(tmp_path / "s", make_manifest(), as_it_is)
    for index in range(20):
        recorder.give(analysis_at(index))
    recorder.stop()
    assert recorder.join(10)
    progress = recorder.progress()
    assert progress.stage is Stage.FAILED
    assert "unexpectedly" in progress.problem
    session = Session.open(tmp_path / "s")
    written = min(calls, 20) if name != "_drain" else 20
    assert len(session.frames) in (written, written + 1)
    counts = session.manifest.counts
    assert counts.analysed - counts.lost <= len(session.frames) <= counts.analysed
    assert session.manifest.ended == progress.problem


def test_an_exception_at_the_very_end_leaves_what_can_be_recovered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder.begin(tmp_path / "s", make_manifest(), as_it_is)
    for index in range(20):
        recorder.give(analysis_at(index))
    wait_for(recorder, 20)
    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_manifest", broken_after(0, write_manifest))
        recorder.stop()
        assert recorder.join(10)
    assert recorder.progress().stage is Stage.FAILED
    assert recorder.progress().folder == tmp_path / "s.partial"
    with pytest.raises(MienError):
        recover(tmp_path / "s.partial")  # this process lives, so it could still be writing
    monkeypatch.setattr("mien.record.manifest.Writer.alive", False)
    session = recover(tmp_path / "s.partial").session
    assert len(session.frames) == 20
    assert pictures_in(session.video_path("clean")) == 20
