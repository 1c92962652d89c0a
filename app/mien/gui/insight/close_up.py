"""The main face enlarged, with its saliency or its evidence over it, and what the colours say."""

from __future__ import annotations

import time
from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mien.faces.align import cut
from mien.faces.label import NO_LABELS, Labels, face_title
from mien.gui.face_card import ramp_image
from mien.gui.latency import Durations
from mien.gui.sizing import fix, wear_caps
from mien.gui.theme import Theme, font, sized
from mien.gui.words import tr
from mien.network.card import Card
from mien.overlays.evidence import colours as evidence_colours
from mien.overlays.evidence import evidence_pixels, evidence_scale, value_shown
from mien.overlays.saliency import colours as saliency_colours
from mien.overlays.saliency import heat_pixels
from mien.overlays.shapes import Legend
from mien.overlays.style import Style
from mien.overlays.values import value_title
from mien.settings import Settings
from mien.types import Floats, Image, ReadFace

WIDTH, MOST_WIDE = 308, 340
MARGIN = 16
SIDE = WIDTH - 2 * MARGIN
ROUND = 10.0
PAINT_S = 1 / 32
LEGEND = 34

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Seen:
    """A face's crop, S x S x 3, the map over it, n x n x 4 or None, and its legend."""

    crop: Image
    map: Image | None
    legend: Legend | None


class CloseUp(QFrame):
    """A column beside the panel: the map that is switched on, saliency where none is."""

    def __init__(self, theme: Theme) -> None:
        """No face yet."""
        super().__init__()
        self.setObjectName("panel")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self.setAccessibleName(tr("Close-up"))
        self._evidence = False
        self._style = Style()
        self._mirror = False
        self._shown_s = 0.0
        self._face_id: int | None = None
        self._who, self._what, self._says = QLabel(), QLabel(), QLabel()
        self.view = Enlarged(theme)
        self.legend = LegendBar(theme)
        self._build()

    @property
    def text(self) -> str:
        """Who is shown, what the map is of, and what it says."""
        return f"{self._who.text()} {self._what.text()} {self._says.text()}"

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.view.set_theme(theme)
        self.legend.set_theme(theme)

    def set_look(self, settings: Settings) -> None:
        """Which map, of what, how strong, in which colours."""
        self._evidence = settings.evidence
        self._style = Style(
            opacity=settings.opacity,
            colour_map=settings.colour_map,
            evidence_of=settings.evidence_of,
        )
        self._shown_s = 0.0

    def set_mirror(self, mirror: bool) -> None:
        """Show the face as in a mirror, as the picture does."""
        self._mirror = mirror
        self._shown_s = 0.0

    def show_face(
        self, image: Image, main: ReadFace | None, card: Card | None, labels: Labels = NO_LABELS
    ) -> None:
        """The main face of a frame, H x W x 3; None where there is none."""
        now = time.monotonic()
        face_id = main.face.face_id if main is not None else None
        soon = face_id == self._face_id and now - self._shown_s < PAINT_S
        if not self.isVisible() or (soon and main is not None):
            return
        self._shown_s, self._face_id = now, face_id
        if main is None or card is None:
            self.clear()
            return
        side = round(SIDE * self.devicePixelRatioF())
        crop = cut(image, larger(main, card, side), side)
        seen, says = self._seen(crop, main, card)
        title = seen.legend.title if seen.legend is not None else ""
        self._say(tr(face_title(main.face.face_id, labels)), title, says)
        self.view.show_seen(seen, self._mirror)
        self.legend.show_legend(seen.legend)

    def clear(self) -> None:
        """No face is there."""
        self._say("", "", "")
        self.view.show_seen(None, self._mirror)
        self.legend.show_legend(None)

    def _seen(self, crop: Image, main: ReadFace, card: Card) -> tuple[Seen, str]:
        reading = main.reading
        if reading is None:
            return Seen(crop, None, None), tr("This face was not read.")
        if not self._evidence:
            if not np.isfinite(reading.saliency).all() or not reading.saliency.size:
                return Seen(crop, None, None), tr("This network gives no saliency map.")
            legend = Legend(saliency_colours(self._style.colour_map), "0", "1", tr("Saliency"))
            says = tr(
                "Where people would look, which guides the network. 1 is the place that draws most."
            )
            return Seen(crop, heat_pixels(reading.saliency, self._style), legend), says
        value = value_shown(reading, card, self._style.evidence_of)
        if value is None:
            return Seen(crop, None, None), tr("This network gives no evidence map.")
        cells = reading.evidence[card.values.index(value)]
        if not np.isfinite(cells).all():
            return Seen(crop, None, None), ""
        scale = f"{evidence_scale(cells):.1f}"
        legend = Legend(
            evidence_colours(),
            f"\N{MINUS SIGN}{scale}",
            f"+{scale}",
            tr("Evidence for {value}").format(value=tr(value_title(value, card))),
        )
        says = tr(
            "Yellow places speak for it, blue places against it, grey and clear ones say little. "
            "The mean over all places is the value before it becomes a probability."
        )
        return Seen(crop, evidence_pixels(cells, self._style), legend), says

    def _say(self, who: str, what: str, says: str) -> None:
        for label, text in ((self._who, who), (self._what, what), (self._says, says)):
            if label.text() != text:
                label.setText(text)

    def _build(self) -> None:
        heading = QLabel(tr("Close-up"))
        heading.setProperty("role", "section")
        wear_caps(heading)
        self._who.setProperty("role", "muted")
        self._what.setProperty("role", "heading")
        self._what.setWordWrap(True)
        self._says.setProperty("role", "hint")
        self._says.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self._who)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 14, MARGIN, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.view)
        column.addWidget(self._what)
        column.addWidget(self.legend)
        column.addWidget(self._says)
        column.addStretch(1)


