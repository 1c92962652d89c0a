"""Video files: true times, upright pictures, damaged and wrong files."""

from __future__ import annotations

import math
import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from tests.app.sources.media import (
    HEIGHT,
    RATE,
    WIDTH,
    encoded,
    is_red,
    picture,
    write_sound,
    write_video,
)

from mien.errors import SourceError
from mien.sources import video
from mien.sources.video import VideoSource
from mien.types import Frame

pytestmark = pytest.mark.usefixtures("silent")
MOOV_FIRST = {"movflags": "faststart"}


def read_all(source: VideoSource) -> list[Frame]:
    return list(iter(source.read, None))


@pytest.mark.parametrize("name", ["even.mp4", "even.mkv"])
def test_a_whole_video_has_all_frames_and_no_problem(tmp_path: Path, name: str) -> None:
    with VideoSource(write_video(tmp_path / name, 40), paced=False) as source:
        frames = read_all(source)
        assert [frame.index for frame in frames] == list(range(40))
        assert source.problems == []
        assert source.info.frames == (40 if name.endswith("mp4") else None)
        assert source.info.detail["codec"] == "h264"


def test_times_are_those_of_the_file(tmp_path: Path) -> None:
    ticks = [0, 1, 2, 10, 11, 30, 31, 32, 60, 90]
    path = write_video(tmp_path / "uneven.mkv", ticks=ticks)
    with VideoSource(path, paced=False) as source:
        times = [frame.time_s for frame in read_all(source)]
        assert times == pytest.approx([tick / RATE for tick in ticks], abs=0.001)
        assert source.problems == []


def test_times_begin_at_the_first_frame(tmp_path: Path) -> None:
    path = write_video(tmp_path / "late.mkv", ticks=[300, 301, 302])
    with VideoSource(path, paced=False) as source:
        times = [frame.time_s for frame in read_all(source)]
    assert times == pytest.approx([0, 1 / RATE, 2 / RATE], abs=0.001)


@pytest.mark.parametrize(
    ("turned", "mirrored", "red_at"),
    [
        (90, False, (0.9, 0.5)),
        (-90, False, (0.1, 0.5)),
        (180, False, (0.5, 0.9)),
        (0, True, (0.5, 0.9)),
    ],
)
def test_pictures_are_upright(
    tmp_path: Path, turned: int, mirrored: bool, red_at: tuple[float, float]
) -> None:
    path = write_video(tmp_path / "turned.mp4", 3, turned=turned, mirrored=mirrored)
    with VideoSource(path, paced=False) as source:
        frame = source.read()
        assert frame is not None
        sides = (HEIGHT, WIDTH) if abs(turned) == 90 else (WIDTH, HEIGHT)
        assert (source.info.width, source.info.height) == sides
        assert (frame.width, frame.height) == sides
    row, column = red_at
    assert is_red(frame.image, row, column)
    assert not is_red(frame.image, 1 - row, 1 - column)


def test_pixels_become_square(tmp_path: Path) -> None:
    path = write_video(tmp_path / "wide.mp4", 3, aspect=Fraction(2))
    with VideoSource(path, paced=False) as source:
        assert (source.info.width, source.info.height) == (2 * WIDTH, HEIGHT)


def test_a_video_is_known_by_its_content(tmp_path: Path) -> None:
    odd = write_video(tmp_path / "clip.mp4", 3).rename(tmp_path / "a:b %d?.txt")
    with VideoSource(odd, paced=False) as source:
        assert len(read_all(source)) == 3


def write_cover(path: Path) -> Path:
    """Sound with a picture of its cover, which is no video."""
    with av.open(str(path), "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=8000, layout="mono")
        cover = container.add_stream("png")
        cover.width, cover.height, cover.pix_fmt = WIDTH, HEIGHT, "rgb24"
        cover.disposition = Disposition.attached_pic
        container.mux(cover.encode(av.VideoFrame.from_ndarray(picture(), format="rgb24")))
        container.mux(cover.encode())
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silence.sample_rate = 8000
        container.mux(sound.encode(silence))
        container.mux(sound.encode())
    return path


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^sound\.wav holds only sound: "):
        VideoSource(write_sound(tmp_path / "sound.wav"), paced=False)


def test_the_cover_of_a_song_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^song\.m4a holds only sound: "):
        VideoSource(write_cover(tmp_path / "song.m4a"), paced=False)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.mp4", b"", "is empty"),
        ("notes.mp4", b"hello world\n" * 300, "is not a video"),
        ("notes.txt", b"hello world\n" * 300, "is not a video"),  # FFmpeg would draw the text
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nclip.mp4\n#EXT-X-ENDLIST\n", "is not a video"),
        ("zeros.mkv", bytes(20000), "is not a video"),
    ],
)
def test_what_is_no_video_is_told_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    write_video(tmp_path / "clip.mp4", 3)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name} {said}") as caught:
        VideoSource(tmp_path / name, paced=False)
    assert str(caught.value).endswith(".")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no file gone\.mp4") as caught:
        VideoSource(tmp_path / "gone.mp4", paced=False)
    assert caught.value.kind == "missing"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise av.PermissionError(13, "Permission denied")

    path = write_video(tmp_path / "clip.mp4", 3)
    monkeypatch.setattr(av, "open", refuse)
    with pytest.raises(SourceError, match="may not be read") as caught:
        VideoSource(path, paced=False)
    assert caught.value.kind == "forbidden"


