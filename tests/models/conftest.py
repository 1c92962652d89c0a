"""One run of the whole chain on made data, shared by all that looks at what it leaves."""

from __future__ import annotations

import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.models.made import all_data, face_weights

from mien.types import Image
from mien_models.__main__ import main


@dataclass(frozen=True)
class Chain:
    """Where it read and what it left."""

    data: Path
    cache: Path
    network: Path
    figures: Path
    plots: Path


def run(step: list[str]) -> int:
    """The status of a step; of the exporter in a process of its own.

    PySide6, which pytest-qt loads, looks at every import statement that runs, and torch's exporter
    runs millions: without it the export takes 48 s instead of 66.
    """
    if step[0] != "export":
        return main(step)
    return subprocess.call([sys.executable, "-m", "mien_models", *step])


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory, astronaut: Image, face_model: Path) -> Chain:
    """Every step as a user runs it, on a few faces and for a few training steps."""
    home = tmp_path_factory.mktemp("chain")
    done = Chain(
        all_data(home / "data", astronaut, face_model),
        home / "cache",
        home / "network" / "mien.onnx",
        home / "figures.json",
        home / "plots",
    )
    face_weights(done.cache)  # so that nothing is fetched
    data, cache = ["--data", str(done.data)], ["--cache", str(done.cache)]
    few, small = ["--steps", "2"], ["--faces", "6"]
    told = ["--json", str(done.figures), "--plots", str(done.plots)]
    steps = [
        ["pack", *data, *cache],
        ["pack-gaze", *data, *cache],
        ["train-saliency", *data, *cache, *few],
        ["maps", *cache],
        ["experts", *cache, *few, *small],
        ["train", *cache, *few, *small],
        ["ablate-trained", *cache, *few, *small],
        ["smile", *cache, *few, *small],
        ["heads", *cache],
        ["export", *data, *cache, "--out", str(done.network)],
        ["evaluate", *data, "--network", str(done.network), *told],
    ]
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("PATH", "")  # no npm: nothing may be fetched
        for kind in (DeprecationWarning, FutureWarning):  # of torch's exporter about itself
            warnings.simplefilter("ignore", kind)
        for step in steps:
            assert run(step) == 0, step
    return done
