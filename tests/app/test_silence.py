"""No library tells its maker how it is used: each is heard in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mien.silence import NOWHERE, UNSAID

THEIRS = """
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision import FaceDetector, FaceDetectorOptions
"""
# MediaPipe's own calls, which is what others see of it.
DETECT = """
import sys, time, zipfile
data = zipfile.ZipFile(sys.argv[1]).read("face_detector.tflite")
options = FaceDetectorOptions(base_options=BaseOptions(model_asset_buffer=data))
FaceDetector.create_from_options(options).close()
time.sleep(1.5)
"""
OURS = "from mien.faces.vision import BaseOptions, FaceDetector, FaceDetectorOptions\n"
PROXIES = """
import subprocess, sys
from mien.silence import hush_mediapipe, own_proxies
hush_mediapipe()
ask = [sys.executable, "-c", "import os; print(os.environ.get('https_proxy', ''))"]
subprocess.run(ask, check=True)
with own_proxies():
    subprocess.run(ask, check=True)
subprocess.run(ask, check=True)
"""


def process(code: str, *arguments: str, **variables: str) -> str:
    """What a fresh Python prints, with the variables set, and none that would hush a library."""
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", *UNSAID}}
    kept |= variables
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def callers(code: str, model: Path) -> int:
    """How often a proxy of ours, which leads nowhere, is called while the code runs."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        host, port = proxy.getsockname()
        process(code, str(model), HTTPS_PROXY=f"http://{host}:{port}", NO_PROXY="")
        proxy.settimeout(0)
        calls = 0
        try:
            while True:
                proxy.accept()[0].close()
                calls += 1
        except BlockingIOError:
            return calls


def test_mediapipe_calls_nobody(face_model: Path) -> None:
    assert callers(OURS + DETECT, face_model) == 0


def test_without_us_mediapipe_would_call(face_model: Path) -> None:
    # Where this fails MediaPipe has learned manners, and `hush_mediapipe` can go.
    assert callers(THEIRS + DETECT, face_model) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="there it tells the system, not a file")
@pytest.mark.parametrize("first", ["mien", "mien_models"])
def test_onnx_runtime_keeps_no_number_of_this_machine(first: str, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    process(f"import {first}, onnxruntime", **home)
    assert list(tmp_path.rglob("*")) == []


def test_programs_that_are_started_have_the_proxies_of_the_user() -> None:
    told = process(PROXIES, https_proxy="http://proxy.example:3128").splitlines()
    assert told == [NOWHERE["https_proxy"], "http://proxy.example:3128", NOWHERE["https_proxy"]]
