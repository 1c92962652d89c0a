"""What goes into a bundle, what may not, and who made it."""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from pathlib import Path

import av
import cv2
import pytest

import bundle
import contents
import environment
import ffmpeg
import licences
import proofs
import system_parts
from part import Part

SITE = Path(av.__file__).parent.parent


@pytest.mark.parametrize(
    ("place", "stays"),
    [
        ("numpy/_core/_multiarray_umath.so", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("mien_assets/translations/de.qm", True),
        ("pyarrow/libarrow_compute.so.2600", True),
        ("pyarrow/libarrow_flight.so.2600", False),
        ("pyarrow/include/arrow/api.h", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6/Qt/translations/qt_help_de.qm", False),
        ("libQt6Quick.so.6", False),
        ("PySide6\\plugins\\qmltooling\\qmldbg_tcp.dll", False),
        ("onnxruntime/capi/libonnxruntime_providers_cuda.so", False),
    ],
)
def test_what_goes_in(place: str, stays: bool) -> None:
    assert contents.wanted(place, gpu=False) is stays


def test_what_computes_on_a_gpu_goes_in_where_asked_for() -> None:
    assert contents.wanted("onnxruntime/capi/libonnxruntime_providers_cuda.so", gpu=True)


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("libx264-d6533a8d.so.165", True),
        ("libx265-efe48a15.dll", True),
        ("libx264.164.dylib", True),
        ("libreadline.so.8", True),
        ("libgdbm.so.6", True),
        ("libpostproc.so.58", True),
        ("libavcodec.so.62", False),
        ("libxcb.so.1", False),
        ("libdav1d.so.6", False),
    ],
)
def test_libraries_that_may_not_be_handed_on_are_known_by_name(name: str, bad: bool) -> None:
    assert contents.forbidden(name) is bad


@pytest.mark.skipif(sys.platform != "linux", reason="of the wheels for Linux")
def test_what_pyavs_own_wheel_brings_is_found_in_its_files() -> None:
    found = {path.name.split("-")[0] for path in (SITE / "av.libs").iterdir()}
    if "libx264" not in found:
        pytest.skip("this PyAV is not the wheel of PyPI")
    by_file = {
        path.name.split("-")[0]: list(proofs.unfit_file(path))
        for path in (SITE / "av.libs").iterdir()
    }
    assert by_file["libx264"]
    assert by_file["libx265"]
    assert any("x264_encoder_open" in said for said in by_file["libavcodec"])
    assert not by_file["libavformat"]
    assert not by_file["libdav1d"]


@pytest.mark.skipif(sys.platform != "linux", reason="of the wheels for Linux")
def test_opencvs_ffmpeg_may_be_handed_on_and_says_so() -> None:
    (codec,) = (Path(cv2.__file__).parent.parent / "opencv_python.libs").glob("libavcodec-*")
    assert list(proofs.unfit_file(codec)) == []
    assert list(proofs.unfit_codecs(codec)) == []


def test_our_ffmpeg_is_asked_for_nothing_under_the_gpl() -> None:
    assert not [word for word in ffmpeg.OPTIONS if "gpl" in word or "x26" in word]
    assert {"--disable-encoders", "--enable-encoder=mpeg4,libsvtav1"} <= set(ffmpeg.OPTIONS)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    said = " ".join(proofs.unfit(tmp_path))
    for missing in ("third parties", "MediaPipe", "libavcodec"):
        assert missing in said


def test_the_bundle_takes_what_the_project_asks_for_but_for_what_it_replaces() -> None:
    wanted = bundle.requirements(gpu=False)
    assert any(line.startswith("numpy") for line in wanted)
    assert any(line.startswith("pyarrow") for line in wanted)
    assert any(line.startswith("pylsl") for line in wanted)
    assert any(line.startswith("opencv-python-headless==") for line in wanted)
    assert any(line.startswith("onnxruntime>=") for line in wanted)
    for replaced in ("opencv-python==", "opencv-contrib", "onnxruntime-gpu", "av>", "mediapipe"):
        assert not any(line.startswith(replaced) for line in wanted)
    assert bundle.requirements(gpu=True)[-1].startswith("onnxruntime-gpu[cuda,cudnn]>=")


