"""What all threads of the engine share: the present run and the status that tells of it."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace

from mien.engine.run import Run
from mien.engine.status import Alert, Phase, Status
from mien.errors import MienError, SourceError
from mien.flow import Latest
from mien.types import Analysis, Frame


class Board:
    """The status of the present run; what an older one still says is not heard.

    lock: of run and status, and of what is put into the mailboxes: frames, analyses and coming,
    as in `Engine`.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.status = Status()
        self.run: Run | None = None
        self.frames: Latest[Frame] = Latest()
        self.analyses: Latest[Analysis] = Latest()
        self.coming: Latest[Frame] = Latest()
        self._alerts = itertools.count(1)

    def begin(self, run: Run, status: Status) -> Run | None:
        """Make a run the present one; the one before."""
        with self.lock:
            before, self.run = self.run, run
            self.status = replace(
                status,
                provider=self.status.provider,
                provider_note=self.status.provider_note,
            )
            for mailbox in (self.frames, self.analyses, self.coming):
                mailbox.clear()
        return before

    def set(self, run: Run, **changes: object) -> None:
        """Change the status, if the run is the present one."""
        with self.lock:
            if run is self.run:
                self.status = replace(self.status, **changes)  # type: ignore[arg-type]

    def tell_step(self, step: str) -> None:
        """A loading step, of whichever run began it: the present one waits for it."""
        with self.lock:
            if self.status.phase is Phase.STARTING:
                self.status = replace(self.status, step=step)

    def why_over(self, run: Run) -> str:
        """Why a run came to its end, '' where nothing was wrong."""
        with self.lock:
            return self.status.problem if run is self.run else ""

    def fail(self, run: Run, error: MienError) -> None:
        """End a run with its problem."""
        kind = error.kind if isinstance(error, SourceError) else "failed"
        self.set(run, phase=Phase.FAILED, problem=error.sentence, problem_kind=kind)
        run.stop()

    def alert(self, text: str) -> Alert:
        """Something new that the user should know."""
        return Alert(next(self._alerts), text)
