"""The tables read back by pandas: every value as it is stored."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.app.exports.conftest import FORMULA, Exporter
from tests.app.record.sessions import START_NS, analysis_at, make_manifest, record, usual_items
from tests.app.scenes import CARD, make_face, make_reading

from mien.exports import openface
from mien.exports.pose import radians
from mien.exports.texts import in_cell
from mien.faces.blendshapes import BLENDSHAPES
from mien.measures.neutral import Neutral, relative
from mien.record.session import Session
from mien.record.tables import Numbers, Whole
from mien.types import Asymmetry, Measures, Quality, ReadFace

STARTS = ("=", "+", "-", "@")
README = Path(__file__).parents[3] / "README.md"

EXAMPLE = """\
import pandas as pd

rows = pd.read_parquet("pilot.parquet")  # mien export pilot --format parquet,bids
events = pd.read_csv("pilot_events.tsv", sep="\\t", na_values="n/a")
film = events[events.trial_type == "stimulus_on"].iloc[0]
during = rows[rows.time_s.between(film.onset, film.onset + film.duration)]
before = rows[rows.time_s < film.onset]
change = during[["smile", "AU12"]].mean() - before[["smile", "AU12"]].mean()
shares = during.expression.value_counts(normalize=True)
largest = rows.groupby("face_id").smile.max()
"""


def tidy_row_of(session: Session) -> Whole:
    """The frame's place of each row that the table should have."""
    return np.repeat(np.arange(len(session.frames)), np.maximum(session.frames.faces, 1))


@pytest.fixture(params=["csv", "parquet"])
def tidy(request: pytest.FixtureRequest, session: Session, exported: Exporter) -> pd.DataFrame:
    path = exported(request.param, session)
    if request.param == "parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, parse_dates=["utc"])


def test_tidy_frames_are_as_stored(tidy: pd.DataFrame, session: Session) -> None:
    frames, place = session.frames, tidy_row_of(session)
    for name in ("frame", "time_s", "captured_ns", "skipped", "faces"):
        assert tidy[name].tolist() == getattr(frames, name)[place].tolist(), name
    assert tidy.gap.astype(bool).tolist() == frames.gap[place].tolist()
    index = frames.video_index[place]
    assert tidy.video_index.isna().tolist() == (index < 0).tolist()
    assert tidy.video_index.dropna().tolist() == index[index >= 0].tolist()
    assert set(tidy.session) == {"Pilot 3"}


def test_tidy_faces_are_as_stored(tidy: pd.DataFrame, session: Session) -> None:
    faces, seen = session.faces, tidy[tidy.face_id.notna()]
    assert len(seen) == len(faces)
    for name in ("face_id", "score", "x", "y", "width", "height", "pitch", "yaw", "roll"):
        assert seen[name].tolist() == getattr(faces, name).tolist(), name
    np.testing.assert_array_equal(seen.smile, faces.smile)
    np.testing.assert_array_equal(seen[list(session.expressions)], faces.expression)
    np.testing.assert_array_equal(seen[list(session.action_units)], faces.action_units)
    np.testing.assert_array_equal(seen[list(BLENDSHAPES)], faces.blendshapes)
    read = seen[seen.smile.notna()]
    best = read[list(session.expressions)].idxmax(axis=1)
    assert read.expression.tolist() == best.tolist()


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_tidy_has_measures_and_calibrated_values_beside_the_raw_ones(
    tmp_path: Path, name: str, exported: Exporter
) -> None:
    reading = make_reading(smile=0.6, au12=0.9)
    neutral = Neutral(reading.expression, make_reading(au12=0.4).action_units, 0.2)
    measures = Measures(
        Quality(0.25, "dark"), Asymmetry(0.01, -0.02, 0.03, 0.04), -0.5, 0.25, 7, 14.5
    )
    own = ReadFace(make_face(1, 40, 30, 90), reading, measures, relative(reading, neutral, CARD))
    record(tmp_path / "s", [analysis_at(0, [own]), analysis_at(1)])
    path = exported(name, Session.open(tmp_path / "s"))
    table = pd.read_parquet(path) if name == "parquet" else pd.read_csv(path)
    first, plain = table.iloc[0], table.iloc[1]
    assert first.quality_reason == "dark"
    assert (first.quality, first.blinks, first.blink_rate) == (0.25, 7, 14.5)
    assert (first.asymmetry_mouth_y, first.gaze_x) == (-0.02, -0.5)
    assert (first.AU12, first.smile) == (0.9, 0.6)
    assert first.AU12_calibrated == pytest.approx(0.5 / 0.6, abs=1e-4)
    assert first.smile_calibrated == pytest.approx(0.5, abs=1e-4)
    assert table.columns[-1] == "smile_calibrated"
    assert pd.isna(plain.quality)
    assert pd.isna(plain.quality_reason)
    assert pd.isna(plain.AU12_calibrated)
    openface = pd.read_csv(exported("openface", Session.open(tmp_path / "s")))
    assert openface.AU12_r[0] == pytest.approx(4.5)  # raw


