"""Images: every pixel format, odd names, wrong and damaged files."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.app.sources.media import RED, encoded, is_red, picture

from mien.errors import SourceError
from mien.sources import open_source, problems_of
from mien.sources.folder import list_images
from mien.sources.images import MAX_PIXELS, decode_image

pytestmark = pytest.mark.usefixtures("silent")


def numbered(folder: Path, *names: str) -> Path:
    """Images whose width is 10 and their place in the order of the arguments."""
    for place, name in enumerate(names):
        (folder / name).write_bytes(encoded(picture(10 + place, 8)))
    return folder


def test_images_come_in_natural_order(tmp_path: Path) -> None:
    numbered(tmp_path, "b1.png", "b2.png", "B10.png", "b11.png", "c.png")
    with open_source(str(tmp_path), paced=False) as source:
        frames = list(iter(source.read, None))
    assert [frame.width for frame in frames] == [10, 11, 12, 13, 14]
    assert [frame.origin for frame in frames] == ["b1.png", "b2.png", "B10.png", "b11.png", "c.png"]


def test_only_the_folders_own_visible_images_count(tmp_path: Path) -> None:
    numbered(tmp_path, "one.png", ".hidden.png", "scan0001")  # the last by its content
    (tmp_path / "inner.png").mkdir()
    (tmp_path / "notes.txt").write_text("no image")
    assert [path.name for path in list_images(tmp_path)] == ["one.png", "scan0001"]


def test_a_folder_without_images_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no image")
    with pytest.raises(SourceError, match="holds no image"):
        open_source(str(tmp_path))


def test_what_cannot_be_read_is_left_out_and_told(tmp_path: Path) -> None:
    numbered(tmp_path, "1.png", "2.png", "4.png", "6.png")
    (tmp_path / "3.png").write_text("text, not an image")
    (tmp_path / "5.jpg").write_bytes(encoded(picture(), ".jpg")[:400])
    (tmp_path / "7.png").touch()
    with open_source(str(tmp_path), paced=False) as source:
        frames = list(iter(source.read, None))
        problems = problems_of(source)
        assert source.info.frames == 7
    assert [frame.index for frame in frames] == [0, 1, 3, 5]
    assert [problem.split()[0] for problem in problems] == ["3.png", "5.jpg", "7.png"]
    assert [
        word in problem for word, problem in zip(("not", "damaged", "empty"), problems, strict=True)
    ]


def test_a_damaged_first_image_does_not_hide_the_others(tmp_path: Path) -> None:
    numbered(tmp_path, "2.png")
    (tmp_path / "1.png").touch()
    with open_source(str(tmp_path), paced=False) as source:
        assert (source.info.width, source.info.height) == (10, 8)
        assert len(problems_of(source)) == 1


def test_a_folder_of_damaged_images_is_refused(tmp_path: Path) -> None:
    for name in ("1.png", "2.png"):
        (tmp_path / name).touch()
    with pytest.raises(SourceError, match=r"^None of the 2 images in .* 1\.png is empty"):
        open_source(str(tmp_path))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tiff", ".bmp", ".ppm"])
def test_every_common_format_is_rgb(suffix: str) -> None:
    assert is_red(decode_image(encoded(picture(), suffix)), 0.5, 0.25)


def test_the_content_counts_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "portrait.jpg"
    path.write_bytes(encoded(picture(), ".png"))
    with open_source(str(path)) as source:
        frame = source.read()
    assert frame is not None
    assert is_red(frame.image, 0.5, 0.25)


def test_spaces_and_other_scripts_in_paths(tmp_path: Path) -> None:
    folder = tmp_path / "Fotos von früher 写真"
    folder.mkdir()
    path = folder / "非ラテン ‏صورة.png"
    path.write_bytes(encoded(picture()))
    with open_source(str(path)) as source:
        assert source.info.name == path.name


def test_16_bits_become_8() -> None:
    gray = np.array([[0, 0x8000, 0xFFFF]], np.uint16)
    image = decode_image(bytes(cv2.imencode(".png", gray)[1]))
    assert image.dtype == np.uint8
    assert image[0].tolist() == [[0, 0, 0], [128, 128, 128], [255, 255, 255]]


def test_gray_becomes_rgb() -> None:
    gray = np.full((4, 5), 77, np.uint8)
    assert (decode_image(bytes(cv2.imencode(".png", gray)[1])) == np.full((4, 5, 3), 77)).all()


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_what_is_transparent_shows_mid_gray(suffix: str, depth: type) -> None:
    full = np.iinfo(depth).max
    opaque = np.dstack(
        [picture(4, 1)[..., ::-1].astype(depth) * (full // 255), np.full((1, 4), full)]
    )
    opaque[0, 1:, 3] = 0  # all but the first pixel
    image = decode_image(bytes(cv2.imencode(suffix, opaque.astype(depth))[1]))
    assert image[0, 0].tolist() == list(RED)
    assert (image[0, 1:] == 128).all()


@pytest.mark.parametrize(
    ("orientation", "red_at"), [(6, (0.1, 0.5)), (8, (0.9, 0.5)), (3, (0.5, 0.9)), (2, (0.5, 0.9))]
)
def test_exif_turns_the_picture(orientation: int, red_at: tuple[float, float]) -> None:
    data = encoded(picture(60, 40), ".jpg")
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0" + b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    image = decode_image(
        data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]
    )
    assert image.shape == ((60, 40, 3) if orientation in (6, 8) else (40, 60, 3))
    assert is_red(image, *red_at)


def test_one_pixel_is_an_image(tmp_path: Path) -> None:
    path = tmp_path / "dot.png"
    path.write_bytes(encoded(np.array([[RED]], np.uint8)))
    with open_source(str(path)) as source:
        frame = source.read()
    assert frame is not None
    assert frame.image.tolist() == [[list(RED)]]


def test_a_very_wide_picture_keeps_its_size(tmp_path: Path) -> None:
    path = tmp_path / "wide.jpg"
    path.write_bytes(encoded(picture(12_000, 300), ".jpg"))
    with open_source(str(path)) as source:
        frame = source.read()
    assert frame is not None
    assert (frame.width, frame.height) == (12_000, 300)


def claims(width: int, height: int) -> dict[str, bytes]:
    """A PNG and a JPEG whose headers promise so many pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
    )
    jpeg = bytearray(encoded(picture(), ".jpg"))
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return {"png": png, "jpeg": bytes(jpeg)}


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_gigantic_picture_is_refused_before_it_is_decoded(kind: str) -> None:
    with pytest.raises(SourceError, match="30000 x 20000 pixels, over 200 million"):
        decode_image(claims(30_000, 20_000)[kind])
    assert MAX_PIXELS < 30_000 * 20_000


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tiff", ".bmp"])
@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_cut_image_never_crashes(suffix: str, kept: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8)
    data = encoded(noise, suffix)
    with pytest.raises(SourceError, match="is damaged or cut short"):
        decode_image(data[: int(len(data) * kept)])


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tiff"])
def test_a_scratched_image_never_crashes(suffix: str, capfd: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8)
    data = bytearray(encoded(noise, suffix))
    data[len(data) // 3 : len(data) // 3 + 40] = bytes(40)
    try:
        assert decode_image(bytes(data)).shape == (90, 90, 3)
    except SourceError as error:
        assert "is damaged" in str(error)  # noqa: PT017  # either is right
    capfd.readouterr()  # libjpeg's remark on such data cannot be turned off


def test_a_photo_of_a_telephone_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(400))
    assert list_images(tmp_path) == [path]
    with pytest.raises(SourceError, match="is a HEIC photo"):
        open_source(str(path))


def test_an_image_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    numbered(tmp_path, "1.png")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceError, match=r"1\.png may not be read"):
        open_source(str(tmp_path / "1.png"))
