"""Plots as inline SVG: the colours and the type come from the page around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from mien.exports.texts import in_html
from mien.overlays.values import DASH, percent, title
from mien.record.markers import Marker
from mien.record.segments import Segment
from mien.record.summary import FaceSummary
from mien.record.tables import Numbers, Whole

WIDTH, LEFT, RIGHT = 900, 84, 24
LANE, CURVE, AXIS = 26, 72, 22
BAR = 22
# Okabe and Ito's, which can be told apart by people who see fewer colours.
COLOURS = (
    *("#9aa3af", "#e69f00", "#56b4e9", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#f0e442"),
)


def colour_of(index: int) -> str:
    """The colour of an expression by its place in the card."""
    return COLOURS[index % len(COLOURS)]


class Timeline:
    """The lanes of one face over the session's time: expressions, then the smile as a curve."""

    def __init__(self, length_s: float, expressions: bool = True, smile: bool = True) -> None:
        """length_s: of the session. The rest: whether its network reads such a thing."""
        self._length_s = max(length_s, 1e-3)
        self._lane = LANE if expressions else 0
        self._bottom = self._lane + (CURVE if smile else 0)

    @property
    def height(self) -> int:
        """Of the whole picture, pixels."""
        return self._bottom + AXIS

    def svg(
        self,
        segments: Iterable[Segment],
        names: Sequence[str],
        runs: Iterable[tuple[Numbers, Numbers]],
        gaps: Iterable[tuple[float, float]],
        markers: Iterable[Marker],
    ) -> str:
        """The picture. runs: times and smiles 0..1 of each stretch without a break."""
        parts = [
            *(self._gap(start, end) for start, end in gaps),
            *(self._segment(one, list(names).index(one.label)) for one in segments),
            *(self._curve(times, values) for times, values in runs),
            *(self._marker(marker) for marker in markers),
            *self._axis(),
        ]
        return svg(self.height, parts)

    def _x(self, time_s: float) -> float:
        share = min(max(time_s / self._length_s, 0.0), 1.0)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def _span(self, start: float, end: float) -> tuple[float, float]:
        x = self._x(start)
        return x, max(self._x(end) - x, 0.5)

    def _gap(self, start: float, end: float) -> str:
        x, wide = self._span(start, end)
        return f'<rect class="gap" x="{x:.1f}" y="0" width="{wide:.1f}" height="{self._bottom}"/>'

    def _segment(self, one: Segment, index: int) -> str:
        x, wide = self._span(one.start_s, one.end_s)
        said = in_html(f"{title(one.label)}, {one.start_s:.2f} to {one.end_s:.2f} s")
        return (
            f'<rect x="{x:.1f}" y="4" width="{wide:.1f}" height="{LANE - 8}" '
            f'fill="{colour_of(index)}"><title>{said}</title></rect>'
        )

    def _curve(self, times: Numbers, values: Numbers) -> str:
        points = " ".join(
            f"{self._x(at):.1f},{self._lane + (1 - value) * (CURVE - 8) + 4:.1f}"
            for at, value in zip(*thinned(times, values, self._length_s), strict=True)
        )
        return f'<polyline class="curve" points="{points}"/>'

    def _marker(self, marker: Marker) -> str:
        x = self._x(marker.time_s)
        said = in_html(f"{marker.kind} {marker.label} {marker.note}")
        return (
            f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{self._bottom}">'
            f"<title>{said}</title></line>"
        )

    def _axis(self) -> Iterable[str]:
        bottom = self._bottom
        if self._lane:
            yield text(LEFT - 8, LANE / 2 + 4, "Expression", "end")
        if bottom > self._lane:
            yield text(LEFT - 8, self._lane + CURVE / 2 + 4, "Smile", "end")
        yield f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom}" y2="{bottom}"/>'
        step = nice_step(self._length_s)
        for number in range(int(self._length_s / step) + 1):
            at = number * step
            yield text(self._x(at), bottom + 16, f"{at:g} s", "middle")


