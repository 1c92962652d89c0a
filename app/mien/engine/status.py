"""What the engine is doing, as one frozen snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mien.sources.base import SourceInfo


class Phase(StrEnum):
    """Where the engine stands."""

    IDLE = "idle"  # nothing was asked for yet, or all was stopped
    STARTING = "starting"  # models load, the source is being opened
    RUNNING = "running"
    RECONNECTING = "reconnecting"  # a live source was lost; it is tried again with growing pauses
    ENDED = "ended"  # a file came to its end
    FAILED = "failed"  # `problem` says why; nothing more will come
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that the user should know now. number: grows with each new one."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """A snapshot of the engine.

    step: what is being done while STARTING, for the user ('Fetching the face model, 40 %').
    problem: a plain sentence in RECONNECTING and FAILED. problem_kind: SourceError's kind.
    provider: the execution provider that the ONNX Runtime session really uses, '' before it is
    known.
    provider_note: why a faster one is not used, '' when there is nothing to say.
    moving_to: the device for which the network is being loaded while it goes on elsewhere, '' for
    none. alert: what the user should know now; it goes where it no longer holds.
    network_problem: why the user's own network is not the one that reads, '' where all is as asked.
    captured, analysed, skipped: frames since the source was opened. *_per_s: over the last second
    or so, NaN before. age_ms: since the newest frame was captured, NaN before; where it grows, the
    source gives nothing. latency_ms: capture to published, median over the last second, NaN before.
    stages_ms, stages_p95_ms: of late, medians and within what 95 of 100 frames were.
    """

    phase: Phase = Phase.IDLE
    step: str = ""
    problem: str = ""
    problem_kind: str = ""
    source: SourceInfo | None = None
    provider: str = ""
    provider_note: str = ""
    moving_to: str = ""
    alert: Alert | None = None
    network_problem: str = ""
    captured: int = 0
    analysed: int = 0
    skipped: int = 0
    captured_per_s: float = float("nan")
    analysed_per_s: float = float("nan")
    skipped_per_s: float = float("nan")
    age_ms: float = float("nan")
    latency_ms: float = float("nan")
    stages_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    stages_p95_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
