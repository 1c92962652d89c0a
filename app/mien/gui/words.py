"""The words of the window in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from mien.words import Told

CONTEXT = "mien"
GROUPED = "\N{NARROW NO-BREAK SPACE}"  # between thousands: read alike where a comma is a point


def tr(text: str) -> str:
    """A text in the language of the translator that is installed, else as it is.

    A sentence with values (`mien.words.told`) is translated first and filled then.
    """
    if isinstance(text, Told):
        values = {name: _in_language(value) for name, value in text.values.items()}
        return _translated(text.template).format(**values) if values else _translated(text.template)
    return _translated(text)


def tr_n(one: str, many: str, count: int, **values: object) -> str:
    """A text about a number of things, in the form that the language has for it.

    one, many: in English, literals with {n} where the number goes. values: what else goes in.
    """
    text = QCoreApplication.translate(CONTEXT, many, None, count)
    if text == many and count == 1:
        text = one
    return text.format(n=number(count), **values)


def number(count: int) -> str:
    """A whole number with its thousands apart."""
    text = f"{count:,}"
    english = QLocale().language() in (QLocale.Language.English, QLocale.Language.C)
    return text if english else text.replace(",", GROUPED)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def _in_language(value: object) -> object:
    return tr(value) if isinstance(value, Told) else value
