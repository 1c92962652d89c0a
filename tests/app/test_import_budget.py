"""What is loaded before anything is done, counted in modules: seconds differ from machine to
machine, and a module that creeps in does not.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

import pytest

from mien.cli.main import COMMANDS

HEAVY = frozenset(
    (
        *("numpy", "cv2", "av", "onnxruntime", "mediapipe", "PySide6", "matplotlib", "pyarrow"),
        *("pandas", "torch", "pydantic", "psutil", "onnx", "skimage", "sounddevice"),
    )
)
WATCHER = """
import contextlib, io, json, sys
before = set(sys.modules)
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    {work}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@dataclass(frozen=True)
class Budget:
    """How many modules some work may load, and which of the heavy packages."""

    work: str
    modules: int
    heavy: frozenset[str] = frozenset()


def command(*arguments: str) -> str:
    return f"from mien.cli.main import main; main({list(arguments)!r})"


def importing(module: str) -> str:
    return f"import {module}"


BUDGETS = (
    Budget(command("--help"), 70),
    Budget(command("--version"), 70),
    *(Budget(command(name, "--help"), 95) for name, _ in COMMANDS),
    Budget(command("network", "--schema"), 270, frozenset({"pydantic"})),
    Budget(importing("mien.exports.formats"), 60),
    Budget(importing("mien.settings_file"), 240, frozenset({"pydantic"})),
    Budget(importing("mien.overlays"), 480, frozenset({"numpy", "cv2", "pydantic"})),
    Budget(
        importing("mien.record.session"),
        640,
        frozenset({"numpy", "cv2", "av", "pydantic", "psutil"}),
    ),
    # The process of an own network begins with this.
    Budget(
        importing("mien.network.worker"),
        420,
        frozenset({"numpy", "onnxruntime", "pydantic"}),
    ),
    # MediaPipe alone would load Matplotlib and look for a microphone.
    Budget(importing("mien.faces.finder"), 420, frozenset({"numpy", "cv2", "mediapipe"})),
    # The window, before it is made: MediaPipe comes with the first source.
    Budget(
        importing("mien.gui.app"),
        980,
        frozenset({"numpy", "cv2", "av", "onnxruntime", "PySide6", "pydantic", "psutil"}),
    ),
)


@cache
def loaded(work: str) -> frozenset[str]:
    """The modules that a fresh Python loads for it."""
    code = WATCHER.format(work=work)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=100
    )
    return frozenset(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda one: one.work[-40:])
def test_no_more_is_loaded_than_needed(budget: Budget) -> None:
    modules = loaded(budget.work)
    heavy = {name.split(".")[0] for name in modules} & HEAVY
    assert heavy <= budget.heavy, sorted(heavy - budget.heavy)
    assert len(modules) <= budget.modules


def test_a_budget_is_no_wish() -> None:
    assert "mien.cli.main" in loaded(command("--help"))
    assert "numpy" in {name.split(".")[0] for name in loaded(importing("mien.overlays"))}
