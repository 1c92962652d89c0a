"""The recorder: one thread that writes every analysis that it is given.

    analysis --Fifo--> recorder --> rows.csv, faces.bin, clean.mkv, annotated.mkv

The Fifo holds at most MOST_WAITING bytes of pictures; whoever gives more waits.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

from mien.faces.label import FaceLabel
from mien.flow import Fifo
from mien.record.items import Item, Mark, Naming, weight_of
from mien.record.manifest import Manifest
from mien.record.markers import MarkerKind
from mien.record.pictures import Draw
from mien.record.progress import Progress, Stage, sentence_of
from mien.record.writing import Tell, Writing
from mien.types import Analysis

log = logging.getLogger(__name__)

MOST_WAITING = 96_000_000
LOOK_EVERY_S = 0.5


class Recorder:
    """Records one session; every method may be called from any thread, and `give` alone waits."""

    def __init__(self, writing: Writing) -> None:
        """Go on with a session that was begun; `begin` begins one."""
        self._writing = writing
        self._queue: Fifo[Item] = Fifo(MOST_WAITING, weight_of)
        self._lock = threading.Lock()
        self._progress = Progress(Stage.RECORDING, writing.folder)
        self._ended = ""
        self._missed = 0
        self._leaving = False
        self._free_bytes = -1
        self._thread = threading.Thread(target=self._run, name="mien-recorder", daemon=True)
        self._thread.start()

    @classmethod
    def begin(
        cls, folder: Path, manifest: Manifest, draw: Draw, tell: Tell | None = None
    ) -> Recorder:
        """Make the folder and start; it is called `folder` once whole.

        draw: the picture of an analysis with its overlays. tell: is given the names of all faces
        when one was named. Raises MienError where the folder cannot be made or written.
        """
        return cls(Writing.begin(folder, manifest, draw, tell))

    def give(self, item: Item, timeout: float | None = None) -> bool:
        """Hand over an item; an analysis waits while the disk is behind, for `timeout` at most.

        False where it was not taken: after `timeout` seconds, or because the recording is over.
        """
        return self._queue.put(item, timeout)

    def miss(self) -> None:
        """Count an analysis that could not be handed over."""
        with self._lock:
            self._missed += 1

    def mark(
        self, kind: MarkerKind, label: str = "", note: str = "", at_ns: int | None = None
    ) -> bool:
        """Note a marker; False where the recording is over.

        at_ns: when it was, by the monotonic clock; None for now.
        """
        return self.give(Mark(time.monotonic_ns() if at_ns is None else at_ns, kind, label, note))

    def name_face(self, face_id: int, label: FaceLabel) -> bool:
        """Keep what a face is called; False where the recording is over."""
        return self.give(Naming(face_id, label))

    def stop(self, ended: str = "") -> None:
        """Take nothing more; returns at once. ended: why, where it was not asked for by hand."""
        with self._lock:
            if self._progress.stage is Stage.RECORDING:
                self._progress = replace(self._progress, stage=Stage.CLOSING)
                self._ended = ended
        self._queue.close()

    def leave(self) -> None:
        """Take nothing more, write what waits, and leave the folder to be gone on with."""
        self._leaving = True
        self.stop()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False where it still writes after `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def running(self) -> bool:
        """Whether it takes more."""
        return self.progress().stage is Stage.RECORDING

    def progress(self) -> Progress:
        """How it goes."""
        waiting = self._queue.weight
        with self._lock:
            return replace(self._progress, waiting_bytes=waiting)

    # The thread.

    def _run(self) -> None:
        problem = ""
        try:
            self._write_all()
        except Exception as error:
            log.exception("the recording ended early")
            problem = sentence_of(error, self._writing.partial)
        self._queue.close()
        lost = sum(isinstance(item, Analysis) for item in self._queue)
        with self._lock:
            ended = problem or self._ended
            lost += self._missed
        folder, late = self._closed(ended, lost)
        with self._lock:
            problem = problem or late
            self._progress = replace(
                self._progress,
                stage=Stage.FAILED if problem else Stage.DONE,
                folder=folder,
                counts=self._writing.counts,
                problem=problem or self._ended,
            )

    def _closed(self, ended: str, lost: int) -> tuple[Path, str]:
        """Close all; where the session is then, and a sentence where something went wrong."""
        writing = self._writing
        try:
            if not self._leaving:
                return writing.finish(ended, lost)
            writing.leave()
        except Exception as error:
            log.exception("the recording could not be closed")
            return writing.partial, sentence_of(error, writing.partial)
        return writing.partial, ""

    def _write_all(self) -> None:
        looked = 0.0
        for item in self._queue:
            self._writing.write(item)
            now = time.monotonic()
            if now - looked >= LOOK_EVERY_S:
                looked = now
                self._writing.look()
                self._free_bytes = free_bytes(self._writing.partial)
            self._tell()

    def _tell(self) -> None:
        writing = self._writing
        with self._lock:
            self._progress = replace(
                self._progress,
                length_s=writing.length_s,
                counts=writing.counts,
                free_bytes=self._free_bytes,
                markers=writing.marker_count,
            )


def free_bytes(folder: Path) -> int:
    """Room left where a folder is or will be, -1 where that cannot be told."""
    for place in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            return shutil.disk_usage(place).free
    return -1
