"""What is measured stands in the rows; sessions of an older Mien open, and go on as they are."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.app.record.sessions import analysis_at, as_it_is, make_manifest, record
from tests.app.scenes import ACTION_UNITS, CARD, EXPRESSIONS, make_face, make_reading

from mien.faces.blendshapes import BLENDSHAPES
from mien.measures.neutral import Neutral, relative
from mien.measures.quality import CODES, DARK
from mien.record.columns import FACE_COLUMNS, FRAME_COLUMNS
from mien.record.items import Item
from mien.record.layout import ROWS, partial_of
from mien.record.measured import MEASURES
from mien.record.resume import resume
from mien.record.session import Session
from mien.record.writing import Writing
from mien.types import Asymmetry, Measures, Quality, ReadFace

NEUTRAL = Neutral(make_reading("sadness").expression, make_reading(au12=0.4).action_units, 0.2)
MEASURED = Measures(
    Quality(0.25, DARK), Asymmetry(0.01, -0.02, 0.03, math.nan), -0.5, 0.25, 7, 14.5
)


def seen(measures: Measures | None = MEASURED, calibrated: bool = True) -> ReadFace:
    reading = make_reading("happiness", 0.6, au12=0.9)
    own = relative(reading, NEUTRAL, CARD) if calibrated else None
    return ReadFace(make_face(1, 40, 30, 90), reading, measures, own, calm=make_reading("anger"))


def items() -> list[Item]:
    return [
        analysis_at(0, [seen()]),
        analysis_at(1, []),
        analysis_at(2, [seen(calibrated=False)]),
        analysis_at(3, [seen(None, calibrated=False)]),
    ]


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / ROWS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_raw_and_calibrated_values_stand_side_by_side(tmp_path: Path) -> None:
    record(tmp_path / "s", items())
    first, nobody, uncalibrated, unmeasured = rows_of(tmp_path / "s")
    assert (first["AU12"], first["smile"], first["happiness"]) == ("0.9", "0.6", "0.7")
    assert float(first["AU12_calibrated"]) == pytest.approx(0.5 / 0.6, abs=1e-4)
    assert float(first["smile_calibrated"]) == pytest.approx(0.5, abs=1e-4)
    shares = [float(first[f"{name}_calibrated"]) for name in EXPRESSIONS]
    assert sum(shares) == pytest.approx(1, abs=1e-3)
    assert first["quality"] == "0.25"
    assert first["quality_reason"] == "dark"
    assert first["asymmetry_brow_y"] == ""
    assert first["blinks"] == "7"
    assert float(first["duchenne_hint"]) == pytest.approx(
        make_reading().action_units[ACTION_UNITS.index("AU06")], abs=1e-5
    )
    own = [f"{name}_calibrated" for name in CARD.values]
    assert {uncalibrated[name] for name in own} == {""}
    assert {nobody[name] for name in (*own, *MEASURES, "quality_reason")} == {""}
    assert unmeasured["quality"] == unmeasured["quality_reason"] == ""
    assert unmeasured["duchenne_hint"] != ""


def test_they_come_back_as_they_were_and_readings_are_the_raw_ones(tmp_path: Path) -> None:
    record(tmp_path / "s", items())
    session = Session.open(tmp_path / "s")
    (first,) = session.analysis(0)
    assert first.reading is not None
    assert first.reading.smile == pytest.approx(0.6)
    assert first.measures is not None
    assert first.measures.quality == MEASURED.quality
    assert first.measures.asymmetry.mouth_y == pytest.approx(-0.02)
    assert math.isnan(first.measures.asymmetry.brow_y)
    assert (first.measures.blinks, first.measures.blink_rate) == (7, 14.5)
    assert session.analysis(3)[0].measures is None
    table = session.faces
    assert table.reason.tolist() == [CODES.index(DARK)] * 2 + [-1]
    assert np.isfinite(table.calibrated[0]).all()
    assert np.isnan(table.calibrated[1:]).all()


def test_a_session_of_the_first_version_opens(tmp_path: Path) -> None:
    record(tmp_path / "old", items(), make_manifest(schema_version=1))
    header = (tmp_path / "old" / ROWS).read_text(encoding="utf-8").splitlines()[0].split(",")
    read = ("expression", *EXPRESSIONS, *ACTION_UNITS, "smile")
    assert header == [*FRAME_COLUMNS, *FACE_COLUMNS, *read, *BLENDSHAPES]
    session = Session.open(tmp_path / "old")
    assert session.faces.smile.tolist() == pytest.approx([0.6] * 3)
    assert session.faces.reason.tolist() == [-1] * 3
    assert np.isnan(session.faces.measures).all()
    assert session.faces.measures.shape == (3, len(MEASURES))
    assert np.isnan(session.faces.calibrated).all()
    assert session.analysis(0)[0].measures is None


@pytest.mark.parametrize("version", [1, 2])
def test_an_interrupted_session_goes_on_in_its_own_version(tmp_path: Path, version: int) -> None:
    folder = tmp_path / "s"
    writing = Writing.begin(folder, make_manifest(schema_version=version), as_it_is)
    writing.write(analysis_at(0, [seen()]))
    writing.write(analysis_at(1, [seen()]))
    writing.leave()
    resumed = resume(partial_of(folder), as_it_is)
    assert resumed is not None
    resumed[0].write(analysis_at(2, [replace(seen(), calibrated=None)]))
    resumed[0].finish("", 0)
    session = Session.open(folder)
    assert session.manifest.schema_version == version
    assert len(session.faces) == 3
    assert np.isnan(session.faces.measures).all() == (version == 1)


def test_a_reason_that_is_not_known_is_none(tmp_path: Path) -> None:
    record(tmp_path / "s", items())
    path = tmp_path / "s" / ROWS
    path.write_text(path.read_text(encoding="utf-8").replace("dark", "eclipse"), encoding="utf-8")
    (first,) = Session.open(tmp_path / "s").analysis(0)
    assert first.measures is not None
    assert first.measures.quality == Quality(0.25, "")
