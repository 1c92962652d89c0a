from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.models.made import view

from mien.faces.landmarker import Landmarker
from mien.types import Image
from mien_models import groups, stress
from mien_models.pack import measure


@pytest.fixture(scope="module")
def face(astronaut: Image) -> Image:
    return view(astronaut, 112, 112, 1.1, 0)


@pytest.mark.parametrize("name", [n for n in stress.STEPS if n != "as it is"])
def test_a_step_changes_the_picture_and_not_the_one_given(name: str, face: Image) -> None:
    before = face.copy()
    worse = stress.STEPS[name](face)
    assert worse.dtype == np.uint8
    assert worse.shape[2] == 3
    np.testing.assert_array_equal(face, before)
    if worse.shape == face.shape:
        assert np.abs(worse.astype(int) - face).mean() > 0.5
        np.testing.assert_array_equal(stress.STEPS[name](face), worse)


def test_steps_of_a_kind_grow_worse(face: Image) -> None:
    def fine(image: Image) -> float:
        return float(np.abs(np.diff(image.astype(float), axis=1)).mean())

    blurs = [fine(stress.STEPS[f"blur {n} %"](face)) for n in (1, 2, 4)]
    assert fine(face) > blurs[0] > blurs[1] > blurs[2]
    lights = [stress.STEPS[f"light 1/{n}"](face).mean() for n in (2, 4, 8)]
    assert face.mean() > lights[0] > lights[1] > lights[2]
    widths = [stress.STEPS[f"{n} pixels wide"](face).shape[1] for n in (32, 24, 16)]
    assert widths == [32, 24, 16]
    assert stress.gray(face).std(2).max() == 0


def test_a_turned_picture_turns_the_head_by_as_much(face: Image, face_model: Path) -> None:
    with Landmarker(face_model) as landmarker:
        straight = measure(landmarker, face).pose[2]
        turned = measure(landmarker, stress.turned(face, 15)).pose[2]
    assert abs(turned - straight) == pytest.approx(15, abs=4)


def test_bins_have_open_ends_and_leave_out_what_is_not_known() -> None:
    values = np.array([0, 10, 19.9, 20, 80, np.nan], np.float32)
    found = groups.binned(values, (10, 20), "degrees")
    assert {name: np.flatnonzero(mask).tolist() for name, mask in found.items()} == {
        "below 10 degrees": [0],
        "10 to 20 degrees": [1, 2],
        "20 degrees and more": [3, 4],
    }


def test_light_colour_and_edges_are_told_apart() -> None:
    crops = np.full((4, 112, 112, 3), 100, np.uint8)
    crops[1, :, :56] = 160  # light from the left
    crops[2, 28:32, 30:82] = 10  # a dark bar from eye to eye
    crops[3, :, :, 0] = 200
    assert groups.brightness(crops)[0] == 100
    sides = groups.one_sidedness(crops)
    assert sides[0] == 0
    assert sides[1] == pytest.approx(60, abs=1)
    edges = groups.bridge_edges(crops)
    assert edges.argmax() == 2
    assert groups.colourless(crops).tolist() == [True, True, True, False]


def test_a_share_has_its_count_and_its_doubt() -> None:
    right = np.array([True, True, True, False] * 10)
    assert groups.shares(right) == {
        "faces": 40,
        "accuracy": 0.75,
        "within": pytest.approx(1.96 * (0.75 * 0.25 / 40) ** 0.5),
    }
    few = groups.shares(right[:4])
    assert few["accuracy"] == 0.75
    assert np.isnan(few["within"])
    assert np.isnan(groups.shares(right[:0])["accuracy"])
