"""What the threads of one call of `Engine.open` share."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from mien.engine.meter import Meter
from mien.engine.pace import Pace
from mien.engine.reader import Reader
from mien.engine.speed import SpeedWatch
from mien.engine.status import Alert
from mien.flow import Latest
from mien.record.recorder import Recorder
from mien.types import Frame


@dataclass
class Run:
    """One call of `open`: what its threads share.

    text: what is opened, the next time too. network: a user's own, None for the one that comes with
    Mien, which takes its place where it cannot be used and `instead` is set. threads: the
    supervisor first. reader: the thread that has the source. before: the run that this one follows.
    """

    text: str
    device: str
    network: Path | None = None
    instead: bool = True
    stopped: threading.Event = field(default_factory=threading.Event)
    pending: Latest[tuple[int, Frame]] = field(default_factory=Latest)
    pace: Pace = field(default_factory=Pace)
    meter: Meter = field(default_factory=Meter)
    speed: SpeedWatch = field(default_factory=SpeedWatch)
    threads: list[threading.Thread] = field(default_factory=list)
    reader: Reader | None = None
    before: Run | None = None
    still: bool = False
    pinned: int | None = None
    recorder: Recorder | None = None
    slow: Alert | None = None

    def stop(self) -> None:
        """Ask every thread of the run to end."""
        self.stopped.set()
        self.pending.close()

    def end_recording(self, ended: str = "") -> None:
        """Have the recorder write what it was given and close; returns at once."""
        if self.recorder is not None:
            self.recorder.stop(ended)
