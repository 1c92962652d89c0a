"""Asks the user for a file, a folder, an address or a yes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

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


def ask_session(parent: QWidget, folder: Path) -> str:
    """The path of a session's folder, '' when nothing was chosen; folder: where to begin."""
    return QFileDialog.getExistingDirectory(parent, "Open a session folder", str(folder))


def ask_sessions_folder(parent: QWidget, folder: Path) -> str:
    """The path of a folder for recordings, '' when nothing was chosen."""
    return QFileDialog.getExistingDirectory(parent, "Where recordings go", str(folder))


def ask_save(parent: QWidget, title: str, path: Path, suffix: str) -> Path | None:
    """Where to write a file, None when nothing was chosen; path: what is proposed."""
    ends = "." + suffix.rpartition(".")[2]
    files = f"{ends[1:].upper()} (*{ends});;All files (*)"
    chosen = QFileDialog.getSaveFileName(parent, title, str(path), files)[0]
    if not chosen:
        return None
    return Path(chosen if Path(chosen).suffix else chosen + ends)


def confirm(parent: QWidget, question: str, text: str, yes: str) -> bool:
    """Whether the user said yes; the other answer is the one that Return and Escape give."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Mien", question, parent=parent)
    box.setInformativeText(text)
    agree = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is agree
