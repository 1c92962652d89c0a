"""Who made the parts of this copy, and under which terms."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from mien.gui.buttons import word_button
from mien.gui.words import tr
from mien.third_parties import Package, bundled_page, packages
from mien.words import mark

MEDIAPIPE = mark(
    "Faces are found by MediaPipe and its Face Landmarker model, copyright Google LLC and the "
    "MediaPipe authors, under the Apache License, version 2.0; both are used unchanged."
)
BY_PIP = mark(
    "This copy was installed from packages. Each brought the text of its licence, which lies with "
    "it in the Python environment."
)


class ThirdParties(QWidget):
    """The page of the bundle, whose links lead to licence texts, or the list of packages."""

    def __init__(self) -> None:
        """The page, empty until it is looked at: it is read from many small files."""
        super().__init__()
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(True)
        self.text.document().setDocumentMargin(0)
        self.text.setAccessibleName(tr("Third parties"))
        says = tr("Back to the list of third parties")
        self.back = word_button(tr("Back to the list"), says, self.text.home)
        self.back.hide()
        self.text.sourceChanged.connect(self._moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text, 1)
        column.addWidget(self.back)
        self._loaded = False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Load the page once."""
        super().showEvent(event)
        if not self._loaded:
            self._loaded = True
            self._load()

    def _load(self) -> None:
        page = bundled_page()
        if page is None:
            self.text.setHtml(packages_html(tuple(packages())))
        else:
            self.text.setSource(QUrl.fromLocalFile(str(page)))

    def _moved(self, place: QUrl) -> None:
        self.back.setVisible(place.fileName() != "index.html")


def packages_html(found: tuple[Package, ...]) -> str:
    """The list for a copy that pip installed."""
    parts = [f"<p>{escape(tr(MEDIAPIPE))}</p>", f"<p>{escape(tr(BY_PIP))}</p>"]
    parts += [
        f"<p><b>{escape(one.name)} {escape(one.version)}</b><br>{escape(one.terms)}</p>"
        for one in found
    ]
    return "".join(parts)
