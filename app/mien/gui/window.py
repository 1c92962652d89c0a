"""The main window: puts the parts together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mien.gui import icons
from mien.gui.actions import MARKS, Actions
from mien.gui.calibrating.count import CalibrationCount
from mien.gui.calibrating.desk import CalibrationDesk
from mien.gui.calibrating.wiring import neutral_menu
from mien.gui.camera_list import CameraLister, ListCameras
from mien.gui.choices import Choices, Keep
from mien.gui.diagnostics.wiring import first_device
from mien.gui.engine_like import EngineLike
from mien.gui.insight.close_up import CloseUp
from mien.gui.insight.plot import HistoryPlot
from mien.gui.insight.wiring import apply_insight
from mien.gui.live import Live
from mien.gui.notice_bar import NoticeBar
from mien.gui.pages import is_review, is_session, open_session
from mien.gui.panel import Panel
from mien.gui.people.card import PersonCard
from mien.gui.picture import MARGIN, Picture
from mien.gui.recording.bar import RecordBar
from mien.gui.recording.count_down import CountDown
from mien.gui.recording.desk import RecordDesk, folder_of
from mien.gui.recording.menu import RecordMenu
from mien.gui.recording.recovery import Rescue
from mien.gui.review.page import ReviewPage
from mien.gui.saliency_menu import SaliencyMenu
from mien.gui.sending.desk import SendDesk
from mien.gui.sizing import refit
from mien.gui.source_desk import SourceDesk, is_camera
from mien.gui.source_picker import SourcePicker
from mien.gui.stage import Stage
from mien.gui.status_bar import StatusBar
from mien.gui.stylesheet import stylesheet
from mien.gui.theme import Theme, palette, scale_text, theme_for
from mien.gui.toolbar import Menus, Toolbar
from mien.gui.wiring import connect
from mien.overlays import OVERLAYS
from mien.settings import Settings

LEAST = (840, 560)
USUAL = (1280, 800)


class MainWindow(QMainWindow):
    """Bar above, then one of two pages: live, picture and panel side by side, or review."""

    def __init__(
        self,
        engine: EngineLike,
        settings: Settings,
        device: str,
        list_cameras: ListCameras,
        keep: Keep | None,
    ) -> None:
        """The window, not yet shown, with nothing opened; keep: writes settings that change."""
        super().__init__()
        self.setWindowTitle("Mien")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(*LEAST)
        self.resize(*USUAL)
        self.setAcceptDrops(True)
        self.engine = engine
        self.choices = Choices(settings, keep)
        self.theme = theme_for(settings.theme)
        scale_text(settings.text_scale)
        self.lister = CameraLister(list_cameras)
        self.desk = SourceDesk(engine, self.lister, first_device(device, settings.device))
        self.deeds = Actions(self, self.theme)
        self.picture = Picture(settings, self.theme)
        self.stage = Stage(self.picture, self.theme, settings.notice_seen)
        self.panel = Panel(self.theme)
        self.close_up = CloseUp(self.theme)
        self.plot = HistoryPlot(self.theme)
        self.person_card = PersonCard(self.stage, self.theme)
        self.status_line = StatusBar(self.theme)
        self.notice = NoticeBar(self.theme)
        self.saliency_menu = SaliencyMenu(settings, self)
        self.picker = SourcePicker(self.desk, self.lister, self.deeds, self.theme)
        self.live = Live(engine, self.desk, self.stage, self.panel, self.status_line)
        self.marks = Actions(self, self.theme, MARKS)
        self.review = ReviewPage(settings, self.theme, self.marks, self.notice)
        self.record = RecordDesk(engine, self.choices)
        self.record_menu = RecordMenu(settings, self)
        self.record_bar = RecordBar(self.marks, self.theme)
        self.record_timer = QTimer(self)
        self.count_down = CountDown(self.stage)
        self.rescue = Rescue()
        self.calibration = CalibrationDesk(engine)
        self.calibration_count = CalibrationCount(self.stage)
        self.sending = SendDesk(engine, self.choices)
        menus = Menus(self.saliency_menu, self.record_menu, self.review.export_menu)
        self.toolbar = Toolbar(self.picker, self.review.button, self.deeds, menus, self.theme)
        self.neutral_menu = neutral_menu(self)
        self._lay_out()
        connect(self)
        self._wear(self.theme)
        self.apply_settings()
        first = self.stage.first_start
        (first.button if first is not None else self.picture).setFocus()

    def start(self, source: str | None, session: Path | None = None) -> None:
        """Open a source, else the last one, else the first camera, else the demo; begin to look.

        session: a session's folder to look through instead; no source is opened then.
        """
        if session is None:
            self.desk.start(source, self.choices.settings.last_source)
        else:
            open_session(self, session)
        self.live.start()
        self.record_timer.start()
        self.rescue.look(folder_of(self.choices.settings))

    def paint_latency_ms(self) -> list[float]:
        """From capture to paint of the newest analyses that were painted, oldest first."""
        return self.picture.latency.values()

    def paint_ms(self) -> list[float]:
        """How long the newest paintings of the picture took, oldest first."""
        return self.picture.painting.values()

    def tell(self, sentence: str) -> None:
        """Show a sentence above the picture."""
        self.notice.say(sentence)

    def apply_settings(self) -> None:
        """Make everything as the settings have it."""
        settings = self.choices.settings
        theme = theme_for(settings.theme)
        if scale_text(settings.text_scale) or theme is not self.theme:
            self._wear(theme)
        for overlay in OVERLAYS:
            self.deeds[overlay.setting].setChecked(getattr(settings, overlay.setting))
        self.deeds["system_theme"].setChecked(settings.theme == "system")
        self.deeds["panel"].setChecked(settings.panel)
        self.panel.setVisible(settings.panel and not self.isFullScreen())
        self.review.set_look(settings)
        self.record_menu.show_settings(settings)
        self.picker.show_wish(settings.camera_mode)
        self.desk.ask(settings.camera_mode)
        self.picture.set_look(settings, theme)
        self.saliency_menu.show_settings(settings)
        self.engine.limit_faces(settings.max_faces)
        self.live.set_smooth(settings.smoothing)
        self.deeds["grey_others"].setChecked(settings.grey_others)
        apply_insight(self, settings)
        self.apply_mirror()

    def make_room(self) -> None:
        """Be at least as wide as what is switched on needs."""
        parts = [part for part in (self.close_up, self.panel) if not part.isHidden()]
        needs = self.picture.minimumWidth() + sum(part.minimumWidth() for part in parts)
        self.setMinimumWidth(max(LEAST[0], needs))

    def apply_mirror(self) -> None:
        """Mirror cameras and other sources as each was chosen to be."""
        mirror = bool(getattr(self.choices.settings, self.mirror_setting()))
        self.deeds["mirror"].setChecked(mirror)
        self.picture.set_mirror(mirror)
        self.close_up.set_mirror(mirror)

    def mirror_setting(self) -> str:
        """The setting that the mirror switch stands for now."""
        current = self.desk.current
        camera = current is None or is_camera(current)
        return "mirror_camera" if camera else "mirror_file"

    def set_full_screen(self, full: bool) -> None:
        """Only the picture, or all again."""
        state = self.windowState()
        whole = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | whole if full else state & ~whole)
        self.toolbar.setVisible(not full)
        self.status_line.setVisible(not full and not is_review(self))
        self.review.set_full(full)
        self.panel.setVisible(self.choices.settings.panel and not full)
        apply_insight(self, self.choices.settings)
        self.picture.set_margin(0 if full else MARGIN)
        self.deeds["full_screen"].setChecked(full)

    def event(self, event: QEvent) -> bool:
        """The space bar belongs to a button that has the focus, not to the shortcut."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(self.focusWidget(), QAbstractButton)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape ends a count-down, else closes a face's card, else leaves full screen."""
        if event.key() == Qt.Key.Key_Escape and self.record.counting:
            self.record.end()
        elif event.key() == Qt.Key.Key_Escape and self.calibration.busy:
            self.calibration.leave()
        elif event.key() == Qt.Key.Key_Escape and not self.person_card.isHidden():
            self.person_card.close_card()
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.set_full_screen(False)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A file, a folder or an address may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open what was dropped."""
        urls = event.mimeData().urls()
        if urls:
            url = urls[0]
            if url.isLocalFile() and is_session(Path(url.toLocalFile())):
                open_session(self, Path(url.toLocalFile()))
            else:
                self.desk.open(url.toLocalFile() if url.isLocalFile() else url.toString())
            event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Look no more, keep the settings, ask the engine to stop."""
        self.live.stop()
        self.record_timer.stop()
        self.review.exporting.stop()
        self.review.close_session()
        self.calibration.leave()
        self.choices.keep()
        self.sending.close()
        self.engine.stop()
        super().closeEvent(event)

    def _wear(self, theme: Theme) -> None:
        self.theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(theme))
            app.setStyleSheet(stylesheet(theme))
        self.deeds.set_theme(theme)
        self.marks.set_theme(theme)
        for part in (
            self.review,
            self.record_bar,
            self.stage,
            self.panel,
            self.close_up,
            self.plot,
            self.person_card,
            self.status_line,
            self.notice,
            self.picker,
            self.toolbar,
        ):
            part.set_theme(theme)
        self.picture.set_look(self.choices.settings, theme)
        refit(self)

    def _lay_out(self) -> None:
        self.stage.add_middle(self.count_down)
        live = QWidget()
        row = QHBoxLayout(live)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.stage, 1)
        left.addWidget(self.plot)
        row.addLayout(left, 1)
        row.addWidget(self.close_up)
        row.addWidget(self.panel)
        self.pages = QStackedWidget()
        self.pages.addWidget(live)
        self.pages.addWidget(self.review)
        ground = QWidget()
        ground.setObjectName("ground")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self.record_bar)
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status_line)
        self.setCentralWidget(ground)


def follow_desktop(window: MainWindow) -> None:
    """Change between dark and light when the desktop does, while the user left it to that."""
    # A method and no lambda, so that it ends with the window.
    QGuiApplication.styleHints().colorSchemeChanged.connect(window.apply_settings)
