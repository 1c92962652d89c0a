"""What every overlay keeps to, whichever it is."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.app.scenes import CARD, make_analysis, make_face, make_reading, read_face

from mien.overlays import MAPS, OVERLAYS, Overlay, switched
from mien.overlays.shapes import Area, Bars, Heatmap, Legend, Polyline, Shape, Tag
from mien.overlays.style import Style
from mien.settings import Settings
from mien.types import Floats, ReadFace, Reading

each_overlay = pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda o: o.setting)
STYLE = Style(main_id=1)


def places(shape: Shape) -> Floats:
    """All points of the frame that a shape stands on, n x 2."""
    match shape:
        case Polyline() | Area():
            return shape.points
        case Heatmap():
            return shape.to_frame @ np.array([0.0, 0.0, 1.0]).reshape(3, 1).astype(np.float32)
        case Tag():
            return np.array([[shape.box.x, shape.box.y]], np.float32)
        case Bars():
            return np.array([[shape.beside.x, shape.beside.y]], np.float32)
        case Legend():
            return np.zeros((0, 2), np.float32)


@each_overlay
def test_nothing_is_drawn_where_there_is_no_face(overlay: Overlay) -> None:
    assert overlay.shapes(make_analysis(), CARD, STYLE) == []


@each_overlay
def test_something_is_drawn_for_a_face_that_was_read(overlay: Overlay) -> None:
    assert overlay.shapes(make_analysis(read_face()), CARD, STYLE)


@each_overlay
def test_no_value_is_made_up_for_a_face_that_was_not_read(overlay: Overlay) -> None:
    shapes = overlay.shapes(make_analysis(ReadFace(make_face(), None)), CARD, STYLE)
    assert not [shape for shape in shapes if isinstance(shape, Bars | Heatmap | Legend)]


@each_overlay
def test_missing_numbers_are_not_drawn(overlay: Overlay) -> None:
    known = make_reading()
    unknown = Reading(
        np.full_like(known.expression, np.nan),
        np.full_like(known.action_units, np.nan),
        math.nan,
        np.full_like(known.saliency, np.nan),
        np.full_like(known.evidence, np.nan),
    )
    shapes = overlay.shapes(make_analysis(read_face(reading=unknown)), CARD, STYLE)
    assert not [shape for shape in shapes if isinstance(shape, Bars | Heatmap | Legend)]


@each_overlay
def test_a_map_with_holes_is_not_drawn(overlay: Overlay) -> None:
    saliency, evidence = make_reading().saliency.copy(), make_reading().evidence.copy()
    saliency[3, 3] = evidence[:, 3, 3] = np.nan
    reading = replace(make_reading(), saliency=saliency, evidence=evidence)
    shapes = overlay.shapes(make_analysis(read_face(reading=reading)), CARD, STYLE)
    assert not [shape for shape in shapes if isinstance(shape, Heatmap | Legend)]


@each_overlay
def test_a_reading_of_another_network_gets_no_names(overlay: Overlay) -> None:
    other = CARD.model_copy(update={"expressions": ("calm",), "action_units": ("AU99",)})
    shapes = overlay.shapes(make_analysis(read_face()), other, STYLE)
    names = [bar.name for shape in shapes if isinstance(shape, Bars) for bar in shape.bars]
    assert names in ([], ["Smile"])


@each_overlay
def test_shapes_go_where_the_face_goes(overlay: Overlay) -> None:
    here = overlay.shapes(make_analysis(read_face(make_face(1, 100, 60))), CARD, STYLE)
    there = overlay.shapes(make_analysis(read_face(make_face(1, 137, 41))), CARD, STYLE)
    assert len(here) == len(there)
    for before, after in zip(here, there, strict=True):
        moved = places(after) - places(before)
        expected = np.broadcast_to(np.array([37.0, -19.0]), moved.reshape(-1, 2).shape)
        np.testing.assert_allclose(moved.reshape(-1, 2), expected, atol=0.01)


@each_overlay
def test_every_face_gets_its_own(overlay: Overlay) -> None:
    one, two = read_face(make_face(1, 20)), read_face(make_face(2, 300))
    both = overlay.shapes(make_analysis(one, two), CARD, replace(STYLE, main_id=None))
    alone = overlay.shapes(make_analysis(one), CARD, replace(STYLE, main_id=None))
    legends = sum(isinstance(shape, Legend) for shape in alone)
    assert len(both) == 2 * len(alone) - legends


@each_overlay
def test_all_coordinates_are_numbers(overlay: Overlay) -> None:
    shapes = overlay.shapes(make_analysis(read_face()), CARD, STYLE)
    assert all(np.isfinite(places(shape)).all() for shape in shapes)


@each_overlay
def test_an_overlay_has_a_setting_of_its_own(overlay: Overlay) -> None:
    assert isinstance(getattr(Settings(), overlay.setting), bool)
    assert overlay.name
    assert overlay.explained


@each_overlay
def test_switching_an_overlay_leaves_one_map_at_most(overlay: Overlay) -> None:
    every = {o.setting: True for o in OVERLAYS}
    on = {name for name, shown in (every | switched(overlay.setting, True)).items() if shown}
    assert overlay.setting in on
    if overlay.setting in MAPS:
        assert on & set(MAPS) == {overlay.setting}
    assert switched(overlay.setting, False) == {overlay.setting: False}


def test_names_and_keys_are_unlike() -> None:
    for field in ("setting", "name", "key"):
        values = [getattr(overlay, field) for overlay in OVERLAYS]
        assert len(set(values)) == len(values)