def test_a_package_is_described_by_its_own_metadata_with_its_texts() -> None:
    part = licences.part_of(distribution("mediapipe"))
    assert "Apache" in part.terms
    assert "Google" in part.note
    names = {path.name for path in part.texts}
    assert {"LICENSE", "NOTICE"} <= names
    assert licences.part_of(distribution("PySide6_Essentials")).note.startswith("Qt and its")


def test_files_are_traced_to_who_made_them(tmp_path: Path) -> None:
    owners = licences.Owners(Path(sys.executable), tmp_path)
    (tmp_path / "libavcodec.so.62").touch()

    def name(path: Path) -> str | None:
        part = owners.of(path)
        return None if part is None else part.name

    root = environment.ROOT
    assert name(Path(cv2.__file__)) in {"opencv-python", "opencv-contrib-python"}
    assert name(Path(sys.modules["json"].__file__ or "")) == "Python"
    assert name(tmp_path / "libavcodec.so.62") == "FFmpeg"
    assert name(root / "assets/mien_assets/fonts/SourceSansPro-Regular.ttf") == "Source Sans"
    assert name(root / "assets/mien_assets/network/mien.onnx") == "The network's first weights"
    assert name(root / "app/mien/types.py") == ""
    assert name(tmp_path.parent / "of-nobody.so") is None


def test_what_nobody_is_known_to_have_made_stops_the_bundle(tmp_path: Path) -> None:
    stray = tmp_path / "stray.so"
    stray.touch()
    with pytest.raises(environment.SetupError, match=r"stray\.so"):
        licences.traced([("stray.so", str(stray), "BINARY")], Path(sys.executable), tmp_path / "f")


def test_the_page_escapes_and_links_what_it_lists() -> None:
    part = Part("A & B", "1.0", "MIT", "https://example.org/?a=1&b=2", "Used <as is>.")
    page = licences.page([part], {"A & B": ["A-&-B-1.txt"]})
    assert "<b>A &amp; B 1.0</b>" in page
    assert 'href="texts/A-&amp;-B-1.txt"' in page
    assert "Used &lt;as is&gt;." in page


def test_what_homebrew_poured_is_named_with_its_licence(tmp_path: Path) -> None:
    keg = tmp_path / "Cellar" / "dav1d" / "1.5.1"
    (keg / "lib").mkdir(parents=True)
    library = keg / "lib" / "libdav1d.7.dylib"
    library.touch()
    (keg / "COPYING").write_text("terms")
    (keg / "README.md").touch()
    part = system_parts.brewed_part(library)
    assert part is not None
    assert (part.name, part.version, part.texts) == ("dav1d", "1.5.1", [keg / "COPYING"])
    assert system_parts.brewed_part(tmp_path / "lib" / "libdav1d.7.dylib") is None


def test_what_vcpkg_built_is_named_with_its_licence(tmp_path: Path) -> None:
    infos = tmp_path / "vcpkg" / "info"
    infos.mkdir(parents=True)
    listed = "x64-windows/\nx64-windows/bin/\nx64-windows/bin/SvtAv1Enc.dll\n"
    (infos / "svt-av1_3.1.2_x64-windows.list").write_text(listed)
    (infos / "zlib_1.3.1_x64-windows.list").write_text("x64-windows/bin/zlib1.dll\n")
    text = tmp_path / "x64-windows" / "share" / "svt-av1" / "copyright"
    text.parent.mkdir(parents=True)
    text.write_text("terms")
    part = system_parts.vcpkg_part(tmp_path / "x64-windows" / "bin" / "SvtAv1Enc.dll")
    assert part is not None
    assert (part.name, part.version, part.texts) == ("svt-av1", "3.1.2", [text])
    assert system_parts.vcpkg_part(tmp_path / "x64-windows" / "bin" / "other.dll") is None


@pytest.mark.parametrize(("name", "known"), [("VCRUNTIME140.dll", True), ("zlib1.dll", False)])
def test_microsofts_runtime_is_known_by_name(name: str, known: bool) -> None:
    assert (system_parts.microsoft_part(Path(name)) is not None) is known
