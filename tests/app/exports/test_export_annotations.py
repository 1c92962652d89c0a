"""ELAN and WebVTT read back by readers of others: pympi-ling and webvtt-py."""

from __future__ import annotations

import html
import itertools
from pathlib import Path
from urllib.parse import unquote, urlparse

import webvtt
from pympi import Elan  # type: ignore[import-untyped]
from tests.app.exports.conftest import FORMULA, Exporter
from tests.app.record.sessions import analysis_at, record

from mien.exports import marks
from mien.record.markers import Marker, make_marker, write_markers
from mien.record.segments import segments
from mien.record.session import Session

Annotations = list[tuple[int, int, str]]


def read_tiers(path: Path) -> dict[str, Annotations]:
    document = Elan.Eaf(str(path))
    return {
        name: sorted(found[:3] for found in document.get_annotation_data_for_tier(name))
        for name in document.get_tier_names()
    }


def read_cues(path: Path) -> list[webvtt.Caption]:
    return list(webvtt.read(str(path)).captions)


def milliseconds(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def test_elan_has_markers_stimuli_and_expressions(session: Session, exported: Exporter) -> None:
    tiers = read_tiers(exported("elan", session))
    assert set(tiers) == {"Markers", "Stimulus", "Face 1 expression"}
    assert [start for start, _, _ in tiers["Markers"]] == [
        round(marker.time_s * 1000) for marker in session.markers
    ]
    assert tiers["Markers"][1][2] == "stimulus on film 1"
    assert tiers["Markers"][4][2].startswith("note =1+1: <script>alert('x')</script> & ")
    assert tiers["Stimulus"] == [(300, 600, "film 1")]
    assert tiers["Face 1 expression"] == [
        (round(one.start_s * 1000), round(one.end_s * 1000), one.label) for one in segments(session)
    ]


def test_elan_annotations_of_a_tier_never_overlap(hostile: Session, exported: Exporter) -> None:
    for found in read_tiers(exported("elan", hostile)).values():
        assert all(start < end for start, end, _ in found)
        assert all(one[1] <= after[0] for one, after in itertools.pairwise(found))


def test_elan_finds_the_video_from_where_it_lies(session: Session, exported: Exporter) -> None:
    path = exported("elan", session)
    (media,) = Elan.Eaf(str(path)).media_descriptors
    video = session.video_path("clean")
    assert video is not None
    assert Path(unquote(urlparse(media["MEDIA_URL"]).path)) == video
    assert (path.parent / media["RELATIVE_MEDIA_URL"]).resolve() == video.resolve()


def test_elan_keeps_hostile_texts_as_texts(hostile: Session, exported: Exporter) -> None:
    tiers = read_tiers(exported("elan", hostile))
    assert FORMULA in tiers["Markers"][0][2]
    assert "</style><script>alert(1)</script>" in tiers["Markers"][0][2]
    assert {text for _, _, text in tiers["Face 1 expression"]} == {"<b>&"}


def test_markers_at_one_moment_and_before_the_first_frame(
    tmp_path: Path, exported: Exporter
) -> None:
    record(tmp_path / "s", [analysis_at(i) for i in range(6)])
    moments = (("early", -0.2, -1), ("a", 0.05, 1), ("b", 0.05, 1))
    written = [
        make_marker(at, frame, "mark", name, "", number)
        for number, (name, at, frame) in enumerate(moments, 1)
    ]
    write_markers(tmp_path / "s", written)
    session = Session.open(tmp_path / "s")
    tiers = read_tiers(exported("elan", session))
    assert tiers["Markers"] == [(0, 50, "mark early"), (50, 550, "mark a\nmark b")]
    cues = [cue for cue in read_cues(exported("vtt", session)) if "mark" in cue.text]
    assert [cue.text for cue in cues] == ["mark early", "mark a", "mark b"]
    assert [milliseconds(cue.start) for cue in cues] == [0, 50, 50]


def test_webvtt_has_markers_and_expressions(session: Session, exported: Exporter) -> None:
    cues = read_cues(exported("vtt", session))
    starts = [milliseconds(cue.start) for cue in cues]
    assert starts == sorted(starts)
    marked = {str(c.identifier): c for c in cues if str(c.identifier).startswith("marker-")}
    assert len(marked) == len(session.markers)
    for marker in session.markers:
        cue = marked[f"marker-{marker.id}"]
        assert milliseconds(cue.start) == round(marker.time_s * 1000)
        assert html.unescape(cue.raw_text) == marks.words_of(marker)
    shown = [cue for cue in cues if str(cue.identifier).startswith("face-1-")]
    assert [(milliseconds(c.start), milliseconds(c.end), c.text) for c in shown] == [
        (round(one.start_s * 1000), round(one.end_s * 1000), "Face 1: Happiness")
        for one in segments(session)
    ]


def test_webvtt_notes_cannot_start_cues(hostile: Session, exported: Exporter) -> None:
    path = exported("vtt", hostile)
    text = path.read_text(encoding="utf-8")
    assert text.count("-->") == len(read_cues(path)) == len(text.split("\n\n")) - 1


def test_a_stimulus_ends_where_its_own_off_is() -> None:
    markers = (
        Marker(1.0, 0, "stimulus_on", "a", id=1),
        Marker(2.0, 0, "stimulus_on", "b", id=2),
        Marker(3.0, 0, "stimulus_off", "a", id=3),
        Marker(4.0, 0, "stimulus_off", "b", id=4),
        Marker(5.0, 0, "stimulus_on", "a", id=5),
        Marker(6.0, 0, "stimulus_off", "", id=6),
        Marker(7.0, 0, "stimulus_on", "c", id=7),
        Marker(8.0, 0, "stimulus_off", "d", id=8),
    )
    assert [(one.on.id, one.off.id) for one in marks.stimuli(markers)] == [(1, 3), (2, 4), (5, 6)]
