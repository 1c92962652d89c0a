"""Overlays that are words and digits say the right ones."""

from __future__ import annotations

import math

import pytest
from tests.app.scenes import CARD, make_analysis, make_face, make_reading, read_face

from mien.overlays import action_units, box, expression, smile
from mien.overlays.facs import LEVELS, NAMES, au_name, letter
from mien.overlays.shapes import Bar, Bars, Polyline, Shape, Tag
from mien.overlays.style import Style
from mien.overlays.values import percent, smile_text


def bars(shapes: list[Shape]) -> list[Bar]:
    return [bar for shape in shapes if isinstance(shape, Bars) for bar in shape.bars]


def test_the_expression_is_the_most_probable_one() -> None:
    analysis = make_analysis(read_face(reading=make_reading("surprise")))
    (bar,) = bars(expression.shapes(analysis, CARD, Style()))
    assert (bar.name, bar.text) == ("Surprise", "70\N{NO-BREAK SPACE}%")
    assert bar.value == pytest.approx(0.7)


def test_the_smile_has_five_steps_and_its_letter() -> None:
    analysis = make_analysis(read_face(reading=make_reading(smile=0.68)))
    (bar,) = bars(smile.shapes(analysis, CARD, Style()))
    assert (bar.name, bar.value, bar.text, bar.steps) == ("Smile", 0.68, "3.4 C", LEVELS)


def test_the_strongest_action_units_come_first_with_their_names() -> None:
    found = bars(action_units.shapes(make_analysis(read_face()), CARD, Style(main_id=1)))
    assert found[0].name == "AU12 Lip corner puller"
    values = [bar.value for bar in found]
    assert values == sorted(values, reverse=True)
    assert len(found) == action_units.SHOWN


def test_action_units_stand_only_beside_the_main_face() -> None:
    analysis = make_analysis(read_face(make_face(1)), read_face(make_face(2, 300)))
    (shape,) = action_units.shapes(analysis, CARD, Style(main_id=2))
    assert isinstance(shape, Bars)
    assert shape.face_id == 2


def test_the_main_face_has_the_accent() -> None:
    style = Style(main_id=2)
    analysis = make_analysis(read_face(make_face(1)), read_face(make_face(2, 300)))
    tags = {s.text: s.colour for s in box.shapes(analysis, CARD, style) if isinstance(s, Tag)}
    assert tags == {"Face 1": style.line, "Face 2": style.accent}


def test_corners_touch_the_box() -> None:
    face = make_face(1, 100, 60, 160)
    lines = box.shapes(make_analysis(read_face(face)), CARD, Style())
    points = [tuple(p) for s in lines if isinstance(s, Polyline) for p in s.points.tolist()]
    assert min(x for x, _ in points) == pytest.approx(100)
    assert max(x for x, _ in points) == pytest.approx(260)
    assert min(y for _, y in points) == pytest.approx(60)
    assert max(y for _, y in points) == pytest.approx(220)


@pytest.mark.parametrize(
    ("intensity", "expected"),
    [(0.0, ""), (0.09, ""), (0.1, "A"), (0.3, "B"), (0.5, "C"), (0.8, "D"), (0.9, "E"), (1, "E")],
)
def test_letters_stand_for_the_nearest_step(intensity: float, expected: str) -> None:
    assert letter(intensity) == expected


def test_what_is_not_known_is_a_dash() -> None:
    assert letter(math.nan) == ""
    assert smile_text(math.nan) == percent(math.nan) == "\N{EN DASH}"


def test_names_of_action_units() -> None:
    assert au_name("AU06") == "Cheek raiser"
    assert au_name("AU99") == ""
    assert all(len(code) == 4 and code.startswith("AU") for code in NAMES)
