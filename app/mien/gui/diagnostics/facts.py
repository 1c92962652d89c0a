"""What the diagnostics page says, as tables of words; also what its button copies."""

from __future__ import annotations

import math
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from mien import __version__
from mien.engine.status import Phase, Status
from mien.gui.latency import Durations
from mien.gui.status_bar import PHASES, STAGES, per_second, provider_text
from mien.gui.words import number, tr
from mien.machine import machine_name
from mien.network.nvidia import Memory
from mien.network.providers import Offer
from mien.overlays.values import DASH
from mien.words import mark

DEVICES = {
    "auto": mark("The fastest there is"),
    "cpu": "CPU",
    "cuda": "NVIDIA GPU (CUDA)",
    "coreml": "Core ML",
}
# What sources tell of themselves; a camera's identity is of use to the program alone.
DETAILS = {
    "backend": mark("Read by"),
    "pixel format": mark("Pixel format"),
    "asked for": mark("Asked for"),
    "codec": mark("Codec"),
    "format": mark("Container"),
    "length": mark("Length"),
    "turned by": mark("Turned by"),
}
PACKAGES = ("PySide6-Essentials", "onnxruntime-gpu", "onnxruntime", "mediapipe", "av", "numpy")


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what it is, in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of a stage: the median and within what 95 of 100 frames are; NaN: not known."""

    name: str
    median: float
    p95: float


def verdict(status: Status, latency: Durations) -> str:
    """All in one sentence."""
    known = not math.isnan(status.analysed_per_s + status.captured_per_s)
    if status.phase is not Phase.RUNNING or not known:
        return tr(PHASES[status.phase])
    return tr(
        "{analysed} of {captured} frames a second are analysed and on the screen {age} after "
        "their capture."
    ).format(
        analysed=f"{status.analysed_per_s:.0f}",
        captured=f"{status.captured_per_s:.0f}",
        age=f"{latency.median():.0f}\N{NO-BREAK SPACE}ms",
    )


def timings(status: Status, latency: Durations, painting: Durations) -> tuple[Timing, ...]:
    """Each stage of a frame's way in its order, and the whole way last."""
    stages = [
        Timing(tr(STAGES.get(name, name)), median, status.stages_p95_ms.get(name, math.nan))
        for name, median in status.stages_ms.items()
    ]
    # From the capture to the published analysis: whatever none of its stages took was waited.
    waited = max(status.latency_ms - sum(status.stages_ms.values()), 0.0)
    return (
        *stages,
        Timing(tr("Waiting"), waited if stages else math.nan, math.nan),
        Timing(tr("Painting"), painting.median(), painting.p95()),
        Timing(tr("Capture to paint"), latency.median(), latency.p95()),
    )


def frames(status: Status) -> Section:
    """What comes, what is analysed, what is passed over."""
    age = DASH if math.isnan(status.age_ms) else milliseconds(status.age_ms)
    return Section(
        tr("Frames"),
        (
            Line(tr("Captured"), _rate(status.captured_per_s, status.captured)),
            Line(tr("Analysed"), _rate(status.analysed_per_s, status.analysed)),
            Line(tr("Skipped, to stay live"), _rate(status.skipped_per_s, status.skipped)),
            Line(tr("Age of the newest"), age),
        ),
    )


def source(status: Status) -> Section:
    """The source as it really is."""
    info = status.source
    if info is None:
        return Section(tr("Source"), (Line(tr("Name"), DASH),))
    stated = DASH if math.isnan(info.rate) else per_second(info.rate)
    lines = [
        Line(tr("Name"), tr(info.name)),
        Line(tr("Picture"), f"{info.width} \N{MULTIPLICATION SIGN} {info.height}"),
        Line(tr("Rate as stated"), stated),
        Line(tr("Rate as it is"), per_second(status.captured_per_s)),
        *(Line(tr(DETAILS[name]), value) for name, value in info.detail.items() if name in DETAILS),
    ]
    return Section(tr("Source"), tuple(lines))


def processor(status: Status, offers: Iterable[Offer], memory: Memory | None) -> Section:
    """Where the network runs, and what else there would be."""
    lines = [Line(tr("Runs on"), provider_text(status.provider) or DASH)]
    if status.moving_to:
        lines.append(Line(tr("Being loaded for"), tr(DEVICES[status.moving_to])))
    hindered = [one for one in offers if one.reason]
    note = status.provider_note
    if note and not any(note.startswith(one.reason) for one in hindered):
        lines.append(Line(tr("Note"), tr(note)))
    lines += [Line(DEVICES[one.device], tr(one.reason)) for one in hindered]
    if memory is not None:
        free, total = number(memory.free_mb), number(memory.total_mb)
        text = tr("{free} of {total} MB free").format(free=free, total=total)
        lines.append(Line(tr("GPU memory"), text))
    return Section(tr("Where the network runs"), tuple(lines))


def versions() -> Section:
    """Of Mien, of what it stands on, and the machine."""
    found = [(name, _version(name)) for name in PACKAGES]
    lines = [
        Line("Mien", __version__),
        Line("Python", platform.python_version()),
        *(Line(name.removesuffix("-Essentials"), text) for name, text in found if text),
        Line(tr("System"), platform.platform(terse=True)),
        Line(tr("Computer"), machine_name()),
    ]
    return Section(tr("Versions"), tuple(lines))


def as_text(sentence: str, sections: Iterable[Section], times: Iterable[Timing]) -> str:
    """All of it for the clipboard."""
    parts = [sentence, ""]
    for section in sections:
        parts += [section.title, *(f"  {line.name}: {line.value}" for line in section.lines), ""]
    parts += [tr("Time of a frame, median and 95 of 100 within")]
    parts += [f"  {t.name}: {milliseconds(t.median)}, {milliseconds(t.p95)}" for t in times]
    return "\n".join(parts) + "\n"


def milliseconds(value: float) -> str:
    """'12.3 ms', a dash for NaN."""
    return DASH if math.isnan(value) else f"{value:.1f}\N{NO-BREAK SPACE}ms"


def shares(times: Iterable[Timing]) -> Mapping[str, float]:
    """Each stage's part of the longest, 0..1."""
    known = {t.name: 0.0 if math.isnan(t.median) else t.median for t in times}
    longest = max(known.values(), default=0.0)
    return {name: value / longest if longest else 0.0 for name, value in known.items()}


def _rate(value: float, total: int) -> str:
    return tr("{rate}, {count} in all").format(rate=per_second(value), count=number(total))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
