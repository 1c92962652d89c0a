"""Keeps what OpenCV and FFmpeg print off the terminal: the user reads our sentence instead."""

from __future__ import annotations

import os


def hush() -> None:
    """Turn the messages of OpenCV and of both copies of FFmpeg off; harmless when repeated."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # read when OpenCV first uses its FFmpeg
    import av.logging
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    av.logging.set_level(None)
