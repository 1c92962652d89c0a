"""The engine: keeps a source read and its newest frame analysed, and tells how it goes.

    reader --Latest--> faces --Fifo--> analysis --Latest--> whoever looks
                                              '--Fifo--> recorder

The faces of a frame are looked for while the network reads those of the frame before. Frames are
lost in one place alone, between reader and faces, and are counted there.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mien.engine.analyser import MOST_FACES, Analyser
from mien.engine.analysing import Analysing
from mien.engine.board import Board
from mien.engine.reader import Opener
from mien.engine.recording import begin_recording
from mien.engine.run import Run
from mien.engine.status import Phase, Status
from mien.engine.supervisor import Supervisor
from mien.errors import MienError
from mien.faces.label import FaceLabel
from mien.measures.observer import Observer
from mien.network.card import Card
from mien.record.markers import MarkerKind
from mien.record.plan import Plan
from mien.record.progress import Progress
from mien.record.recorder import Recorder
from mien.sources import open_source
from mien.sources.base import Source
from mien.sources.request import CameraWish
from mien.words import mark

STALL_S = 4.0  # a live source that gives nothing for so long is taken for lost
END_S = 2.0


class Engine:
    """Runs one source at a time; every method returns at once but `close`."""

    def __init__(
        self,
        opener: Opener | None = None,
        loader: Callable[..., Analyser] = Analyser.load,
        stall_s: float = STALL_S,
    ) -> None:
        """Take other ways to open sources and load the analysis where a test wants them."""
        self.observer = Observer()
        self._board = Board()
        self.frames = self._board.frames
        self.analyses = self._board.analyses
        self.coming = self._board.coming
        self._analysing = Analysing(self._board, loader, self.observer)
        self._supervisor = Supervisor(
            self._board,
            opener or self._open_as_wished,
            stall_s,
            ready=lambda: self._analysing.analyser is not None,
        )
        self._wish = CameraWish()
        self._network: Path | None = None
        self._instead = True
        self._recorder: Recorder | None = None

    @property
    def card(self) -> Card | None:
        """The network's card, once loaded."""
        analyser = self._analysing.analyser
        return analyser.card if analyser is not None else None

    @property
    def sha256(self) -> str:
        """Of the network's file, '' before it is loaded."""
        analyser = self._analysing.analyser
        return analyser.sha256 if analyser is not None else ""

    def status(self) -> Status:
        """What is going on, as one snapshot."""
        with self._board.lock:
            run, status = self._board.run, self._board.status
        if run is None:
            return status
        figures, newest = run.meter.figures(), self.frames.peek()[0]
        since_ns = math.nan if newest is None else time.monotonic_ns() - newest.captured_ns
        return replace(
            status,
            age_ms=since_ns / 1e6,
            captured=figures.captured,
            analysed=figures.analysed,
            skipped=figures.skipped,
            captured_per_s=figures.captured_per_s,
            analysed_per_s=figures.analysed_per_s,
            skipped_per_s=figures.skipped_per_s,
            latency_ms=figures.latency_ms,
            stages_ms=figures.stages_ms,
            stages_p95_ms=figures.stages_p95_ms,
        )

    def open(self, source: str, device: str = "auto") -> None:
        """Leave the present source, if any, and start on this one; see `sources.open_source`."""
        run = Run(source, device, self._network, self._instead)
        supervisor = threading.Thread(
            target=self._supervisor.supervise, args=(run,), name="mien-engine", daemon=True
        )
        analysis = threading.Thread(
            target=self._analysing.analyse, args=(run,), name="mien-analysis", daemon=True
        )
        run.threads += [supervisor, analysis]
        old = self._board.begin(run, Status(Phase.STARTING, step=mark("Opening the source")))
        if old is not None:
            run.before = old
            old.stop()
            old.end_recording()
        for thread in run.threads:
            thread.start()

    def use_network(self, path: Path | None, instead: bool = True) -> None:
        """Read with a user's own network from the next `open` on, None for the shipped one.

        instead: where it cannot be used, or fails, the shipped one takes its place and the status
        says why; else the run fails.
        """
        self._network, self._instead = path, instead

    def use_device(self, device: str) -> None:
        """Have the network run elsewhere; the source and a recording go on meanwhile.

        Faces are read where they were until the network stands ready on the device. Where it cannot
        be had, all stays as it is and an alert says why.
        """
        run = self._board.run
        if run is not None:
            before, run.device = run.device, device
            mover = threading.Thread(
                target=self._analysing.move,
                args=(run, device, before),
                name="mien-device",
                daemon=True,
            )
            mover.start()

    def wish(self, wanted: CameraWish) -> None:
        """Choose what cameras are asked for, from the next one that is opened on."""
        self._wish = wanted

    def limit_faces(self, count: int) -> None:
        """Look for at most so many faces, 1 to MOST_FACES, from the next frame on."""
        self._analysing.max_faces = min(max(count, 1), MOST_FACES)

    def pin(self, face_id: int | None) -> None:
        """Choose the main face of the present source by its number; None for none.

        Each analysis names it as `pinned` while it is known. Another source, or the same one opened
        anew, begins without.
        """
        with self._board.lock:
            if self._board.run is not None:
                self._board.run.pinned = face_id

    def start_recording(self, plan: Plan) -> None:
        """Record every analysis from now on, until `stop_recording` or the end of the source.

        Raises MienError where nothing runs, where it is recorded already or where the folder
        cannot be written.
        """
        with self._board.lock:
            run, source = self._board.run, self._board.status.source
            running = self._board.status.phase is Phase.RUNNING
        analyser = self._analysing.analyser
        if run is None or analyser is None or source is None or not running:
            raise MienError(mark("Nothing runs that could be recorded: open a source first."))
        if self.recording().active:
            raise MienError(mark("A recording is under way: stop it before the next one."))
        with self._analysing.changing:
            run.recorder = self._recorder = begin_recording(plan, analyser, source)
        if run.stopped.is_set():
            run.end_recording()

    def stop_recording(self) -> None:
        """Have the recording written to its end; returns at once, `recording` tells when."""
        if self._recorder is not None:
            self._recorder.stop()

    def mark(
        self, kind: MarkerKind, label: str = "", note: str = "", at_ns: int | None = None
    ) -> bool:
        """Set a marker in the recording; False where nothing is recorded.

        at_ns: when it was, by the monotonic clock; None for now.
        """
        return self._recorder is not None and self._recorder.mark(kind, label, note, at_ns)

    def name_face(self, face_id: int, label: FaceLabel) -> bool:
        """Keep a face's name in the recording, and only there; False where nothing is recorded."""
        return self._recorder is not None and self._recorder.name_face(face_id, label)

    def recording(self) -> Progress:
        """How the present or last recording goes."""
        recorder = self._recorder
        return Progress() if recorder is None else recorder.progress()

    def stop(self) -> None:
        """Ask to stop."""
        board = self._board
        with board.lock:
            run = board.run
            if run is None:
                return
            over = board.status.phase in (Phase.ENDED, Phase.FAILED, Phase.IDLE)
            phase = Phase.IDLE if over else Phase.STOPPING
            board.status = replace(board.status, phase=phase, problem="", problem_kind="")
        run.stop()
        run.end_recording()

    def close(self, timeout_s: float = END_S) -> bool:
        """Stop and wait; False where a thread had to be left behind in a driver."""
        self.stop()
        with self._board.lock:
            run, self._board.run = self._board.run, None
        ends = time.monotonic() + timeout_s
        for thread in run.threads if run else ():
            thread.join(max(0.0, ends - time.monotonic()))
        clean = not any(thread.is_alive() for thread in (run.threads if run else ()))
        if self._recorder is not None:
            clean = self._recorder.join(max(0.0, ends - time.monotonic())) and clean
        if clean:
            self._analysing.drop(max(0.0, ends - time.monotonic()))
        with self._board.lock:
            self._board.status = Status()
        return clean

    def _open_as_wished(self, text: str) -> Source:
        return open_source(text, wanted=self._wish, late=True)
