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
time.sleep(float(sys.argv[2]))
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


def process(code: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """A fresh Python with the variables set, and none that would hush a library."""
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", *UNSAID}}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, env=kept | variables, stdout=subprocess.PIPE, text=True)


def said(code: str, **variables: str) -> str:
    """What a fresh Python prints that ends well."""
    with process(code, **variables) as running:
        told = running.communicate(timeout=100)[0]
    assert running.returncode == 0
    return told


def calls_a_proxy(code: str, model: Path, seconds: float) -> bool:
    """Whether a proxy of ours, which leads nowhere, is called before so long after a detection."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        host, port = proxy.getsockname()
        address = f"http://{host}:{port}"
        proxy.settimeout(0.1)
        with process(code, str(model), str(seconds), HTTPS_PROXY=address, NO_PROXY="") as running:
            while running.poll() is None:
                try:
                    proxy.accept()[0].close()
                except TimeoutError:
                    continue
                running.kill()
                return True
    assert running.returncode == 0
    return False


def test_mediapipe_calls_nobody(face_model: Path) -> None:
    assert not calls_a_proxy(OURS + DETECT, face_model, 1.5)


def test_without_us_mediapipe_would_call(face_model: Path) -> None:
    # Where this fails MediaPipe has learned manners, and `hush_mediapipe` can go.
    assert calls_a_proxy(THEIRS + DETECT, face_model, 30)


@pytest.mark.skipif(sys.platform == "win32", reason="there it tells the system, not a file")
@pytest.mark.parametrize("first", ["mien", "mien_models"])
def test_onnx_runtime_keeps_no_number_of_this_machine(first: str, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    said(f"import {first}, onnxruntime", **home)
    assert list(tmp_path.rglob("*")) == []


def test_programs_that_are_started_have_the_proxies_of_the_user() -> None:
    told = said(PROXIES, https_proxy="http://proxy.example:3128").splitlines()
    assert told == [NOWHERE["https_proxy"], "http://proxy.example:3128", NOWHERE["https_proxy"]]
