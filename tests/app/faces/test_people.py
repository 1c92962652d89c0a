from __future__ import annotations

import math

import pytest

from mien.faces.label import COLOURS, MOST_LETTERS, FaceLabel, clean_name, face_title
from mien.faces.people import People
from mien.faces.tracks import KEEP_S


def two_people() -> People:
    people = People()
    people.see([1, 2], 0.0)
    return people


def test_a_face_has_the_name_and_the_colour_that_it_was_given() -> None:
    people = two_people()
    people.call(2, "  Ben\n", "sky")
    assert people.labels == {2: FaceLabel("Ben", "sky")}
    assert people.label(1) == FaceLabel()
    people.call(2, "", "")
    assert people.labels == {}


def test_a_name_goes_when_its_track_is_forgotten_and_not_before() -> None:
    people = two_people()
    people.call(1, "Anna", "")
    people.see([2], 0.9 * KEEP_S)
    assert people.label(1).name == "Anna"
    people.see([2], KEEP_S + 0.1)
    assert people.labels == {}
    assert not people.knows(1)
    assert people.knows(2)
    people.see([1], KEEP_S + 0.2)
    assert people.label(1) == FaceLabel()


@pytest.mark.parametrize("later", [-1.0, math.nan])
def test_time_that_goes_back_is_another_input(later: float) -> None:
    people = People()
    people.see([1], 3.0)
    people.call(1, "Anna", "green")
    people.see([2], later)
    assert people.labels == {}


def test_nobody_who_is_not_there_can_be_named() -> None:
    people = two_people()
    people.call(7, "Eve", "orange")
    assert people.labels == {}


def test_names_are_one_line_and_colours_those_of_the_table() -> None:
    people = two_people()
    people.call(1, "A\tvery\x00 long " + "x" * 200, "#ff0000")
    label = people.label(1)
    assert label.name.startswith("A very long x")
    assert len(label.name) == MOST_LETTERS
    assert label.colour == ""
    assert clean_name(" \n\t ") == ""


def test_a_face_without_a_name_is_called_by_its_number() -> None:
    labels = {1: FaceLabel("Anna"), 2: FaceLabel("", "sky")}
    assert [face_title(one, labels) for one in (1, 2, 3)] == ["Anna", "Face 2", "Face 3"]


def test_the_colours_differ_in_lightness_where_hue_is_not_seen() -> None:
    """Of each two at least one of red against green, blue, or lightness differs clearly."""

    def seen(rgb: tuple[int, int, int]) -> tuple[float, float]:
        red, green, blue = rgb
        # What is left without the red-green difference: lightness, and blue against yellow.
        return 0.3 * red + 0.6 * green + 0.1 * blue, blue - (red + green) / 2

    values = [seen(rgb) for rgb in COLOURS.values()]
    for index, one in enumerate(values):
        for other in values[index + 1 :]:
            assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) > 20
