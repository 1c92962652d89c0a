"""Names of faces in a session: kept where somebody gave them, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.app.record.sessions import analysis_at, as_it_is, make_manifest
from tests.app.scenes import CARD, make_face

from mien.errors import MienError
from mien.faces.label import FaceLabel
from mien.record.annotator import Annotator
from mien.record.items import Naming
from mien.record.manifest import MOST_NAMED, Keep, Named, Overlays, read_manifest
from mien.record.recorder import Recorder
from mien.record.session import Session
from mien.types import Analysis, Image, ReadFace

ANNA, BEN = FaceLabel("Anna", "orange"), FaceLabel("Ben")


def begun(folder: Path, **values: object) -> Recorder:
    return Recorder.begin(folder, make_manifest(**values), as_it_is)  # type: ignore[arg-type]


def test_names_given_before_and_while_recording_are_kept(tmp_path: Path) -> None:
    recorder = begun(tmp_path / "named", face_labels={1: Named(name="Anna", colour="orange")})
    recorder.give(analysis_at(0))
    assert recorder.name_face(2, BEN)
    recorder.give(analysis_at(1))
    recorder.stop()
    assert recorder.join(20)
    assert not recorder.name_face(1, BEN)
    session = Session.open(tmp_path / "named")
    assert session.manifest.labels == {1: ANNA, 2: BEN}
    assert session.manifest.counts.analysed == 2


def test_a_name_that_is_taken_back_is_not_kept(tmp_path: Path) -> None:
    recorder = begun(tmp_path / "taken back")
    for item in (analysis_at(0), Naming(1, ANNA), Naming(1, FaceLabel())):
        recorder.give(item)
    recorder.stop()
    assert recorder.join(20)
    assert Session.open(tmp_path / "taken back").manifest.labels == {}


def test_a_name_is_on_the_disk_at_once(tmp_path: Path) -> None:
    recorder = begun(tmp_path / "cut short")
    for item in (analysis_at(0), Naming(1, ANNA), analysis_at(1)):
        recorder.give(item)
    partial = recorder.progress().folder
    assert partial is not None
    recorder.leave()  # as a crash would, but for the rest of the rows
    assert recorder.join(20)
    (left,) = tmp_path.iterdir()
    assert read_manifest(left).labels == {1: ANNA}


def test_so_many_names_fit_and_no_more() -> None:
    manifest = make_manifest()
    for number in range(MOST_NAMED + 5):
        manifest = manifest.labelled(number, BEN)
    assert len(manifest.labels) == MOST_NAMED


@pytest.mark.parametrize(
    "labels", [{"1": {"name": "x" * 41}}, {"one": {"name": "Anna"}}, {"-1": {}}, ["Anna"]]
)
def test_names_made_by_hand_that_cannot_be_used_are_refused(tmp_path: Path, labels: object) -> None:
    recorder = begun(tmp_path / "by hand")
    recorder.give(analysis_at(0))
    recorder.stop()
    assert recorder.join(20)
    file = tmp_path / "by hand" / "session.json"
    values = json.loads(file.read_text())
    file.write_text(json.dumps({**values, "face_labels": labels}))
    with pytest.raises(MienError, match="face_labels"):
        Session.open(tmp_path / "by hand")


def test_an_unknown_colour_is_passed_by() -> None:
    manifest = make_manifest(face_labels={1: Named(name="Anna", colour="#123456")})
    assert manifest.labels == {1: FaceLabel("Anna", "")}


def test_the_annotated_picture_shows_names_from_the_next_one_on(tmp_path: Path) -> None:
    annotator = Annotator(CARD, Overlays(names=("box",)))
    shown: list[Image] = []

    def draw(analysis: Analysis) -> Image:
        shown.append(annotator(analysis))
        return shown[-1]

    manifest = make_manifest(Keep(clean=False, annotated=True))
    recorder = Recorder.begin(tmp_path / "drawn", manifest, draw, annotator.set_labels)
    face = ReadFace(make_face(1, 40, 40, 90), None)
    for item in (analysis_at(0, [face]), Naming(1, ANNA), analysis_at(0, [face])):
        recorder.give(item)
    recorder.stop()
    assert recorder.join(20)
    before, after = shown
    assert (before != after).any()
    orange = np.array([230, 159, 0])
    assert not (np.abs(before.astype(int) - orange).max(axis=2) < 40).any()
    assert (np.abs(after.astype(int) - orange).max(axis=2) < 40).sum() > 20
