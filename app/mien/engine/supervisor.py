"""The thread that opens a source, watches it, and opens it again where it was lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from mien.engine.board import Board
from mien.engine.heap import give_back
from mien.engine.reader import Opener, Reader
from mien.engine.recording import note_loss
from mien.engine.run import Run
from mien.engine.status import Phase, Status
from mien.errors import SourceError
from mien.sources.opening import parse_source
from mien.types import Frame
from mien.words import mark

OPEN_S = 12.0  # a source that takes longer to open is taken for dead
READ_S = 1.0  # a read under way comes back within a picture's time, or hangs
OPENED_S = 4.0  # a camera that is still being opened is let go right afterwards
PAUSES_S = (0.3, 0.6, 1.2, 2.0, 2.0, 3.0)  # before each new try; the last one goes on
CAMERA_PAUSES_S = (0.3, 0.5)  # a camera is back within two seconds of being plugged in


class Supervisor:
    """Keeps the source of a run read; `ready` tells whether what comes can be analysed already."""

    def __init__(
        self, board: Board, opener: Opener, stall_s: float, ready: Callable[[], bool]
    ) -> None:
        """stall_s: a live source that gives nothing for so long is taken for lost."""
        self._board = board
        self._opener = opener
        self._stall_s = stall_s
        self._ready = ready

    def supervise(self, run: Run) -> None:
        """Open, watch and open again, to the end of the run.

        Before a camera is opened the run before is waited for: it may have the same one, which
        would seem to be in use by another program.
        """
        before, run.before = run.before, None
        if before is not None and _is_camera(run.text):
            _wait_for(before)
        generation, failures = 0, 0
        while not run.stopped.is_set():
            generation += 1
            reader = Reader(run.text, self._opener, self._delivery(run, generation))
            run.reader = reader
            opened = self._watch(run, reader)
            reader.stop()
            if run.stopped.is_set():
                reader.join(READ_S)
                break
            if reader.ended:
                self._board.set(run, phase=Phase.ENDED)
                run.pending.close()  # the last frame is still analysed
                return
            error = reader.error or SourceError(mark("The source gives no more pictures."))
            if not self._worth_another_try(opened):
                self._board.fail(run, error)
                return
            failures = 1 if opened else failures + 1
            self._board.set(
                run, phase=Phase.RECONNECTING, problem=error.sentence, problem_kind=error.kind
            )
            note_loss(run.recorder)
            give_back()  # while nothing comes, nobody has to wait for it
            run.stopped.wait(self._pause_s(failures))
        with self._board.lock:
            if run is self._board.run and self._board.status.phase is Phase.STOPPING:
                self._board.status = replace(self._board.status, phase=Phase.IDLE)

    def _worth_another_try(self, opened: bool) -> bool:
        """Only a live source that was open once comes back by itself."""
        with self._board.lock:
            known = self._board.status.source
            reconnecting = self._board.status.phase is Phase.RECONNECTING
        return known is not None and known.live and (opened or reconnecting)

    def _pause_s(self, failures: int) -> float:
        """How long to wait before the next try."""
        with self._board.lock:
            known = self._board.status.source
        camera = known is not None and known.kind == "camera"
        pauses = CAMERA_PAUSES_S if camera else PAUSES_S
        return pauses[min(failures, len(pauses)) - 1]

    def _watch(self, run: Run, reader: Reader) -> bool:
        """Follow a reader to its end; True if it got as far as being open."""
        reader.start()
        announced = False
        while not run.stopped.is_set():
            reader.changed.wait(0.1)
            info = reader.info
            if info is not None and not announced:
                announced = True
                run.still = info.kind == "folder"
                run.text = info.again or run.text  # 'camera' is to mean the same one again
                self._board.set(run, source=info)
            if reader.finished:
                return announced
            idle_s = (time.monotonic_ns() - reader.moved_ns) / 1e9
            limit = OPEN_S if info is None else self._stall_s
            if idle_s > limit and (info is None or info.live):
                return announced
            if announced:
                self._feel_speed(run)
                run.stopped.wait(0.1)
        return announced

    def _delivery(self, run: Run, generation: int) -> Callable[[Frame], None]:
        def deliver(frame: Frame) -> None:
            with self._board.lock:
                if run is not self._board.run or run.stopped.is_set():
                    return
                if self._board.status.phase in (Phase.STARTING, Phase.RECONNECTING):
                    self._board.status = _moving(self._board.status, self._ready())
                self._board.frames.put(frame)
            run.meter.captured()
            taken_next = run.pace.came(time.monotonic())
            run.pending.put((generation, frame))
            # A late frame's picture is made here only where the analysis is to take this one, which
            # then finds it made, or waits for the rest: of others nobody sees it.
            if taken_next:
                frame.developed()

        return deliver

    def _feel_speed(self, run: Run) -> None:
        """Tell when the analysis becomes slow, and take it back once it is well again."""
        slow = run.speed.look(run.meter.figures(), time.monotonic())
        with self._board.lock:
            told = self._board.status.alert
        if slow and run.slow is None:
            run.slow = self._board.alert(slow)
            self._board.set(run, alert=run.slow)
        elif not slow and run.slow is not None:
            if told is run.slow:
                self._board.set(run, alert=None)
            run.slow = None


def _wait_for(run: Run) -> None:
    """Until a run that was stopped has let its camera go; not for one that hangs in the driver."""
    run.threads[0].join(OPENED_S)
    if run.reader is not None and run.reader.info is None:
        run.reader.join(OPENED_S)


def _is_camera(text: str) -> bool:
    try:
        return parse_source(text).kind == "camera"
    except SourceError:
        return False


def _moving(status: Status, analysing: bool) -> Status:
    """The status once frames come: running, unless the analysis still loads."""
    phase = Phase.RUNNING if analysing else Phase.STARTING
    step = "" if analysing else status.step
    return replace(status, phase=phase, step=step, problem="", problem_kind="")
