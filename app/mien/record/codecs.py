"""How a session's videos are coded: MPEG-4 everywhere, H.264 where this system has an encoder.

MPEG-4 part 2, all of whose patents have run out, is the usual: FFmpeg's own encoder needs 4 ms for
a picture of 1280 x 720 on one core, half of what H.264 takes at its fastest in software, and needs
no part under the GPL. H.264 makes smaller files that more players show; the encoders of the
graphics hardware come first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import cast

import av
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext

from mien.errors import MienError
from mien.settings import VideoCodec
from mien.words import mark

TRIAL = (320, 240)  # some hardware refuses smaller pictures
NO_H264 = mark(
    "This system has no H.264 encoder that works: choose MPEG-4, which every system can write."
)


@dataclass(frozen=True, slots=True)
class Coding:
    """A codec by its name in a session, FFmpeg's encoder for it, and the encoder's options."""

    codec: VideoCodec
    encoder: str
    options: Mapping[str, str] = field(default_factory=dict)


# The quantiser is 1 at best and 31 at worst.
MPEG4 = Coding("mpeg4", "mpeg4", {"qmin": "3", "qmax": "3"})
H264 = (
    Coding("h264", "h264_videotoolbox", {"realtime": "1", "q": "65"}),
    Coding("h264", "h264_mf", {"rate_control": "quality", "quality": "75"}),
    Coding("h264", "h264_nvenc", {"preset": "p3", "tune": "ll", "cq": "21", "delay": "0"}),
    Coding("h264", "libopenh264", {"rc_mode": "quality"}),
    Coding("h264", "libx264", {"preset": "ultrafast", "tune": "zerolatency", "crf": "20"}),
)


def coding_of(codec: str) -> Coding:
    """How a session's codec is written here; MienError for H.264 where no encoder works."""
    if codec in ("", MPEG4.codec):
        return MPEG4
    found = _working_h264()
    if found is None:
        raise MienError(NO_H264)
    return found


@cache
def _working_h264() -> Coding | None:
    return next((one for one in H264 if works(one)), None)


def works(coding: Coding) -> bool:
    """Whether a picture can really be coded: FFmpeg lists encoders whose hardware is not there."""
    try:
        context = cast("VideoCodecContext", av.CodecContext.create(coding.encoder, "w"))
        context.width, context.height = TRIAL
        context.pix_fmt, context.time_base = "yuv420p", Fraction(1, 1000)
        context.options = dict(coding.options)
        packets = [*context.encode(av.VideoFrame(*TRIAL, "yuv420p")), *context.encode(None)]
    except (FFmpegError, ValueError):
        return False
    return bool(packets)