def test_tidy_missing_is_missing(tidy: pd.DataFrame, session: Session) -> None:
    nobody = tidy[tidy.faces == 0]
    assert len(nobody) == (session.frames.faces == 0).sum() > 0
    first = tidy.columns.get_loc("face_id")
    assert isinstance(first, int)
    assert nobody.iloc[:, first:].isna().all(axis=None)
    unread = tidy[tidy.face_id == 2]
    assert len(unread) == 1
    assert unread[["expression", "neutral", "AU12", "smile"]].isna().all(axis=None)
    assert unread.score.notna().all()


def test_tidy_moments_are_those_of_the_anchor(tidy: pd.DataFrame, session: Session) -> None:
    anchor = session.manifest.anchor
    begin = pd.Timestamp(anchor.utc_ns + START_NS - anchor.monotonic_ns, tz="UTC")
    assert abs(tidy.utc.iloc[0] - begin) < pd.Timedelta("1us")
    since = (tidy.utc - tidy.utc.iloc[0]).dt.total_seconds()
    np.testing.assert_allclose(since, tidy.time_s, atol=2e-6)


def test_parquet_has_types_and_says_what_it_is(session: Session, exported: Exporter) -> None:
    table = pq.read_table(exported("parquet", session))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["frame"] == types["face_id"] == types["captured_ns"] == "int64"
    assert types["gap"] == "bool"
    assert types["smile"] == "double"
    assert types["utc"] == "timestamp[ns, tz=UTC]"
    about = json.loads(table.schema.metadata[b"mien"])
    assert about["network_sha256"] == session.manifest.network.sha256
    assert about["session"] == "Pilot 3"


def pictures(session: Session) -> Whole:
    """The frame's place of each row of formats that know no gaps."""
    place = tidy_row_of(session)
    return place[~session.frames.gap[place]]


def test_openface_has_its_names_and_our_values(session: Session, exported: Exporter) -> None:
    table = pd.read_csv(exported("openface", session))
    assert list(table.columns[:11]) == [
        *("frame", "face_id", "timestamp", "confidence", "success"),
        *("pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz"),
    ]
    wanted = [f"AU{n:02}_r" for n in (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 45)]
    assert list(table.columns[11:28]) == wanted
    assert list(table.columns[28:]) == sorted([*(f"{n[:4]}_c" for n in wanted), "AU28_c"])
    place = pictures(session)
    assert table.frame.tolist() == session.frames.frame[place].tolist()
    assert table.timestamp.tolist() == session.frames.time_s[place].tolist()
    assert table.success.tolist() == (session.frames.faces[place] > 0).astype(int).tolist()
    seen = table[table.face_id.notna()]
    assert seen.confidence.tolist() == session.faces.score.tolist()
    for column, code in enumerate(session.action_units):
        stored = session.faces.action_units[:, column]
        np.testing.assert_allclose(seen[f"{code}_r"] / openface.LEVELS, stored, atol=1e-6)
        present = np.where(np.isnan(stored), np.nan, stored >= 0.5)
        np.testing.assert_array_equal(seen[f"{code}_c"], present.astype(float))


