"""Recordings that were cut short: found at the start, offered, made whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from mien.errors import MienError
from mien.gui.job import Job
from mien.gui.words import tr, tr_n
from mien.record.layout import partial_sessions
from mien.record.manifest import read_manifest
from mien.record.recover import recover

POLL_MS = 100


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came of it: sentences, and the last session that is whole now."""

    sentence: str
    folder: Path | None


class Rescue(QObject):
    """Looks in a thread of its own, as a disk may be slow to answer."""

    found = Signal(list)  # of Paths
    done = Signal(object)  # a Recovery

    def __init__(self) -> None:
        """Nothing is looked for yet."""
        super().__init__()
        self._looking: Job[list[Path]] | None = None
        self._mending: Job[Recovery] | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.tick)

    def look(self, parent: Path) -> None:
        """Look for recordings that nobody writes any more."""
        self._looking = Job("mien-rescue", lambda: abandoned(parent))
        self._poll.start()

    def recover(self, partials: list[Path]) -> None:
        """Make them whole."""
        self._mending = Job("mien-recover", lambda: recovered(partials))
        self._poll.start()

    def tick(self) -> None:
        """Look what has come."""
        looking = self._looking.outcome() if self._looking is not None else None
        if looking is not None:
            self._looking = None
            if looking.value:
                self.found.emit(looking.value)
        mending = self._mending.outcome() if self._mending is not None else None
        if mending is not None:
            self._mending = None
            self.done.emit(mending.value or Recovery(mending.problem, None))
        if self._looking is None and self._mending is None:
            self._poll.stop()


def abandoned(parent: Path) -> list[Path]:
    """The partial sessions of a folder that no process writes to."""
    found = []
    for path in partial_sessions(parent):
        try:
            writer = read_manifest(path).writer
        except MienError:
            continue  # nothing that could be recovered
        if writer is None or not writer.alive:
            found.append(path)
    return found


def recovered(partials: list[Path]) -> Recovery:
    """Make each whole, and say what came of it."""
    said: list[str] = []
    folder: Path | None = None
    for partial in partials:
        try:
            result = recover(partial)
        except MienError as error:
            said.append(tr(error.sentence))
            continue
        folder = result.session.folder
        counts = result.session.manifest.counts
        frames = tr_n("{n} frame", "{n} frames", counts.analysed)
        said.append(tr("{name} is whole again: {frames}.").format(name=folder.name, frames=frames))
        said += [tr(note) for note in result.notes]
    return Recovery(" ".join(said), folder)
