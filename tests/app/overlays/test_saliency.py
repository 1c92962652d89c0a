"""The saliency map lies where the network looked."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import cv2
import numpy as np
import pytest
from tests.app.scenes import CARD, CELLS, CROP, make_analysis, make_face, make_reading, read_face

from mien.overlays import saliency
from mien.overlays.shapes import Heatmap, Legend
from mien.overlays.style import Style
from mien.settings import ColourMap

WIDTH, HEIGHT = 640, 360


def the_map(roll: float, peak: tuple[int, int], style: Style = Style()) -> Heatmap:  # noqa: B008
    face = make_face(1, 180.0, 90.0, 170.0, roll)
    analysis = make_analysis(read_face(face, make_reading(peak=peak)))
    heatmap = saliency.shapes(analysis, CARD, style)[0]
    assert isinstance(heatmap, Heatmap)
    return heatmap


@pytest.mark.parametrize("roll", [0.0, 25.0, -60.0])
@pytest.mark.parametrize("peak", [(9, 6), (4, 9)])
def test_the_peak_lies_on_the_pixel_that_the_crop_was_cut_from(
    roll: float, peak: tuple[int, int]
) -> None:
    heatmap = the_map(roll, peak)
    strength = heatmap.pixels[..., 3].astype(float) * heatmap.pixels[..., :3].sum(axis=2)
    row, column = np.argwhere(strength == strength.max()).mean(axis=0) + 0.5
    shown = heatmap.to_frame @ np.array([column, row, 1.0])

    # The other way round: OpenCV carries the map back along the very transform of the crop.
    face = make_face(1, 180.0, 90.0, 170.0, roll)
    crop = cv2.resize(make_reading(peak=peak).saliency, (CROP, CROP))
    frame = cv2.warpAffine(crop, face.to_crop, (WIDTH, HEIGHT), flags=cv2.WARP_INVERSE_MAP)
    y, x = np.argwhere(frame > 0.999 * frame.max()).mean(axis=0)
    np.testing.assert_allclose(shown, [x, y], atol=1.5)


def test_the_map_covers_the_crop_exactly() -> None:
    heatmap = the_map(0.0, (7, 7))
    side = heatmap.pixels.shape[0]
    corners = np.array([[0, side], [0, side], [1, 1]], np.float64)
    to_crop = make_face(1, 180.0, 90.0, 170.0).to_crop
    in_crop = to_crop[:, :2] @ (heatmap.to_frame @ corners) + to_crop[:, 2:]
    np.testing.assert_allclose(in_crop, [[-0.5, CROP - 0.5]] * 2, atol=1e-3)


def test_it_fades_out_at_the_crops_border_even_where_saliency_is_high() -> None:
    everywhere = np.ones((CELLS, CELLS), np.float32)
    alpha = saliency.heat_pixels(everywhere, Style(opacity=1.0))[..., 3]
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert border.max() < 5
    assert alpha[alpha.shape[0] // 2, alpha.shape[1] // 2] == 255
    inwards = alpha[alpha.shape[0] // 2, : alpha.shape[1] // 2].astype(int)
    assert (np.diff(inwards) >= 0).all()


def test_low_saliency_is_clear() -> None:
    low = np.full((CELLS, CELLS), 0.1, np.float32)
    assert saliency.heat_pixels(low, Style(opacity=1.0))[..., 3].max() == 0


def test_opacity_scales_the_whole_map() -> None:
    full = the_map(0.0, (7, 7), Style(opacity=1.0)).pixels[..., 3].astype(float)
    half = the_map(0.0, (7, 7), Style(opacity=0.5)).pixels[..., 3].astype(float)
    np.testing.assert_allclose(half, full / 2, atol=1.0)


@pytest.mark.parametrize("name", get_args(ColourMap))
def test_colours_grow_lighter_with_saliency(name: ColourMap) -> None:
    red, green, blue = saliency.colours(name).T.astype(float)
    lightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert lightness[-1] > lightness[0] + 100
    assert (np.diff(lightness) > -2.0).all()


def test_the_chosen_colours_are_in_map_and_legend() -> None:
    analysis = make_analysis(read_face())
    styles = [replace(Style(), colour_map=name) for name in get_args(ColourMap)]
    pixels, legends = set(), set()
    for style in styles:
        heatmap, legend = saliency.shapes(analysis, CARD, style)
        assert isinstance(heatmap, Heatmap)
        assert isinstance(legend, Legend)
        pixels.add(heatmap.pixels.tobytes())
        legends.add(legend.colours.tobytes())
    assert len(pixels) == len(legends) == len(styles)
