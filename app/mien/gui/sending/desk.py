"""All ways to other programs, as the settings have them."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, QTimer, Signal

from mien.gui.choices import Choices
from mien.gui.engine_like import EngineLike
from mien.gui.sending.drawing import Drawing
from mien.gui.sending.slot import Phase, Slot, SlotState
from mien.outlets.ways import CameraWay, Link, LslWay, MarkersWay, OscWay, Way, WebSocketWay
from mien.settings import Settings

TICK_MS = 250
CLOSE_S = 1.5
NAMES = ("lsl", "markers", "osc", "websocket", "camera")
OUT = ("lsl", "osc", "websocket", "camera")


class SendDesk(QObject):
    """Keeps what is open as it was chosen; `changed` comes when there is news to show."""

    changed = Signal()

    def __init__(self, engine: EngineLike, choices: Choices) -> None:
        """Nothing is open before `apply`."""
        super().__init__()
        self.states: dict[str, SlotState] = {name: SlotState() for name in NAMES}
        self._engine = engine
        self._slots = {name: Slot(name) for name in NAMES}
        self._draw = Drawing(engine, choices)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def active(self) -> bool:
        """Something leaves, or is about to."""
        going = (Phase.ON, Phase.OPENING, Phase.WAITING)
        return any(self.states[name].phase in going for name in OUT)

    def apply(self, settings: Settings) -> None:
        """Open and close what the settings say."""
        for name, way in ways_of(settings).items():
            self._slots[name].want(way)
        if not all(slot.idle for slot in self._slots.values()):
            self._timer.start()

    def again(self, name: str) -> None:
        """Try once more what failed."""
        self._slots[name].again()
        self.tick()

    def mark(self, text: str) -> None:
        """Hand a marker of now to all who listen."""
        at_ns = time.monotonic_ns()
        for slot in self._slots.values():
            slot.mark(text, at_ns)

    def tick(self) -> None:
        """Let all go on, and look how it goes."""
        link = self._link()
        for slot in self._slots.values():
            slot.tick(link)
        states = {name: slot.state() for name, slot in self._slots.items()}
        if all(slot.idle for slot in self._slots.values()):
            self._timer.stop()
        if states != self.states:
            self.states = states
            self.changed.emit()

    def close(self, timeout_s: float = CLOSE_S) -> None:
        """End everything, all at once, and wait for it a little."""
        self._timer.stop()
        closing = [
            threading.Thread(target=slot.close, name="mien-way-end", daemon=True)
            for slot in self._slots.values()
            if not slot.idle
        ]
        ends = time.monotonic() + timeout_s
        for thread in closing:
            thread.start()
        for thread in closing:
            thread.join(max(0.0, ends - time.monotonic()))

    def _link(self) -> Link | None:
        card = self._engine.card
        if card is None:
            return None
        return Link(self._engine.analyses, card, self._take, self._draw)

    def _take(self, text: str, at_ns: int) -> bool:
        """Another program's marker, on the inlet's thread."""
        return self._engine.mark("mark", text, at_ns=at_ns)


def ways_of(settings: Settings) -> dict[str, Way | None]:
    """What is switched on, by the names of the slots."""
    address = settings.websocket_host, settings.websocket_port
    marker_stream = settings.marker_stream, settings.lsl_reach
    return {
        "lsl": LslWay(settings.lsl_reach) if settings.send_lsl else None,
        "markers": MarkersWay(*marker_stream) if settings.take_markers else None,
        "osc": OscWay(settings.osc_host, settings.osc_port) if settings.send_osc else None,
        "websocket": WebSocketWay(*address) if settings.send_websocket else None,
        "camera": CameraWay() if settings.virtual_camera else None,
    }
