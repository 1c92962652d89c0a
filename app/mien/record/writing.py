"""A session being written, file by file; used by the recorder's thread alone."""

from __future__ import annotations

import contextlib
import logging
import math
from collections.abc import Callable
from pathlib import Path

from mien.errors import MienError
from mien.faces.label import Labels
from mien.record.details import DetailWriter
from mien.record.fitting import fitted
from mien.record.items import Item, Loss, Mark, Moved, Naming
from mien.record.layout import DETAILS, MARKERS, ROWS, partial_of
from mien.record.manifest import Anchor, Manifest, Writer, write_manifest
from mien.record.markers import NO_FRAME, line_of, make_marker
from mien.record.pictures import Draw, Pictures
from mien.record.place import STEP_S, Place
from mien.record.progress import FolderGoneError, disk_full, sentence_of
from mien.record.room import Room, SafeFile
from mien.record.rows import FrameRow, RowWriter, frame_row
from mien.types import Analysis
from mien.words import told

log = logging.getLogger(__name__)

Tell = Callable[[Labels], None]


class Writing:
    """The open files of a session and what was counted."""

    def __init__(
        self,
        partial: Path,
        folder: Path,
        manifest: Manifest,
        draw: Draw,
        place: Place | None = None,
        tell: Tell | None = None,
    ) -> None:
        """Open the files in a folder that is there, to go on at a place. Raises OSError.

        tell: is given the names of all faces when one was named, so that `draw` can show them.
        """
        self._tell = tell
        self.partial = partial
        self.folder = folder
        self.counts = manifest.counts
        self.place = place or Place()
        self._lost_at_ns: int | None = None
        self._manifest = manifest
        self._room = Room(partial)
        with contextlib.ExitStack() as opened:
            self._rows_file = self._opened(ROWS, opened)
            self._details_file = self._opened(DETAILS, opened)
            self._markers_file = self._opened(MARKERS, opened)
            self._rows = RowWriter(self._rows_file, manifest.rows)
            self._details = DetailWriter(self._details_file)
            self._pictures = Pictures(partial, self._room, manifest, draw, self.place.picture)
            write_manifest(partial, manifest)
            opened.pop_all()

    def _opened(self, name: str, opened: contextlib.ExitStack) -> SafeFile:
        file = SafeFile(self.partial / name, self._room)
        opened.callback(file.close)
        return file

    @classmethod
    def begin(
        cls, folder: Path, manifest: Manifest, draw: Draw, tell: Tell | None = None
    ) -> Writing:
        """Make the folder's partial self and open its files. Raises MienError."""
        partial = partial_of(folder)
        manifest = manifest.changed(
            name=folder.name, state="recording", writer=Writer.here(), anchor=Anchor.now()
        )
        try:
            partial.parent.mkdir(parents=True, exist_ok=True)
            partial.mkdir()
        except OSError as error:
            raise _cannot_write(folder, error) from error
        try:
            return cls(partial, folder, manifest, draw, tell=tell)
        except OSError as error:
            _take_away(partial)
            raise _cannot_write(folder, error) from error

    @property
    def length_s(self) -> float:
        """Seconds until the last row."""
        return max(0.0, self.place.time_s)

    @property
    def marker_count(self) -> int:
        """Markers so far."""
        return self.place.markers

    def write(self, item: Item) -> None:
        """Write what one item says. Raises whatever goes wrong; the files can still be closed."""
        match item:
            case Analysis():
                self._write_gap_before(item.frame.captured_ns)
                self._write_analysis(item)
            case Loss():
                # Frames captured before the loss may still come: they are before the gap.
                self._lost_at_ns = item.at_ns
            case Mark():
                self._write_marker(item)
            case Naming():
                self._manifest = self._manifest.labelled(item.face_id, item.label)
                write_manifest(self.partial, self._manifest)
                if self._tell is not None:
                    self._tell(self._manifest.labels)
            case Moved():
                self._manifest = self._manifest.moved(self.place.frame, item.provider, item.note)
                write_manifest(self.partial, self._manifest)
        if self._room.full:
            raise MienError(disk_full(self.partial))

    def look(self) -> None:
        """Raise FolderGoneError where the files no longer are where they should be."""
        if not self._in_place():
            raise FolderGoneError

    def _in_place(self) -> bool:
        return self._rows_file.in_place(self.partial / ROWS)

    def _write_analysis(self, analysis: Analysis) -> None:
        place, first = self.place, self._manifest.start_ns is None
        if first:
            self._begin_at(analysis)
        analysis = fitted(analysis, self._manifest.width, self._manifest.height)
        time_s = self.place.time_of(analysis.frame, self._manifest)
        skipped = 0 if first else analysis.skipped  # what came before belongs to no session
        index = place.picture if self._manifest.keep.pictures else -1
        row = frame_row(analysis, place.frame, time_s, index, skipped)
        self.counts = self.counts.model_copy(
            update={
                "captured": self.counts.captured + skipped + 1,
                "skipped": self.counts.skipped + skipped,
                "lost": self.counts.lost + 1,  # until it is written
                "analysed": self.counts.analysed + 1,
            }
        )
        self._rows.write(row, analysis.faces)
        place.frame, place.time_s = place.frame + 1, time_s
        place.captured_ns = row.captured_ns
        self._details.write(row.frame, analysis.faces)
        self._pictures.write(analysis, time_s)
        place.picture += 1
        self.counts = self.counts.model_copy(update={"lost": self.counts.lost - 1})

    def _begin_at(self, analysis: Analysis) -> None:
        """The first frame tells where time begins and how large the pictures are."""
        frame = analysis.frame
        self._manifest = self._manifest.changed(
            start_ns=frame.captured_ns, width=frame.width, height=frame.height
        )
        write_manifest(self.partial, self._manifest)

    def _write_gap_before(self, captured_ns: float) -> None:
        """The row of a loss that lies before this time, if there was one."""
        place = self.place
        if self._lost_at_ns is None or self._lost_at_ns > captured_ns or not place.frame:
            return
        self._lost_at_ns = None
        place.time_s += STEP_S
        place.captured_ns += round(STEP_S * 1e9)
        self._rows.write(FrameRow(place.frame, place.time_s, place.captured_ns, gap=True))
        place.frame += 1
        self.counts = self.counts.model_copy(update={"gaps": self.counts.gaps + 1})

    def _write_marker(self, mark: Mark) -> None:
        start_ns = self._manifest.start_ns
        if start_ns is None:
            start_ns = mark.at_ns  # before the first frame: it is told by its time in UTC alone
        elif self._manifest.clock != "capture":
            start_ns = mark.at_ns - round(self.place.time_s * 1e9)
        time_s = (mark.at_ns - start_ns) / 1e9 + self.place.shift_s
        frame = self.place.frame - 1 if self.place.frame else NO_FRAME
        self.place.markers += 1
        marker = make_marker(time_s, frame, mark.kind, mark.label, mark.note, self.place.markers)
        self._markers_file.write(line_of(marker).encode("utf-8"))

    def leave(self) -> None:
        """Close all and leave the folder as it is, to be gone on with."""
        self._room.give_back()
        for step in self._steps():
            _tried(step)
        _tried(lambda: write_manifest(self.partial, self._manifest.changed(writer=None)))

    def finish(self, ended: str, lost: int) -> tuple[Path, str]:
        """Close all and give the folder its name; where it is then, and a sentence if that failed.

        ended: why it ended, '' for by hand. lost: analyses that were never taken.
        """
        self._room.give_back()
        gone = not self._in_place()
        problems = [
            sentence_of(error, self.partial) for step in self._steps() if (error := _tried(step))
        ]
        self.counts = self.counts.model_copy(
            update={
                "captured": self.counts.captured + lost,
                "analysed": self.counts.analysed + lost,
                "lost": self.counts.lost + lost,
            }
        )
        whole = self._manifest.changed(
            state="complete",
            ended=(ended or next(iter(problems), ""))[:2000],
            anchor_end=Anchor.now(),
            length_s=self.length_s,
            counts=self.counts,
            video_frames=self._pictures.counts,
            writer=None,
        )
        error = FolderGoneError() if gone else _tried(lambda: self._put_in_place(whole))
        if error is not None:
            problems.append(sentence_of(error, self.partial))
            return self.partial, problems[0]
        return self.folder, next(iter(problems), "")

    def _steps(self) -> list[Callable[[], None]]:
        files = (self._rows_file, self._details_file, self._markers_file)
        last = [lambda: self._write_gap_before(math.inf), self._pictures.close]
        return [*last, *(file.close for file in files)]

    def _put_in_place(self, manifest: Manifest) -> None:
        write_manifest(self.partial, manifest)
        self.partial.rename(self.folder)


def _tried(step: Callable[[], None]) -> Exception | None:
    """What went wrong in a step; the next ones are done all the same."""
    try:
        step()
    except Exception as error:
        log.exception("closing a session")
        return error
    return None


def _cannot_write(folder: Path, error: OSError) -> MienError:
    return MienError(
        told(
            "{folder} cannot be written ({reason}): choose another folder for the "
            "recording, or make room there.",
            folder=folder,
            reason=error.strerror,
        )
    )


def _take_away(partial: Path) -> None:
    """Remove a folder in which nothing was recorded yet."""
    with contextlib.suppress(OSError):
        for path in partial.iterdir():
            path.unlink()
        partial.rmdir()
