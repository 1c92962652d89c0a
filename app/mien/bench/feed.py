"""A stand-in for a webcam, in a process of its own: the demo as MJPEG over loopback, on time.

python -m mien.bench.feed prints the URL of the stream and serves it until its input closes.
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

from mien.sources import open_source

SECONDS = 8  # of the demo, encoded once, then repeated
RATE = 30
QUALITY = 90
BOUNDARY = b"mienframe"


def encoded_demo() -> list[bytes]:
    """Some seconds of the demo as JPEG pictures."""
    pictures = []
    with open_source("demo", paced=False) as source:
        for _ in range(SECONDS * RATE):
            frame = source.read()
            if frame is None:
                break
            bgr = cv2.cvtColor(np.asarray(frame.image), cv2.COLOR_RGB2BGR)
            _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            pictures.append(data.tobytes())
    return pictures


def handler_for(pictures: list[bytes]) -> type[BaseHTTPRequestHandler]:
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
                    time.sleep(max(0.0, began + number / RATE - time.monotonic()))
                    self._send(pictures[number % len(pictures)])

        def _send(self, picture: bytes) -> None:
            head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
            self.wfile.write(head % (BOUNDARY, len(picture)) + picture + b"\r\n")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def serve() -> None:
    """Print the URL, then serve until standard input closes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(encoded_demo()))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="mien-feed", daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/demo.mjpg\n")
    sys.stdout.flush()
    sys.stdin.read()


@contextlib.contextmanager
def feed() -> Iterator[str]:
    """The URL of a feed that lives as long as the context."""
    with subprocess.Popen(
        [sys.executable, "-m", "mien.bench.feed"],
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
    serve()
