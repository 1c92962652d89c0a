"""The words of the window in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "mien"


def tr(text: str) -> str:
    """A text in the language of the translator that is installed, else as it is."""
    return QCoreApplication.translate(CONTEXT, text)
