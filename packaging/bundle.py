"""Make a folder that holds Mien with everything that it needs, for machines with nothing set up.

python packaging/bundle.py             # dist/mien: CPU, headless OpenCV
python packaging/bundle.py --gpu       # dist/mien with ONNX Runtime for CUDA, and CUDA and cuDNN;
                                       # of the system it needs the driver alone, and without one
                                       # it computes on the CPU. NOT YET RUN: 1.3 GB to download
python packaging/bundle.py --archive   # besides, dist/mien-VERSION-SYSTEM.tar.xz (or .zip)

The same command works on Linux, Windows and macOS. It makes its own Python environment in .cache/,
builds FFmpeg there without parts under the GPL (see ffmpeg.py, which says what that needs), runs
PyInstaller on mien.spec, writes the page of licences from what came out, and refuses a bundle in
which something lies that may not be handed on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any, cast

import ffmpeg
from environment import ROOT, SetupError, create, is_sound, python_in, require_python, say
from licences import inside, write_pages
from linking import drop_orphans, write_starter
from proofs import unfit

DIST = ROOT / "dist"
WORK = ROOT / "build"
MODEL = "face_landmarker.task"
# What only other ways of installing need: two builds of OpenCV, both with a window system of their
# own; ONNX Runtime of either kind; PyAV's wheel.
REPLACED = ("opencv-", "onnxruntime", "av>", "PySide6-Addons")
# Installed without what they ask for: MediaPipe's plots, microphone and second OpenCV, and what
# LiteRT converts networks with.
ALONE = ("mediapipe", "ai-edge-litert")
INSTEAD = ("absl-py", "certifi", "flatbuffers", "pyinstaller>=6.16")
OUTLETS = ("lsl", "osc", "websocket")


def main(argv: list[str] | None = None) -> int:
    """0 where the bundle is made and may be handed on; 1 with a sentence where not."""
    args = parsed(argv)
    try:
        folder = make(args.gpu)
        say(f"{folder}: {size_of(folder) / 1e6:.0f} MB")
        if args.archive:
            packed = pack(folder)
            say(f"{packed}: {packed.stat().st_size / 1e6:.0f} MB")
    except SetupError as error:
        say(str(error))
        return 1
    return 0


def parsed(argv: list[str] | None) -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(description="Make a bundle of Mien.")
    parser.add_argument("--gpu", action="store_true", help="with ONNX Runtime for CUDA")
    parser.add_argument("--archive", action="store_true", help="pack it as well")
    return parser.parse_args(argv)


def make(gpu: bool) -> Path:
    """The bundle's folder, made anew. Raises SetupError."""
    require_python(tuple(sys.version_info))
    python = environment(gpu)
    work = WORK / "bundle"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    say("Collecting everything into one folder ...")
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += [f"--distpath={DIST}", f"--workpath={work}", str(ROOT / "packaging" / "mien.spec")]
    done = subprocess.run(command, cwd=ROOT, env=choices(python, gpu, work))
    if done.returncode:
        raise SetupError("PyInstaller could not make the bundle; its last lines say why.")
    folder = DIST / ("Mien.app" if sys.platform == "darwin" else "mien")
    finish(folder, work, python)
    return folder


def finish(folder: Path, work: Path, python: Path) -> None:
    """What PyInstaller leaves to do; SetupError where the bundle may not be handed on."""
    strip_symbols(folder)
    if platform.system() == "Linux":
        drop_orphans(folder)
        write_starter(folder)
    noted = json.loads((work / "contents.json").read_text(encoding="utf-8"))
    there = inside(folder)
    contents = [one for one in noted if one[2] == "PYMODULE" or (there / one[0]).exists()]
    write_pages(folder, contents, python, ffmpeg.built())
    problems = unfit(folder)
    if problems:
        raise SetupError("\n".join(["This bundle may not be handed on:", *problems]))


def environment(gpu: bool) -> Path:
    """The Python of the environment that is bundled, filled. Raises SetupError."""
    python = environment_python(gpu)
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    wheel = ffmpeg.pyav_wheel(python)
    for packages in (requirements(gpu), ["--no-deps", *alone(), str(wheel)]):
        if subprocess.run([*pip, *packages], cwd=ROOT).returncode:
            raise SetupError("pip could not fill the environment of the bundle.")
    return python


def environment_python(gpu: bool) -> Path:
    """The Python of the environment that is bundled, made where there is none. SetupError."""
    folder = ROOT / ".cache" / ("bundle-venv-gpu" if gpu else "bundle-venv")
    python = python_in(folder)
    if not is_sound(python):
        create(folder)
    return python


