"""Keeps what OpenCV and FFmpeg print off the terminal: the user reads our sentence instead."""

from __future__ import annotations


def hush() -> None:
    """Turn their messages off; harmless when repeated."""
    import av.logging
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    av.logging.set_level(None)
