"""FFmpeg without parts under the GPL, and PyAV built on it, for what is handed on.

python packaging/ffmpeg.py                 # build FFmpeg and a wheel of PyAV, into .cache/ffmpeg

PyAV's own wheels carry x264 and x265, which are under the GPL, and their libavcodec cannot start
without the two. Needs a C compiler, make, pkg-config and nasm, and the development files of dav1d,
SVT-AV1 and OpenSSL (Debian: libdav1d-dev libsvtav1enc-dev libssl-dev); on Windows an MSYS2 shell.
Quick where it was done before.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from environment import ROOT, SetupError, say

VERSION = "8.1.2"
SHA256 = "464beb5e7bf0c311e68b45ae2f04e9cc2af88851abb4082231742a74d97b524c"
PYAV = "18.1.0"
PLACE = ROOT / ".cache" / "ffmpeg"
# What Mien writes, and nothing more: MPEG-4 part 2 while recording, AV1 in an exported MP4.
ENCODERS = ("mpeg4", "libsvtav1")
MUXERS = ("matroska", "mp4")
# The pictures of what cameras, phones, screen recorders, editors and the web write. Mien hears
# nothing, so no sound.
DECODERS = (
    *("h264", "hevc", "vvc", "libdav1d", "vp8", "vp9", "vp3", "theora", "vp6", "vp6a", "vp6f"),
    *("mpeg1video", "mpeg2video", "mpeg4", "h261", "h263", "h263i", "h263p", "flv", "svq1", "svq3"),
    *("msmpeg4v1", "msmpeg4v2", "msmpeg4v3", "wmv1", "wmv2", "wmv3", "vc1", "mss1", "mss2"),
    *("rv10", "rv20", "rv30", "rv40", "cinepak", "indeo3", "indeo4", "indeo5", "msvideo1", "qtrle"),
    *("mjpeg", "mjpegb", "amv", "mxpeg", "jpeg2000", "jpegls", "png", "apng", "gif", "bmp", "tiff"),
    *("webp", "targa", "ppm", "pgm", "pam", "prores", "prores_raw", "dnxhd", "cfhd", "dvvideo"),
    *("ffv1", "ffvhuff", "huffyuv", "utvideo", "lagarith", "magicyuv", "hap", "hqx", "hq_hqa"),
    *("snow", "dirac", "cavs", "flashsv", "flashsv2", "tscc", "tscc2", "cscd", "zmbv", "fraps"),
    *("rawvideo", "v210", "v308", "v408", "v410", "r210", "r10k", "yuv4", "wrapped_avframe"),
)
# Encrypted streams by what the system has. OpenSSL 3 is under the Apache licence, which goes with
# version 3 of the LGPL, not with 2.1.
OF_SYSTEM = {
    "linux": ("--enable-version3", "--enable-openssl"),
    "darwin": ("--enable-securetransport",),
    "win32": ("--enable-schannel", "--toolchain=msvc"),
}
OPTIONS = (
    *("--enable-shared", "--disable-static", "--disable-programs", "--disable-doc"),
    *("--disable-debug", "--disable-autodetect", "--disable-devices", "--disable-filters"),
    *("--disable-encoders", f"--enable-encoder={','.join(ENCODERS)}"),
    *("--disable-muxers", f"--enable-muxer={','.join(MUXERS)}"),
    *("--disable-decoders", f"--enable-decoder={','.join(DECODERS)}"),
    *OF_SYSTEM[sys.platform],
    *("--enable-zlib", "--enable-libdav1d", "--enable-libsvtav1"),
)
CHUNK = 1 << 20


def main() -> int:
    """0 where both are there; 1 with a sentence where not."""
    try:
        print(pyav_wheel(Path(sys.executable)))
    except SetupError as error:
        say(str(error))
        return 1
    return 0


def pyav_wheel(python: Path) -> Path:
    """A wheel of PyAV for this Python, built on our FFmpeg, which it finds in `libraries()`.

    Raises SetupError.
    """
    prefix = built()
    wheels = PLACE / f"wheels-{tag_of(python)}-{digest()}"
    made = sorted(wheels.glob("av-*.whl"))
    if made:
        return made[0]
    say("Building PyAV on it ...")
    command = [str(python), "-m", "pip", "wheel", f"av=={PYAV}", "--no-deps", "--no-binary=av"]
    run([*command, "--no-cache-dir", f"--wheel-dir={wheels}"], PLACE, environment(prefix))
    return next(wheels.glob("av-*.whl"))


def built() -> Path:
    """The folder in which our FFmpeg is installed, built where it is not there yet."""
    prefix = PLACE / f"{VERSION}-{digest()}"
    if (prefix / "whole").is_file():
        return prefix
    for tool in ("make", "pkg-config"):
        if shutil.which(tool) is None:
            raise SetupError(f"FFmpeg cannot be built: {tool} is not installed.")
    source = unpacked(archive())
    say(f"Building FFmpeg {VERSION}; this takes some minutes ...")
    shell = ["bash", "./configure", f"--prefix={prefix.as_posix()}", *OPTIONS]
    run(shell, source, None)
    run(["make", f"-j{os.cpu_count() or 2}"], source, None)
    run(["make", "install"], source, None)
    for name in ("LICENSE.md", "COPYING.LGPLv3", "COPYING.LGPLv2.1", "CREDITS"):
        shutil.copy(source / name, prefix)
    (prefix / "whole").write_text("\n".join(OPTIONS), encoding="utf-8")
    return prefix


def libraries() -> Path:
    """The folder of our FFmpeg's shared libraries."""
    return built() / ("bin" if os.name == "nt" else "lib")


