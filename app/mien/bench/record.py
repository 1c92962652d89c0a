"""The live bench while it records clean and annotated video: what recording costs and loses."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mien.bench.live import LiveFigures, bench_live
from mien.engine.engine import Engine
from mien.errors import MienError
from mien.overlays import OVERLAYS
from mien.record.manifest import Keep, Overlays
from mien.record.plan import Plan
from mien.record.progress import Stage
from mien.record.recorder import MOST_WAITING
from mien.record.session import Session
from mien.settings import Settings

LOOK_EVERY_S = 0.02
END_S = 60.0


@dataclass(frozen=True, slots=True)
class RecordFigures:
    """What was measured of a recording, and of the window meanwhile.

    frames, lost, skipped: as the session has them. mb_per_minute: of all its files.
    most_waiting_mb: pictures that waited to be written, at most; limit_mb: how many ever may.
    """

    live: LiveFigures
    frames: int
    lost: int
    skipped: int
    mb_per_minute: float
    most_waiting_mb: float
    limit_mb: float


class WaitingWatcher(threading.Thread):
    """Notes how much waits to be written."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="mien-bench-record", daemon=True)
        self._engine = engine
        self._over = threading.Event()
        self.most_bytes = 0

    def run(self) -> None:
        """Look until told to end."""
        while not self._over.wait(LOOK_EVERY_S):
            self.most_bytes = max(self.most_bytes, self._engine.recording().waiting_bytes)

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()


def bench_record(seconds: float, source: str | None, device: str) -> RecordFigures:
    """Record for a while into a temporary folder; MienError where it does not come out whole."""
    with tempfile.TemporaryDirectory(prefix="mien-bench-") as place:
        # As the settings have them, which never show two maps at once.
        every = Settings().changed(**{overlay.setting: True for overlay in OVERLAYS})
        shown = (one.setting for one in OVERLAYS if getattr(every, one.setting))
        overlays = Overlays(names=tuple(shown))
        plan = Plan(Keep(annotated=True), overlays, Path(place), "bench")
        most: list[int] = []

        @contextlib.contextmanager
        def recording(engine: Engine) -> Iterator[None]:
            engine.start_recording(plan)
            watcher = WaitingWatcher(engine)
            watcher.start()
            try:
                yield
            finally:
                watcher.end()
                most.append(watcher.most_bytes)
                engine.stop_recording()
                wait_for_end(engine)

        live = bench_live(seconds, source, device, recording)
        return figures_of(live, Session.open(Path(place) / "bench"), most[0])


def wait_for_end(engine: Engine) -> None:
    """Until the session is whole. Raises MienError."""
    waited = threading.Event()
    for _ in range(round(END_S / LOOK_EVERY_S)):
        progress = engine.recording()
        if progress.stage in (Stage.DONE, Stage.FAILED):
            break
        waited.wait(LOOK_EVERY_S)
    if progress.stage is not Stage.DONE:
        raise MienError(progress.problem or "The recording did not come to its end.")


def figures_of(live: LiveFigures, session: Session, most_bytes: int) -> RecordFigures:
    """The figures of a session that was recorded meanwhile."""
    counts, length_s = session.manifest.counts, session.manifest.length_s
    size = sum(path.stat().st_size for path in session.folder.iterdir())
    return RecordFigures(
        live=live,
        frames=counts.analysed,
        lost=counts.lost,
        skipped=counts.skipped,
        mb_per_minute=size / 1e6 / length_s * 60 if length_s else float("nan"),
        most_waiting_mb=most_bytes / 1e6,
        limit_mb=MOST_WAITING / 1e6,
    )