def cut(path: Path, part: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    return path


def test_a_video_cut_before_its_index_is_refused(tmp_path: Path) -> None:
    path = cut(write_video(tmp_path / "clip.mp4", 60), 0.6)
    with pytest.raises(SourceError, match="or it is damaged"):
        VideoSource(path, paced=False)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_a_video_cut_short_gives_what_is_left(tmp_path: Path, name: str) -> None:
    options = MOOV_FIRST if name.endswith("mp4") else {}
    path = cut(write_video(tmp_path / name, 90, options=options), 0.6)
    with VideoSource(path, paced=False) as source:
        frames = read_all(source)
        assert 10 < len(frames) < 90
        assert len(source.problems) == 1
        assert "before its stated end: it was cut short." in source.problems[0]


def test_a_video_cut_within_its_first_frame_is_refused(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", 60, options=MOOV_FIRST)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"mdat") + 30])
    with pytest.raises(SourceError, match="has no frame that can be decoded"):
        VideoSource(path, paced=False)


def test_damage_in_the_middle_costs_frames_only(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", 90, options=MOOV_FIRST)
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + (len(data) - data.index(b"mdat")) // 2
    data[start : start + 600] = b"\xff" * 600
    path.write_bytes(data)
    with VideoSource(path, paced=False) as source:
        frames = read_all(source)
        assert 30 < len(frames) <= 90
        assert [message for message in source.problems if "is damaged" in message]


class Clock:
    """Time that passes only when it is told to; stands in for `time` and for `close`."""

    def __init__(self) -> None:
        self.now = 100.0
        self.decoding_s = 0.0

    def monotonic(self) -> float:
        self.now += self.decoding_s
        return self.now

    def monotonic_ns(self) -> int:
        return int(self.now * 1e9)

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return False

    def is_set(self) -> bool:
        return False


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[VideoSource, Clock]:
    clock = Clock()
    source = VideoSource(write_video(tmp_path / "clip.mp4", 150), paced=True)
    monkeypatch.setattr(video, "time", clock)
    monkeypatch.setattr(source, "_closed", clock)
    return source, clock


def next_frame(source: VideoSource) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def test_watched_frames_come_at_their_times(watched: tuple[VideoSource, Clock]) -> None:
    source, clock = watched
    for index in range(60):
        frame = next_frame(source)
        assert frame.index == index
        assert clock.now - 100.0 == pytest.approx(frame.time_s)


def test_a_late_reader_does_not_fall_behind(watched: tuple[VideoSource, Clock]) -> None:
    source, clock = watched
    assert next_frame(source).index == 0
    clock.now += 2.0
    late = next_frame(source)
    assert clock.now - 100.0 - late.time_s <= video.LATE_S
    assert late.index == round(late.time_s * RATE)
    assert next_frame(source).index == late.index + 1


def test_a_slow_machine_still_shows_frames(watched: tuple[VideoSource, Clock]) -> None:
    source, clock = watched
    clock.decoding_s = 0.2  # far slower than the video
    times = []
    for _ in range(5):
        before = clock.now
        times.append(next_frame(source).time_s)
        assert clock.now - before < video.CATCH_UP_S + 1
    assert times == sorted(times)


def test_closing_ends_the_wait_for_a_frame(tmp_path: Path) -> None:
    path = write_video(tmp_path / "still.mkv", ticks=[0, 100_000])
    source = VideoSource(path, paced=True)
    assert source.read() is not None
    given: list[Frame | None] = []
    reader = threading.Thread(target=lambda: given.append(source.read()), name="test-reader")
    reader.start()
    source.close()
    reader.join(10)
    assert given == [None]


def test_a_file_without_times_counts_frames(tmp_path: Path) -> None:
    path = tmp_path / "motion.mjpeg"
    path.write_bytes(encoded(picture(), ".jpg") * 4)
    with VideoSource(path, paced=False) as source:
        times = [frame.time_s for frame in read_all(source)]
    assert len(times) == 4
    assert not any(math.isnan(time_s) for time_s in times)
    assert times == sorted(set(times))
