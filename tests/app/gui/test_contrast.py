"""Every text can be read on every ground it lies on (WCAG 2.2: 4.5 to 1, 3 to 1 for shapes)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from mien.faces.label import COLOURS
from mien.gui.face_card import GLASS, INK, SOFT
from mien.gui.review.colours import EXPRESSIONS, OTHERS
from mien.gui.stylesheet import SHEET
from mien.gui.theme import DARK, LIGHT, Theme
from mien.overlays.evidence import AGAINST, FOR
from mien.overlays.saliency import COLOUR_MAPS, colours
from mien.overlays.style import Style

TEXT, SHAPE = 4.5, 3.0
THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)

# Where each ink is used for words, in the style sheet and by those who paint.
INKS = {
    "text": (
        "ground",
        "surface",
        "raised",
        "hover",
        "pressed",
        "border",
        "accent_soft",
        "bad_soft",
    ),
    "muted": ("ground", "surface", "raised", "hover", "pressed", "accent_soft", "bad_soft"),
    "faint": ("ground", "surface", "raised"),
    "accent": ("surface", "raised", "hover", "accent_soft"),
    "good": ("surface", "raised"),
    "warn": ("surface", "raised", "bad_soft"),
    "bad": ("surface", "raised"),
    # A marker's flag that is chosen is filled with the marker's colour.
    "on_accent": ("accent", "bad", "good", "warn", "muted"),
}
# Shapes that say something: filled bars, the ring of the focus, signs, switched-on icons.
SHAPES = {
    "bar": ("track",),
    "accent": ("track", "surface", "raised", "pressed", "ground"),
    "faint": ("surface", "raised"),
    "good": ("surface",),
    "warn": ("surface",),
    "bad": ("surface", "bad_soft"),
    "muted": ("surface", "raised", "pressed", "hover"),
}


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))


def contrast(ink: QColor | str, ground: QColor | str) -> float:
    one, other = sorted((luminance(QColor(ink)), luminance(QColor(ground))))
    return (other + 0.05) / (one + 0.05)


def over(ink: QColor, ground: QColor) -> QColor:
    """A colour that lets what is behind it through."""
    share = ink.alphaF()
    pairs = zip(ink.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a * share + b * (1 - share)) for a, b in pairs))


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("ink", INKS)
def test_words_can_be_read(theme: Theme, ink: str) -> None:
    for ground in INKS[ink]:
        found = contrast(getattr(theme, ink), getattr(theme, ground))
        assert found >= TEXT, f"{ink} on {ground}: {found:.2f}"


@THEMES
@pytest.mark.parametrize("ink", SHAPES)
def test_shapes_can_be_seen(theme: Theme, ink: str) -> None:
    for ground in SHAPES[ink]:
        found = contrast(getattr(theme, ink), getattr(theme, ground))
        assert found >= SHAPE, f"{ink} on {ground}: {found:.2f}"


def test_every_pair_of_the_style_sheet_is_among_those_that_are_checked() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", SHEET.template)
    assert len(rules) > 60
    inks = set()
    for selector, body in rules:
        usable = ":disabled" not in selector  # what cannot be used may be faint
        ink = re.search(r"(?<![-\w])color: \$(\w+)", body)
        ground = re.search(r"background: \$(\w+)", body)
        if ink and usable:
            inks.add(ink[1])
            assert ground is None or ground[1] in INKS[ink[1]], selector
        sign = re.search(r"selection-background-color: \$(\w+); selection-color: \$(\w+)", body)
        assert sign is None or sign[1] in INKS[sign[2]]
        if ground and "color" not in body.replace("background-color", "").replace(
            "border-color", ""
        ):
            assert ground[1] in {*INKS["text"], "accent", "track", "text", "faint", "bad"}, selector
    assert inks <= set(INKS)


def test_words_over_the_picture_can_be_read_over_any_picture() -> None:
    style = Style()
    for behind in ("#000000", "#ffffff"):
        glass = over(GLASS, QColor(behind))
        names = [QColor(*colour) for colour in COLOURS.values()]
        for ink in (INK, over(SOFT, glass), QColor(*style.accent), *names):
            assert contrast(ink, glass) >= TEXT, f"{ink.name()} over {behind}"


def test_an_expressions_name_can_be_read_in_its_colour() -> None:
    for colour in (*EXPRESSIONS.values(), *OTHERS):
        ground = QColor(colour)
        best = max(contrast("#10141a", ground), contrast("#ffffff", ground))
        chosen = contrast("#10141a" if ground.lightness() > 120 else "#ffffff", ground)
        assert chosen == best
        assert chosen >= TEXT, colour


# Colour blindness, after F. Vienot, H. Brettel and J. Mollon, Color Research and Application 24,
# 1999: linear RGB to linear RGB as who lacks one kind of cone sees it.
LACKS = {
    "red": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "green": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def seen(colour: Sequence[int], lacking: str | None) -> QColor:
    linear = np.array(colour) / 255.0
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    if lacking is not None:
        linear = np.clip(np.array(LACKS[lacking]) @ linear, 0.0, 1.0)
    back = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return QColor(*(round(255 * float(part)) for part in back))


@pytest.mark.parametrize("lacking", [None, "red", "green"])
def test_for_and_against_are_told_apart_by_everyone(lacking: str | None) -> None:
    assert contrast(seen(FOR, lacking), seen(AGAINST, lacking)) >= SHAPE


@pytest.mark.parametrize("lacking", [None, "red", "green"])
@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_a_map_grows_lighter_all_the_way_for_everyone(name: str, lacking: str | None) -> None:
    table = colours(name)
    light = [luminance(seen(tuple(int(v) for v in row), lacking)) for row in table[::8]]
    assert all(after > before for before, after in combinations(light[::4], 2))
