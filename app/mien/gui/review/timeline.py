"""The timeline: what was read of every face, over time."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from mien.gui.review import timeline_paint as draw
from mien.gui.review.lane_picture import LanePicture, Lanes
from mien.gui.review.lanes import FaceValues, Row, lay_out
from mien.gui.review.player import end_of
from mien.gui.review.scale import Scale
from mien.gui.review.timeline_paint import FLAGS, GUTTER, HEAD, RULER
from mien.gui.review.under import words_under
from mien.gui.theme import Theme, sized, text_scale
from mien.gui.words import tr
from mien.record.markers import Marker
from mien.record.session import Session

ZOOM = 1.25  # a notch of the wheel
RIGHT_EDGE = 14
MS = 1000


class Timeline(QAbstractScrollArea):
    """Ruler, markers and a lane a value; a click goes there, Ctrl and wheel zoom."""

    sought = Signal(float)
    marker_chosen = Signal(int)
    face_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        """An empty timeline."""
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Timeline"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.place_s = 0.0
        self.scale = Scale(0.0, 1.0, 1.0)
        self._theme = theme
        self._session: Session | None = None
        self._faces: tuple[FaceValues, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._start_s = self._end_s = 0.0
        self._everything = False
        self._main = 0
        self._markers: tuple[Marker, ...] = ()
        self._chosen: int | None = None
        self._hover: QPointF | None = None
        self._lanes = LanePicture(self, theme)
        self.setMinimumHeight(sized(HEAD + 60))
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lanes, top to bottom."""
        return self._rows

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours, with text of another size."""
        self._theme = self._lanes.theme = theme
        self.setMinimumHeight(sized(HEAD + 60))
        self._refit()

    def show_session(self, session: Session | None, faces: tuple[FaceValues, ...] = ()) -> None:
        """All of a session, or nothing."""
        self._session, self._faces, self._main = session, faces, 0
        self._lanes.forget()
        times = session.frames.time_s if session is not None else np.zeros(0)
        self._start_s = float(times[0]) if len(times) else 0.0
        self._end_s = end_of(session.frames) if session is not None else 0.0
        self.place_s = self._start_s
        self._lay_out()
        self.fit()

    def set_markers(self, markers: tuple[Marker, ...], chosen: int | None) -> None:
        """Other markers; chosen: the id of the one that is edited."""
        self._markers, self._chosen = markers, chosen
        self.viewport().update()

    def set_everything(self, everything: bool) -> None:
        """A lane for every value, or only for those that matter."""
        self._everything = everything
        self._lay_out()

    def set_main(self, face: int) -> None:
        """Which face the panel shows, by its place in the list."""
        self._main = face
        self.viewport().update()

    def set_place(self, place_s: float, follow: bool) -> None:
        """Move the playhead; follow: keep it in view."""
        before = self.scale.x_of(self.place_s)
        self.place_s = place_s
        inside = self.scale.start_s <= place_s <= self.scale.start_s + self.scale.span_s
        if follow and not inside:
            start = place_s - self.scale.span_s * 0.1
            self._set_scale(Scale(start, self.scale.span_s, self.scale.width))
        if abs(self.scale.x_of(place_s) - before) >= 0.5 / self.devicePixelRatioF():
            self.viewport().update()

    def fit(self) -> None:
        """See all of it."""
        span = max(self._end_s - self._start_s, 1e-3)
        self._set_scale(Scale(self._start_s, span, self._width()))

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Larger about a time, the playhead's if none is given."""
        self._set_scale(self.scale.zoomed(factor, self.place_s if at_s is None else at_s))

    def words_at(self, at: QPointF) -> tuple[str, ...]:
        """What stands at a place of the widget, in words; nothing outside of the lanes."""
        if self._session is None or at.x() < GUTTER or at.x() > GUTTER + self.scale.width:
            return ()
        time_s = self.scale.time_of(at.x() - GUTTER)
        line = self._row_at(at) if at.y() >= HEAD else None
        return words_under(self._session, self._faces, line, time_s)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Lanes from the cache, the rest anew."""
        del event
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(self.viewport().rect(), QColor(self._theme.surface))
            painter.scale(text_scale(), text_scale())
            if self._session is not None and len(self._session.frames):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint(painter, self._session)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A flag chooses its marker, a name its face, all else goes to that time."""
        if event.button() is not Qt.MouseButton.LeftButton or self._session is None:
            return
        at = _unscaled(event.position())
        marker = self._marker_at(at)
        row = self._row_at(at) if at.y() >= HEAD else None
        if marker is not None:
            self.marker_chosen.emit(marker.id)
        elif at.x() < GUTTER:
            if row is not None:
                self.face_chosen.emit(row.face)
        else:
            self.sought.emit(self.scale.time_of(at.x() - GUTTER))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell what is under the pointer; with the button held, go there."""
        at = _unscaled(event.position())
        self._hover = at if at.x() >= GUTTER else None
        if event.buttons() & Qt.MouseButton.LeftButton and at.x() >= GUTTER:
            self.sought.emit(self.scale.time_of(at.x() - GUTTER))
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The pointer left: nothing is under it."""
        if event.type() == QEvent.Type.Leave:
            self._hover = None
            self.viewport().update()
        elif event.type() == QEvent.Type.Resize:
            self._refit()
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl zooms, Shift or a sidewards wheel moves, else the lanes go up and down."""
        delta, place = event.angleDelta(), _unscaled(event.position())
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier or place.y() < HEAD:
            at = self.scale.time_of(place.x() - GUTTER)
            self.zoom(ZOOM ** (delta.y() / 120), at)
        elif keys & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            share = (delta.x() or delta.y()) / 120 * 0.1
            start = self.scale.start_s - share * self.scale.span_s
            self._set_scale(Scale(start, self.scale.span_s, self.scale.width))
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - delta.y() // 3)
        event.accept()

    def _paint(self, painter: QPainter, session: Session) -> None:
        area = QRect(QPoint(), self._room())
        scroll = self.verticalScrollBar().value()
        height = max(1, area.height() - HEAD)
        lanes = Lanes(self._rows, self._faces, self._end_s)
        image, columns = self._lanes.picture(session, lanes, self.scale, scroll, height)
        painter.drawImage(QPointF(GUTTER, HEAD), image)
        draw.paint_names(painter, self._rows, scroll, area, self._main, self._theme)
        painter.fillRect(0, 0, area.width(), HEAD, QColor(self._theme.surface))
        painter.setPen(QColor(self._theme.border))
        painter.drawLine(0, RULER, area.width(), RULER)
        painter.drawLine(0, HEAD - 1, area.width(), HEAD - 1)
        painter.save()
        painter.setClipRect(QRectF(GUTTER - 7, 0, self.scale.width + 14, area.height()))
        draw.paint_ruler(painter, self.scale, self._theme, columns)
        spans = draw.stimuli(self._markers, self._end_s)
        draw.paint_stimuli(painter, spans, self.scale, self._theme, area.height())
        flags = draw.flag_places(self._markers, self.scale, area.width())
        draw.paint_flags(painter, flags, self._chosen, self._theme, area.height())
        x = GUTTER + self.scale.x_of(self.place_s)
        draw.paint_playhead(painter, x, self._theme, area.height())
        painter.restore()
        if self._hover is not None:
            lines = self.words_at(self._hover)
            draw.paint_value(painter, self._hover, lines, area, self._theme)

    def _row_at(self, at: QPointF) -> Row | None:
        y = at.y() - HEAD + self.verticalScrollBar().value()
        return next((row for row in self._rows if row.top <= y < row.top + row.height), None)

    def _marker_at(self, at: QPointF) -> Marker | None:
        if not RULER <= at.y() < RULER + FLAGS:
            return None
        flags = draw.flag_places(self._markers, self.scale, self._room().width())
        return next((marker for marker, place in reversed(flags) if place.contains(at)), None)

    def _lay_out(self) -> None:
        session = self._session
        self._rows = lay_out(session, self._faces, self._everything) if session else ()
        self._range_down()
        self.viewport().update()

    def _range_down(self) -> None:
        bottom = max((row.top + row.height for row in self._rows), default=0) + 8
        room = max(1, self._room().height() - HEAD)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, bottom - room))
        bar.setPageStep(room)
        bar.setSingleStep(20)

    def _room(self) -> QSize:
        """How much is seen, in points that are larger where the text is."""
        size = self.viewport().size()
        return QSize(round(size.width() / text_scale()), round(size.height() / text_scale()))

    def _refit(self) -> None:
        self._set_scale(Scale(self.scale.start_s, self.scale.span_s, self._width()))
        self._range_down()

    def _width(self) -> float:
        return float(max(1, self._room().width() - GUTTER - RIGHT_EDGE))

    def _set_scale(self, scale: Scale) -> None:
        self.scale = scale.within(self._start_s, self._end_s)
        bar = self.horizontalScrollBar()
        bar.blockSignals(True)
        last = max(0.0, self._end_s - self._start_s - self.scale.span_s)
        bar.setRange(0, round(last * MS))
        bar.setPageStep(max(1, round(self.scale.span_s * MS)))
        bar.setSingleStep(max(1, round(self.scale.span_s * MS / 20)))
        bar.setValue(round((self.scale.start_s - self._start_s) * MS))
        bar.blockSignals(False)
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        start = self._start_s + value / MS
        self._set_scale(Scale(start, self.scale.span_s, self.scale.width))


def _unscaled(at: QPointF) -> QPointF:
    """A place of the widget in the points that the timeline is laid out in."""
    return at / text_scale()
