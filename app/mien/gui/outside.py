"""Links and folders that the desktop opens in programs of its own."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from mien.silence import own_proxies

SCHEMES = ("https", "http", "file")


class Outside(QObject):
    """Lets the programs that open a link have the user's proxies; see `mien.silence`."""

    def __init__(self, parent: QObject) -> None:
        """Stand before the desktop's own way until the parent is gone."""
        super().__init__(parent)
        for scheme in SCHEMES:
            self._stand_before(scheme)

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Have the desktop open it."""
        QDesktopServices.unsetUrlHandler(url.scheme())
        with own_proxies():
            QDesktopServices.openUrl(url)
        self._stand_before(url.scheme())

    def _stand_before(self, scheme: str) -> None:
        # It takes a text alone, whatever its types say.
        QDesktopServices.setUrlHandler(scheme, self, "open")  # type: ignore[arg-type]
