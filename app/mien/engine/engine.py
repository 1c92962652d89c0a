"""The engine: keeps a source read and its newest frame analysed, and tells how it goes.

    reader --Latest--> faces --Handoff--> analysis --Latest--> whoever looks
                                              '--Fifo--> recorder

The faces of a frame are looked for while the network reads those of the frame before. Frames are
lost in one place alone, between reader and faces, and are counted there.
"""

from __future__ import annotations

import gc
import itertools
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from mien.engine.analyser import MOST_FACES, Analyser
from mien.engine.reader import Opener, Reader
from mien.engine.recording import begin_recording, hand_over, note_loss
from mien.engine.run import Run
from mien.engine.sighting import Sighting
from mien.engine.speed import SpeedWatch
from mien.engine.status import Alert, Phase, Status
from mien.errors import MienError, SourceError
from mien.faces.label import FaceLabel
from mien.flow import Latest
from mien.measures.observer import Observer
from mien.network.card import Card
from mien.network.failure import NetworkError
from mien.network.reads import Reads
from mien.record.items import Moved
from mien.record.markers import MarkerKind
from mien.record.plan import Plan
from mien.record.progress import Progress, Stage
from mien.record.recorder import Recorder
from mien.sources import open_source
from mien.sources.base import Source
from mien.sources.request import CameraWish
from mien.types import Analysis, Frame
from mien.words import in_a_row, mark

log = logging.getLogger(__name__)

