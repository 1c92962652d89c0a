"""A film of two people side by side, for pictures of the window and for trying it out.

python packaging/two_faces.py two.mkv

On the left the demo's astronaut, who changes her face; on the right a portrait of scikit-image's,
which sways. Nobody else is shown, and nothing is fetched.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import av
import cv2
import numpy as np
from skimage import data

from mien.sources.demo import DemoSource
from mien.types import Image

RATE = 15
STEP = 2  # the demo has 30 frames a second
SECONDS = 16  # in which the demo's face has gone through all that it does
HALF = (640, 720)


def main(argv: list[str] | None = None) -> int:
    """Write the film."""
    parser = argparse.ArgumentParser(description="Write a film of two people.")
    parser.add_argument("out", type=Path, help="the .mkv file to write")
    parser.add_argument("--rounds", type=int, default=3, help=f"of {SECONDS} seconds")
    args = parser.parse_args(argv)
    two_faces(args.out, args.rounds)
    print(args.out)
    return 0


def two_faces(out: Path, rounds: int = 3) -> None:
    """The film, 1280 x 720, SECONDS long for each round."""
    frames = [_side_by_side(left, index / RATE) for index, left in enumerate(_demo())]
    with av.open(str(out), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 2 * HALF[0], HALF[1], "yuv420p"
        stream.bit_rate = 12_000_000
        for image in frames * rounds:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        container.mux(stream.encode(None))


def _demo() -> list[Image]:
    with DemoSource(paced=False) as source:
        read = [source.read() for _ in range(RATE * SECONDS * STEP)]
    return [frame.image[:, 320:960] for frame in read[::STEP] if frame is not None]


def _side_by_side(left: Image, time_s: float) -> Image:
    """The right one is moved and turned a little, so that it never stands quite still."""
    turn = 3 * math.sin(math.tau * time_s / 8)
    x, y = 26 * math.sin(math.tau * time_s / 16), 8 * math.sin(math.tau * time_s / 4)
    portrait = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    matrix = cv2.getRotationMatrix2D((224, 120), turn, 1.6)
    matrix[:, 2] += np.array([HALF[0] / 2 - 224 + x, 205 - 120 + y])
    right = cv2.warpAffine(portrait, matrix, HALF, borderMode=cv2.BORDER_REFLECT)
    return np.ascontiguousarray(np.hstack([left, right]))


if __name__ == "__main__":
    raise SystemExit(main())
