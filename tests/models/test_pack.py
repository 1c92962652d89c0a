from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from tests.models.made import encoded, view, write_set

from mien.errors import MienError
from mien.types import Image
from mien_models.__main__ import STEPS, main
from mien_models.pack import FACE_SETS, FaceSet, pack_set, present, read_rows
from mien_models.pack_gaze import GAZE_SETS, scene_of

SET = FaceSet("genki", "genki.zip")


@pytest.fixture
def damaged(tmp_path: Path, astronaut: Image) -> Path:
    """A set of which the second picture is cut off, the third is no picture, the fourth missing."""
    whole = encoded(view(astronaut, 96, 96, 0.9, 0))
    rows = [{"image": f"images/{i:04}.webp", "smile": i % 2} for i in range(4)]
    pictures = {"images/0000.webp": whole, "images/0001.webp": whole[:40]}
    write_set(tmp_path / SET.file, rows, pictures | {"images/0002.webp": b"words"})
    return tmp_path


def test_damaged_pictures_are_named_counted_and_left_out(
    damaged: Path, face_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack_set(SET, damaged, damaged, face_model, workers=1)
    told = capsys.readouterr().out.splitlines()
    for number in (1, 2, 3):
        assert f"genki.zip: images/{number:04}.webp is damaged and left out" in told
    assert "genki.zip: 3 damaged pictures left out" in told
    assert "genki: 1 pictures, a face found in 100.0%" in told
    with np.load(damaged / "genki.npz") as packed:
        assert packed["label_image"].tolist() == ["images/0000.webp"]
        assert packed["pose"].shape == (1, 3)
        assert np.isfinite(packed["pose"]).all()
    assert np.load(damaged / "genki.crops.npy").shape == (1, 112, 112, 3)


def test_a_picture_whose_bytes_rotted_in_the_archive_is_left_out(damaged: Path) -> None:
    path = damaged / SET.file
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("images/0000.webp").header_offset
    data[start + 60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(MienError, match="holds no picture that can be used"):
        read_rows(path, bool)


def test_what_is_packed_is_not_packed_again(
    damaged: Path, face_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (damaged / "genki.npz").write_bytes(b"already there")
    pack_set(SET, damaged, damaged, face_model, workers=1)
    assert (damaged / "genki.npz").read_bytes() == b"already there"
    assert capsys.readouterr().out == ""


def test_a_missing_set_is_named_and_passed_over_only_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"here": "a/here.zip", "gone": "a/gone.zip"}
    (tmp_path / "a").mkdir()
    (tmp_path / "a/here.zip").touch()
    with pytest.raises(MienError, match=r"lacks a/gone\.zip: put it there, or .* --skip-missing"):
        present(tmp_path, files, go_on=False)
    assert present(tmp_path, files, go_on=True) == ["here"]
    assert "gone: a/gone.zip is missing and left out" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["pack", "pack-gaze", "evaluate"])
def test_a_step_without_its_data_ends_in_a_sentence(
    step: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = [] if step == "evaluate" else ["--cache", str(tmp_path / "cache")]
    assert main([step, "--data", str(tmp_path), *cache]) == 1
    told = capsys.readouterr()
    lacking = (
        [f"gaze/{name}.zip" for name in GAZE_SETS]
        if step == "pack-gaze"
        else [one.file for one in FACE_SETS]
    )
    assert all(name in told.err for name in lacking)
    assert "Traceback" not in told.err


def test_nothing_to_pack_and_asked_to_go_on_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = ["--cache", str(tmp_path / "cache")]
    assert main(["pack", "--data", str(tmp_path), *cache, "--skip-missing"]) == 0
    assert capsys.readouterr().out.count("is missing and left out") == len(FACE_SETS)


def test_an_unknown_step_gets_the_list_of_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in STEPS)
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(("width", "height"), [(100, 200), (200, 100), (256, 192), (50, 50)])
def test_a_scene_keeps_its_proportions(width: int, height: int) -> None:
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0] = 255
    scene, to_scene = scene_of(image)
    assert scene.shape == (192, 256, 3)
    red = np.flatnonzero((scene[:, :, 0] == 255).any(0))
    rows = np.flatnonzero((scene[:, :, 0] == 255).any(1))
    left, top = to_scene @ np.array([0, 0, 1])
    right, bottom = to_scene @ np.array([width, height, 1])
    assert (left, top) == (red[0], rows[0])
    assert right == pytest.approx(red[-1] + 1, abs=0.6)
    assert bottom == pytest.approx(rows[-1] + 1, abs=0.6)
