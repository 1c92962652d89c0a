"""What is kept is what was asked for, and a blurred face stays blurred."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from tests.app.record.sessions import START_NS, analysis_at, as_it_is, make_manifest, record
from tests.app.scenes import CARD, make_face, read_face

from mien.errors import MienError
from mien.overlays import OVERLAYS
from mien.record.annotator import Annotator
from mien.record.blur import blurred
from mien.record.layout import free_folder
from mien.record.manifest import Keep, Overlays
from mien.record.plan import Plan, keep_of
from mien.record.session import Session
from mien.types import Analysis, Box, Image, frozen

STRIPES = 4  # pixels of a stripe


def striped(index: int, with_face: bool) -> Analysis:
    """A picture of fine stripes, which blurring takes away; the face is 40..120 across."""
    analysis = analysis_at(index, [read_face(make_face(1, 40, 40, 80))] if with_face else [])
    image = np.zeros_like(analysis.frame.image)
    image[:, np.arange(image.shape[1]) // STRIPES % 2 == 0] = 255
    return replace(analysis, frame=replace(analysis.frame, image=frozen(image)))


def contrast(image: Image, left: int, right: int) -> float:
    return float(image[60:100, left:right].astype(float).std())


def pictures_of(path: Path | None) -> list[Image]:
    assert path is not None
    with av.open(str(path)) as video:
        return [np.asarray(f.to_ndarray(format="rgb24"), np.uint8) for f in video.decode(video=0)]


def test_a_blurred_face_is_blurred_in_every_video_also_where_the_finder_lost_it(
    tmp_path: Path,
) -> None:
    seen = [index for index in range(90) if 20 <= index < 50 and index not in (30, 31, 32)]
    items = [striped(index, index in seen) for index in range(90)]
    keep = Keep(clean=True, annotated=True, blurred=True)
    recorder = record(tmp_path / "s", items, make_manifest(keep))
    assert recorder.progress().problem == ""
    session = Session.open(tmp_path / "s")
    for which in ("clean", "annotated"):
        pictures = pictures_of(session.video_path(which))
        assert len(pictures) == 90
        sharp = contrast(pictures[0], 50, 110)
        for index, picture in enumerate(pictures):
            if 5 <= index <= 79:  # from half a second before to a second after
                assert contrast(picture, 50, 110) < sharp / 4
            if index < 4 or index > 82:
                assert contrast(picture, 50, 110) > sharp / 2
            assert contrast(picture, 200, 300) > sharp / 2  # what is no face stays sharp
    assert session.manifest.keep.blurred


def test_pictures_that_stand_alone_are_blurred_by_their_own_faces(tmp_path: Path) -> None:
    items = [striped(0, with_face=True), striped(1, with_face=False)]
    keep = Keep(clean=True, blurred=True)
    record(tmp_path / "s", items, make_manifest(keep, clock="picture"))
    first, second = pictures_of(Session.open(tmp_path / "s").video_path("clean"))
    assert contrast(first, 50, 110) < contrast(second, 50, 110) / 4


def test_boxes_that_overlap_the_edge_or_are_no_numbers_do_no_harm() -> None:
    image = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    nan = float("nan")
    boxes = [Box(-50, -50, 60, 60), Box(70, 50, 20, 20), Box(nan, 0, 5, 5), Box(500, 500, 5, 5)]
    result = blurred(image, boxes)
    assert result.shape == image.shape
    assert (result[:5, :5] != image[:5, :5]).any()
    assert (result[35:40, 35:60] == image[35:40, 35:60]).all()


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("clean", Keep(clean=True)),
        ("clean,annotated", Keep(clean=True, annotated=True)),
        ("annotated", Keep(clean=False, annotated=True)),
        ("blurred", Keep(clean=True, blurred=True)),
        ("annotated, blurred", Keep(clean=False, annotated=True, blurred=True)),
        ("numbers", Keep(clean=False)),
    ],
)
def test_words_say_what_is_kept(text: str, keep: Keep) -> None:
    assert keep_of(text) == keep


@pytest.mark.parametrize("text", ["", "video", "numbers,clean", "clean,../x"])
def test_other_words_are_a_sentence(text: str) -> None:
    with pytest.raises(MienError):
        keep_of(text)


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    plan = Plan(parent=tmp_path, name="../run")
    assert plan.folder() == tmp_path / "run"
    (tmp_path / "run.partial").mkdir()
    assert plan.folder() == tmp_path / "run-2"
    (tmp_path / "run-2").mkdir()
    assert free_folder(tmp_path, "run") == tmp_path / "run-3"
    assert Plan(parent=tmp_path).folder().name.startswith("20")


def test_annotated_pictures_show_each_overlay_where_its_face_is() -> None:
    analysis = analysis_at(0, [read_face(make_face(1, 60, 40, 90))], size=(640, 360))
    plain = as_it_is(analysis)
    for name in (overlay.setting for overlay in OVERLAYS):
        shown = Annotator(CARD, Overlays(names=(name,)))(analysis)
        changed = (shown != plain).any(axis=2)
        assert shown.shape == plain.shape
        assert changed.sum() > 60, name
        assert not changed[:300, 360:].any(), name  # only the legend, below, is not at the face
    assert (Annotator(CARD, Overlays(names=()))(analysis) == plain).all()


def test_annotated_pictures_show_the_evidence_for_the_value_chosen() -> None:
    analysis = analysis_at(0, [read_face(make_face(1, 60, 40, 90))], size=(640, 360))
    of = [Overlays(names=("evidence",), evidence_of=value) for value in ("anger", "AU12")]
    first, second = (Annotator(CARD, overlays)(analysis) for overlays in of)
    assert (first[:300] != second[:300]).any()  # on the face, not in the legend alone


def test_faces_without_landmarks_or_outside_the_picture_do_no_harm() -> None:
    face = make_face(1, 60, 40, 90)
    nothing = frozen(np.full((478, 3), np.nan, np.float32))
    torn = replace(face, landmarks=nothing, to_crop=frozen(np.full((2, 3), np.nan, np.float32)))
    faces = [
        read_face(torn),
        read_face(make_face(2, 5000, -4000, 90)),
        read_face(make_face(3, -80)),
    ]
    every = Overlays(names=tuple(overlay.setting for overlay in OVERLAYS))
    for size in ((640, 360), (40, 30), (2000, 16)):
        shown = Annotator(CARD, every)(analysis_at(0, faces, size=size))
        assert shown.shape == (size[1], size[0], 3)


def test_time_zero_is_the_first_frame(tmp_path: Path) -> None:
    record(tmp_path / "s", [analysis_at(100), analysis_at(103)])
    session = Session.open(tmp_path / "s")
    assert session.frames.time_s.tolist() == [0.0, 0.1]
    assert session.manifest.start_ns == START_NS + round(100 * 1e9 / 30)
