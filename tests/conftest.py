"""What every test gets: Qt without a screen, folders of its own, and the same few pictures."""

from __future__ import annotations

import os

# Qt reads these when it is first imported, so they stand before every other import.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="en")  # what windows say is compared in English
if "PYTEST_XDIST_WORKER" in os.environ:  # one of several processes, each of which has a core
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # torch and NumPy read it as they are imported

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from PIL import Image as Picture
from skimage import data

from mien.types import Image

REPOSITORY = Path(__file__).resolve().parent.parent
# Kept between runs: the only thing that the tests ever fetch.
MODEL_DIR = REPOSITORY / ".cache" / "models"
FACE_WIDTH_IN_ASTRONAUT = 90


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is alone with it at the end."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: item.path.name != "test_chain.py")


@pytest.fixture(scope="session", autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings, data, logs and caches of this run go here, not to the folders of the user."""
    home = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("APPDATA", "LOCAL_APPDATA"):  # the same on Windows
            patch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
        patch.setenv("MIEN_MODEL_DIR", str(MODEL_DIR))
        assert platformdirs.user_data_path("mien").is_relative_to(home)
        yield home


@pytest.fixture(scope="session")
def face_model(user_folders: Path) -> Path:
    """The real face model; fetched by the real loader on the first run, then kept.

    `MIEN_MODEL_DIR` points at its folder, so the app under test finds it too.
    """
    from mien.faces.model_file import fetch_model

    return fetch_model(MODEL_DIR)


@pytest.fixture(scope="session")
def astronaut() -> Image:
    """A real face: 512 x 512 x 3, uint8, RGB; one person, the face about 90 px wide; read-only."""
    picture = np.array(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    picture.flags.writeable = False
    return picture


@pytest.fixture(scope="session")
def frame_720p(astronaut: Image) -> Image:
    """The same person in a webcam's picture: 720 x 1280 x 3, the face about 200 px; read-only."""
    size = 200 * astronaut.shape[0] // FACE_WIDTH_IN_ASTRONAUT
    large = Picture.fromarray(astronaut).resize((size, size), Picture.Resampling.BICUBIC)
    picture = np.full((720, 1280, 3), 96, dtype=np.uint8)
    left = (1280 - size) // 2
    picture[:, left : left + size] = np.asarray(large)[:720]
    picture.flags.writeable = False
    return picture
