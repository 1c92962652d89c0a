"""The parts that the smoke test of a bundle is made of."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

import deb
import linking
import rebuild
from icon_files import icns, ico
from numbers_compared import compare
from place import Bundle
from screen import HEADER, Picture, picture_colours, picture_of

HEAD = "file,frame,x,smile,expression\n"
posix = pytest.mark.skipif(os.name == "nt", reason="for POSIX systems")


def table(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_equal_numbers_may_differ_by_rounding_and_by_the_name_of_the_file(tmp_path: Path) -> None:
    one = table(tmp_path / "1", "a.mkv,0,10.0,0.500,happiness", "a.mkv,1,,,")
    two = table(tmp_path / "2", "b.mkv,0,10.3,0.502,happiness", "b.mkv,1,,,")
    same, detail = compare(one, two)
    assert same
    assert "2 rows" in detail


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.mkv,0,11.0,0.500,happiness", "x of row 0"),
        ("a.mkv,0,10.0,0.510,happiness", "smile of row 0"),
        ("a.mkv,0,10.0,,happiness", "smile of row 0"),
    ],
)
def test_other_numbers_are_named(row: str, said: str, tmp_path: Path) -> None:
    one = table(tmp_path / "1", "a.mkv,0,10.0,0.500,happiness")
    same, detail = compare(one, table(tmp_path / "2", row))
    assert not same
    assert said in detail


def test_other_rows_and_other_columns_are_not_the_same(tmp_path: Path) -> None:
    one = table(tmp_path / "1", "a.mkv,0,10.0,0.5,x")
    assert not compare(one, table(tmp_path / "2", "a.mkv,0,10.0,0.5,x", "a.mkv,1,10.0,0.5,x"))[0]
    (tmp_path / "3").write_text("file,frame\na.mkv,0\n", encoding="utf-8")
    assert not compare(one, tmp_path / "3")[0]
    nothing = table(tmp_path / "4")
    assert not compare(nothing, nothing)[0]


def test_a_dump_of_the_screen_becomes_the_picture_that_it_shows(tmp_path: Path) -> None:
    wanted = np.random.default_rng(5).integers(0, 256, (6, 4, 3), np.uint8)
    stride, name, colours = 24, b"screen\0\0", 2
    fields = [0] * 25
    fields[0], fields[1] = HEADER.size + len(name), 7
    fields[4], fields[5], fields[11], fields[12], fields[19] = 4, 6, 32, stride, colours
    lines = b"".join(
        np.dstack([row[None, :, ::-1], np.zeros((1, 4, 1), np.uint8)]).tobytes().ljust(stride, b"-")
        for row in wanted
    )
    dump = HEADER.pack(*fields) + name + bytes(12 * colours) + lines
    picture = picture_of(dump)
    (tmp_path / "shot.png").write_bytes(picture.png())
    read = cv2.imread(str(tmp_path / "shot.png"))
    assert read is not None
    np.testing.assert_array_equal(read[:, :, ::-1], wanted)
    assert picture_colours(picture) == len({tuple(colour) for colour in wanted.reshape(-1, 3)})


def test_another_kind_of_dump_is_refused() -> None:
    with pytest.raises(ValueError, match="version 6"):
        picture_of(HEADER.pack(100, 6, *[0] * 23))


def test_an_empty_screen_has_one_colour() -> None:
    assert picture_colours(Picture(2, 2, bytes(16))) == 1


@posix
def test_a_bundle_runs_with_nothing_but_an_empty_home(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    program = folder / "mien"
    program.write_text(
        '#!/bin/sh\necho "$HOME|$PATH|$PYTHONPATH|$*"\n'
        "command -v python3 >/dev/null && exit 7\nls >/dev/null 2>&1 && exit 8\nexit 0\n"
    )
    program.chmod(0o755)
    scratch = tmp_path / "Mien \u043f\u0440\u043e\u0431\u0430"
    scratch.mkdir()
    bundle = Bundle(folder, scratch, None, moved=True)
    said = bundle.run("analyze", "a b")
    assert said.ok
    home, path, python_path, arguments = said.out.strip().split("|")
    assert Path(home) == scratch / "home"
    assert path == str(scratch / "tools")
    assert python_path == ""
    assert arguments == "analyze a b"
    assert bundle.size == program.stat().st_size


@pytest.mark.skipif(sys.platform != "linux", reason="needs network name spaces")
def test_a_bundle_has_no_network(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    program = folder / "mien"
    program.write_text('#!/bin/sh\nwhile read -r line; do echo "$line"; done < /proc/net/dev\n')
    program.chmod(0o755)
    bundle = Bundle(folder, tmp_path, None, moved=False)
    if not bundle.apart:
        pytest.skip("this machine does not allow it")
    interfaces = [line.split(":")[0] for line in bundle.run().out.splitlines() if ":" in line]
    assert interfaces == ["lo"]


@posix
@pytest.mark.parametrize(
    ("glibc", "status"),
    [("2.28", 2), ("2.35", 2), ("1.99", 2), ("2.36", 0), ("2.41", 0), ("3.0", 0), ("musl", 0)],
)
def test_a_system_that_is_too_old_is_told_so(glibc: str, status: int, tmp_path: Path) -> None:
    script = linking.STARTER.read_text(encoding="utf-8").replace("@GLIBC@", "2.36")
    for name, text in (
        ("mien", script),
        ("mien-program", '#!/bin/sh\necho "started $*"\n'),
        ("getconf", f'#!/bin/sh\necho "glibc {glibc}"\n'),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run([tmp_path / "mien", "gui"], env=env, capture_output=True, text=True)
    assert done.returncode == status
    if status:
        assert f"glibc {glibc}, and 2.36 or newer is needed" in done.stderr
    else:
        assert done.stdout == "started gui\n"


@pytest.mark.skipif(shutil.which("readelf") is None, reason="needs binutils, as a build does")
def test_what_a_program_asks_of_the_system_is_read_out_of_it(tmp_path: Path) -> None:
    import onnxruntime

    module = next(Path(onnxruntime.__file__).parent.rglob("onnxruntime_pybind11_state*.so"))
    (tmp_path / module.name).symlink_to(module)
    (tmp_path / "copy.so").write_bytes(module.read_bytes())
    assert (2, 17) <= linking.glibc_needed(tmp_path) <= (2, 36)
    assert "libstdc++.so.6" in linking.needed_outside(tmp_path)
    assert not any(name.startswith("libc.so") for name in linking.needed_outside(tmp_path))


def test_what_only_dropped_libraries_needed_is_dropped_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = {
        "mien-program": {"libused.so.1", "libc.so.6"},
        "_internal/libused.so.1": set(),
        "_internal/libgtk.so.0": {"libgdk.so.0"},
        "_internal/libgdk.so.0": {"libused.so.1"},
        "_internal/libpython3.11.so.1.0": set(),
        "_internal/package/libown.so": set(),
    }
    for place in needs:
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(linking.ELF)
    monkeypatch.setattr(
        linking, "needed_by", lambda path: needs[path.relative_to(tmp_path).as_posix()]
    )
    linking.drop_orphans(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in linking.programs(tmp_path)}
    assert set(needs) - left == {"_internal/libgtk.so.0", "_internal/libgdk.so.0"}


def test_dpkg_is_told_what_the_package_needs() -> None:
    text = deb.control_text("0.1.0", "amd64", ["libc6 (>= 2.36)", "libgl1"], 600_000)
    lines = text.splitlines()
    assert "Depends: libc6 (>= 2.36), libgl1" in lines
    assert "Installed-Size: 600000" in lines
    start = next(i for i, line in enumerate(lines) if line.startswith("Description: "))
    assert all(line.startswith(" ") for line in lines[start + 1 :])
    assert text.endswith("\n")


def test_a_rebuild_stops_at_the_step_that_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []

    def call(command: list[str], cwd: Path) -> int:
        done.append(Path(command[1]).name)
        return 1 if "smoke.py" in command[1] else 0

    monkeypatch.setattr(subprocess, "call", call)
    assert rebuild.main([]) == 1
    assert done == ["lock.py", "bundle.py", "smoke.py"]
    assert "smoke.py, status 1" in capsys.readouterr().err


def test_icons_hold_their_pictures_where_their_tables_say() -> None:
    pictures = {16: b"sixteen", 256: b"large one"}
    made = ico(pictures)
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    for number, (side, data) in enumerate(pictures.items()):
        entry = struct.unpack_from("<BBBBHHII", made, 6 + 16 * number)
        assert entry[0] == side % 256
        assert made[entry[7] : entry[7] + entry[6]] == data
    mac = icns({"ic08": b"abc"})
    assert mac == b"icns" + struct.pack(">I", len(mac)) + b"ic08" + struct.pack(">I", 11) + b"abc"
