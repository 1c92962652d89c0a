"""The live picture with what is laid over it."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mien.faces.label import Labels
from mien.gui.held import HeldCards
from mien.gui.latency import Durations
from mien.gui.painter import ShapePainter, rounded_frame
from mien.gui.scaled import ScaledFrames
from mien.gui.selection import face_at
from mien.gui.theme import Theme
from mien.gui.view import View, around, fitted
from mien.gui.words import tr
from mien.network.card import Card
from mien.overlays import OVERLAYS, regions
from mien.overlays.others import set_apart
from mien.overlays.shapes import Shape
from mien.overlays.style import Style
from mien.settings import Settings
from mien.types import Analysis, Frame

MARGIN = 16
ROUND = 10.0
DIMMED = 165  # alpha of the ground laid over a picture that is no longer live


class Picture(QWidget):
    """Paints the newest analysis on its own frame, or a bare frame while there is none."""

    face_chosen = Signal(int)
    empty_clicked = Signal()

    def __init__(self, settings: Settings, theme: Theme) -> None:
        """An empty picture."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self.setAccessibleName(tr("Live picture"))
        self.latency = Durations()
        self.painting = Durations()
        self._frame: Frame | None = None
        self._analysis: Analysis | None = None
        self._card: Card | None = None
        self._shapes: list[Shape] = []
        self._held = HeldCards()
        self._shape_painter = ShapePainter()
        self._scaled = ScaledFrames()
        self._unpainted = False
        self._dim = False
        self._mirror = False
        self._margin = MARGIN
        self._ground = QRect()  # around this one all is painted already
        self._placed: tuple[int, ...] = ()  # what the view was worked out for
        self._view = View(1, 1, QRect(), mirror=False)
        self._theme = theme
        self._on: frozenset[str] = frozenset()
        self._style = Style()
        self.set_look(settings, theme)

    @property
    def analysis(self) -> Analysis | None:
        """The analysis that is shown."""
        return self._analysis

    @property
    def empty(self) -> bool:
        """Nothing is shown."""
        return self._frame is None

    def set_look(self, settings: Settings, theme: Theme) -> None:
        """Take over what is switched on, how the maps look, and the theme."""
        self._theme = theme
        self._on = frozenset(o.setting for o in OVERLAYS if getattr(settings, o.setting))
        self._style = replace(
            self._style,
            opacity=settings.opacity,
            colour_map=settings.colour_map,
            evidence_of=settings.evidence_of,
            grey_others=settings.grey_others,
        )
        self._held.renew()
        self._reshape()

    def set_labels(self, labels: Labels, pinned_id: int | None) -> None:
        """Names and colours of faces, and the one that was pinned; drawn with the next look."""
        if (labels, pinned_id) != (self._style.labels, self._style.pinned_id):
            self._style = replace(self._style, labels=labels, pinned_id=pinned_id)

    def set_region(self, code: str) -> None:
        """Light the region of an Action Unit on the main face, '' for none."""
        if code != self._style.region_of:
            self._style = replace(self._style, region_of=code)
            self._reshape()

    def renew(self) -> None:
        """Write the next values at once, as after a jump."""
        self._held.renew()

    def set_mirror(self, mirror: bool) -> None:
        """Show the picture as in a mirror, or as it is."""
        if mirror != self._mirror:
            self._mirror = mirror
            self.update()

    def set_dim(self, dim: bool) -> None:
        """Show that the picture is the last one and not live."""
        if dim != self._dim:
            self._dim = dim
            self.update()

    def set_margin(self, margin: int) -> None:
        """Room around the picture, points; none in full screen."""
        self._margin = margin
        self.update()

    def clear(self) -> None:
        """Show nothing, as when another source is opened."""
        self._frame = self._analysis = None
        self._scaled.clear()
        self._shapes = []
        self._dim = False
        self.latency.clear()
        self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show a frame that was not analysed."""
        self._frame, self._analysis, self._shapes = frame, None, []
        self.update()

    def show_analysis(self, analysis: Analysis, card: Card | None, main_id: int | None) -> None:
        """Show a frame with what was found in it."""
        self._frame, self._analysis, self._card = analysis.frame, analysis, card
        if main_id != self._style.main_id:
            self._style = replace(self._style, main_id=main_id)
        self._unpainted = True
        self._shape()
        # At once, before the panel gets its turn: the picture is what must not be late.
        target = self._view_of(analysis.frame).target
        self.repaint(target if target == self._ground else self.rect())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A picture of 720 lines at three quarters."""
        return QSize(960, 540)

    def view(self) -> View | None:
        """Where the frame lies in the widget, None without a frame."""
        return None if self._frame is None else self._view_of(self._frame)

    def _view_of(self, frame: Frame) -> View:
        seen = (frame.width, frame.height, self.width(), self.height(), self._margin, self._mirror)
        if seen != self._placed:
            margin = self._margin
            space = self.rect().adjusted(margin, margin, -margin, -margin)
            target = fitted(frame.width, frame.height, space)
            self._view = View(frame.width, frame.height, target, self._mirror)
            self._placed = seen
        return self._view

    def prepare(self, frame: Frame) -> None:
        """Do ahead what can be done for a frame whose faces are still being read."""
        if self.isVisible():
            self._image(frame, self._view_of(frame))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, frame, shapes; then note how old the frame was."""
        started = time.perf_counter_ns()
        painter = QPainter(self)
        try:
            view = self.view()
            target = view.target if view is not None else QRect()
            for part in around(target, event.rect()):
                painter.fillRect(part, QColor(self._theme.ground))
            if event.rect() == self.rect():
                self._ground = target
            if view is not None:
                self._paint(painter, view)
        finally:
            painter.end()
        self._note(started)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on a face chooses it, one beside all faces the largest."""
        view = self.view()
        if view is not None and self._analysis is not None:
            face_id = face_at(self._analysis, *view.to_frame(event.position()))
            if face_id is None:
                self.empty_clicked.emit()
            else:
                self.face_chosen.emit(face_id)
        super().mousePressEvent(event)

    def _paint(self, painter: QPainter, view: View) -> None:
        if self._frame is not None:
            painter.drawImage(view.target.topLeft(), self._image(self._frame, view))
        # What was read last must not look like what is there now.
        if self._analysis is not None and self._shapes and not self._dim:
            boxes = [read.face.box for read in self._analysis.faces]
            self._shape_painter.paint(painter, self._shapes, view, boxes, self._style)
        ground = QColor(self._theme.ground)
        if self._dim:
            painter.fillRect(
                view.target, QColor(ground.red(), ground.green(), ground.blue(), DIMMED)
            )
        if self._margin:
            self._round_off(painter, view.target, ground)

    def _round_off(self, painter: QPainter, target: QRect, ground: QColor) -> None:
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        x, y, width, height = target.x(), target.y(), target.width(), target.height()
        for corner in rounded_frame(x, y, width, height, ROUND):
            painter.drawPolygon(corner)

    def _image(self, frame: Frame, view: View) -> QImage:
        """The frame in the size of the screen's pixels."""
        density = self.devicePixelRatioF()
        size = (round(view.target.width() * density), round(view.target.height() * density))
        image = self._scaled.image(frame, size, view.mirror)
        image.setDevicePixelRatio(density)
        return image

    def _reshape(self) -> None:
        self._shape()
        self.update()

    def _shape(self) -> None:
        self._shapes = []
        if self._analysis is not None:
            analysis, self._shapes = set_apart(self._analysis, self._style)
            on = [overlay for overlay in OVERLAYS if overlay.setting in self._on]
            for overlay in on:
                if not overlay.written:
                    self._shapes += overlay.shapes(analysis, self._card, self._style)
            written = [overlay for overlay in on if overlay.written]
            self._shapes += self._held.shapes(analysis, self._card, self._style, written)
            self._shapes += regions.shapes(analysis, self._style)

    def _note(self, started_ns: int) -> None:
        self.painting.add((time.perf_counter_ns() - started_ns) / 1e6)
        if self._unpainted and self._analysis is not None:
            self._unpainted = False
            age = time.monotonic_ns() - self._analysis.frame.captured_ns
            self.latency.add(age / 1e6)
