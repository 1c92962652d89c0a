"""The style sheet of the window, made from a theme."""

from __future__ import annotations

import re
from string import Template

from mien.gui.theme import Theme, sized

GROWS = re.compile(r"(font-size|min-height): (\d+)px")

SHEET = Template("""
QWidget { color: $text; }
QMainWindow, #ground { background: $ground; }
QDialog { background: $surface; }
#bar, #panel, #status, #rail { background: $surface; }
#bar { border-bottom: 1px solid $border; }
#panel { border-left: 1px solid $border; }
#status { border-top: 1px solid $border; }
#status QLabel { color: $muted; font-size: 13px; }
#status QToolButton { min-height: 22px; }
#status QLabel[strong="true"] { color: $text; }
#status QLabel[late="true"] { color: $warn; }

QToolTip {
    background: $raised; color: $text; border: 1px solid $border;
    padding: 4px 8px; font-size: 13px;
}

QToolButton, QPushButton {
    background: transparent; color: $muted; border: 1px solid transparent;
    border-radius: 7px; padding: 0 8px; min-height: 30px; font-size: 13px;
}
QToolButton:hover, QPushButton:hover { background: $hover; color: $text; }
QToolButton:pressed, QPushButton:pressed { background: $border; }
QToolButton:focus, QPushButton:focus { border-color: $accent; }
QToolButton:checked { background: $pressed; color: $text; }
QToolButton:checked:hover { background: $hover; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[square="true"] { padding: 0; min-width: 30px; max-width: 30px; min-height: 30px; }
QToolButton#source {
    background: $raised; color: $text; border-color: $border;
    padding: 0 10px; text-align: left; font-size: 14px;
}
QToolButton#source:hover { background: $hover; }
QToolButton#source:focus { border-color: $accent; }
QPushButton {
    background: $raised; color: $text; border-color: $border; padding: 0 14px;
}
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[primary="true"]:focus { border-color: $text; }

QMenu { background: $raised; border: 1px solid $border; padding: 6px; menu-scrollable: 1; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 5px; font-size: 14px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $off; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $border; margin: 6px 4px; }

QLabel[role="section"] { color: $muted; }
QLabel[role="hint"] { color: $faint; font-size: 12px; }
QLabel[role="muted"] { color: $muted; font-size: 13px; }
QLabel[role="title"] { color: $text; font-size: 18px; font-weight: 600; }
QLabel[role="heading"] { color: $text; font-size: 15px; font-weight: 600; }
QLabel[role="body"] { color: $muted; font-size: 14px; }
QLabel[role="tag"] {
    background: $accent_soft; color: $accent; border-radius: 8px; padding: 0 8px;
    font-size: 12px; font-weight: 600;
}
QLabel:disabled { color: $off; }
QLabel[role="note"] { color: $muted; font-size: 12px; }

#card { background: $raised; border: 1px solid $border; border-radius: 14px; }
#card QToolButton:checked { background: $accent_soft; border-color: $accent; }
#chip { background: rgba(12, 14, 18, 242); border-radius: 14px; }
#chip QLabel { color: #eef1f5; font-size: 13px; }
#way { background: $raised; border: 1px solid $border; border-radius: 10px; }
#notice { background: $accent_soft; border-bottom: 1px solid $border; }
#notice QLabel { color: $text; font-size: 13px; }

#transport { background: $surface; }
#transport QToolButton#play { background: $raised; border-color: $border; }
#transport QToolButton#play:hover { background: $hover; }
#transport QToolButton#play:focus { border-color: $accent; }
#timeline { background: $surface; border-top: 1px solid $border; }
#recording { background: $bad_soft; border-bottom: 1px solid $border; }
#recording QLabel { color: $text; font-size: 14px; }
#recording QLabel[role="muted"] { color: $muted; font-size: 13px; }
#recording QLabel[low="true"] { color: $warn; font-weight: 600; }
#countdown {
    background: rgba(12, 14, 18, 242); color: #eef1f5; border-radius: 84px;
    font-size: 92px; font-weight: 600;
}
#calibrating {
    background: rgba(12, 14, 18, 205); color: #eef1f5; border-radius: 44px;
    font-size: 48px; font-weight: 600;
}
QPushButton[stop="true"] { background: $bad; color: $on_accent; border-color: $bad; }
QPushButton[stop="true"]:hover { background: $bad; border-color: $text; }
QPushButton[stop="true"]:disabled { background: $track; color: $off; border-color: $border; }
QToolButton:disabled { color: $off; }
QSplitter::handle { background: $border; }

QListWidget { background: transparent; border: 0; font-size: 13px; outline: 0; }
QListWidget::item { color: $text; border-radius: 6px; padding: 5px 8px; }
QListWidget::item:hover { background: $hover; }
QListWidget::item:selected { background: $accent_soft; color: $text; }
#sessions { font-size: 14px; }
#sessions::item { padding: 8px 10px; border-bottom: 1px solid $border; border-radius: 0; }
QComboBox {
    background: $raised; border: 1px solid $border; border-radius: 7px; padding: 0 10px;
    min-height: 30px; font-size: 13px;
}
QComboBox:focus { border-color: $accent; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; }
QPlainTextEdit {
    background: $raised; border: 1px solid $border; border-radius: 7px; padding: 4px 6px;
    font-size: 13px; selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit:focus { border-color: $accent; }

QLabel[role="setting"] { color: $text; font-size: 14px; }
#setting { border-bottom: 1px solid $border; }
#groups { font-size: 14px; }
#groups { border: 1px solid transparent; border-radius: 6px; }
#groups::item { padding: 8px 10px; }
#groups::item:disabled { background: transparent; color: $off; }
QListWidget:focus { border: 1px solid $accent; border-radius: 6px; }
QAbstractSpinBox {
    background: $raised; border: 1px solid $border; border-radius: 7px; padding: 0 10px;
    min-height: 30px; font-size: 13px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QAbstractSpinBox:focus { border-color: $accent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar::handle:vertical { background: $border; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0 14px 2px 116px; }
QScrollBar::handle:horizontal { background: $border; border-radius: 4px; min-width: 32px; }
QScrollBar::handle:horizontal:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSlider::groove:horizontal { height: 4px; background: $track; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $text;
}
QSlider:focus { border: 1px solid $accent; border-radius: 5px; }

QProgressBar {
    background: $track; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QTabWidget::pane { border: 0; border-top: 1px solid $border; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; border: 0; border-bottom: 2px solid transparent;
    padding: 8px 14px; font-size: 14px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QTextBrowser { background: $surface; border: 0; font-size: 14px; }
QLineEdit, QInputDialog QLineEdit {
    background: $raised; border: 1px solid $border; border-radius: 7px;
    padding: 0 10px; min-height: 32px; min-width: 360px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus { border-color: $accent; }
QLineEdit QToolButton { background: transparent; border: 0; padding: 0; min-height: 0; }
QAbstractSpinBox QLineEdit {
    background: transparent; border: 0; padding: 0; min-height: 0; min-width: 0;
}
#card QLineEdit, #way QLineEdit, #way QComboBox, #way QAbstractSpinBox { background: $surface; }
#way QAbstractSpinBox QLineEdit { background: transparent; }
QLineEdit[small="true"] { min-width: 120px; min-height: 30px; font-size: 13px; }
QLineEdit#note { min-width: 220px; min-height: 28px; font-size: 13px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QInputDialog QPushButton:default {
    background: $accent; color: $on_accent; border-color: $accent;
}
QRadioButton { spacing: 10px; font-size: 14px; min-height: 24px; }
QRadioButton::indicator {
    width: 12px; height: 12px; border: 1px solid $faint; border-radius: 7px; background: $surface;
}
QRadioButton::indicator:checked { border: 4px solid $accent; width: 6px; height: 6px; }
QRadioButton:focus { color: $accent; }
""")


def stylesheet(theme: Theme) -> str:
    """Qt's style sheet in the colours of a theme, for the present size of text."""
    colours = {name: getattr(theme, name) for name in Theme.__slots__ if name != "name"}
    return "\n".join(_grown(line) for line in SHEET.substitute(colours).splitlines())


def _grown(line: str) -> str:
    """A line with sizes that fit the text; a button that has only an icon stays as it is."""
    if "square=" in line:
        return line
    return GROWS.sub(lambda found: f"{found[1]}: {sized(int(found[2]))}px", line)
