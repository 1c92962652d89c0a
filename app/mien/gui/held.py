"""Cards of values held for a moment, so that digits beside a face can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mien.network.card import Card
from mien.overlays import Overlay
from mien.overlays.shapes import Bars
from mien.overlays.style import Style
from mien.types import Analysis, ReadFace

HOLD_NS = 125_000_000  # eight new texts a second


class HeldCards:
    """Keeps what stands beside each face for an eighth of a second.

    Faces themselves are never held: a card goes with its face.
    """

    def __init__(self) -> None:
        self._kept: dict[int, list[Bars]] = {}
        self._made_for: object = None
        self._renewed_ns = 0

    def renew(self) -> None:
        """Write the next values at once, as when the picture is frozen."""
        self._made_for = None

    def shapes(
        self, analysis: Analysis, card: Card | None, style: Style, overlays: Sequence[Overlay]
    ) -> list[Bars]:
        """What these overlays, written ones, say of the faces that were read."""
        made_for = (card, style.main_id, tuple(overlays))
        since_ns = analysis.done_ns - self._renewed_ns
        if made_for != self._made_for or not 0 <= since_ns < HOLD_NS:
            self._made_for, self._renewed_ns, self._kept = made_for, analysis.done_ns, {}
        read = [one for one in analysis.faces if one.reading is not None]
        new = tuple(one for one in read if one.face.face_id not in self._kept)
        if new:
            self._write(replace(analysis, faces=new), card, style, overlays)
        return [bars for one in read for bars in self._beside(one)]

    def _write(
        self, analysis: Analysis, card: Card | None, style: Style, overlays: Sequence[Overlay]
    ) -> None:
        self._kept |= {read.face.face_id: [] for read in analysis.faces}
        for overlay in overlays:
            for shape in overlay.shapes(analysis, card, style):
                if isinstance(shape, Bars):
                    self._kept[shape.face_id].append(shape)

    def _beside(self, read: ReadFace) -> list[Bars]:
        face = read.face
        return [Bars(face.face_id, face.box, one.bars) for one in self._kept[face.face_id]]
