"""Asks the user for a file, a folder, an address or a yes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from mien.gui.words import tr

FILES = "*.mp4 *.mkv *.mov *.avi *.webm *.m4v *.mpg *.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff"


def ask_file(parent: QWidget) -> str:
    """The path of a file, '' when nothing was chosen."""
    files = f"{tr('Videos and pictures')} ({FILES});;{tr('All files')} (*)"
    return QFileDialog.getOpenFileName(parent, tr("Open a video or a picture"), "", files)[0]


def ask_folder(parent: QWidget) -> str:
    """The path of a folder, '' when nothing was chosen."""
    return QFileDialog.getExistingDirectory(parent, tr("Open a folder of pictures"))


def ask_url(parent: QWidget) -> str:
    """An address such as 'rtsp://host/stream', '' when nothing was entered."""
    text, given = QInputDialog.getText(
        parent, tr("Open a stream"), tr("Address of the stream, as rtsp://, http:// or https://")
    )
    return text.strip() if given else ""


def ask_profile_name(parent: QWidget, proposed: str) -> str:
    """What a profile is to be called, '' when nothing was entered."""
    text, given = QInputDialog.getText(
        parent,
        tr("Keep a neutral face"),
        tr("Name of the profile: numbers are kept under it, no picture"),
        text=proposed,
    )
    return text if given else ""


def ask_session(parent: QWidget, folder: Path) -> str:
    """The path of a session's folder, '' when nothing was chosen; folder: where to begin."""
    return QFileDialog.getExistingDirectory(parent, tr("Open a session folder"), str(folder))


def ask_sessions_folder(parent: QWidget, folder: Path) -> str:
    """The path of a folder for recordings, '' when nothing was chosen."""
    return QFileDialog.getExistingDirectory(parent, tr("Where recordings go"), str(folder))


def ask_save(parent: QWidget, title: str, path: Path, suffix: str) -> Path | None:
    """Where to write a file, None when nothing was chosen; path: what is proposed."""
    ends = "." + suffix.rpartition(".")[2]
    files = f"{ends[1:].upper()} (*{ends});;{tr('All files')} (*)"
    chosen = QFileDialog.getSaveFileName(parent, title, str(path), files)[0]
    if not chosen:
        return None
    return Path(chosen if Path(chosen).suffix else chosen + ends)


def confirm(parent: QWidget, question: str, text: str, yes: str) -> bool:
    """Whether the user said yes; the other answer is the one that Return and Escape give."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Mien", question, parent=parent)
    box.setInformativeText(text)
    agree = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is agree
