"""The thread that finds the faces of the newest frame while the one before is still being read."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from mien.engine.analyser import Analyser
from mien.engine.run import Run
from mien.engine.seer import Seen
from mien.flow import Fifo
from mien.types import Frame

log = logging.getLogger(__name__)


class Sighting(threading.Thread):
    """Takes a run's newest frame as soon as the frame before is taken out of `seen`.

    Not earlier, as it would only grow old there. announce: is given a frame before it is read.
    error: why it ended early.
    """

    def __init__(
        self,
        run: Run,
        analyser: Analyser,
        most_faces: Callable[[], int],
        announce: Callable[[Frame], None],
    ) -> None:
        super().__init__(name="mien-faces", daemon=True)
        self._run = run
        self._analyser = analyser
        self._most_faces = most_faces
        self._announce = announce
        self._generation, self._last = 0, -1
        # One place: a second frame that lay here would only grow old.
        self.seen: Fifo[Seen] = Fifo(1)
        self.error: Exception | None = None

    def run(self) -> None:
        """See to the end of the run."""
        try:
            self._see_all()
        except Exception as error:
            log.info("looking for faces ended early", exc_info=True)
            self.error = error
        finally:
            self.seen.close()

    def end(self) -> None:
        """See no more, and wait for a frame under way."""
        self._run.pending.close()
        self.seen.close()
        self.join()

    def _see_all(self) -> None:
        count = 0
        while not self._run.stopped.is_set() and self.seen.wait_taken():
            self._run.pace.free(time.monotonic())
            got = self._run.pending.newer(count)
            if got is None:
                return
            (generation, came), count = got
            self._run.pace.taken(time.monotonic())
            frame = came.developed()
            if frame is not None:
                self._see(generation, frame)
            del got, came, frame  # a picture must not live on while the next one is awaited

    def _see(self, generation: int, frame: Frame) -> None:
        run, analyser = self._run, self._analyser
        if generation != self._generation:
            self._generation, self._last = generation, -1
            analyser.begin(still=run.still)
            run.pinned = None  # numbers begin anew
        analyser.limit(self._most_faces())
        analyser.pin(run.pinned)
        skipped = max(0, frame.index - self._last - 1)
        self._last = frame.index
        seen = analyser.see(frame, skipped)
        self._announce(frame)
        self.seen.put(seen)
        # While the network reads; whoever is first with a face, here or there, works it out.
        for one in seen.traced:
            one.found.mesh.rest()
        del seen
        analyser.look_ahead(frame)  # likewise