def digest() -> str:
    """A name for this version with these options."""
    return hashlib.sha256("\n".join((SHA256, *OPTIONS)).encode()).hexdigest()[:12]


def tag_of(python: Path) -> str:
    """Which Python this is, such as cpython-311."""
    code = "import sys; print(sys.implementation.cache_tag)"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


def environment(prefix: Path) -> dict[str, str]:
    """What a build of PyAV needs to find our FFmpeg and no other."""
    jobs = PLACE / "build.cfg"  # read by setuptools
    jobs.write_text(f"[build_ext]\nparallel = {os.cpu_count() or 2}\n", encoding="utf-8")
    paths = (str(prefix / "lib" / "pkgconfig"), os.environ.get("PKG_CONFIG_PATH"))
    mine = {
        "PKG_CONFIG_PATH": os.pathsep.join(filter(None, paths)),
        "DIST_EXTRA_CONFIG": str(jobs),
    }
    if os.name == "nt":
        mine |= {"INCLUDE": f"{prefix / 'include'};{os.environ.get('INCLUDE', '')}"}
        mine |= {"LIB": f"{prefix / 'bin'};{os.environ.get('LIB', '')}"}
    else:  # a thin layer over FFmpeg, which gains nothing from the optimiser's slowest ways
        mine |= {"CFLAGS": "-O1 -g0"}
    return {**os.environ, **mine}


def archive() -> Path:
    """FFmpeg's source as it was released, from the first place that has it. Raises SetupError."""
    path = PLACE / f"ffmpeg-{VERSION}.tar.xz"
    if path.is_file() and sha256(path) == SHA256:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    failures = []
    for address in addresses():
        try:
            with urllib.request.urlopen(address, timeout=60) as answer, path.open("wb") as file:  # noqa: S310
                shutil.copyfileobj(answer, file, CHUNK)
        except OSError as error:
            failures.append(f"{address}: {error}")
            continue
        if sha256(path) == SHA256:
            return path
        failures.append(f"{address}: another file than the one that was released")
    path.unlink(missing_ok=True)
    raise SetupError("\n".join(["FFmpeg's source could not be fetched.", *failures]))


def addresses() -> Iterator[str]:
    """FFmpeg's own server, then the mirrors that apt uses here: they keep the same file."""
    yield f"https://ffmpeg.org/releases/ffmpeg-{VERSION}.tar.xz"
    for site in apt_sites():
        yield f"{site}/pool/main/f/ffmpeg/ffmpeg_{VERSION}.orig.tar.xz"


def apt_sites() -> list[str]:
    """The addresses of the archives that apt uses on this machine."""
    if shutil.which("apt-get") is None:
        return []
    command = ["apt-get", "indextargets", "--format", "$(SITE)"]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    return sorted({line for line in said.split() if line.startswith("http")})


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpacked(path: Path) -> Path:
    """The folder of the unpacked source."""
    folder = PLACE / f"ffmpeg-{VERSION}"
    if not (folder / "configure").is_file():
        with tarfile.open(path) as packed:
            packed.extractall(PLACE, filter="data")
    return folder


def run(command: list[str], folder: Path, env: dict[str, str] | None) -> None:
    """Run it, its words into a log beside it; SetupError with the last of them where it fails."""
    log = PLACE / "build.log"
    with log.open("wb") as file:
        done = subprocess.run(command, cwd=folder, env=env, stdout=file, stderr=subprocess.STDOUT)
    if done.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        raise SetupError("\n".join([f"'{' '.join(command[:3])}' failed:", *last]))


if __name__ == "__main__":
    sys.exit(main())
