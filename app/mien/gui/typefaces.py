"""Which scripts the typefaces of this system can write."""

from __future__ import annotations

import sys
from functools import lru_cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase, QGuiApplication

System = QFontDatabase.WritingSystem
# The languages of Mien that the shipped typeface cannot write, with what Qt calls their script.
SCRIPTS = {"zh_CN": System.SimplifiedChinese, "ja": System.Japanese}


def unwritable() -> tuple[str, ...]:
    """The languages of SCRIPTS that no installed typeface can write."""
    _application()  # Qt lists typefaces only once there is one
    return tuple(
        language for language, script in SCRIPTS.items() if not QFontDatabase.families(script)
    )


@lru_cache(maxsize=1)
def _application() -> QCoreApplication:
    """The one there is, else one that is kept; on Linux it can do without a screen."""
    platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
    return QGuiApplication.instance() or QGuiApplication(["mien", *platform])
