from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.app.scenes import make_analysis, make_face, read_face

from mien.faces.finder import FaceFinder
from mien.faces.label import FaceLabel
from mien.network.session import Network
from mien.overlays import box, regions
from mien.overlays.facs import ACTIONS, NAMES
from mien.overlays.others import set_apart
from mien.overlays.regions import PATCHES, REGIONS, hull
from mien.overlays.shapes import Area, Tag
from mien.overlays.style import Style
from mien.types import Image, ReadFace

TWO = make_analysis(read_face(make_face(1, 20)), read_face(make_face(2, 320)))


def middle_of(points: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[float, float]:
    x, y = points.mean(axis=0)
    return float(x), float(y)


def test_every_action_unit_that_has_a_name_says_what_it_does_and_where() -> None:
    assert set(NAMES) == set(ACTIONS) == set(REGIONS)
    assert all(text.endswith(".") for text in ACTIONS.values())
    assert {name for patches in REGIONS.values() for name in patches} <= set(PATCHES)
    assert [code for code, patches in REGIONS.items() if not patches] == ["AU21"]


def test_the_shipped_networks_action_units_are_all_explained() -> None:
    card = Network.load().card
    assert all(REGIONS[code] and ACTIONS[code] for code in card.action_units)


def test_patches_lie_where_the_names_say(astronaut: Image, face_model: object) -> None:
    with FaceFinder(face_model, 1, still=True) as finder:  # type: ignore[arg-type]
        (found,) = finder.find(astronaut)
    points = found.mesh.landmarks[:, :2]
    places = {name: middle_of(hull(points, name)) for name in PATCHES}
    eye, mouth, chin = points[33][1], points[13][1], points[152][1]
    nose = points[1]
    for name, (x, y) in places.items():
        if name.startswith("right"):
            assert x < nose[0], name  # the person's right is on the picture's left
        if name.startswith("left"):
            assert x > nose[0], name
        if "brow" in name:
            assert y < eye, name
        if "cheek" in name or name == "nose root":
            assert eye < y < mouth, name
        if "lip" in name or "corner" in name:
            assert nose[1] < y < chin, name
    assert places["chin"][1] > places["lower lip"][1] > places["upper lip"][1]


def test_a_region_is_lit_on_the_main_face_alone() -> None:
    lit = regions.shapes(TWO, Style(main_id=2, region_of="AU12"))
    areas = [shape for shape in lit if isinstance(shape, Area)]
    assert len(areas) == 2
    assert all((area.points[:, 0] > 300).all() for area in areas)
    assert regions.shapes(TWO, Style(main_id=2)) == []
    assert regions.shapes(TWO, Style(main_id=2, region_of="happiness")) == []
    assert regions.shapes(TWO, Style(main_id=None, region_of="AU12")) == []


def test_nothing_is_lit_without_landmarks() -> None:
    face = replace(make_face(1), landmarks=np.full((478, 3), np.nan, np.float32))
    analysis = make_analysis(ReadFace(face, None))
    assert regions.shapes(analysis, Style(main_id=1, region_of="AU12")) == []


def test_others_are_grey_and_keep_their_names_only() -> None:
    style = Style(main_id=1, grey_others=True, labels={2: FaceLabel("Ben", "sky")})
    drawn, grey = set_apart(TWO, style)
    assert [read.face.face_id for read in drawn.faces] == [1]
    (area,) = [shape for shape in grey if isinstance(shape, Area)]
    (tag,) = [shape for shape in grey if isinstance(shape, Tag)]
    assert (area.points[:, 0] > 300).all()
    assert tag.text == "Ben"
    assert tag.colour[:3] != (86, 180, 233)


@pytest.mark.parametrize("style", [Style(main_id=1), Style(main_id=None, grey_others=True)])
def test_nobody_is_grey_unless_chosen_or_without_a_main_face(style: Style) -> None:
    assert set_apart(TWO, style) == (TWO, [])


def test_tags_say_names_colours_and_who_is_kept() -> None:
    labels = {1: FaceLabel("Anna", "orange"), 2: FaceLabel("", "green")}
    drawn = box.shapes(TWO, None, Style(main_id=1, pinned_id=1, labels=labels))
    first, second = [shape for shape in drawn if isinstance(shape, Tag)]
    assert (first.text, first.colour, first.main, first.pinned) == (
        "Anna",
        (230, 159, 0, 255),
        True,
        True,
    )
    assert (second.text, second.colour[:3], second.pinned) == ("Face 2", (0, 158, 115), False)