def thinned(times: Numbers, values: Numbers, length_s: float) -> tuple[list[float], list[float]]:
    """The same curve with at most two points a pixel, the lowest and the highest of it."""
    pixel = np.floor(times / max(length_s, 1e-9) * (WIDTH - LEFT - RIGHT))
    starts = np.flatnonzero(np.append(True, np.diff(pixel) != 0))
    if 2 * len(starts) >= len(times):
        return times.tolist(), values.tolist()
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    at = times[starts]
    return np.repeat(at, 2).tolist(), np.stack([low, high], axis=1).ravel().tolist()


def runs_of(frames: Whole, times: Numbers, values: Numbers) -> list[tuple[Numbers, Numbers]]:
    """A curve cut where a frame or a value is missing. frames: places in the frame table."""
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return []
    cuts = np.flatnonzero(np.diff(frames[known]) != 1) + 1
    return [(times[rows], values[rows]) for rows in np.split(known, cuts)]


def nice_step(length_s: float) -> float:
    """The distance of the axis' numbers, seconds: about eight of them."""
    rough = max(length_s, 1e-3) / 8
    power = 10.0 ** math.floor(math.log10(rough))
    return next((m * power for m in (1, 2, 5) if m * power >= rough), 10 * power)


def expression_bars(face: FaceSummary, names: Sequence[str]) -> str:
    """How long each expression was the most probable."""
    rows = [
        _bar(row, title(name), share, percent(share), colour_of(row))
        for row, (name, share) in enumerate(zip(names, face.expression_share.tolist(), strict=True))
    ]
    return svg(len(rows) * BAR + 4, rows, WIDTH // 2)


def unit_bars(face: FaceSummary, names: Sequence[str], smile: bool = True) -> str:
    """The mean of each Action Unit as a bar, its peak as a line; then the smile, if it is read."""
    means, peaks = face.au_mean.tolist(), face.au_peak.tolist()
    if smile:
        names, means, peaks = (
            (*names, "Smile"),
            [*means, face.smile_mean],
            [*peaks, face.smile_peak],
        )
    rows = []
    for row, (name, mean, peak) in enumerate(zip(names, means, peaks, strict=True)):
        words = DASH if math.isnan(mean) else f"{mean:.2f}, peak {peak:.2f}"
        rows.append(_bar(row, name, mean, words, COLOURS[2]))
        if math.isfinite(peak):
            x = _along(peak)
            y = row * BAR + 4
            rows.append(f'<line class="peak" x1="{x:.1f}" x2="{x:.1f}" y1="{y}" y2="{y + 14}"/>')
    return svg(len(means) * BAR + 4, rows, WIDTH // 2)


NAME, NUMBER = 96, 104  # pixels for words on both sides of a bar


def _along(share: float) -> float:
    return NAME + min(max(share, 0.0), 1.0) * (WIDTH // 2 - NAME - NUMBER)


def _bar(row: int, name: str, share: float, words: str, colour: str) -> str:
    y = row * BAR + 4
    wide = 0.0 if math.isnan(share) else _along(share) - NAME
    full = WIDTH // 2 - NAME - NUMBER
    return (
        f'<rect class="track" x="{NAME}" y="{y}" width="{full}" height="14"/>'
        f'<rect x="{NAME}" y="{y}" width="{wide:.1f}" height="14" fill="{colour}"/>'
        + text(NAME - 8, y + 12, name, "end")
        + text(WIDTH // 2 - NUMBER + 8, y + 12, words, "start")
    )


def text(x: float, y: float, words: str, anchor: str) -> str:
    """Words in a plot. anchor: 'start', 'middle' or 'end'."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{in_html(words)}</text>'


def svg(height: float, parts: Iterable[str], width: int = WIDTH) -> str:
    """A plot of these parts; it takes the width that the page gives it."""
    return f'<svg viewBox="0 0 {width} {height:.0f}" role="img">{"".join(parts)}</svg>'
