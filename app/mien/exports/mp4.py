"""The annotated video as MP4, every picture at its true time.

From the session's annotated video, else painted over its clean one with the overlays of the
session's settings. AV1 by SVT-AV1, which is free to ship and which browsers play; MPEG-4 part 2
where this FFmpeg has no SVT-AV1 or the picture is too small for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from mien.errors import MienError
from mien.exports.formats import Progress
from mien.exports.place import name_of, placed
from mien.record.annotator import Annotator
from mien.record.session import Session
from mien.types import Analysis, Frame, frozen
from mien.words import told

AV1, MPEG4 = "libsvtav1", "mpeg4"
OPTIONS = {AV1: {"preset": "9", "crf": "32"}, MPEG4: {"qmin": "3", "qmax": "3"}}
LEAST_SIDE = 64  # of SVT-AV1, pixels
TICK = Fraction(1, 1000)
USUAL_RATE = 30
BT601 = 5  # how the session's pictures keep their colours

Paint = Callable[[VideoFrame, int], VideoFrame]


def write(session: Session, path: Path, progress: Progress) -> None:
    """Write the MP4. Raises MienError, also where the session kept no picture."""
    stored = session.video_path("annotated")
    source = stored or session.video_path("clean")
    if source is None:
        raise MienError(
            told(
                "{session} kept no video, only numbers: it cannot be handed on as MP4.",
                session=name_of(session),
            )
        )
    paint = _as_it_is if stored is not None else _painter(session)
    wanted = session.manifest.video_frames.get("clean" if stored is None else "annotated", 0)
    with placed(session, path) as place:
        try:
            count = _encode(_told(_pictures(source), wanted, progress), paint, place)
        except av.FFmpegError as error:
            raise MienError(
                told("The video could not be encoded ({reason}).", reason=error)
            ) from error
        if count < max(wanted, 1):
            raise MienError(
                told(
                    "{source} is damaged: only {count} of its {wanted} pictures can be read.",
                    source=source,
                    count=count,
                    wanted=wanted,
                )
            )


def _pictures(source: Path) -> Iterator[VideoFrame]:
    """The pictures of a video, as far as it can be read."""
    try:
        with av.open(f"file:{source}", format="matroska") as video:
            yield from video.decode(video=0)
    except (av.FFmpegError, IndexError):
        return


def _told(pictures: Iterator[VideoFrame], wanted: int, progress: Progress) -> Iterator[VideoFrame]:
    """The same pictures; says after each how far it is."""
    for count, picture in enumerate(pictures, 1):
        yield picture
        progress(min(count / max(wanted, 1), 1.0))


def _as_it_is(picture: VideoFrame, _: int) -> VideoFrame:
    return picture


def _painter(session: Session) -> Paint:
    """Draws the overlays into a picture of the clean video, given its place there."""
    frames = session.frames
    kept = frames.video_index >= 0
    rows = dict(zip(frames.video_index[kept].tolist(), kept.nonzero()[0].tolist(), strict=True))
    annotate = Annotator(session.card, session.manifest.overlays, session.manifest.labels)

    def paint(picture: VideoFrame, place: int) -> VideoFrame:
        row = rows.get(place)
        if row is None:
            return picture
        image = frozen(np.asarray(picture.to_ndarray(format="rgb24"), np.uint8))
        time_s, captured_ns = float(frames.time_s[row]), int(frames.captured_ns[row])
        number = int(frames.frame[row])
        frame = Frame(image, number, time_s, captured_ns, session.manifest.source.name)
        with np.errstate(over="ignore", invalid="ignore"):  # places of a folder made by hand
            drawn = annotate(Analysis(frame, session.analysis(number), int(frames.skipped[row])))
        return VideoFrame.from_ndarray(drawn, format="rgb24")

    return paint


def _encode(pictures: Iterator[VideoFrame], paint: Paint, place: Path) -> int:
    """Write the pictures, painted; how many. Raises OSError and av.FFmpegError."""
    count = 0
    stream: VideoStream | None = None
    with place.open("wb") as file, av.open(file, "w", format="mp4") as container:
        for picture in pictures:
            stream = stream or _add_stream(container, picture.width, picture.height)
            container.mux(stream.encode(_timed(paint(picture, count), picture)))
            count += 1
        if stream is not None:
            container.mux(stream.encode(None))
    return count


def _add_stream(container: OutputContainer, width: int, height: int) -> VideoStream:
    fits = AV1 in av.codecs_available and min(width, height) >= LEAST_SIDE
    codec = AV1 if fits else MPEG4
    made = container.add_stream(codec, rate=USUAL_RATE, options=OPTIONS[codec])
    stream = cast("VideoStream", made)
    stream.width, stream.height = width, height
    stream.pix_fmt = "yuv420p"
    stream.time_base = TICK
    stream.codec_context.time_base = TICK
    stream.codec_context.colorspace = BT601
    return stream


def _timed(shown: VideoFrame, picture: VideoFrame) -> VideoFrame:
    """The picture to encode, at the time of the one that it came from."""
    at = (picture.pts or 0) * (picture.time_base or TICK)
    result = shown if shown.format.name == "yuv420p" else shown.reformat(format="yuv420p")
    result.pts, result.time_base = round(at / TICK), TICK
    result.pict_type = PictureType.NONE  # which ones stand alone is for the encoder to say
    return result
