"""`mien network`, and a network of others from its file to the rows and a session."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from tests.app.conftest import small_network
from tests.app.network.strangers import (
    faceapi_like,
    ferplus_like,
    ill_behaved,
    scores,
    softmax,
)

from mien.cli.main import main
from mien.faces.align import crop_transform, cut
from mien.faces.landmarker import Landmarker
from mien.network.own import examine
from mien.network.tensors import LUMA
from mien.record.session import Session
from mien.sources.base import SourceInfo
from mien.sources.closable import ClosableSource
from mien.sources.opening import OPENERS
from mien.types import Frame, Image, frozen

LABELS = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]


@pytest.fixture
def ferplus(tmp_path: Path) -> Path:
    """The network of the page's first example, and its card beside it."""
    return ferplus_like(tmp_path / "emotion-ferplus-8.onnx")


@pytest.fixture
def picture(tmp_path: Path, astronaut: Image) -> Path:
    path = tmp_path / "astronaut.png"
    Picture.fromarray(astronaut).save(path)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_network_that_fits_is_told_in_full(
    ferplus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["network", str(ferplus)]) == 0
    said = capsys.readouterr().out
    assert "input   Input3, 1 x 1 x 64 x 64, float" in said
    assert "Card emotion-ferplus-8.toml: FER+, version 8" in said
    assert f"8 expressions: {', '.join(LABELS)}" in said
    for kind in ("Action Units", "smile", "saliency map", "evidence maps"):
        assert f"no {kind}" in said
    assert "It can be used" in said


