"""Opens the settings and does what is asked for there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from mien.declared import declared
from mien.errors import MienError
from mien.gui import dialogs
from mien.gui.preferences.dialog import SettingsDialog
from mien.gui.words import tr
from mien.overlays import OVERLAYS, switched
from mien.settings import Settings
from mien.settings_file import export_settings, import_settings

if TYPE_CHECKING:
    from mien.gui.window import MainWindow

FILE = "mien-settings.json"
MAPS_AND_OVERLAYS = frozenset(overlay.setting for overlay in OVERLAYS)


def show_settings(window: MainWindow) -> SettingsDialog:
    """The dialog, open beside the window; the one that is open already comes to the front."""
    present = window.findChild(SettingsDialog)
    if present is not None and present.isVisible():
        present.raise_()
        present.activateWindow()
        return present
    dialog = SettingsDialog(window, window.choices.settings, window.theme)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.chosen.connect(lambda name, value: _choose(window, dialog, name, value))
    dialog.import_asked.connect(lambda: _import(window, dialog))
    dialog.export_asked.connect(lambda: _export(window, dialog))
    dialog.reset_asked.connect(lambda: _reset_all(window, dialog))

    def follow() -> None:
        dialog.set_theme(window.theme)
        dialog.show_settings(window.choices.settings)

    window.choices.changed.connect(follow)
    dialog.finished.connect(lambda: window.choices.changed.disconnect(follow))
    dialog.show()
    return dialog


def _choose(window: MainWindow, dialog: SettingsDialog, name: str, value: Any) -> None:
    dialog.say("")
    values = switched(name, bool(value)) if name in MAPS_AND_OVERLAYS else {name: value}
    try:
        window.choices.change(**values)
    except ValidationError as error:
        dialog.say(str(error.errors()[0]["msg"]))
        dialog.show_settings(window.choices.settings)


def _import(window: MainWindow, dialog: SettingsDialog) -> None:
    chosen = QFileDialog.getOpenFileName(dialog, tr("Import settings"), "", _kinds())[0]
    if not chosen:
        return
    try:
        settings = import_settings(Path(chosen), window.choices.settings)
    except MienError as error:
        dialog.say(tr(error.sentence))
        return
    window.choices.change(**settings.model_dump())
    dialog.say(tr("The settings of {name} are in force.").format(name=Path(chosen).name))


def _export(window: MainWindow, dialog: SettingsDialog) -> None:
    path = dialogs.ask_save(dialog, tr("Export settings"), Path(FILE), ".json")
    if path is None:
        return
    try:
        export_settings(window.choices.settings, path)
    except MienError as error:
        dialog.say(tr(error.sentence))
        return
    dialog.say(tr("The settings were written to {name}.").format(name=path.name))


def _reset_all(window: MainWindow, dialog: SettingsDialog) -> None:
    sure = dialogs.confirm(
        dialog,
        tr("Set every setting back?"),
        tr("Your recordings, and what was opened last, stay."),
        tr("Reset all"),
    )
    if sure:
        window.choices.change(**{setting.name: setting.default for setting in declared(Settings)})
        dialog.say(tr("Every setting is as it was at the first start."))


def _kinds() -> str:
    return tr("Settings") + " (*.json);;" + tr("All files") + " (*)"
