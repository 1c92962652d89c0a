"""The lock files: whole, with hashes, of what the bundle asks for, silent about their origin."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from tests.conftest import REPOSITORY

NAMES = ("bundle.txt", "bundle-gpu.txt")


@pytest.fixture(scope="module")
def lock() -> Iterator[ModuleType]:
    """The script itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(REPOSITORY / "packaging"))
        yield importlib.import_module("lock")
    sys.modules.pop("lock", None)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_has_a_version_and_hashes_and_nothing_else(
    name: str, lock: ModuleType
) -> None:
    text = (lock.LOCKS / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    heads = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    assert all(lines[number + 1].startswith("    --hash=") for number in heads)
    assert len(heads) > 30
    assert "://" not in text
    assert "/" not in re.sub(r"(?m)^#.*$", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_bundle_asks_for_is_locked_in_a_version_that_it_takes(
    name: str, lock: ModuleType
) -> None:
    locked: dict[str, list[Version]] = {}
    for package, version in lock.versions(lock.LOCKS / name):
        locked.setdefault(canonicalize_name(package), []).append(Version(version))
    wanted = [*lock.inputs()[name], *lock.alone()]
    for text in wanted:
        asked = Requirement(text)
        found = locked[canonicalize_name(asked.name)]
        assert any(asked.specifier.contains(one) for one in found), text
    runtimes = [one for one in locked if one.startswith("onnxruntime")]
    assert runtimes == ["onnxruntime-gpu" if "gpu" in name else "onnxruntime"]
    assert not [one for one in locked if one.startswith("opencv") and "headless" not in one]


def test_a_changed_version_is_seen(lock: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "bundle.txt"
    text = (lock.LOCKS / "bundle.txt").read_text(encoding="utf-8")
    path.write_text(re.sub(r"pydantic==\S+", "pydantic==2.0", text), encoding="utf-8")
    assert lock.versions(path) != lock.versions(lock.LOCKS / "bundle.txt")