def requirements(gpu: bool) -> list[str]:
    """What pip installs with all that it asks for: pyproject's, but for what a bundle replaces."""
    return [*shared(), runtime(gpu)]


def shared() -> list[str]:
    """What a bundle asks for on any processor, on every system."""
    project = declared()
    names: list[str] = project["dependencies"]
    wanted = [name for name in names if not name.startswith((*REPLACED, *ALONE))]
    wanted += [name for extra in OUTLETS for name in project["optional-dependencies"][extra]]
    opencv = next(name for name in names if name.startswith("opencv-python"))
    wanted.append(opencv.replace("opencv-python", "opencv-python-headless"))
    # Where Qt is asked for cameras that come and go; Linux tells of them by itself.
    addons = [name for name in names if name.startswith("PySide6-Addons")]
    wanted += [f"{name} and sys_platform != 'linux'" for name in addons]
    return [*wanted, *INSTEAD]


def runtime(gpu: bool) -> str:
    """ONNX Runtime, in the oldest version that will do; for a GPU with what the driver lacks."""
    names: list[str] = declared()["dependencies"]
    asked = next(name for name in names if name.startswith("onnxruntime"))
    version = asked.split(";")[0].split(">=")[1]
    return f"onnxruntime{'-gpu[cuda,cudnn]' if gpu else ''}>={version}"


def alone() -> list[str]:
    """What pip installs without all that it asks for."""
    return [name for name in declared()["dependencies"] if name.startswith(ALONE)]


def declared() -> dict[str, Any]:
    """The project's table of pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return cast("dict[str, Any]", table["project"])


def choices(python: Path, gpu: bool, work: Path) -> dict[str, str]:
    """The environment in which PyInstaller runs: what the spec asks for, and our FFmpeg's place."""
    found = str(ffmpeg.libraries())
    path = {"nt": "PATH"}.get(os.name, "LD_LIBRARY_PATH")
    mine = {
        "MIEN_BUNDLE_GPU": str(int(gpu)),
        "MIEN_BUNDLE_MODEL": str(face_model(python)),
        "MIEN_BUNDLE_WORK": str(work),
        "MIEN_BUNDLE_VERSION": declared()["version"],
        "MIEN_BUNDLE_ICON": icon(python, work),
        "SOURCE_DATE_EPOCH": str(int(time.time())),
        path: os.pathsep.join(filter(None, (found, os.environ.get(path)))),
    }
    return {**os.environ, **mine}


def face_model(python: Path) -> Path:
    """MediaPipe's model, as the app itself finds, fetches and checks it. Raises SetupError."""
    code = "from mien.faces.model_file import face_model; print(face_model())"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "app", ROOT / "assets")))}
    beside = ROOT.parent / "shared" / "data" / "weights"
    if (beside / MODEL).is_file():
        env.setdefault("MIEN_MODEL_DIR", str(beside))
    done = subprocess.run([python, "-c", code], env=env, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"MediaPipe's model is missing. {done.stderr.strip().splitlines()[-1]}")
    return Path(done.stdout.strip())


def icon(python: Path, work: Path) -> str:
    """The program's icon as Windows and macOS want it, '' on Linux, where the .deb has it."""
    if platform.system() == "Linux":
        return ""
    path = work / ("mien.ico" if os.name == "nt" else "mien.icns")
    script = str(ROOT / "packaging" / "icon_files.py")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if subprocess.run([python, script, str(path)], env=env).returncode:
        raise SetupError("The program's icon could not be drawn.")
    return str(path)


def strip_symbols(folder: Path) -> None:
    """Take out of the largest libraries what only a debugger reads: some 40 MB."""
    tool = shutil.which("strip")
    if tool is None or sys.platform != "linux":
        return
    for pattern in ("libmediapipe.so", "libpython3*.so.*"):
        for path in folder.rglob(pattern):
            subprocess.run([tool, "--strip-unneeded", path], check=False)


def size_of(folder: Path) -> int:
    """Bytes of all files, each once."""
    return sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())


def pack(folder: Path) -> Path:
    """The folder as one file to hand on."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    name = f"mien-{declared()['version']}-{system}-{platform.machine()}"
    if os.name == "nt":
        return Path(shutil.make_archive(str(DIST / name), "zip", folder.parent, folder.name))
    path = DIST / f"{name}.tar.xz"
    command = [
        "tar",
        "--use-compress-program=xz -6 -T0",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
    ]
    if subprocess.run([*command, "-cf", path, "-C", folder.parent, folder.name]).returncode:
        raise SetupError("tar could not pack the bundle.")
    return path


if __name__ == "__main__":
    sys.exit(main())
