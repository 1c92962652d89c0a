"""Asks the user for a file, a folder or an address."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

FILES = (
    "Videos and pictures (*.mp4 *.mkv *.mov *.avi *.webm *.m4v *.mpg *.png *.jpg *.jpeg "
    "*.webp *.bmp *.tif *.tiff);;All files (*)"
)


def ask_file(parent: QWidget) -> str:
    """The path of a file, '' when nothing was chosen."""
    return QFileDialog.getOpenFileName(parent, "Open a video or a picture", "", FILES)[0]


def ask_folder(parent: QWidget) -> str:
    """The path of a folder, '' when nothing was chosen."""
    return QFileDialog.getExistingDirectory(parent, "Open a folder of pictures")


def ask_url(parent: QWidget) -> str:
    """An address such as 'rtsp://host/stream', '' when nothing was entered."""
    text, given = QInputDialog.getText(
        parent, "Open a stream", "Address of the stream, as rtsp://, http:// or https://"
    )
    return text.strip() if given else ""
