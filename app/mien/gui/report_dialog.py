"""A report of an error as its reader gets it: to look at, copy or delete; nothing is sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mien.gui.buttons import word_button
from mien.gui.theme import sized
from mien.gui.words import tr
from mien.logs.folder import log_folder

SIZE = (720, 560)


class ReportDialog(QDialog):
    """The text of a report, and what can be done with it."""

    def __init__(self, parent: QWidget, path: Path) -> None:
        """The dialog, filled."""
        super().__init__(parent)
        self.setWindowTitle(tr("Report of an error"))
        self.resize(min(sized(SIZE[0]), parent.width()), min(sized(SIZE[1]), parent.height()))
        self._path = path
        words = QLabel(
            tr(
                "It helps whoever mends Mien. Nothing is sent: you can read it, copy it into a "
                "message, or delete it."
            )
        )
        words.setProperty("role", "body")
        words.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("The report"))
        self.text.setPlainText(_read(path))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(words)
        column.addWidget(self.text, 1)
        foot = QHBoxLayout()
        self.copy = word_button(tr("Copy"), tr("Copy the whole text"), self._copy)
        self.delete = word_button(tr("Delete"), tr("Delete this report"), self._delete)
        folder = word_button(tr("Show folder"), tr("Open the folder of the log"), show_log_folder)
        close = word_button(tr("Close"), tr("Close; the report stays"), self.accept, primary=True)
        close.setDefault(True)
        for button in (self.copy, self.delete, folder):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(tr("Copied"))

    def _delete(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            self.text.setPlainText(
                tr("The report could not be deleted ({reason}).").format(reason=error.strerror)
            )
            return
        self.accept()


def show_report(parent: QWidget, path: Path) -> ReportDialog:
    """Open a report."""
    dialog = ReportDialog(parent, path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def show_log_folder() -> None:
    """Open the folder of the log in the desktop's file manager."""
    log_folder().mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return tr("The report could not be read ({reason}).").format(reason=error.strerror)
