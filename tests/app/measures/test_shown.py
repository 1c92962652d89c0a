"""What a window shows of a face: calm and relative values, greyed where it is seen too poorly."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.app.scenes import CARD, make_analysis, make_frame, make_reading, read_face

from mien.measures.asymmetry import UNKNOWN
from mien.measures.quality import USABLE
from mien.measures.shown import STEADY, Shown, usable
from mien.overlays import OVERLAYS
from mien.overlays.shapes import Bars, Tag
from mien.overlays.style import Style
from mien.record.annotator import Annotator
from mien.record.manifest import Overlays
from mien.types import Measures, Quality, ReadFace

RAW, OWN, CALM = (make_reading(smile=smile) for smile in (0.7, 0.5, 0.45))
WRITTEN = tuple(one.setting for one in OVERLAYS if one.written)


def seen(score: float) -> ReadFace:
    measures = Measures(Quality(score, "dark"), UNKNOWN, 0.0, 0.0, 0, math.nan)
    return replace(read_face(reading=RAW), measures=measures)


def test_calm_values_come_first_then_those_relative_to_neutral() -> None:
    both = replace(read_face(reading=RAW), calibrated=OWN, calm=CALM)
    analysis = make_analysis(both, replace(both, calm=None), replace(both, calibrated=None))
    smooth = [read.reading for read in Shown()(analysis, smooth=True).faces]
    plain = [read.reading for read in Shown()(analysis, smooth=False).faces]
    assert smooth == [CALM, OWN, CALM]
    assert plain == [OWN, OWN, RAW]
    assert [read.reading for read in analysis.faces] == [RAW] * 3  # what is recorded


def test_a_face_without_any_stays_as_it_is() -> None:
    analysis = make_analysis(read_face(reading=RAW))
    assert Shown()(analysis, smooth=True).faces[0] is analysis.faces[0]


def test_a_poor_picture_makes_values_unusable_without_flicker() -> None:
    assert usable(seen(USABLE))
    assert not usable(seen(USABLE - 0.01))
    assert usable(read_face())  # nobody measured
    shown = Shown()
    scores = (0.9, USABLE - 0.01, USABLE + 0.05, USABLE + STEADY, USABLE + 0.05)
    steady = [shown(make_analysis(seen(score)), smooth=True).faces[0] for score in scores]
    assert [usable(read) for read in steady] == [True, False, False, True, True]


def test_another_face_is_judged_anew() -> None:
    shown = Shown()
    shown(make_analysis(seen(0.1)), smooth=True)
    other = seen(USABLE + 0.05)
    analysis = make_analysis(replace(other, face=replace(other.face, face_id=2)))
    assert shown(analysis, smooth=True).faces[0] is analysis.faces[0]


def test_the_tag_of_a_poorly_seen_face_says_why() -> None:
    (box,) = [one for one in OVERLAYS if one.setting == "box"]

    def tag(read: ReadFace) -> str:
        shapes = box.shapes(make_analysis(read), CARD, Style())
        return next(shape.text for shape in shapes if isinstance(shape, Tag))

    assert tag(seen(0.9)) == tag(read_face()) == "Face 1"
    assert tag(seen(0.1)) == "Face 1: Too dark"


def bars(read: ReadFace) -> list[bool]:
    shapes = [
        shape
        for overlay in OVERLAYS
        if overlay.written
        for shape in overlay.shapes(make_analysis(read), CARD, Style())
        if isinstance(shape, Bars)
    ]
    return [bar.faded for block in shapes for bar in block.bars]


def test_values_beside_a_face_are_greyed_and_still_there() -> None:
    good, poor = bars(seen(0.9)), bars(seen(0.1))
    assert len(good) == len(poor) == 5
    assert not any(good)
    assert all(poor)


def test_the_annotated_video_greys_them_too() -> None:
    annotate = Annotator(CARD, Overlays(names=WRITTEN))
    frame = make_frame()
    good = annotate(make_analysis(seen(0.9), frame=frame))
    poor = annotate(make_analysis(seen(0.1), frame=frame))
    assert (good != poor).any()
    accent = (good[..., 2].astype(int) - good[..., 0] > 80).sum()
    assert accent > 100  # the bars have the accent's blue
    assert (poor[..., 2].astype(int) - poor[..., 0] > 80).sum() == 0