def test_openface_leaves_empty_what_nobody_measured(session: Session, exported: Exporter) -> None:
    table = pd.read_csv(exported("openface", session))
    unknown = [f"AU{n:02}_r" for n in (2, 5, 7, 45)] + ["AU28_c", "pose_Tx"]
    assert table[unknown].isna().all(axis=None)
    nobody = table[table.success == 0]
    assert len(nobody) == 3
    assert nobody.drop(columns=["frame", "timestamp", "success"]).isna().all(axis=None)


def turn(axis: int, angle: float) -> Numbers:
    """A rotation about x, y or z, radians, 3 x 3."""
    return np.asarray(cv2.Rodrigues(np.eye(3)[axis] * angle)[0], np.float64)


def test_pose_is_the_same_rotation_in_openfaces_order() -> None:
    for angles in np.random.default_rng(0).uniform(-70, 70, (50, 3)):
        pitch, yaw, roll = np.radians(angles)
        # Ours: y up and z towards the camera. Theirs: y down and z away from it.
        ours = turn(1, yaw) @ turn(0, -pitch) @ turn(2, -roll)
        theirs = turn(0, np.pi) @ ours @ turn(0, np.pi).T
        x, y, z = radians(*angles[:, None])[0]
        np.testing.assert_allclose(turn(0, x) @ turn(1, y) @ turn(2, z), theirs, atol=1e-9)


def test_pose_has_openfaces_signs() -> None:
    # Down, to the person's right, and leaning to the person's left are positive there.
    there = radians(np.array([-20.0, 0, 0]), np.array([0, -20.0, 0]), np.array([0, 0, 20.0]))
    np.testing.assert_allclose(np.degrees(there), np.eye(3) * 20, atol=1e-9)


def test_pyfeat_has_its_names_and_our_values(session: Session, exported: Exporter) -> None:
    table = pd.read_csv(exported("pyfeat", session))
    # As Py-Feat's feat.utils declares them.
    assert list(table.columns[:8]) == [
        *("FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore"),
        *("Pitch", "Roll", "Yaw"),
    ]
    emotions = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
    assert [name for name in table.columns if name in emotions] == emotions
    assert [name for name in table.columns if "AU" in name] == list(session.action_units)
    assert {"input", "frame", *BLENDSHAPES} <= set(table.columns)
    assert table.frame.tolist() == session.frames.frame[pictures(session)].tolist()
    seen = table[table.Identity.notna()]
    box = seen[["FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore"]]
    faces = session.faces
    stored = np.stack([faces.x, faces.y, faces.width, faces.height, faces.score], axis=1)
    np.testing.assert_array_equal(box, stored)
    np.testing.assert_array_equal(seen[list(session.action_units)], faces.action_units)
    order = [session.expressions.index(name) for name in emotions]
    np.testing.assert_array_equal(seen[emotions], faces.expression[:, order])
    np.testing.assert_array_equal(seen[list(BLENDSHAPES)], faces.blendshapes)
    angles = radians(faces.pitch, faces.yaw, faces.roll)
    np.testing.assert_allclose(seen[["Pitch", "Yaw", "Roll"]], angles, atol=1e-6)
    assert table[table.Identity.isna()][[*emotions, "FaceScore", "Pitch"]].isna().all(axis=None)


def test_events_are_the_markers_and_the_gap(session: Session, exported: Exporter) -> None:
    path = exported("bids", session)
    events = pd.read_csv(path, sep="\t", na_values="n/a", keep_default_na=False)
    assert list(events.columns[:3]) == ["onset", "duration", "trial_type"]
    assert events.onset.is_monotonic_increasing
    marks = events[events.marker.notna()]
    assert marks.onset.tolist() == [round(m.time_s, 6) for m in session.markers]
    assert marks.trial_type.tolist() == [m.kind for m in session.markers]
    assert marks.marker.tolist() == [m.id for m in session.markers]
    assert marks.frame.tolist() == [m.frame for m in session.markers]
    assert marks.label.fillna("").tolist() == ["", "film 1", "1", "film 1", "'=1+1"]
    on = marks[marks.trial_type == "stimulus_on"].iloc[0]
    assert on.duration == pytest.approx(0.3)
    assert (marks[marks.trial_type != "stimulus_on"].duration == 0).all()
    gap = events[events.trial_type == "gap"].iloc[0]
    times = session.frames.time_s
    row = int(np.flatnonzero(session.frames.gap)[0])
    assert gap.onset == times[row]
    assert gap.onset + gap.duration == pytest.approx(times[row + 1])


