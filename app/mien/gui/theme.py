"""Colours and type of the window, dark and light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mien.settings import ThemeChoice

FAMILY = "Source Sans Pro"
FONT_FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")
TEXT_SIZE = 14  # of usual text, pixels, at 100 %
SCALE = "text_scale"  # the application's property
UNIT = 4  # every distance in the window is a multiple of it, pixels


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as '#rrggbb'.

    ground: around the picture. surface: bars and panel. raised: buttons, cards.
    pressed: a button that is switched on. text, muted, faint:
    three steps of ink, each legible on every ground that it lies on; off: of what cannot be used
    now. track: the empty part of a bar. bar: a filled one, accent: the one that
    matters and what is switched on.
    """

    name: str
    ground: str
    surface: str
    raised: str
    hover: str
    pressed: str
    border: str
    text: str
    muted: str
    faint: str
    off: str
    track: str
    bar: str
    accent: str
    accent_soft: str
    on_accent: str
    good: str
    warn: str
    bad: str
    bad_soft: str


DARK = Theme(
    name="dark",
    ground="#0e1014",
    surface="#15181e",
    raised="#1e222a",
    hover="#262b35",
    pressed="#20252e",
    border="#272c36",
    text="#e8ebf1",
    muted="#a6aebc",
    faint="#8b93a0",
    off="#6f7888",
    track="#252a33",
    bar="#5f768f",
    accent="#5cc8ff",
    accent_soft="#173444",
    on_accent="#06202e",
    good="#5ccf93",
    warn="#f0b950",
    bad="#f27878",
    bad_soft="#2c1d22",
)
LIGHT = Theme(
    name="light",
    ground="#e9ecf0",
    surface="#fbfcfd",
    raised="#ffffff",
    hover="#eef1f5",
    pressed="#e3e9f0",
    border="#dbe0e6",
    text="#171b22",
    muted="#4b5461",
    faint="#626b78",
    off="#87909d",
    track="#e6eaef",
    bar="#6f87a1",
    accent="#096da5",
    accent_soft="#dceefa",
    on_accent="#ffffff",
    good="#187a4b",
    warn="#926006",
    bad="#c53434",
    bad_soft="#fbe9e9",
)


def theme_for(choice: ThemeChoice) -> Theme:
    """The theme of a choice; 'system' asks the desktop, which is dark when it does not say."""
    if choice == "system":
        light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        return LIGHT if light else DARK
    return LIGHT if choice == "light" else DARK


def palette(theme: Theme) -> QPalette:
    """Qt's palette, for what the style sheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.surface,
        role.WindowText: theme.text,
        role.Base: theme.raised,
        role.AlternateBase: theme.surface,
        role.Text: theme.text,
        role.PlaceholderText: theme.faint,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.off))
    return made


def load_fonts() -> str:
    """Make the shipped typeface known; the family to use, the system's own if that fails."""
    folder = resources.files("mien_assets") / "fonts"
    for name in FONT_FILES:
        file = folder / name
        if not file.is_file() or QFontDatabase.addApplicationFontFromData(file.read_bytes()) < 0:
            return QGuiApplication.font().family()
    return FAMILY


@lru_cache(maxsize=1)  # it is asked for dozens of times in each painting
def text_scale() -> float:
    """The factor on all text, 1 for the usual size; the application carries it."""
    app = QGuiApplication.instance()
    return float((app.property(SCALE) if app is not None else None) or 1.0)


def scale_text(scale: float) -> bool:
    """Make all text so much larger; True where that is a change, and all is to be dressed anew."""
    app = QGuiApplication.instance()
    if app is None or scale == text_scale():
        return False
    app.setProperty(SCALE, scale)
    text_scale.cache_clear()
    face = QFont(QGuiApplication.font())
    face.setPixelSize(sized(TEXT_SIZE))
    QApplication.setFont(face)
    return True


def sized(pixels: float) -> int:
    """A length that has to grow with the text in it, in pixels."""
    return round(pixels * text_scale())


def font(pixels: int, strong: bool = False, tabular: bool = False, grown: bool = True) -> QFont:
    """The application's face in a size at 100 %; tabular digits all have one width.

    grown: in the size of text that was chosen; False for a painter that enlarges all it paints.
    """
    made = QFont(QGuiApplication.font())
    made.setPixelSize(sized(pixels) if grown else pixels)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def caps_font(grown: bool = True) -> QFont:
    """The face of section titles: small, strong, spaced; grown: as for `font`."""
    made = font(11, strong=True, grown=grown)
    made.setCapitalization(QFont.Capitalization.AllUppercase)
    made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
    return made
