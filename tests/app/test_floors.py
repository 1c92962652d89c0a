"""Where things may be imported: Qt in its room alone, torch nowhere, and no import upwards.

    cli, bench                                      the commands
    gui                                             the window
    engine, exports, outlets                        what runs, and what leaves
    record, overlays, measures, network, sources, faces
    settings, flow, logs and the files beside them

A room may import from its own floor and from those below; no two rooms import each other.
"""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

APP = REPOSITORY / "app" / "mien"
FLOORS = (
    (
        *("settings", "settings_file", "declared", "flow", "logs"),
        *("types", "words", "errors", "machine", "third_parties", "silence"),
    ),
    ("record", "overlays", "measures", "network", "sources", "faces"),
    ("engine", "exports", "outlets"),
    ("gui",),
    ("cli", "bench", "__main__"),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Packages that have rooms of their own; none other may import them.
ROOMS_OF = {
    "PySide6": {"gui"},
    "shiboken6": {"gui"},
    "torch": set[str](),
    "mien_models": set[str](),
    "onnx": set[str](),
    "mediapipe": {"faces"},
    "onnxruntime": {"network", "cli"},  # the command that names what can be computed on
    "pylsl": {"outlets"},
    "pythonosc": {"outlets"},
    "websockets": {"outlets"},
}


def imports(path: Path) -> Iterator[str]:
    """What a file imports, at its top or later, as dotted names; for types alone as well."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            if node.module == "mien":
                yield from (f"mien.{name.name}" for name in node.names)
            else:
                yield node.module


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def files() -> list[Path]:
    found = sorted(APP.rglob("*.py"))
    assert len(found) > 200
    return found


def edges() -> Iterator[tuple[Path, str, str]]:
    """Each import between two rooms: the file, its room, the other room."""
    for path in files():
        for name in imports(path):
            parts = name.split(".")
            room = parts[1] if parts[0] == "mien" and len(parts) > 1 else ""
            if room not in ("", "__version__", room_of(path)):
                yield path, room_of(path), room


def test_every_room_stands_on_a_floor() -> None:
    assert {room_of(path) for path in files()} - {"__init__"} == set(FLOOR_OF)


def test_no_import_goes_upwards() -> None:
    upwards = [
        f"{path.relative_to(APP)} imports from {other}"
        for path, room, other in edges()
        if FLOOR_OF.get(other, 0) > FLOOR_OF.get(room, 0)
    ]
    assert upwards == []


def test_no_two_rooms_import_each_other() -> None:
    graph: dict[str, set[str]] = {}
    for _, room, other in edges():
        graph.setdefault(room, set()).add(other)
    list(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError with the circle


@pytest.mark.parametrize("package", ROOMS_OF)
def test_a_package_stays_in_its_room(package: str) -> None:
    outside = [
        str(path.relative_to(APP))
        for path in files()
        if room_of(path) not in ROOMS_OF[package]
        and any(name.split(".")[0] == package for name in imports(path))
    ]
    assert outside == []


def test_the_look_at_imports_sees_all_ways_to_import(tmp_path: Path) -> None:
    path = tmp_path / "file.py"
    path.write_text(
        "import a.b\nfrom c.d import e\nfrom mien import f\n"
        "def later():\n    import g\n    from h import i\n"
    )
    assert list(imports(path)) == ["a.b", "c.d", "mien.f", "g", "h"]
