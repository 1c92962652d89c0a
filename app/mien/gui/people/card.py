"""The small card on which a face is named, coloured and pinned."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mien.faces.label import COLOUR_WORDS, COLOURS, MOST_LETTERS, NO_LABELS, FaceLabel, face_title
from mien.gui import icons
from mien.gui.sizing import fix
from mien.gui.theme import Theme
from mien.gui.words import tr

WIDTH, MOST_WIDE = 276, 460
EDGE = 12  # from the stage's edge
DOT = 16


class PersonCard(QFrame):
    """Lies over the picture beside the face it is about; what is chosen counts at once."""

    called = Signal(int, str, str)
    pin_asked = Signal(int, bool)
    closed = Signal()

    def __init__(self, stage: QWidget, theme: Theme) -> None:
        """A hidden card."""
        super().__init__(stage)
        self.setObjectName("card")
        fix(self, width=WIDTH, most=MOST_WIDE)
        self.face_id = 0
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self.name = QLineEdit()
        self.name.setProperty("small", True)
        self.name.setMaxLength(MOST_LETTERS)
        self.pin = QToolButton()
        self.done = QPushButton()
        self.colours: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._say = QLabel()
        self._say.setProperty("role", "hint")
        self._say.setWordWrap(True)
        self._build()
        self.set_theme(theme)
        self.write_texts()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        self.pin.setIcon(icons.icon("pin", theme))
        usual = self.colours[""]
        usual.setIcon(icons.icon("close", theme))

    def write_texts(self) -> None:
        """Write all words in the present language."""
        self.setAccessibleName(tr("About this face"))
        self.name.setPlaceholderText(tr("Name"))
        self.name.setAccessibleName(tr("Name of this face"))
        self.pin.setText(tr("Keep as the main face"))
        self.pin.setToolTip(tr("The panel, the close-up and other programs stay with this face"))
        self.pin.setAccessibleName(self.pin.text())
        self.done.setText(tr("Done"))
        self.done.setAccessibleName(self.done.text())
        self._say.setText(
            tr("Forgotten when the face has been away for 5 seconds; only a recording keeps it.")
        )
        for key, button in self.colours.items():
            said = tr(COLOUR_WORDS[key]) if key else tr("No colour of its own")
            button.setToolTip(said)
            button.setAccessibleName(said)

    def show_face(self, face_id: int, label: FaceLabel, pinned: bool) -> None:
        """Be about a face."""
        self.face_id = face_id
        self._heading.setText(tr(face_title(face_id, NO_LABELS)))
        self.name.setText(label.name)
        self.colours[label.colour if label.colour in self.colours else ""].setChecked(True)
        self.show_pinned(pinned)
        self.adjustSize()

    def show_pinned(self, pinned: bool) -> None:
        """Whether this is the face that was chosen as the main one."""
        self.pin.setChecked(pinned)

    def stand_beside(self, face: QRect, area: QRect) -> None:
        """Show the card beside a face, inside the stage; both in its coordinates.

        To the left where there is room: the face's values are written to its right.
        """
        room = area.adjusted(EDGE, EDGE, -EDGE, -EDGE)
        right, left = face.right() + EDGE, face.left() - EDGE - self.width()
        x = left if left >= room.left() else right
        x = max(room.left(), min(x, room.right() - self.width()))
        y = max(room.top(), min(face.top(), room.bottom() - self.height()))
        self.move(QPoint(x, y))
        self.show()
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape and Return close it; what was typed is kept."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_card()
        else:
            super().keyPressEvent(event)

    def close_card(self) -> None:
        """Be out of the way."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _call(self) -> None:
        colour = next((key for key, button in self.colours.items() if button.isChecked()), "")
        self.called.emit(self.face_id, self.name.text(), colour)

    def _build(self) -> None:
        self.name.textEdited.connect(lambda _: self._call())
        self.pin.setCheckable(True)
        self.pin.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.pin.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self.pin.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pin.clicked.connect(lambda on: self.pin_asked.emit(self.face_id, on))
        self.done.setProperty("primary", True)
        self.done.clicked.connect(self.close_card)
        swatches = QHBoxLayout()
        swatches.setSpacing(2)
        for key in ("", *COLOURS):
            swatches.addWidget(self._swatch(key))
        swatches.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.pin)
        foot.addStretch(1)
        foot.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(self.name)
        column.addLayout(swatches)
        column.addWidget(self._say)
        column.addLayout(foot)

    def _swatch(self, key: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("square", True)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(DOT, DOT))
        if key:
            button.setIcon(icons.dot("#{:02x}{:02x}{:02x}".format(*COLOURS[key]), DOT))
        button.clicked.connect(self._call)
        self._group.addButton(button)
        self.colours[key] = button
        return button
