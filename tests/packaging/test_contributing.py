"""The examples of CONTRIBUTING.md, put through what every source, overlay and export keeps to."""

from __future__ import annotations

import importlib.util
import inspect
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tests.app.exports import test_export_contract as export_contract
from tests.app.overlays import test_overlay_contract as overlay_contract
from tests.app.record.sessions import make_session
from tests.app.scenes import CARD, make_analysis, make_face, read_face
from tests.app.sources import test_source_contract as source_contract
from tests.conftest import REPOSITORY

from mien.errors import SourceError
from mien.exports import formats
from mien.exports.formats import Format
from mien.overlays import Overlay
from mien.overlays.shapes import Polyline
from mien.overlays.style import Style
from mien.record.session import Session
from mien.settings import Settings
from mien.sources import open_source
from mien.sources.opening import OPENERS
from mien.types import Pose
from mien.words import mark

TEXT = (REPOSITORY / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```python\n(.*?)```", TEXT, re.DOTALL))
LINES = {
    (place, table): line
    for place, table, line in re.findall(
        r"<!-- line: (\S+) (\w+) -->\n```python\n(.*?)```", TEXT, re.DOTALL
    )
}
SOURCE, OVERLAY, EXPORT = FILES
Test = Callable[..., None]


def module_of(place: str, folder: Path, patch: pytest.MonkeyPatch) -> ModuleType:
    """The example at this place, imported under the name that it would have there."""
    path = folder / Path(place).name
    path.write_text(FILES[place], encoding="utf-8")
    name = Path(place).relative_to("app").with_suffix("").as_posix().replace("/", ".")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    patch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def line_of(module: str, table: str, **names: Any) -> Any:
    """What the line makes that goes into a table of a module."""
    return eval(LINES[module, table].strip().rstrip(","), names)  # noqa: S307 - our own document


def contract(module: ModuleType, *fixtures: str) -> list[Any]:
    """The tests of a contract that ask for these fixtures alone, as parameters."""
    tests = inspect.getmembers(module, inspect.isfunction)
    wanted = {name: set(inspect.signature(test).parameters) for name, test in tests}
    return [
        pytest.param(test, id=name)
        for name, test in tests
        if name.startswith("test_") and wanted[name] and wanted[name] <= set(fixtures)
    ]


def given(test: Test, **fixtures: object) -> None:
    """Run a test with those fixtures that it asks for."""
    test(**{name: fixtures[name] for name in inspect.signature(test).parameters})


def test_there_are_three_examples_with_a_line_each() -> None:
    assert len(FILES) == len(LINES) == 3
    for place, table in LINES:
        assert re.search(rf"^{table}\b.*= ", (REPOSITORY / place).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("place", FILES)
def test_an_example_is_linted_as_the_code_is(place: str) -> None:
    for command in (("check",), ("format", "--check")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", place, "-"],
            input=FILES[place],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


class TestSource:
    """A plain colour."""

    @pytest.fixture
    def open_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
        module = module_of(SOURCE, tmp_path, monkeypatch)
        made = eval(  # noqa: S307 - our own document
            "{" + LINES["app/mien/sources/opening.py", "OPENERS"] + "}", vars(module)
        )
        monkeypatch.setattr("mien.sources.opening.OPENERS", {**OPENERS, **made})
        monkeypatch.setitem(source_contract.KINDS, "colour", ("colour", True, None))
        return lambda: open_source("colour:#c82828")

    @pytest.mark.parametrize("test", contract(source_contract, "what", "open_it"))
    def test_it_keeps_to_the_contract(self, test: Test, open_it: Callable[[], object]) -> None:
        if test is source_contract.test_frames_are_read_only_rgb:
            return  # it looks for the picture of those tests: see the next one
        if "ends_with_none" in test.__name__:
            return  # this one has no end
        given(test, what="colour", open_it=open_it)

    def test_its_frames_are_read_only_and_of_its_colour(self, open_it: Callable[[], Any]) -> None:
        with open_it() as source:
            frame = source.read()
        assert frame.image.shape == (360, 640, 3)
        assert (frame.image == (200, 40, 40)).all()
        assert not frame.image.flags.writeable

    @pytest.mark.usefixtures("open_it")
    def test_what_is_no_colour_is_a_sentence(self) -> None:
        with pytest.raises(SourceError, match="red is no colour"):
            open_source("colour:red")


class WithDirection(Settings):
    """The settings with the switch of the example."""

    direction: bool = False


class TestOverlay:
    """The way that a head is turned."""

    @pytest.fixture
    def overlay(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Overlay:
        module = module_of(OVERLAY, tmp_path, monkeypatch)
        monkeypatch.setattr(overlay_contract, "Settings", WithDirection)
        made = line_of(
            "app/mien/overlays/__init__.py",
            "OVERLAYS",
            Overlay=Overlay,
            mark=mark,
            direction=module,
        )
        assert isinstance(made, Overlay)
        return made

    @pytest.mark.parametrize("test", contract(overlay_contract, "overlay"))
    def test_it_keeps_to_the_contract(self, test: Test, overlay: Overlay) -> None:
        given(test, overlay=overlay)

    def test_its_line_goes_where_the_head_does(self, overlay: Overlay) -> None:
        for pose, way in ((Pose(0, 30, 0), (0.5, 0)), (Pose(90, 0, 0), (0, -1))):
            face = replace(make_face(1, 100, 60, 160), pose=pose)
            (line,) = overlay.shapes(make_analysis(read_face(face)), CARD, Style())
            assert isinstance(line, Polyline)
            np.testing.assert_allclose(line.points[1] - line.points[0], np.array(way) * 160, atol=1)
        unknown = replace(make_face(), pose=Pose(math.nan, 0, 0))
        assert overlay.shapes(make_analysis(read_face(unknown)), CARD, Style()) == []


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The session that the exports' own tests use."""
    return make_session(tmp_path_factory.mktemp("sessions"), "Pilot 3")


class TestExport:
    """JSON Lines."""

    @pytest.fixture
    def one(
        self, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> Format:
        module_of(EXPORT, tmp_path_factory.mktemp("module"), monkeypatch)
        made = line_of("app/mien/exports/formats.py", "FORMATS", Format=Format, mark=mark)
        assert isinstance(made, Format)
        assert formats.format_of(made.name) is None
        return made

    @pytest.mark.parametrize("test", contract(export_contract, "one", "session", "tmp_path"))
    def test_it_keeps_to_the_contract(
        self, test: Test, one: Format, recorded: Session, tmp_path: Path
    ) -> None:
        given(test, one=one, session=recorded, tmp_path=tmp_path)

    def test_a_missing_value_is_null(self, one: Format, recorded: Session, tmp_path: Path) -> None:
        one.write(recorded, tmp_path / "out.jsonl")
        rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
        assert len(rows) > 45
        empty = next(row for row in rows if row["faces"] == 0)
        assert empty["smile"] is None
        assert empty["face_id"] is None
        full = next(row for row in rows if row["faces"])
        assert 0 <= full["smile"] <= 1
