"""Video files, with the time that each frame really has."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from types import MappingProxyType

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mien.errors import SourceError
from mien.sources.base import SourceInfo
from mien.sources.closable import ClosableSource
from mien.sources.libav import frames_of, moving_picture, upright_of
from mien.sources.names import shown
from mien.sources.request import OpenRequest
from mien.types import Frame, frozen
from mien.words import told

# FFmpeg opens these too, by their names: text drawn as video, and lists that point at other files.
NOT_VIDEO = frozenset(("tty", "bin", "xbin", "adf", "idf", "hls", "dash", "concat", "sdp", "lrc"))
LATE_S = 0.1  # a watched video may run this late before frames are left out
CATCH_UP_S = 0.5  # but one frame at least is shown in this time, however slow the machine
SHORT_S = 0.5  # a video may end this long before its stated end


def open_video(request: OpenRequest) -> VideoSource:
    """The video file at the target path."""
    return VideoSource(Path(request.target), paced=request.paced)


class VideoSource(ClosableSource):
    """The frames of a video file, upright, with square pixels.

    time_s is the frame's own time. Paced, frames come at their real times; when the reader is late,
    frames are left out and `index` jumps, so that the delay does not grow. `problems` holds a
    sentence for damage found on the way.
    """

    def __init__(self, path: Path, *, paced: bool) -> None:
        """Raise SourceError for a file that is missing, empty, no video, or without one frame."""
        super().__init__()
        self.problems: list[str] = []
        self._name = shown(path)
        self._paced = paced
        self._container = _open_container(path, self._name)
        try:
            self._stream = moving_picture(self._container, self._name)
            self._stream.thread_type = "AUTO"
            self._rate = float(self._stream.average_rate or self._stream.guessed_rate or math.nan)
            self._step_s = 1 / (self._rate if self._rate > 0 else 30.0)
            self._frames = self._decoded()
            first = self._first()
            self._upright = upright_of(self._stream, first)
            self._info = self._describe(first)
        except BaseException:
            self._container.close()
            raise
        self._index = 0
        self._pending: VideoFrame | None = first
        self._first_s = self._stamp(first)
        self._time_s = -math.inf
        self._started_s = math.nan

    @property
    def info(self) -> SourceInfo:
        """Size as shown, average rate, number of frames where the file states it."""
        return self._info

    def _next(self) -> Frame | None:
        asked_s = time.monotonic()
        while True:
            decoded, self._pending = self._pending or next(self._frames, None), None
            if decoded is None:
                return None
            index, time_s = self._index, self._place(decoded)
            self._index += 1
            if self._paced and not self._due(time_s, asked_s):
                if self._closed.is_set():
                    return None
                continue
            image = self._upright.picture(decoded)
            return Frame(frozen(image), index, time_s, time.monotonic_ns(), self._name)

    def _first(self) -> VideoFrame:
        first = next(self._frames, None)
        if first is None:
            raise SourceError(
                told(
                    "{name} has no frame that can be decoded: it is damaged or cut short.",
                    name=self._name,
                )
            )
        return first

    def _due(self, time_s: float, asked_s: float) -> bool:
        """Wait for the frame's time; False when it has long passed or the source was closed."""
        now_s = time.monotonic()
        if math.isnan(self._started_s):
            self._started_s = now_s - time_s
        late_s = now_s - self._started_s - time_s
        if late_s <= LATE_S:
            return not self._closed.wait(max(-late_s, 0.0))
        if now_s - asked_s < CATCH_UP_S:
            return False
        self._started_s += late_s  # it cannot be caught up with: go on from here
        return True

    def _decoded(self) -> Generator[VideoFrame, None, None]:
        damaged = count = 0
        last: VideoFrame | None = None
        try:
            for frame in frames_of(self._container, self._stream):
                if frame is None:
                    damaged += 1
                    continue
                last, count = frame, count + 1
                yield frame
        except av.FFmpegError:
            damaged += 1
        if last is not None:
            self._note_damage(damaged, count, last)

    def _note_damage(self, damaged: int, count: int, last: VideoFrame) -> None:
        own_s = self._step_s
        if last.duration and last.time_base is not None:
            own_s = float(last.duration * last.time_base)
        left_s = _length_s(self._stream) - (self._stamp(last) - self._first_s + own_s)
        stated = self._stream.frames
        if left_s > SHORT_S and not 0 < stated <= count:
            self.problems.append(
                told(
                    "{name} ends {left_s:.1f} s before its stated end: it was cut short.",
                    name=self._name,
                    left_s=left_s,
                )
            )
        elif damaged:
            self.problems.append(
                told("{name} is damaged: some of its frames were left out.", name=self._name)
            )

    def _stamp(self, frame: VideoFrame) -> float:
        if frame.pts is None or frame.time_base is None:
            return math.nan
        return float(frame.pts * frame.time_base)

    def _place(self, frame: VideoFrame) -> float:
        """Seconds from the first frame; always later than the frame before, also in odd files."""
        time_s = self._stamp(frame) - self._first_s
        if not time_s > self._time_s:
            time_s = self._time_s + self._step_s if self._index else 0.0
        self._time_s = time_s
        return time_s

    def _describe(self, first: VideoFrame) -> SourceInfo:
        height, width = self._upright.picture(first).shape[:2]
        return SourceInfo(
            kind="video",
            name=self._name,
            width=width,
            height=height,
            rate=self._rate,
            frames=self._stream.frames or None,
            live=False,
            detail=self._detail(first),
        )

    def _detail(self, first: VideoFrame) -> Mapping[str, str]:
        detail = {"codec": self._stream.codec_context.name, "format": self._container.format.name}
        length_s = _length_s(self._stream)
        if not math.isnan(length_s):
            detail["length"] = f"{length_s:.2f} s"
        if first.rotation:
            detail["turned by"] = f"{first.rotation}\N{DEGREE SIGN}"
        return MappingProxyType(detail)

    def _release(self) -> None:
        self._frames.close()
        self._container.close()


def _open_container(path: Path, name: str) -> InputContainer:
    try:
        if path.stat().st_size == 0:
            raise SourceError(told("{name} is empty (0 bytes): choose another video.", name=name))
        # 'file:' keeps names such as 'rtsp:x' and 'a:b.mp4' from being taken for addresses.
        container = av.open(f"file:{path}", "r", metadata_errors="replace")
    except FileNotFoundError as error:
        raise SourceError(
            told("There is no file {name}: check the path.", name=name), "missing"
        ) from error
    except PermissionError as error:
        sentence = told("{name} may not be read: ask for the right to read it.", name=name)
        raise SourceError(sentence, "forbidden") from error
    except (av.FFmpegError, OSError) as error:
        raise SourceError(_no_video(name)) from error
    if container.format.name in NOT_VIDEO:
        container.close()
        raise SourceError(_no_video(name))
    return container


def _no_video(name: str) -> str:
    return told(
        "{name} is not a video that can be read, or it is damaged: try MP4, MKV or WebM.", name=name
    )


def _length_s(stream: VideoStream) -> float:
    """The stated length in seconds, NaN where none is stated."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    try:  # Matroska states it as text
        hours, minutes, seconds = stream.metadata["DURATION"].split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except (KeyError, ValueError):
        return math.nan