def test_one_that_does_not_is_told_with_all_that_is_to_be_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_network(tmp_path / "mine.onnx", None)
    assert main(["network", str(path)]) == 2
    said = capsys.readouterr().out
    assert "'mien network mine.onnx --draft' prints one to begin with" in said
    assert "beside it as mine.toml" in said
    path.with_suffix(".toml").write_text("name = 'mine'\ncrop_size = 32\n")
    assert main(["network", str(path), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["usable"] is False
    assert len(found["problems"]) == 8
    assert found["inputs"] == ["image, n x 3 x 32 x 32, float"]


@pytest.mark.parametrize("make", [ferplus_like, faceapi_like])
def test_a_draft_holds_what_the_file_tells_and_asks_for_the_rest(
    make: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path / "mine.onnx")
    whole = examine(path, "cpu")
    assert whole.card is not None
    (tmp_path / whole.where).unlink()
    assert main(["network", str(path), "--draft"]) == 0
    text = capsys.readouterr().out
    path.with_suffix(".toml").write_text(text)
    problems = examine(path, "cpu").problems
    asked = {one.split("'")[1] for one in problems if "'" in one}
    assert {"name", "version"} <= asked
    # Finished by hand as its comments say, it is the card of the page.
    card = whole.card
    finished = text.replace('name = ""', 'name = "x"', 1).replace('version = ""', 'version = "1"')
    for field in ("expressions", "training_data", "limits"):
        finished = finished.replace(f"{field} = []", f"{field} = {json.dumps(['a'])}")
    labels = json.dumps(list(card.expressions))
    finished = finished.replace('expressions = ["a"]', f"expressions = {labels}")
    finished = finished.replace('licence = ""', 'licence = "none"').replace(
        "# expression =", "expression ="
    )
    if card.outputs is not None and card.outputs.expression is not None:
        activation = card.outputs.expression.activation
        finished = finished.replace('"softmax"', f'"{activation}"')
    path.with_suffix(".toml").write_text(finished)
    again = examine(path, "cpu")
    assert again.problems == ()
    assert again.card is not None
    for field in ("input_name", "crop_size", "layout", "colour", "expressions", "outputs"):
        assert getattr(again.card, field) == getattr(card, field)


def test_the_schema_is_printed_and_nothing_is_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["network", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Card"
    assert main(["network"]) == 2
    assert "Name the network's file" in capsys.readouterr().err


@pytest.mark.usefixtures("face_model")
def test_analyze_reads_with_it_what_the_same_sum_in_numpy_gives(
    ferplus: Path, picture: Path, astronaut: Image, face_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rows.csv"
    assert main(["analyze", str(picture), "--network", str(ferplus), "--out", str(out)]) == 0
    (row,) = rows(out)
    read = list(row)[list(row).index("roll") + 1 :][:9]
    assert read == ["expression", *LABELS]
    assert not [name for name in row if name.startswith(("AU", "smile"))]
    with Landmarker(face_model) as landmarker:
        (mesh,) = landmarker.find(astronaut)
    crop = cut(astronaut, crop_transform(mesh.landmarks, 64), 64)
    wanted = softmax(scores((crop.astype(np.float32) @ LUMA)[None], 8, 1 / 50))
    # The finder's landmarks come by another way, so that the crop is not the same to the pixel.
    np.testing.assert_allclose([float(row[name]) for name in LABELS], wanted, atol=0.02)
    assert row["expression"] == LABELS[int(wanted.argmax())]


@pytest.mark.usefixtures("face_model")
def test_a_session_keeps_its_card_and_is_gone_on_with_by_the_same_one_only(
    ferplus: Path, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sessions"
    command = ["analyze", str(picture), "--network", str(ferplus), "--session", str(folder)]
    assert main(command) == 0
    (made,) = [one for one in folder.iterdir() if one.is_dir()]
    session = Session.open(made)
    assert session.card.name == "FER+"
    assert session.card.colour == "gray"
    assert session.expressions == tuple(LABELS)
    assert session.action_units == ()
    assert len(session.manifest.network.sha256) == 64
    (read,) = session.analysis(0)
    assert read.reading is not None
    assert read.reading.expression.sum() == pytest.approx(1, abs=1e-3)
    capsys.readouterr()
    assert main(command) == 0
    assert "is done already" in capsys.readouterr().err


@pytest.mark.usefixtures("face_model")
def test_one_that_cannot_be_used_stops_the_work_with_a_sentence(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ill_behaved(tmp_path / "bad.onnx", "scores")
    out = tmp_path / "rows.csv"
    assert main(["analyze", str(picture), "--network", str(bad), "--out", str(out)]) == 2
    assert "bad.onnx cannot be used: expression goes from" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.usefixtures("face_model")
def test_one_that_fails_on_a_face_ends_an_analysis_of_files(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shy = ill_behaved(tmp_path / "shy.onnx", "shy")
    out = tmp_path / "rows.csv"
    assert main(["analyze", str(picture), "--network", str(shy), "--out", str(out)]) == 2
    assert "was stopped: it fails when it is run" in capsys.readouterr().err
    folder = tmp_path / "sessions"
    assert main(["analyze", str(picture), "--network", str(shy), "--session", str(folder)]) == 2
    assert "was stopped: it fails when it is run" in capsys.readouterr().err
    assert list(folder.glob("*.csv")) == []


class LateFace(ClosableSource):
    """A live source in which a face appears once a recording has begun; it ends a little later."""

    def __init__(self, face: Image, sessions: Path) -> None:
        super().__init__()
        self._face, self._sessions = face, sessions
        self._index, self._left = 0, 40
        self.info = SourceInfo("camera", "late", 320, 240, 30.0, None, live=True)

    def _next(self) -> Frame | None:
        begun = self._sessions.is_dir() and any(self._sessions.iterdir())
        self._left -= begun
        if self._left < 0 or self._closed.wait(0.03):
            return None
        image = self._face if begun and self._left < 30 else np.full_like(self._face, 90)
        self._index += 1
        number = self._index - 1
        return Frame(frozen(image), number, number / 30, time.monotonic_ns(), "late")

    def _release(self) -> None:
        pass


@pytest.mark.usefixtures("face_model")
def test_a_recording_is_kept_when_its_network_fails_in_the_middle(
    tmp_path: Path,
    astronaut: Image,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    face, sessions = np.ascontiguousarray(astronaut[:240, 80:400]), tmp_path / "sessions"
    late = {**OPENERS, "late": lambda _: LateFace(face, sessions)}
    monkeypatch.setattr("mien.sources.opening.OPENERS", late)
    shy = ill_behaved(tmp_path / "shy.onnx", "shy")
    command = ["record", "--source", "late:", "--network", str(shy), "--keep", "numbers"]
    assert main([*command, "--out", str(sessions), "--name", "kept"]) == 2
    said = capsys.readouterr().err
    assert "was stopped: it fails when it is run" in said
    assert "its values are missing in the recording" in said
    session = Session.open(sessions / "kept")
    assert session.card.name == "face-api expressions"
    assert session.manifest.counts.lost == 0
    assert len(session.faces) > 0
    assert np.isnan(session.faces.expression).all()
    assert [marker.label for marker in session.markers] == ["The network stopped"]
