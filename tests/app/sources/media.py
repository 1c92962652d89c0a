"""Videos, images and a network camera of the tests' own, made on the spot."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import cv2
import numpy as np

from mien.types import Image

RED = (200, 30, 30)
WIDTH, HEIGHT, RATE = 96, 64, 30


def picture(width: int = WIDTH, height: int = HEIGHT) -> Image:
    """Its left half is red, its right half black; RGB."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2] = RED
    return image


def is_red(image: Image, row: float, column: float) -> bool:
    """Whether the pixel in that part of the height and width is red, as far as codecs keep it."""
    height, width = image.shape[:2]
    red, green, blue = image[int(row * height), int(column * width)].astype(int)
    return bool(red > 150 and green < 90 and blue < 90)


def encoded(image: Image, suffix: str = ".png") -> bytes:
    """The RGB image as the bytes of a file."""
    return bytes(cv2.imencode(suffix, image[..., ::-1])[1])


def write_video(
    path: Path,
    frames: int = 30,
    *,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    ticks: Sequence[int] | None = None,
    turned: int = 0,
    mirrored: bool = False,
    aspect: Fraction = Fraction(1),
    options: dict[str, str] | None = None,
) -> Path:
    """H.264 at 30 a second, or at the given ticks of 1/30 s."""
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = 10
        stream.sample_aspect_ratio = aspect
        if turned or mirrored:
            stream.set_display_rotation(turned, hflip=mirrored)
        noise = np.random.default_rng(0)
        for tick in ticks or range(frames):
            image = picture(*size)
            image[-8:] = noise.integers(0, 255, image[-8:].shape, np.uint8)  # gives it some weight
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = tick, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_sound(path: Path) -> Path:
    """A tenth of a second of silence, and no picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


class NetworkCamera(BaseHTTPRequestHandler):
    """/live never ends, /short ends after five pictures, /stall sends no more after five."""

    stopped = threading.Event()
    file = b""

    def do_GET(self) -> None:
        """Answer by the path."""
        pages = {"/page": b"<html>no stream</html>" * 50, "/file.mp4": self.file}
        refusals = {"/denied": 401, "/forbidden": 403}
        if self.path in pages:
            self.send_response(200)
            self.send_header("Content-Length", str(len(pages[self.path])))
            self.end_headers()
            self.wfile.write(pages[self.path])
        elif self.path in ("/live", "/short", "/stall"):
            self.stream()
        else:
            self.send_error(refusals.get(self.path, 404))

    def stream(self) -> None:
        """Motion JPEG."""
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        data = encoded(picture(), ".jpg")
        head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
        count = 0
        while not self.stopped.wait(0.01) and not (self.path == "/short" and count == 5):
            if self.path != "/stall" or count < 5:
                try:
                    self.wfile.write(head.encode() + data + b"\r\n")
                except OSError:  # the viewer left
                    return
            count += 1

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def network_camera(file: bytes = b"") -> Iterator[str]:
    """A running server; gives the beginning of its addresses."""

    class Handler(NetworkCamera):
        """With an end and a file of its own."""

    Handler.stopped, Handler.file = threading.Event(), file
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="network-camera")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        Handler.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


class FakeCapture:
    """Stands in for cv2.VideoCapture: a camera that has one size, and does what it is told."""

    def __init__(self, place: str | int, backend: int) -> None:
        """Each new one is remembered in `made` by the fixture that installs the class."""
        self.place, self.backend = place, backend
        self.asked: list[tuple[int, float]] = []
        self.opens = True
        self.rate = 30.0
        self.pictures: list[Image | None] = []  # what comes first, None for a failed read
        self.ends = False  # after them
        self.stamps_ms: list[float] = []  # of the monotonic clock; 0 once there are no more
        self.released = 0
        self.grabbing = threading.Event()
        self.held = threading.Event()
        self.held.set()

    def isOpened(self) -> bool:  # noqa: N802
        """As OpenCV calls it."""
        return self.opens

    def set(self, setting: int, value: float) -> bool:
        """Note what is asked."""
        self.asked.append((setting, value))
        return True

    def get(self, setting: int) -> float:
        """Rate, pixel format, and the driver's time of the picture."""
        if setting == cv2.CAP_PROP_POS_MSEC:
            return self.stamps_ms.pop(0) if self.stamps_ms else 0.0
        values = {cv2.CAP_PROP_FPS: self.rate, cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"YUYV")}
        return float(values[setting])

    def grab(self) -> bool:
        """Hang while held."""
        self.grabbing.set()
        self.held.wait()
        if self.released:
            raise AssertionError("read after release")
        return not (self.ends and not self.pictures)

    def retrieve(self) -> tuple[bool, Image | None]:
        """BGR, as OpenCV gives it."""
        image = self.pictures.pop(0) if self.pictures else picture()
        return image is not None, None if image is None else image[..., ::-1].copy()

    def release(self) -> None:
        """Count it."""
        self.released += 1
