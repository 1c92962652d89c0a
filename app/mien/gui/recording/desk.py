"""Begins and ends recordings, counts down before them, and tells how they ended."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mien.engine.status import Phase
from mien.errors import MienError
from mien.faces.label import NO_LABELS, Labels
from mien.gui.choices import Choices
from mien.gui.engine_like import EngineLike
from mien.gui.review.scale import clock
from mien.gui.words import tr, tr_n
from mien.overlays import OVERLAYS
from mien.record.layout import sessions_folder
from mien.record.manifest import Keep, Overlays
from mien.record.markers import MarkerKind
from mien.record.plan import Plan
from mien.record.progress import Progress, Stage
from mien.settings import Settings
from mien.words import mark

NOTHING_RUNS = mark("Nothing runs that could be recorded: open a source first.")


class RecordDesk(QObject):
    """Asked by buttons, looked at by a timer; `changed` comes when it begins, counts or ends.

    ended: a sentence, and the session's folder (None where none came to be).
    """

    changed = Signal()
    ended = Signal(str, object)
    refused = Signal(str)

    def __init__(self, engine: EngineLike, choices: Choices) -> None:
        """Nothing is recorded."""
        super().__init__()
        self.progress = Progress()
        self.labels: Callable[[], Labels] = lambda: NO_LABELS  # what faces are called now
        self._engine, self._choices = engine, choices
        self._begins_s: float | None = None
        self._left = 0
        self._watching = False

    @property
    def counting(self) -> int:
        """Whole seconds until the recording begins, 0 where none is awaited."""
        return self._left if self._begins_s is not None else 0

    @property
    def recording(self) -> bool:
        """Frames are taken now."""
        return self.progress.stage is Stage.RECORDING

    @property
    def active(self) -> bool:
        """A recording is under way, or what waits is still being written."""
        return self.progress.active

    def begin(self, now_s: float) -> None:
        """Count down, then record; now_s: monotonic, as in `tick`."""
        if self._engine.status().phase is not Phase.RUNNING:
            self.refused.emit(tr(NOTHING_RUNS))
            self.changed.emit()
            return
        seconds = self._choices.settings.record_countdown
        self._begins_s = now_s + seconds
        self.tick(now_s)

    def end(self) -> None:
        """End the recording, or the count-down."""
        self._begins_s = None
        if self.active:
            self._engine.stop_recording()
        self.changed.emit()

    def mark(self, kind: MarkerKind, label: str = "", note: str = "") -> bool:
        """Set a marker now; False where nothing is recorded."""
        return self._engine.mark(kind, label, note)

    def tick(self, now_s: float) -> None:
        """Let time pass, and look how the recording goes."""
        if self._begins_s is not None:
            left = max(0, math.ceil(self._begins_s - now_s - 1e-6))
            moved, self._left = left != self._left, left
            if not left:
                self._begin_now()
            elif moved:
                self.changed.emit()
        before, self.progress = self.progress, self._engine.recording()
        if self._watching and not self.active:
            self._watching = False
            self.ended.emit(ending(self.progress), self.progress.folder)
        if before.stage is not self.progress.stage:
            self.changed.emit()

    def _begin_now(self) -> None:
        self._begins_s = None
        try:
            plan = replace(plan_of(self._choices.settings), labels=self.labels())
            self._engine.start_recording(plan)
            self._watching = True
        except MienError as error:
            self.refused.emit(tr(error.sentence))
        self.changed.emit()


def plan_of(settings: Settings) -> Plan:
    """What the settings ask to be kept, and where."""
    kept, pictures = settings.record_keep, settings.record_keep != "numbers"
    return Plan(
        keep=Keep(
            clean=kept in ("clean", "both"),
            annotated=kept in ("annotated", "both"),
            blurred=settings.record_blurred and pictures,
        ),
        overlays=overlays_of(settings),
        parent=folder_of(settings),
        codec=settings.record_codec,
    )


def overlays_of(settings: Settings) -> Overlays:
    """What is drawn over pictures that leave the window."""
    return Overlays(
        names=tuple(o.setting for o in OVERLAYS if getattr(settings, o.setting)),
        opacity=settings.opacity,
        colour_map=settings.colour_map,
        evidence_of=settings.evidence_of,
    )


def folder_of(settings: Settings) -> Path:
    """Where recordings go."""
    return Path(settings.record_folder) if settings.record_folder else sessions_folder()


def ending(progress: Progress) -> str:
    """How a recording ended, in a sentence or two."""
    counts = progress.counts
    parts = [clock(progress.length_s, 0.1), tr_n("{n} frame", "{n} frames", counts.analysed)]
    if counts.skipped:
        parts.append(tr_n("{n} skipped", "{n} skipped", counts.skipped))
    if counts.lost:
        parts.append(tr_n("{n} lost", "{n} lost", counts.lost))
    if counts.gaps:
        parts.append(tr_n("{n} gap", "{n} gaps", counts.gaps))
    name = progress.folder.name if progress.folder is not None else ""
    said = tr("Recorded {name}: {parts}.").format(name=name, parts=", ".join(parts))
    return f"{tr(progress.problem)} {said}".strip()