class Enlarged(QWidget):
    """The crop with its map, a rounded square."""

    def __init__(self, theme: Theme) -> None:
        """An empty square."""
        super().__init__()
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(tr("The main face, enlarged"))
        self.painting = Durations()
        self._theme = theme
        self._seen: Seen | None = None
        self._mirror = False

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def show_seen(self, seen: Seen | None, mirror: bool) -> None:
        """Show a face, or an empty square."""
        if seen is not None or self._seen is not None:
            self._seen, self._mirror = seen, mirror
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Crop and map."""
        del event
        started = time.perf_counter_ns()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            place = QRectF(self.rect())
            outline = QPainterPath()
            outline.addRoundedRect(place, ROUND, ROUND)
            painter.fillPath(outline, QColor(self._theme.ground))
            if self._seen is None:
                painter.setPen(QColor(self._theme.faint))
                painter.setFont(font(14))
                painter.drawText(place, CENTRE, tr("No face"))
                return
            painter.setClipPath(outline)
            painter.drawImage(place, image_of(self._seen.crop, self._mirror))
            if self._seen.map is not None:
                painter.drawImage(place, image_of(self._seen.map, self._mirror))
        finally:
            painter.end()
            self.painting.add((time.perf_counter_ns() - started) / 1e6)


class LegendBar(QWidget):
    """A map's colours from end to end, with the numbers at both ends and in the middle."""

    def __init__(self, theme: Theme) -> None:
        """Nothing to explain yet."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Scale of the map"))
        self._theme = theme
        self._legend: Legend | None = None

    def set_theme(self, theme: Theme) -> None:
        """Write in other colours, of another size."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_legend(self, legend: Legend | None) -> None:
        """Explain another map, or the same on another scale."""
        before, self._legend = self._legend, legend
        ends = (None, None) if legend is None else (legend.low, legend.high)
        if before is None or ends != (before.low, before.high) or legend is None:
            self.setAccessibleDescription("" if legend is None else f"{ends[0]} … {ends[1]}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A ramp with a line of text below."""
        return QSize(SIDE, sized(LEGEND))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ramp and numbers."""
        del event
        if self._legend is None:
            return
        painter = QPainter(self)
        try:
            ramp = QRectF(0, 2, self.width(), 8)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(ramp, ramp_image(self._legend))
            painter.setFont(font(12, tabular=True))
            painter.setPen(QColor(self._theme.muted))
            words = self.rect().adjusted(0, 10, 0, 0)
            painter.drawText(words, LEFT, self._legend.low)
            painter.drawText(words, RIGHT, self._legend.high)
            if self._legend.low != "0":
                painter.drawText(words, CENTRE, "0")
                middle = ramp.center().x()
                painter.drawLine(QPointF(middle, ramp.bottom()), QPointF(middle, ramp.bottom() + 3))
        finally:
            painter.end()


def larger(main: ReadFace, card: Card, side: int) -> Floats:
    """The 2 x 3 that takes frame pixels to those of the network's crop, `side` pixels wide."""
    factor = side / card.crop_size
    made = main.face.to_crop.astype(np.float64) * factor
    made[:, 2] += (factor - 1) / 2  # a whole number is a pixel's middle in both
    return made.astype(np.float32)


def image_of(pixels: Image, mirror: bool) -> QImage:
    """RGB or RGBA pixels as Qt's image, with pixels of its own."""
    if mirror:
        pixels = np.asarray(cv2.flip(pixels, 1), dtype=np.uint8)
    pixels = np.ascontiguousarray(pixels)
    kinds = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    height, width, channels = pixels.shape
    return QImage(pixels.data, width, height, pixels.strides[0], kinds[channels]).copy()