OPEN_S = 12.0  # a source that takes longer to open is taken for dead
STALL_S = 4.0  # a live source that gives nothing for so long is taken for lost
PAUSES_S = (0.3, 0.6, 1.2, 2.0, 2.0, 3.0)  # before each new try; the last one goes on
CAMERA_PAUSES_S = (0.3, 0.6, 1.0)  # a camera is back within two seconds of being plugged in
END_S = 2.0
TAKES_OVER = mark("The network that comes with Mien reads instead.")
VALUES_MISSING = mark("From here on its values are missing in the recording.")


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
        self.frames: Latest[Frame] = Latest()
        self.analyses: Latest[Analysis] = Latest()
        self.coming: Latest[Frame] = Latest()
        self._opener = opener or self._open_as_wished
        self._wish = CameraWish()
        self._loader = loader
        self._stall_s = stall_s
        self._lock = threading.Lock()
        self._status = Status()
        self._run: Run | None = None
        self._analysing = threading.Lock()
        self._analyser: Analyser | None = None
        self._loaded: tuple[str, Path | None] | None = None  # device and network, where as asked
        self._network: Path | None = None
        self._instead = True
        self._changing = threading.Lock()  # a recording keeps the network that it began with
        self._moving = threading.Lock()  # to one device after the other
        self._alerts = itertools.count(1)
        self._max_faces = MOST_FACES
        self._recorder: Recorder | None = None

    @property
    def card(self) -> Card | None:
        """The network's card, once loaded."""
        analyser = self._analyser
        return analyser.card if analyser is not None else None

    @property
    def sha256(self) -> str:
        """Of the network's file, '' before it is loaded."""
        analyser = self._analyser
        return analyser.sha256 if analyser is not None else ""

    def status(self) -> Status:
        """What is going on, as one snapshot."""
        with self._lock:
            run, status = self._run, self._status
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
            target=self._supervise, args=(run,), name="mien-engine", daemon=True
        )
        analysis = threading.Thread(
            target=self._analyse, args=(run,), name="mien-analysis", daemon=True
        )
        run.threads += [supervisor, analysis]
        with self._lock:
            old, self._run = self._run, run
            provider, note = self._status.provider, self._status.provider_note
            self._status = Status(
                Phase.STARTING,
                step=mark("Opening the source"),
                provider=provider,
                provider_note=note,
            )
            self.frames.clear()
            self.analyses.clear()
            self.coming.clear()
        if old is not None:
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
        with self._lock:
            run = self._run
        if run is not None:
            before, run.device = run.device, device
            mover = threading.Thread(
                target=self._move, args=(run, device, before), name="mien-device", daemon=True
            )
            mover.start()

    def wish(self, wanted: CameraWish) -> None:
        """Choose what cameras are asked for, from the next one that is opened on."""
        self._wish = wanted

    def limit_faces(self, count: int) -> None:
        """Look for at most so many faces, 1 to MOST_FACES, from the next frame on."""
        self._max_faces = min(max(count, 1), MOST_FACES)

    def pin(self, face_id: int | None) -> None:
        """Choose the main face of the present source by its number; None for none.

        Each analysis names it as `pinned` while it is known. Another source, or the same one opened
        anew, begins without.
        """
        with self._lock:
            if self._run is not None:
                self._run.pinned = face_id

    def start_recording(self, plan: Plan) -> None:
        """Record every analysis from now on, until `stop_recording` or the end of the source.

        Raises MienError where nothing runs, where it is recorded already or where the folder
        cannot be written.
        """
        with self._lock:
            run, analyser, source = self._run, self._analyser, self._status.source
            running = self._status.phase is Phase.RUNNING
        if run is None or analyser is None or source is None or not running:
            raise MienError(mark("Nothing runs that could be recorded: open a source first."))
        if self.recording().stage in (Stage.RECORDING, Stage.CLOSING):
            raise MienError(mark("A recording is under way: stop it before the next one."))
        with self._changing:
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
        with self._lock:
            run = self._run
            if run is None:
                return
            over = self._status.phase in (Phase.ENDED, Phase.FAILED, Phase.IDLE)
            phase = Phase.IDLE if over else Phase.STOPPING
            self._status = replace(self._status, phase=phase, problem="", problem_kind="")
        run.stop()
        run.end_recording()

    def close(self, timeout_s: float = END_S) -> bool:
        """Stop and wait; False where a thread had to be left behind in a driver."""
        self.stop()
        with self._lock:
            run, self._run = self._run, None
        ends = time.monotonic() + timeout_s
        for thread in run.threads if run else ():
            thread.join(max(0.0, ends - time.monotonic()))
        clean = not any(thread.is_alive() for thread in (run.threads if run else ()))
        if self._recorder is not None:
            clean = self._recorder.join(max(0.0, ends - time.monotonic())) and clean
        if clean and self._analysing.acquire(timeout=max(0.0, ends - time.monotonic())):
            self._drop_analyser()
            self._analysing.release()
        with self._lock:
            self._status = Status()
        return clean

    # The supervisor: opens, watches, opens again.

    def _supervise(self, run: Run) -> None:
        generation, failures = 0, 0
        while not run.stopped.is_set():
            generation += 1
            reader = Reader(run.text, self._opener, self._delivery(run, generation))
            opened = self._watch(run, reader)
            reader.stop()
            if run.stopped.is_set():
                break
            if reader.ended:
                self._set(run, phase=Phase.ENDED)
                run.pending.close()  # the last frame is still analysed
                return
            error = reader.error or SourceError(mark("The source gives no more pictures."))
            if not self._worth_another_try(opened):
                self._fail(run, error)
                return
            failures = 1 if opened else failures + 1
            self._set(
                run, phase=Phase.RECONNECTING, problem=error.sentence, problem_kind=error.kind
            )
            note_loss(run.recorder)
            run.stopped.wait(self._pause_s(failures))
        with self._lock:
            if run is self._run and self._status.phase is Phase.STOPPING:
                self._status = replace(self._status, phase=Phase.IDLE)

    def _worth_another_try(self, opened: bool) -> bool:
        """Only a live source that was open once comes back by itself."""
        with self._lock:
            known = self._status.source
            reconnecting = self._status.phase is Phase.RECONNECTING
        return known is not None and known.live and (opened or reconnecting)

    def _pause_s(self, failures: int) -> float:
        """How long to wait before the next try."""
        with self._lock:
            known = self._status.source
        camera = known is not None and known.kind == "camera"
        pauses = CAMERA_PAUSES_S if camera else PAUSES_S
        return pauses[min(failures, len(pauses)) - 1]

    def _open_as_wished(self, text: str) -> Source:
        return open_source(text, wanted=self._wish)

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
                self._set(run, source=info)
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
            with self._lock:
                if run is not self._run or run.stopped.is_set():
                    return
                if self._status.phase in (Phase.STARTING, Phase.RECONNECTING):
                    self._status = _moving(self._status, self._analyser is not None)
                self.frames.put(frame)
            run.meter.captured()
            run.pending.put((generation, frame))

        return deliver

    # The analysis thread.

    def _analyse(self, run: Run) -> None:
        with self._analysing:  # the thread of the run before may be at its last frame
            try:
                analyser = self._ready(run)
                if analyser is not None:
                    self._analyse_all(run, analyser)
            except MienError as error:
                self._fail(run, error)
            except Exception:
                log.exception("the analysis failed in a way it should not")
                said = mark("The analysis failed unexpectedly; the log says more.")
                self._fail(run, MienError(said))
            finally:
                run.end_recording(self._why_over(run))

    def _ready(self, run: Run) -> Analyser | None:
        """The loaded analysis, loaded anew where another device or network is asked for."""
        if self._analyser is None or self._loaded != (run.device, run.network):
            self._drop_analyser()
            self._analyser = self._load(run)
            self._analyser.watch(self.observer)
            # What is loaded by now stays: walking through it again and again, as the garbage
            # collector would, stops all threads for several milliseconds each time.
            gc.collect()
            gc.freeze()
        if self._loaded is not None and self._loaded[0] != run.device:  # chosen while it loaded
            self._move(run, run.device, self._loaded[0])
        if run.stopped.is_set():
            return None
        self._set(run, provider=self._analyser.provider, provider_note=self._analyser.provider_note)
        return self._analyser

    def _load(self, run: Run) -> Analyser:
        """With the own network, or what takes its place; then it is tried again the next time."""
        load = partial(
            self._loader, device=run.device, max_faces=self._max_faces, progress=self._tell
        )
        self._loaded = (run.device, run.network)
        if run.network is None:
            return load()
        try:
            return load(network=run.network)
        except NetworkError as error:
            if not run.instead:
                raise
            log.warning("the own network cannot be used: %s", error)
            self._loaded = None
            self._set(run, network_problem=in_a_row(error.sentence, TAKES_OVER))
            return load()

    def _network_failed(self, run: Run, analyser: Analyser) -> None:
        """Tell it, and let the shipped network take over once no recording is under way.

        Until then the faces are without values: a recording's columns are those of its network.
        """
        failure, recorder = analyser.failure, run.recorder
        recording = recorder is not None and recorder.running
        with self._lock:
            known = self._status.network_problem.startswith(failure)
        if recording and recorder is not None and not known:
            recorder.mark("note", "The network stopped", failure)
            self._set(run, network_problem=in_a_row(failure, VALUES_MISSING))
        if recording:
            return
        if not run.instead:
            raise NetworkError(failure)
        with self._changing:
            if run.recorder is recorder:  # none began in between
                analyser.fall_back(run.device)
                self._loaded = None
                self._set(run, network_problem=in_a_row(failure, TAKES_OVER))
        self._set(run, provider=analyser.provider, provider_note=analyser.provider_note)

    def _analyse_all(self, run: Run, analyser: Analyser) -> None:
        sighting = Sighting(run, analyser, lambda: self._max_faces, self.coming.put)
        sighting.start()
        network = analyser.network
        try:
            for seen in sighting.seen:
                if run.stopped.is_set():
                    return
                analysis = analyser.read(seen)
                if analyser.read_by is not network:
                    network = analyser.read_by
                    self._tell_moved(run, network)
                self._publish(run, analysis)
                if analyser.failure:
                    self._network_failed(run, analyser)
                del seen, analysis  # their picture must not live on while the next is awaited
        finally:
            sighting.end()  # the analyser is free for the next run
        if sighting.error is not None:
            raise sighting.error

    def _publish(self, run: Run, analysis: Analysis) -> None:
        run.meter.analysed(analysis)
        with self._lock:
            if run is not self._run or run.stopped.is_set():
                return
            if self._status.phase is Phase.STARTING:
                self._status = replace(self._status, phase=Phase.RUNNING, step="")
            self.analyses.put(analysis)
        if run.recorder is not None:
            hand_over(run.recorder, analysis, run.stopped)

    # The thread that has the network loaded for another device.

    def _move(self, run: Run, device: str, before: str) -> None:
        with self._moving:
            analyser = self._analyser
            # While it loads for the first time, `_ready` looks at `run.device` again afterwards.
            if analyser is None or run.device != device or run.stopped.is_set():
                return
            self._set(run, moving_to=device)
            try:
                network = analyser.load_for(device)
            except MienError as error:
                run.device = before
                self._set(run, moving_to="", alert=self._alert(error.sentence))
                return
            if analyser is self._analyser:
                analyser.use(network)
                self._loaded = self._loaded and (device, run.network)
            self._set(run, moving_to="")

    def _tell_moved(self, run: Run, network: Reads) -> None:
        """The faces of a frame were read elsewhere than those of the frame before."""
        note = network.provider_note
        alert = self._alert(note) if note else None
        run.speed = SpeedWatch()  # what was usual elsewhere says nothing here
        self._set(run, provider=network.provider, provider_note=note, alert=alert)
        if run.recorder is not None:
            run.recorder.give(Moved(network.provider, note))

    def _alert(self, text: str) -> Alert:
        return Alert(next(self._alerts), text)

    def _feel_speed(self, run: Run) -> None:
        """Tell when the analysis becomes slow, and take it back once it is well again."""
        slow = run.speed.look(run.meter.figures(), time.monotonic())
        with self._lock:
            told = self._status.alert
        if slow and run.slow is None:
            run.slow = self._alert(slow)
            self._set(run, alert=run.slow)
        elif not slow and run.slow is not None:
            if told is run.slow:
                self._set(run, alert=None)
            run.slow = None

    def _drop_analyser(self) -> None:
        if self._analyser is not None:
            self._analyser.close()
            self._analyser = None

    # Status.

    def _set(self, run: Run, **changes: object) -> None:
        with self._lock:
            if run is self._run:
                self._status = replace(self._status, **changes)  # type: ignore[arg-type]

    def _tell(self, step: str) -> None:
        """A loading step, of whichever run began it: the present one waits for it."""
        with self._lock:
            if self._status.phase is Phase.STARTING:
                self._status = replace(self._status, step=step)

    def _why_over(self, run: Run) -> str:
        """Why a run came to its end, '' where nothing was wrong."""
        with self._lock:
            return self._status.problem if run is self._run else ""

    def _fail(self, run: Run, error: MienError) -> None:
        kind = error.kind if isinstance(error, SourceError) else "failed"
        self._set(run, phase=Phase.FAILED, problem=error.sentence, problem_kind=kind)
        run.stop()


def _moving(status: Status, analysing: bool) -> Status:
    """The status once frames come: running, unless the analysis still loads."""
    phase = Phase.RUNNING if analysing else Phase.STARTING
    step = "" if analysing else status.step
    return replace(status, phase=phase, step=step, problem="", problem_kind="")
