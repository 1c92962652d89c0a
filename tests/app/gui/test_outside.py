"""What the desktop opens for Mien, on its way there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from mien.gui import outside
from mien.gui.outside import SCHEMES, Outside
from mien.silence import NOWHERE, hush_mediapipe

PROXY = "http://proxy.example:3128"


class Desktop(QDesktopServices):
    """One that starts a program for what it is to open, and notes which proxy that one has."""

    proxies: list[str]

    @classmethod
    def openUrl(cls, url: QUrl | str) -> bool:  # noqa: N802 - Qt's name
        cls.proxies.append(proxy_of_a_program())
        return bool(url)


@pytest.fixture
def desktop(app: QApplication) -> Iterator[type[Desktop]]:
    """The desktop behind the links of a window; afterwards MediaPipe is kept quiet again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("https_proxy", PROXY)
        hush_mediapipe()
        Desktop.proxies = []
        patch.setattr(outside, "QDesktopServices", Desktop)
        held = Outside(app)
        yield Desktop
        for scheme in SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)
        held.deleteLater()
    hush_mediapipe()  # now that the variable is as it was, and so unset where there was none


def proxy_of_a_program() -> str:
    ask = [sys.executable, "-c", "import os; print(os.environ.get('https_proxy', ''))"]
    return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("address", ["https://example.org/", "http://example.org/", "file:///tmp"])
def test_a_link_is_opened_by_a_program_with_the_proxies_of_the_user(
    desktop: type[Desktop], address: str
) -> None:
    QDesktopServices.openUrl(QUrl(address))  # as a text with links does
    assert desktop.proxies == [PROXY]
    assert proxy_of_a_program() == NOWHERE["https_proxy"]
    QDesktopServices.openUrl(QUrl(address))
    assert desktop.proxies == [PROXY, PROXY]
