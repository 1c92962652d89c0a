"""The videos of a session: blurred, plain and annotated, from the same analyses."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from mien.record.blur import Blurrer, Timed
from mien.record.codecs import coding_of
from mien.record.layout import BEFORE, VIDEOS, Which
from mien.record.manifest import Manifest
from mien.record.remux import copied
from mien.record.room import Room
from mien.record.video import VideoWriter
from mien.types import Analysis, Image

Draw = Callable[[Analysis], Image]


class Pictures:
    """Writes what is to be kept; opens the files with the first picture, whose size they take."""

    def __init__(
        self, folder: Path, room: Room, manifest: Manifest, draw: Draw, taken: int = 0
    ) -> None:
        """draw: the picture of an analysis with its overlays, height x width x 3, RGB.

        taken: so many pictures are taken over from videos that were set aside, see `BEFORE`.
        """
        keep = manifest.keep
        self._folder = folder
        self._room = room
        self._keep = keep
        self._coding = coding_of(manifest.codec)
        self._draw = draw
        self._taken = taken
        self._restored: dict[Which, int] = {}
        self._blurrer = Blurrer(alone=manifest.clock == "picture") if keep.blurred else None
        self._writers: dict[Which, VideoWriter] = {}

    @property
    def counts(self) -> dict[Which, int]:
        """Pictures in each video so far."""
        return self._restored | {which: writer.count for which, writer in self._writers.items()}

    def write(self, analysis: Analysis, time_s: float) -> None:
        """Take the picture of a session's next frame. Raises OSError and av.FFmpegError."""
        if not self._keep.pictures:
            return
        if not self._writers:
            self._open(analysis)
        timed = Timed(analysis, time_s)
        for one in [timed] if self._blurrer is None else self._blurrer.put(timed):
            self._put(one)

    def _open(self, analysis: Analysis) -> None:
        frame = analysis.frame
        wanted: dict[Which, bool] = {"clean": self._keep.clean, "annotated": self._keep.annotated}
        for which in (which for which, is_wanted in wanted.items() if is_wanted):
            path = self._folder / VIDEOS[which]
            writer = VideoWriter(path, self._room, frame.width, frame.height, self._coding)
            self._writers[which] = writer
            before = path.with_name(BEFORE + path.name)
            if self._taken and before.exists():
                writer.take(before, self._taken)
                before.unlink()

    def _put(self, timed: Timed) -> None:
        for which, writer in self._writers.items():
            plain = which == "clean"
            image = timed.analysis.frame.image if plain else self._draw(timed.analysis)
            writer.write(image, timed.time_s)

    def close(self) -> None:
        """Write what is held back and close every file. Raises OSError and av.FFmpegError."""
        with contextlib.ExitStack() as all_of_them:
            for writer in self._writers.values():
                all_of_them.callback(writer.close)
            for one in self._blurrer.rest() if self._blurrer is not None else ():
                self._put(one)
        if not self._writers:
            self._restore()

    def _restore(self) -> None:
        """What was set aside is all there is: no picture came after it."""
        for which, name in VIDEOS.items():
            before = self._folder / (BEFORE + name)
            if self._taken and before.exists():
                self._restored[which] = copied(before, before.with_name(name), self._taken)
                before.unlink()
