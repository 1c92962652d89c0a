"""A stand-in for a webcam, in a process of its own: the demo as MJPEG over loopback, on time.

python -m mien.bench.feed RATE FACES prints the stream's URL and serves it until its input closes.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

from mien.sources import demo
from mien.sources.puppet import Puppet
from mien.types import Image

SECONDS = 8  # of the demo at the usual rate, encoded once, then repeated
RATE = 30
MOST_FACES = 4  # narrower parts of the picture would cut the faces
FACE_X = 0.49  # where the demo's face is, of the picture's width
APART = 113  # frames of the demo between two neighbours
QUALITY = 90
BOUNDARY = b"mienframe"


def encoded_demo(rate: int = RATE, faces: int = 1) -> list[bytes]:
    """Some seconds of the demo at a rate as JPEG pictures, with one to four faces side by side."""
    puppet, pictures = Puppet(), []
    for number in range(round(SECONDS * RATE / faces)):  # the more faces, the longer each takes
        index = number * demo.RATE / rate
        bgr = cv2.cvtColor(people_at(puppet, index, faces), cv2.COLOR_RGB2BGR)
        _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        pictures.append(data.tobytes())
    return pictures


def people_at(puppet: Puppet, index: float, faces: int) -> Image:
    """So many people side by side, each at another moment of the demo."""
    return side_by_side([puppet.draw(demo.look_at(index + APART * f)) for f in range(faces)])


def side_by_side(people: list[Image]) -> Image:
    """Pictures of one person each, as one picture of the same size: of each an upright part."""
    width = people[0].shape[1]
    wide = width // len(people)
    left = round(FACE_X * width - wide / 2)
    left = min(max(left, 0), width - wide)
    return np.concatenate([one[:, left : left + wide] for one in people], axis=1)


def handler_for(pictures: list[bytes], rate: int) -> type[BaseHTTPRequestHandler]:
    """A handler that sends the pictures at their rate for as long as the client listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header(
                "Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY.decode()}"
            )
            self.end_headers()
            began = time.monotonic()
            with contextlib.suppress(ConnectionError):
                for number in range(sys.maxsize):
                    time.sleep(max(0.0, began + number / rate - time.monotonic()))
                    self._send(pictures[number % len(pictures)])

        def _send(self, picture: bytes) -> None:
            head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
            self.wfile.write(head % (BOUNDARY, len(picture)) + picture + b"\r\n")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def serve(rate: int, faces: int) -> None:
    """Print the URL, then serve until standard input closes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(encoded_demo(rate, faces), rate))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="mien-feed", daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/demo.mjpg\n")
    sys.stdout.flush()
    sys.stdin.read()


@contextlib.contextmanager
def feed(rate: int = RATE, faces: int = 1) -> Iterator[str]:
    """The URL of a feed that lives as long as the context; one to MOST_FACES faces."""
    with subprocess.Popen(
        [sys.executable, "-m", "mien.bench.feed", str(rate), str(faces)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.terminate()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
