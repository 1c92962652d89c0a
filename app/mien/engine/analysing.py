"""The thread that has the faces of a run's frames found and read, and hands the analyses out."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from mien.engine.analyser import MOST_FACES, Analyser
from mien.engine.board import Board
from mien.engine.heap import give_back
from mien.engine.recording import hand_over
from mien.engine.run import Run
from mien.engine.sighting import Sighting
from mien.engine.speed import SpeedWatch
from mien.engine.status import Phase
from mien.errors import MienError
from mien.measures.observer import Observer
from mien.network.failure import NetworkError
from mien.network.reads import Reads
from mien.record.items import Moved
from mien.types import Analysis
from mien.words import in_a_row, mark

log = logging.getLogger(__name__)

TAKES_OVER = mark("The network that comes with Mien reads instead.")
VALUES_MISSING = mark("From here on its values are missing in the recording.")


class Analysing:
    """Holds the loaded analysis, for one run after the other.

    changing: held while the network may become another one, and while a recording begins, as it
    keeps the network that it began with.
    """

    def __init__(self, board: Board, loader: Callable[..., Analyser], observer: Observer) -> None:
        """Nothing is loaded before the first run. loader: as `Analyser.load`."""
        self.analyser: Analyser | None = None
        self.max_faces = MOST_FACES
        self.changing = threading.Lock()
        self._board = board
        self._loader = loader
        self._observer = observer
        self._loaded: tuple[str, Path | None] | None = None  # device and network, where as asked
        self._analysing = threading.Lock()
        self._moving = threading.Lock()  # to one device after the other

    def analyse(self, run: Run) -> None:
        """Analyse to the end of the run."""
        with self._analysing:  # the thread of the run before may be at its last frame
            try:
                analyser = self._ready(run)
                if analyser is not None:
                    self._analyse_all(run, analyser)
            except MienError as error:
                self._board.fail(run, error)
            except Exception:
                log.exception("the analysis failed in a way it should not")
                said = mark("The analysis failed unexpectedly; the log says more.")
                self._board.fail(run, MienError(said))
            finally:
                run.end_recording(self._board.why_over(run))

    def _ready(self, run: Run) -> Analyser | None:
        """The loaded analysis, loaded anew where another device or network is asked for."""
        if self.analyser is None or self._loaded != (run.device, run.network):
            self._drop_analyser()
            self.analyser = self._load(run)
            self.analyser.watch(self._observer)
            # What is loaded by now stays: walking through it again and again, as the garbage
            # collector would, stops all threads for several milliseconds each time.
            gc.collect()
            gc.freeze()
            give_back()
        if self._loaded is not None and self._loaded[0] != run.device:  # chosen while it loaded
            self.move(run, run.device, self._loaded[0])
        if run.stopped.is_set():
            return None
        self._board.set(
            run, provider=self.analyser.provider, provider_note=self.analyser.provider_note
        )
        return self.analyser

    def _load(self, run: Run) -> Analyser:
        """With the own network, or what takes its place; then it is tried again the next time."""
        load = partial(
            self._loader,
            device=run.device,
            max_faces=self.max_faces,
            progress=self._board.tell_step,
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
            self._board.set(run, network_problem=in_a_row(error.sentence, TAKES_OVER))
            return load()

    def _network_failed(self, run: Run, analyser: Analyser) -> None:
        """Tell it, and let the shipped network take over once no recording is under way.

        Until then the faces are without values: a recording's columns are those of its network.
        """
        failure, recorder = analyser.failure, run.recorder
        recording = recorder is not None and recorder.running
        with self._board.lock:
            known = self._board.status.network_problem.startswith(failure)
        if recording and recorder is not None and not known:
            recorder.mark("note", "The network stopped", failure)
            self._board.set(run, network_problem=in_a_row(failure, VALUES_MISSING))
        if recording:
            return
        if not run.instead:
            raise NetworkError(failure)
        with self.changing:
            if run.recorder is recorder:  # none began in between
                analyser.fall_back(run.device)
                self._loaded = None
                self._board.set(run, network_problem=in_a_row(failure, TAKES_OVER))
        self._board.set(run, provider=analyser.provider, provider_note=analyser.provider_note)

    def _analyse_all(self, run: Run, analyser: Analyser) -> None:
        sighting = Sighting(run, analyser, lambda: self.max_faces, self._board.coming.put)
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
        with self._board.lock:
            if run is not self._board.run or run.stopped.is_set():
                return
            if self._board.status.phase is Phase.STARTING:
                self._board.status = replace(self._board.status, phase=Phase.RUNNING, step="")
            self._board.analyses.put(analysis)
        if run.recorder is not None:
            hand_over(run.recorder, analysis, run.stopped)

    def move(self, run: Run, device: str, before: str) -> None:
        """Load the network for another device, then have it read there; takes its time."""
        with self._moving:
            analyser = self.analyser
            # While it loads for the first time, `_ready` looks at `run.device` again afterwards.
            if analyser is None or run.device != device or run.stopped.is_set():
                return
            self._board.set(run, moving_to=device)
            try:
                network = analyser.load_for(device)
            except MienError as error:
                run.device = before
                self._board.set(run, moving_to="", alert=self._board.alert(error.sentence))
                return
            if analyser is self.analyser:
                analyser.use(network)
                self._loaded = self._loaded and (device, run.network)
            self._board.set(run, moving_to="")

    def _tell_moved(self, run: Run, network: Reads) -> None:
        """The faces of a frame were read elsewhere than those of the frame before."""
        note = network.provider_note
        alert = self._board.alert(note) if note else None
        run.speed = SpeedWatch()  # what was usual elsewhere says nothing here
        self._board.set(run, provider=network.provider, provider_note=note, alert=alert)
        if run.recorder is not None:
            run.recorder.give(Moved(network.provider, note))

    def drop(self, timeout_s: float) -> None:
        """Let all go that is loaded, once no run needs it."""
        if self._analysing.acquire(timeout=timeout_s):
            self._drop_analyser()
            self._analysing.release()

    def _drop_analyser(self) -> None:
        if self.analyser is not None:
            self.analyser.close()
            self.analyser = None
