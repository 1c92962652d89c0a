"""The line below: what really runs, how fast, how late."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from mien.engine.status import Phase, Status
from mien.gui import icons
from mien.gui.latency import Durations
from mien.gui.sizing import fix, wear
from mien.gui.theme import Theme
from mien.gui.words import number, tr
from mien.network.nvidia import NO_GPU
from mien.overlays.values import DASH
from mien.words import mark

HEIGHT = 34
STILL = 16  # of it, around the words
STALE_MS = 1000.0
MOST_MS = 999.5  # above it, seconds are shorter to read
PROVIDERS = {
    "CPUExecutionProvider": "CPU",
    "CUDAExecutionProvider": "GPU \N{MIDDLE DOT} CUDA",
    "TensorrtExecutionProvider": "GPU \N{MIDDLE DOT} TensorRT",
    "CoreMLExecutionProvider": "Core ML",
    "DmlExecutionProvider": "GPU \N{MIDDLE DOT} DirectML",
    "ROCMExecutionProvider": "GPU \N{MIDDLE DOT} ROCm",
    "MIGraphXExecutionProvider": "GPU \N{MIDDLE DOT} MIGraphX",
    "OpenVINOExecutionProvider": "OpenVINO",
}
# The stages of a frame's way through the engine.
STAGES = {
    "faces": mark("Finding faces"),
    "align": mark("Cutting out"),
    "network": mark("Network"),
    "measures": mark("Measuring"),
}
PHASES = {
    Phase.IDLE: mark("Idle"),
    Phase.STARTING: mark("Starting"),
    Phase.RUNNING: mark("Live"),
    Phase.RECONNECTING: mark("Reconnecting"),
    Phase.ENDED: mark("Ended"),
    Phase.FAILED: mark("Failed"),
    Phase.STOPPING: mark("Stopping"),
}


class StatusBar(QFrame):
    """State, source and provider on the left; rate, latency and loss on the right."""

    def __init__(self, theme: Theme) -> None:
        """A line of dashes."""
        super().__init__()
        self.setObjectName("status")
        self.setAccessibleName(tr("Status"))
        fix(self, height=HEIGHT, still=STILL)
        self._theme = theme
        self._dot = QLabel()
        self.phase = _label(tr("State"), strong=True)
        self.source = _label(tr("Source"))
        self.provider = QToolButton()
        self.provider.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.provider.setAccessibleName(tr("Where the network runs"))
        self.provider.setText(DASH)
        self.rate = _label(tr("Analysed frames a second"), width="000.0/s")
        self.latency = _label(tr("Latency"), width="000 ms")
        self.skipped = _label(tr("Skipped frames"), width="0,000")
        self._build()

    def set_theme(self, theme: Theme) -> None:
        """Draw dot and icons in other colours at the next update."""
        self._theme = theme

    def show_status(self, status: Status, latency: Durations, frozen: bool) -> None:
        """Write what changed."""
        _write(self.phase, tr("Frozen") if frozen else tr(PHASES[status.phase]))
        self._dot.setPixmap(icons.dot(self._colour(status.phase, frozen), 8))
        _write(self.source, source_text(status))
        self.source.setToolTip(source_tip(status))
        self._show_provider(status)
        _write(self.rate, per_second(status.analysed_per_s))
        running = status.phase is Phase.RUNNING
        stale = running and is_stale(status)
        shown = status.age_ms if stale else latency.median()
        _write(self.latency, _milliseconds(shown) if running else DASH)
        if bool(self.latency.property("late")) is not stale:
            self.latency.setProperty("late", stale)
            self.latency.style().polish(self.latency)
        self.latency.setToolTip(
            tr("From capture to paint: median {median}, 95 of 100 within {p95}").format(
                median=_milliseconds(latency.median()), p95=_milliseconds(latency.p95())
            )
            + stages_text(status)
            + age_text(status)
        )
        _write(self.skipped, number(status.skipped))

    def _show_provider(self, status: Status) -> None:
        _write(self.provider, provider_text(status.provider))
        self.provider.setToolTip(
            tr(status.provider_note)
            or (
                tr("ONNX Runtime uses {provider}").format(provider=status.provider)
                if status.provider
                else tr("Not known yet")
            )
        )
        self.provider.setIcon(QIcon(icons.pixmap(*self._sign(status.provider_note), 16)))
        self.provider.setVisible(bool(status.provider))

    def _sign(self, note: str) -> tuple[str, str]:
        """An icon and its colour: a computer without a GPU is no reason to warn."""
        if note.startswith(NO_GPU):
            return "info", self._theme.muted
        return ("warning", self._theme.warn) if note else ("check", self._theme.good)

    def _colour(self, phase: Phase, frozen: bool) -> str:
        if frozen:
            return self._theme.accent
        return {
            Phase.RUNNING: self._theme.good,
            Phase.STARTING: self._theme.accent,
            Phase.RECONNECTING: self._theme.warn,
            Phase.FAILED: self._theme.bad,
        }.get(phase, self._theme.faint)

    def _build(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(0)
        line.addWidget(self._dot)
        line.addSpacing(8)
        line.addWidget(self.phase)
        line.addSpacing(16)
        line.addWidget(self.source)
        line.addStretch(1)
        line.addWidget(self.provider)
        for name, value, tip in (
            (tr("Analysed"), self.rate, tr("Frames analysed in the last second")),
            (tr("Latency"), self.latency, tr("From capture to paint")),
            (tr("Skipped"), self.skipped, tr("Frames captured but not analysed, to stay live")),
        ):
            line.addSpacing(20)
            label = QLabel(name)
            for widget in (label, value):
                widget.setToolTip(tip)
            line.addWidget(label)
            line.addSpacing(6)
            line.addWidget(value)


def provider_text(provider: str) -> str:
    """An execution provider of ONNX Runtime as people call it, a dash before it is known."""
    return PROVIDERS.get(provider, provider.removesuffix("ExecutionProvider")) or DASH


def source_text(status: Status) -> str:
    """The source as it really is: 'Webcam, 1280x720, 30/s'."""
    info = status.source
    if info is None:
        return ""
    parts = [tr(info.name)]
    if info.width and info.height:
        parts.append(f"{info.width}\N{MULTIPLICATION SIGN}{info.height}")
    if not math.isnan(info.rate):
        parts.append(f"{info.rate:.0f}/s")
    return "  \N{MIDDLE DOT}  ".join(parts)


def source_tip(status: Status) -> str:
    """What the source really gives, a fact a line, '' where nothing is open."""
    info = status.source
    if info is None:
        return ""
    facts = []
    if not math.isnan(status.captured_per_s):
        facts.append(tr("{rate} really come").format(rate=per_second(status.captured_per_s)))
    if "pixel format" in info.detail:
        facts.append(tr("Pixel format {name}").format(name=info.detail["pixel format"]))
    return "\n".join(facts)


def is_stale(status: Status) -> bool:
    """Whether a live source has given nothing for so long that what is shown is of before."""
    return status.source is not None and status.source.live and status.age_ms > STALE_MS


def age_text(status: Status) -> str:
    """How old the newest picture of a live source is, on a line of its own."""
    if status.source is None or not status.source.live or math.isnan(status.age_ms):
        return ""
    age = _milliseconds(status.age_ms)
    return "\n" + tr("The newest picture was captured {age} ago").format(age=age)


def stages_text(status: Status) -> str:
    """The medians of the stages, one a line, '' where there are none."""
    stages = status.stages_ms.items()
    return "".join(f"\n{tr(STAGES.get(name, name))}: {value:.1f} ms" for name, value in stages)


def per_second(rate: float) -> str:
    """A rate, a dash for NaN."""
    return DASH if math.isnan(rate) else f"{rate:.1f}/s"


def _milliseconds(value: float) -> str:
    if math.isnan(value):
        return DASH
    return f"{value:.0f} ms" if value < MOST_MS else f"{value / 1000:.1f} s"


def _label(name: str, strong: bool = False, width: str = "") -> QLabel:
    label = QLabel(DASH if width else "")
    label.setAccessibleName(name)
    label.setProperty("strong", strong or bool(width))
    if width:
        wear(label, 13, tabular=True, room=width)
    return label


def _write(widget: QLabel | QToolButton, text: str) -> None:
    if widget.text() != text:
        widget.setText(text)
