from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from mien.gui.painter import ShapePainter
from mien.gui.view import View
from mien.overlays.shapes import Heatmap
from mien.overlays.style import Style
from mien.types import Image

pytestmark = pytest.mark.usefixtures("app")  # fonts need one

SIDE = 16
WHOLE = QRect(0, 0, 80, 80)
FIVE_TIMES = np.array([[5, 0, -0.5], [0, 5, -0.5]], np.float32)  # pixels a pixel of the map


def painted(pixels: Image) -> QImage:
    picture = QImage(80, 80, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    view = View(80, 80, WHOLE, mirror=False)
    ShapePainter().paint(painter, [Heatmap(pixels, FIVE_TIMES)], view, [], Style())
    painter.end()
    return picture


@pytest.mark.parametrize(("row", "column"), [(0, 0), (7, 9), (15, 15), (0, 15)])
def test_the_colour_of_a_map_stands_where_it_is_in_the_map(row: int, column: int) -> None:
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    pixels[row, column] = (255, 0, 0, 255)
    picture = painted(pixels)
    middle = picture.pixelColor(5 * column + 2, 5 * row + 2)
    assert middle.red() > 240
    # Beside it the colour ends gently, as nothing is between the two pixels but a mixture.
    beside = picture.pixelColor(5 * column + (5 if column < SIDE - 1 else -1), 5 * row + 2)
    assert 50 < beside.red() < 150
    away = picture.pixelColor((5 * column + 42) % 80, (5 * row + 42) % 80)
    assert (away.red(), away.green(), away.blue()) == (0, 0, 0)


def test_a_map_that_is_all_clear_paints_nothing() -> None:
    black = QImage(80, 80, QImage.Format.Format_RGB32)
    black.fill(0)
    assert painted(np.zeros((SIDE, SIDE, 4), np.uint8)) == black
