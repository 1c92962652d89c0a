"""The evidence map lies where a value came from, and says for which value and in which sense."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.app.scenes import (
    AGAINST,
    CARD,
    CROP,
    EVIDENCE_CELLS,
    make_analysis,
    make_evidence,
    make_face,
    make_reading,
    read_face,
)

from mien.overlays import evidence
from mien.overlays.shapes import Heatmap, Legend
from mien.overlays.style import Style
from mien.settings import LIKELIEST
from mien.types import NO_EVIDENCE, Floats, Image, Reading

OPAQUE = Style(opacity=1.0)


def shown(style: Style, *readings: Reading) -> tuple[list[Heatmap], list[Legend]]:
    faces = [
        read_face(make_face(n + 1, 20 + 200 * n), reading) for n, reading in enumerate(readings)
    ]
    shapes = evidence.shapes(make_analysis(*faces), CARD, style)
    maps = [shape for shape in shapes if isinstance(shape, Heatmap)]
    return maps, [shape for shape in shapes if isinstance(shape, Legend)]


def title(style: Style, *readings: Reading) -> str:
    return shown(style, *readings)[1][0].title


def peak(value: str) -> tuple[float, float]:
    """Row and column of the cell that speaks for a value, as shares of the side."""
    cells = make_evidence()[CARD.values.index(value)]
    row, column = np.unravel_index(int(cells.argmax()), cells.shape)
    return (float(row) + 0.5) / EVIDENCE_CELLS, (float(column) + 0.5) / EVIDENCE_CELLS


def towards(pixels: Image, colour: tuple[int, int, int]) -> Floats:
    """How much each pixel is seen in a colour: near to it and opaque."""
    apart = np.abs(pixels[..., :3].astype(float) - colour).sum(axis=2)
    return np.asarray(pixels[..., 3] * (apart < 60))


@pytest.mark.parametrize("value", ["happiness", "surprise", "AU12", "AU25"])
def test_what_speaks_for_the_value_chosen_is_shown_at_its_place(value: str) -> None:
    (heatmap,), _ = shown(replace(OPAQUE, evidence_of=value), make_reading())
    strength = towards(heatmap.pixels, evidence.FOR)
    row, column = np.argwhere(strength > 200).mean(axis=0) + 0.5
    in_frame = heatmap.to_frame @ np.array([column, row, 1.0])
    face = make_face(1, 20)
    in_crop = face.to_crop[:, :2] @ in_frame + face.to_crop[:, 2]
    expected = np.array(peak(value)[::-1]) * CROP - 0.5
    np.testing.assert_allclose(in_crop, expected, atol=4)


def test_what_speaks_against_it_has_the_other_colour() -> None:
    pixels = evidence.evidence_pixels(make_evidence()[1], OPAQUE)
    row, column = ((np.array(AGAINST) + 0.5) / EVIDENCE_CELLS * len(pixels)).astype(int)
    red, _, blue, alpha = pixels[row, column].tolist()
    assert blue > red + 100
    assert alpha > 200


@pytest.mark.parametrize("sign", [1, -1])
def test_no_sign_is_made_up(sign: int) -> None:
    pixels = evidence.evidence_pixels(sign * np.abs(make_evidence()[3]), OPAQUE)
    seen = pixels[pixels[..., 3] > 0].astype(int)
    assert len(seen) > 100
    assert (sign * (seen[:, 0] - seen[:, 2]) > 0).all()


def test_a_place_that_says_nothing_is_clear() -> None:
    pixels = evidence.evidence_pixels(make_evidence()[1], OPAQUE)
    assert pixels[len(pixels) * 9 // 10, len(pixels) // 4, 3] == 0


def test_little_evidence_is_not_blown_up() -> None:
    faint = evidence.evidence_pixels(make_evidence()[1] / 40, OPAQUE)
    assert faint[..., 3].max() < 10
    strong = evidence.evidence_pixels(make_evidence()[1] * 40, OPAQUE)
    np.testing.assert_array_equal(strong, evidence.evidence_pixels(make_evidence()[1], OPAQUE))


def test_it_is_enlarged_without_steps() -> None:
    alpha = evidence.evidence_pixels(make_evidence()[3], OPAQUE)[..., 3].astype(int)
    assert np.abs(np.diff(alpha, axis=0)).max() < 64
    assert np.abs(np.diff(alpha, axis=1)).max() < 64


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (LIKELIEST, "Evidence for Surprise"),
        ("anger", "Evidence for Anger"),
        ("AU12", "Evidence for AU12 Lip corner puller"),
        ("smile", "Evidence for Smile"),
        ("AU99", "Evidence for Surprise"),  # a value of a network that was used before
    ],
)
def test_the_legend_says_what_is_shown(wanted: str, expected: str) -> None:
    style = replace(OPAQUE, evidence_of=wanted)
    _, (legend,) = shown(style, make_reading("surprise"))
    assert (legend.title, legend.low, legend.high) == (expected, "against", "for")
    np.testing.assert_array_equal(legend.colours[[0, -1]], [evidence.AGAINST, evidence.FOR])


def test_faces_that_look_different_each_show_their_own_likeliest() -> None:
    happy, angry = make_reading("happiness"), make_reading("anger")
    (one, two), _ = shown(OPAQUE, happy, angry)
    assert not np.array_equal(one.pixels, two.pixels)
    assert title(OPAQUE, happy, angry) == "Evidence for each likeliest expression"
    assert title(OPAQUE, happy, happy) == "Evidence for Happiness"
    assert title(replace(OPAQUE, evidence_of="AU06"), happy, angry) == (
        "Evidence for AU06 Cheek raiser"
    )


def test_a_network_without_evidence_shows_none() -> None:
    reading = replace(make_reading(), evidence=NO_EVIDENCE)
    assert shown(OPAQUE, reading) == ([], [])


def test_for_and_against_stay_apart_for_colour_blind_people() -> None:
    # From linear RGB to what is seen without long, middle or short waves (Viénot 1999, tritan:
    # Machado 2009), enough to tell whether two colours fall together.
    blind = {
        "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
        "deutan": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
        "tritan": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6913, 0.3039]],
    }
    against, neither, speaks_for = (evidence.colours()[at] / 255.0 for at in (0, 128, 255))
    for matrix in blind.values():
        seen = [np.array(matrix) @ (c**2.2) for c in (against, neither, speaks_for)]
        assert np.abs(seen[0] - seen[2]).max() > 0.4
        assert min(np.abs(seen[1] - seen[at]).max() for at in (0, 2)) > 0.15
