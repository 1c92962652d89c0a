"""All settings in one dialog that is made from their declaration."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mien.declared import declared
from mien.gui.buttons import word_button
from mien.gui.fitting import fit_screen
from mien.gui.preferences.row import Row
from mien.gui.scrolling import scrolled
from mien.gui.searching import folded
from mien.gui.theme import Theme, text_scale
from mien.gui.words import tr
from mien.settings import Settings

SIZE = (860, 640)
GROUPS_MARGIN = 24


class SettingsDialog(QDialog):
    """Groups on the left, the settings of one on the right, or all that a search finds.

    Emits each choice at once; shows what came of it when `show_settings` is called.
    """

    chosen = Signal(str, object)
    import_asked = Signal()
    export_asked = Signal()
    reset_asked = Signal()

    def __init__(self, parent: QWidget, settings: Settings, theme: Theme) -> None:
        """The dialog with the present choices."""
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.rows = {setting.name: Row(setting, theme) for setting in declared(Settings)}
        self._sections: dict[str, tuple[QLabel, list[Row]]] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the settings"))
        self.search.setAccessibleName(tr("Search the settings"))
        self.search.setToolTip(tr("Words of a setting's title or description"))
        self.search.setClearButtonEnabled(True)
        self.groups = QListWidget()
        self.groups.setObjectName("groups")
        self.groups.setAccessibleName(tr("Groups of settings"))
        self.groups.setToolTip(tr("Groups of settings"))
        self.says = QLabel()
        self.says.setProperty("role", "body")
        self.says.setWordWrap(True)
        self.says.hide()
        self._nothing = QLabel(tr("No setting has these words."))
        self._nothing.setProperty("role", "body")
        self._build()
        for row in self.rows.values():
            row.chosen.connect(self.chosen)
        self.search.textChanged.connect(self._show_rows)
        self.groups.currentRowChanged.connect(self._show_rows)
        self.groups.setCurrentRow(0)
        self.show_settings(settings)
        self._fit()
        self.search.setFocus()

    def show_settings(self, settings: Settings) -> None:
        """Show choices that were made here or elsewhere."""
        for name, row in self.rows.items():
            row.show_value(getattr(settings, name))

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours, and make room for the present size of text."""
        for row in self.rows.values():
            row.set_theme(theme)
        if self._scale != text_scale():
            self._fit()

    def say(self, sentence: str) -> None:
        """Show a sentence below the settings, '' for none."""
        self.says.setText(sentence)
        self.says.setAccessibleName(sentence)
        self.says.setVisible(bool(sentence))

    def shown_names(self) -> list[str]:
        """The settings that are to be seen now."""
        return [name for name, row in self.rows.items() if not row.isHidden()]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """In another language everything is another text: the dialog is closed."""
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self.close()
        super().changeEvent(event)

    def _show_rows(self) -> None:
        words = folded(self.search.text()).split()
        group = self.groups.currentItem()
        self.groups.setEnabled(not words)
        for name, (heading, rows) in self._sections.items():
            here = group is not None and group.data(Qt.ItemDataRole.UserRole) == name
            for row in rows:
                row.setVisible(row.found_by(words) if words else here)
            heading.setVisible(any(not row.isHidden() for row in rows))
        self._nothing.setVisible(not self.shown_names())

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 0, 16, 0)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        for row in self.rows.values():
            name = row.setting.shown.group
            if name not in self._sections:
                heading = QLabel(tr(name))
                heading.setProperty("role", "title")
                heading.setContentsMargins(0, 4, 0, 6)
                column.addWidget(heading)
                self._sections[name] = (heading, [])
                self.groups.addItem(tr(name))
                self.groups.item(self.groups.count() - 1).setData(Qt.ItemDataRole.UserRole, name)
            column.addWidget(row)
            self._sections[name][1].append(row)
        column.addStretch(1)
        scroll = scrolled(body, tr("Settings, scrollable"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self.groups)
        middle.addWidget(scroll, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(16)
        outer.addWidget(self.search)
        outer.addLayout(middle, 1)
        outer.addWidget(self.says)
        outer.addLayout(self._foot())
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return in a field presses none of them

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        for words, tip, do in (
            (tr("Import…"), tr("Take the settings of a file"), self.import_asked.emit),
            (tr("Export…"), tr("Write the settings to a file"), self.export_asked.emit),
            (tr("Reset all…"), tr("Set every setting back"), self.reset_asked.emit),
        ):
            foot.addWidget(word_button(words, tip, do))
        foot.addStretch(1)
        says = tr("Everything is in force already")
        foot.addWidget(word_button(tr("Close"), says, self.close, primary=True))
        return foot

    def _fit(self) -> None:
        self._scale = text_scale()
        self.groups.ensurePolished()
        self.groups.setFixedWidth(self.groups.sizeHintForColumn(0) + GROUPS_MARGIN)
        fit_screen(self, *SIZE)
