"""What must hold in a built bundle, looked up in its files and not in what we meant to build.

python packaging/proofs.py dist/mien
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from contents import forbidden
from licences import FOLDER, inside

# Words that only such encoders contain; their libraries may be inside another one.
MARKS = (b"MPEG-4 AVC codec - Copy", b"x265 [info]", b"x265_api_get", b"x264_encoder_open")
GPL = re.compile(rb"--enable-(gpl|nonfree)")
LIBRARY = re.compile(r"\.(so(\.\d+)*|dll|dylib|pyd)$", re.IGNORECASE)


def main(arguments: list[str]) -> int:
    """0 where the bundle may be handed on, else 1 with the reasons."""
    problems = unfit(Path(arguments[0]))
    for problem in problems or ["Nothing in this bundle forbids handing it on."]:
        print(problem)
    return 1 if problems else 0


def unfit(folder: Path) -> list[str]:
    """Why a bundle may not be handed on, a sentence each; nothing where it may."""
    folder = folder.resolve()
    problems = [problem for path in libraries(folder) for problem in unfit_file(path)]
    place = inside(folder)
    if not (place / FOLDER / "index.html").is_file():
        problems.append("The page of third parties is missing.")
    if not (place / "mien_assets" / "models" / "face_landmarker.task").is_file():
        problems.append("MediaPipe's model is missing.")
    codec = next((p for p in libraries(folder) if is_codec_library(p)), None)
    if codec is None:
        problems.append("FFmpeg's libavcodec is missing.")
    elif sys.platform != "win32":
        problems += unfit_codecs(codec)
    return problems


def libraries(folder: Path) -> Iterator[Path]:
    """All shared libraries of a bundle, each once."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and LIBRARY.search(path.name):
            yield path


def unfit_file(path: Path) -> Iterator[str]:
    """What in a file forbids handing it on."""
    if forbidden(path.name):
        yield f"{path} is a library that may not be handed on."
    data = path.read_bytes()
    for mark in MARKS:
        if mark in data:
            yield f"{path} contains {mark.decode()!r}."
    if GPL.search(data):
        yield f"{path} was built with parts of FFmpeg under the GPL."


def is_codec_library(path: Path) -> bool:
    """Whether this is the libavcodec that PyAV uses, not the one inside OpenCV."""
    return path.name.startswith(("libavcodec.", "avcodec-")) and "opencv" not in str(path)


def unfit_codecs(path: Path) -> Iterator[str]:
    """What libavcodec says of itself, asked in a process of its own."""
    licence, configuration = told(path, "avcodec_license"), told(path, "avcodec_configuration")
    if not licence.startswith("LGPL"):
        yield f"{path} calls its licence {licence!r}."
    for word in ("--enable-gpl", "--enable-nonfree", "libx264", "libx265"):
        if word in configuration:
            yield f"{path} was configured with {word}."


def told(path: Path, function: str) -> str:
    """What a function of a library without arguments answers; its neighbours are found first."""
    code = f"import proofs; print(proofs.ask({str(path)!r}, {function!r}))"
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=here,
        env={
            "LD_LIBRARY_PATH": str(path.parent),
            "PATH": "",
            "DYLD_LIBRARY_PATH": str(path.parent),
        },
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() or f"nothing ({done.stderr.strip()[-200:]})"


def ask(path: str, function: str) -> str:
    """Call it here."""
    answer = getattr(ctypes.CDLL(path), function)
    answer.restype = ctypes.c_char_p
    return bytes(answer()).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
