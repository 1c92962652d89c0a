"""The language of the window: which one, Qt's translators for it, and fonts that can write it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import resources

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from mien.gui.face_card import forget_fonts
from mien.settings import LanguageChoice

ENGLISH: LanguageChoice = "en"
TRANSLATED: tuple[LanguageChoice, ...] = ("de", "fr", "es", "zh_CN", "ja")
# After the shipped typeface, which has no Han characters: those of Debian, macOS and Windows. Both
# lists are needed, as one character is drawn in another way in each of the two languages.
FAMILIES = {
    "zh_CN": (
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "PingFang SC",
        "Microsoft YaHei UI",
        "WenQuanYi Micro Hei",
    ),
    "ja": (
        "Noto Sans CJK JP",
        "Noto Sans JP",
        "Source Han Sans",
        "Hiragino Sans",
        "Yu Gothic UI",
        "Meiryo UI",
        "IPAexGothic",
    ),
}

log = logging.getLogger(__name__)


def language_for(choice: LanguageChoice, wanted: Sequence[str] | None = None) -> str:
    """ENGLISH or one of TRANSLATED.

    wanted: the desktop's languages such as 'de-AT', best first, asked of Qt where not given;
    'system' takes the first that Mien speaks, else English.
    """
    if choice != "system":
        return choice
    for name in QLocale.system().uiLanguages() if wanted is None else wanted:
        spoken = _spoken(name)
        if spoken:
            return spoken
    return ENGLISH


def speak(app: QApplication, choice: LanguageChoice) -> str:
    """Have all that is said from now on said in a language, by Qt's own dialogs too; which it is.

    What is on the screen already stays as it is.
    """
    language = language_for(choice)
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.deleteLater()
    if language != ENGLISH:
        _install_qt(app, language)
        _install_own(app, language)
    QLocale.setDefault(QLocale(language))
    face = app.font()
    face.setFamilies([face.family(), *FAMILIES.get(language, ())])
    app.setFont(face)
    forget_fonts()
    return language


def language_now() -> str:
    """ENGLISH or one of TRANSLATED: what `speak` had the window say last."""
    return _spoken(QLocale().name()) or ENGLISH


def _spoken(name: str) -> str:
    """The language for one of the desktop's, '' where Mien does not speak it."""
    first, *rest = name.replace("_", "-").split("-")
    if first == "zh":  # the characters of Taiwan and Hong Kong are others
        return "" if {"Hant", "TW", "HK", "MO"} & set(rest) else "zh_CN"
    return first if first in (ENGLISH, *TRANSLATED) else ""


def _install_qt(app: QApplication, language: str) -> None:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)
    else:
        log.warning("Qt's own words are not there in %s", language)


def _install_own(app: QApplication, language: str) -> None:
    file = resources.files("mien_assets") / "translations" / f"mien_{language}.qm"
    translator = QTranslator(app)
    with resources.as_file(file) as path:
        loaded = translator.load(str(path))
    if loaded:
        app.installTranslator(translator)
    else:
        log.warning("The translation into %s cannot be read", language)
