"""The figures of each face as a picture: on the page, and to be saved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mien.faces.label import NO_LABELS, Labels, face_title
from mien.gui.face_card import draw_bar
from mien.gui.review.colours import expression_colour
from mien.gui.theme import Theme, caps_font, font, sized, text_scale
from mien.gui.words import tr
from mien.overlays.facs import au_title
from mien.overlays.values import percent, smile_level, title
from mien.record.session import Session
from mien.record.summary import FaceSummary, summarise

WIDTH, PAD = 340, 20
ROW, HEAD, SECTION, BETWEEN = 19, 44, 26, 22
BAR, MEAN, PEAK = 64, 46, 42
THICK = 6.0

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Summary(QWidget):
    """One block a face: time in view, expressions, smile, Action Units."""

    def __init__(self, theme: Theme) -> None:
        """Nothing to show yet."""
        super().__init__()
        self.setAccessibleName(tr("Summary"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self.faces: tuple[FaceSummary, ...] = ()
        self._expressions: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self._smile = True
        self._title = ""
        self._labels: Labels = NO_LABELS

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours, with text of another size."""
        self._theme = theme
        self._fit()
        self.update()

    def show_session(self, session: Session) -> None:
        """The figures of a session."""
        self._title = session.folder.name
        self.faces = summarise(session).faces
        self._expressions, self._units = session.expressions, session.action_units
        self._smile = session.card.smile
        self._labels = session.manifest.labels
        self._fit()
        said = [_said(face, self._expressions, self._smile) for face in self.faces]
        self.setAccessibleDescription(" ".join(said))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as all blocks are."""
        return QSize(WIDTH, sized(self._height()))

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def _height(self) -> int:
        read = len(self._expressions), int(self._smile), len(self._units)
        block = HEAD + sum(SECTION + ROW * count for count in read if count)
        return max(1, len(self.faces)) * (block + BETWEEN) + PAD

    def save(self, path: str) -> bool:
        """Write a picture, twice as fine as the screen; False where that did not work."""
        size = QSize(WIDTH + 60, self._height() + 40)
        image = self._picture(size)
        return image.save(path)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """All blocks."""
        del event
        painter = QPainter(self)
        try:
            painter.scale(text_scale(), text_scale())
            self._paint(painter, round(self.width() / text_scale()))
        finally:
            painter.end()

    def _picture(self, size: QSize) -> QImage:
        image = QImage(size * 2, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(2)
        image.fill(QColor(self._theme.surface))
        painter = QPainter(image)
        painter.setFont(font(14, strong=True, grown=False))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(PAD, 12, size.width() - 2 * PAD, 24), LEFT, self._title)
        painter.translate(0, 36)
        self._paint(painter, size.width())
        painter.end()
        return image

    def _paint(self, painter: QPainter, width: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = 8.0
        if not self.faces:
            painter.setFont(font(14, grown=False))
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QRectF(PAD, y, width - 2 * PAD, 40), LEFT, tr("No face was seen."))
        for face in self.faces:
            y = self._paint_face(painter, face, y, width) + BETWEEN

    def _paint_face(self, painter: QPainter, face: FaceSummary, y: float, width: int) -> float:
        line = QRectF(PAD, y, width - 2 * PAD, 24)
        painter.setFont(font(15, strong=True, grown=False))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(line, LEFT, tr(face_title(face.face_id, self._labels)))
        painter.setFont(font(12, tabular=True, grown=False))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(line, RIGHT, in_view(face))
        y += HEAD - 12
        if self._expressions:
            y = self._section(painter, tr("Expression"), tr("share of time"), y, width)
            y = self._paint_expressions(painter, face, y, width) + 6
        if self._smile:
            y = self._section(painter, tr("Smile"), tr("mean, peak; 0 to 5"), y, width)
            text = smile_level(face.smile_mean), smile_level(face.smile_peak)
            accent = QColor(self._theme.accent)
            y = self._row(
                painter, tr("Smile"), face.smile_mean, face.smile_peak, text, accent, y, width
            )
        return self._paint_units(painter, face, y + 6, width) if self._units else y

    def _paint_expressions(
        self, painter: QPainter, face: FaceSummary, y: float, width: int
    ) -> float:
        for place, name in enumerate(self._expressions):
            share = float(face.expression_share[place])
            colour = QColor(expression_colour(name, place))
            y = self._row(
                painter, tr(title(name)), share, np.nan, (percent(share), ""), colour, y, width
            )
        return y

    def _paint_units(self, painter: QPainter, face: FaceSummary, y: float, width: int) -> float:
        accent = QColor(self._theme.accent)
        y = self._section(painter, tr("Action Units"), tr("mean, peak"), y, width)
        for place, code in enumerate(self._units):
            mean, peak = float(face.au_mean[place]), float(face.au_peak[place])
            text = percent(mean), percent(peak)
            name = tr(au_title(code))
            y = self._row(painter, name, mean, peak, text, accent, y, width)
        return y

    def _section(self, painter: QPainter, name: str, says: str, y: float, width: int) -> float:
        line = QRectF(PAD, y, width - 2 * PAD, SECTION - 4)
        painter.setFont(caps_font(grown=False))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(line, LEFT, name)
        painter.setFont(font(12, grown=False))
        painter.setPen(QColor(self._theme.faint))
        painter.drawText(line, RIGHT, says)
        return y + SECTION - 3

    def _row(
        self,
        painter: QPainter,
        name: str,
        value: float,
        peak: float,
        texts: tuple[str, str],
        colour: QColor,
        y: float,
        width: int,
    ) -> float:
        line = QRectF(PAD, y, width - 2 * PAD, ROW)
        left = width - PAD - MEAN - PEAK - BAR
        bar = QRectF(left, y + (ROW - THICK) / 2, BAR, THICK)
        face = font(13, tabular=True, grown=False)
        painter.setFont(face)
        painter.setPen(QColor(self._theme.muted))
        room = left - PAD - 8
        words = QFontMetrics(face).elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, LEFT, words)
        painter.setPen(QColor(self._theme.text))
        mean, highest = texts
        painter.drawText(line.adjusted(0, 0, -PEAK if highest else 0, 0), RIGHT, mean)
        painter.drawText(line, RIGHT, highest)
        painter.setPen(Qt.PenStyle.NoPen)
        draw_bar(painter, bar, value, 0, colour, QColor(self._theme.track))
        if not np.isnan(peak):
            x = bar.x() + min(max(peak, 0.0), 1.0) * (bar.width() - 2)
            painter.fillRect(QRectF(x, bar.y() - 2, 2, THICK + 4), QColor(self._theme.text))
        return y + ROW


def in_view(face: FaceSummary) -> str:
    """How long a face was in view, and how long its eyes were shut."""
    shares = (
        tr("in view {percent}").format(percent=percent(face.present_share)),
        tr("eyes shut {percent}").format(percent=percent(face.blink_share)),
    )
    return "  \N{MIDDLE DOT}  ".join(shares)


def _said(face: FaceSummary, expressions: Sequence[str], smile: bool) -> str:
    shares = ", ".join(
        f"{tr(title(name))} {percent(float(share))}"
        for name, share in zip(expressions, face.expression_share, strict=True)
    )
    if not smile:
        words = [in_view(face), *([shares] if shares else [])]
        return tr("Face {number}: {values}.").format(number=face.face_id, values="; ".join(words))
    return tr("Face {number}: {in_view}; {shares}; smile {mean}, at most {peak}.").format(
        number=face.face_id,
        in_view=in_view(face),
        shares=shares,
        mean=smile_level(face.smile_mean),
        peak=smile_level(face.smile_peak),
    )