def test_events_are_described(session: Session, exported: Exporter) -> None:
    path = exported("bids", session)
    about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    events = pd.read_csv(path, sep="\t")
    assert set(events.columns) < set(about)
    assert set(events.trial_type) <= set(about["trial_type"]["Levels"])
    begin = session.manifest.anchor.utc_ns - session.manifest.anchor.monotonic_ns + START_NS
    assert about["Mien"]["StartUtcNs"] == str(begin)


def test_a_stranger_in_the_descriptions_place_is_not_replaced(
    session: Session, tmp_path: Path
) -> None:
    from mien.errors import MienError
    from mien.exports import bids

    stranger = tmp_path / "data.json"
    stranger.write_text('{"mine": 1}')
    with pytest.raises(MienError, match="is none"):
        bids.write(session, tmp_path / "data.tsv")
    with pytest.raises(MienError, match=r"name it \.tsv"):
        bids.write(session, tmp_path / "new.json")
    assert stranger.read_text() == '{"mine": 1}'
    assert [path.name for path in tmp_path.iterdir()] == ["data.json"]


@pytest.mark.parametrize("name", ["csv", "openface", "pyfeat", "bids"])
def test_no_cell_is_run_as_a_formula(name: str, hostile: Session, exported: Exporter) -> None:
    separator = "\t" if name == "bids" else ","
    table = pd.read_csv(
        exported(name, hostile), sep=separator, header=None, dtype=str, keep_default_na=False
    )
    cells = [str(cell) for cell in table.to_numpy().ravel()]
    suspicious = [cell for cell in cells if cell.startswith(STARTS)]
    assert all(is_number(cell) for cell in suspicious)
    quoted = {"csv": "'=2+5 & 'x'", "pyfeat": "'=2+5 & 'x'", "openface": "'-2+3_r", "bids": ""}
    assert (quoted[name] or f"'{FORMULA}") in cells


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_readmes_example_runs(
    session: Session, exported: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, as_named in (("parquet", "pilot.parquet"), ("bids", "pilot_events.tsv")):
        path = exported(name, session)
        path.rename(path.with_name(as_named))
    monkeypatch.chdir(path.parent)
    values: dict[str, object] = {}
    exec(EXAMPLE, values)  # noqa: S102  # our own lines
    change, shares = values["change"], values["shares"]
    assert isinstance(change, pd.Series)
    assert isinstance(shares, pd.Series)
    times, smiles = session.faces.time_s, session.faces.smile
    during = (times >= 0.3) & (times <= 0.6)
    wanted = np.nanmean(smiles[during]) - np.nanmean(smiles[times < 0.3])
    assert change["smile"] == pytest.approx(wanted)
    assert shares.to_dict() == {"happiness": 1.0}


def test_the_readme_shows_this_example_where_it_shows_one() -> None:
    shown = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert [block for block in shown if "read_parquet" in block] in ([], [EXAMPLE])


def test_a_session_of_a_file_has_no_moments(tmp_path: Path, exported: Exporter) -> None:
    record(tmp_path / "s", usual_items(4), make_manifest(clock="file"))
    session = Session.open(tmp_path / "s")
    assert pd.read_csv(exported("csv", session)).utc.isna().all()
    about = json.loads(exported("bids", session).with_suffix(".json").read_text(encoding="utf-8"))
    assert "StartUtcNs" not in about["Mien"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1+1", "'=1+1"),
        ("\r\n@SUM(A1)", "'@SUM(A1)"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
        ("a=b", "a=b"),
        ("two\nlines\x00\ud800", "two lines"),
        ("", ""),
    ],
)
def test_texts_in_cells(text: str, cell: str) -> None:
    assert in_cell(text) == cell
