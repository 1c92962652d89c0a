"""Real receivers on this machine, one for each outlet, and what they heard in one shape."""

from __future__ import annotations

import contextlib
import json
import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from tests.app.scenes import CARD, make_face, make_reading

from mien.outlets.channels import channels
from mien.outlets.lsl_library import load_lsl
from mien.outlets.outlet import Wire
from mien.outlets.sample import Sample
from mien.types import ReadFace

WAIT_S = 10.0
NAMES = tuple(row.name for row in channels(CARD))


@dataclass(frozen=True)
class Heard:
    """The main face's values by name, or a marker's text; when it was captured, if that is told.

    age_ms: where the outlet tells that instead.
    """

    values: dict[str, float] = field(default_factory=dict)
    text: str = ""
    at_ns: float = math.nan
    age_ms: float = math.nan


class Receiver(Protocol):
    """Hears an outlet that is open."""

    def next(self) -> Heard:
        """The next sample; fails the test where none comes."""

    def next_mark(self) -> Heard:
        """The next marker."""

    def close(self) -> None:
        """Go away."""


@dataclass(frozen=True)
class Kit:
    """A way to make one outlet's wire, and then a receiver for its address.

    target: what an attacker may reach: 'tcp' or 'udp', and the port.
    """

    wire: Callable[[], Wire]
    receiver: Callable[[str], Receiver]
    target: Callable[[Wire], tuple[str, int]]


def sample(number: int = 0, *faces: ReadFace, captured_ns: int | None = None) -> Sample:
    """A sample of a 640 x 360 frame; the first face is the main one."""
    now = time.monotonic_ns() if captured_ns is None else captured_ns
    main = faces[0].face.face_id if faces else None
    return Sample(number, number, number / 30, now, 0, 640, 360, faces, main)


def one_face(smile: float = 0.7, face_id: int = 3) -> ReadFace:
    return ReadFace(make_face(face_id), make_reading(smile=smile))


class LslReceiver:
    """pylsl's own inlets."""

    def __init__(self, name: str) -> None:
        pylsl = self._pylsl = load_lsl("machine")
        self._inlets: dict[str, Any] = {}
        for stream in (name, f"{name}Markers"):
            (found, *_) = pylsl.resolve_byprop("name", stream, timeout=WAIT_S)
            self._inlets[stream] = pylsl.StreamInlet(found, max_buflen=36)
            self._inlets[stream].open_stream(WAIT_S)
        self.faces, self.marks = self._inlets.values()

    def next(self) -> Heard:
        row, time_s = self.faces.pull_sample(timeout=WAIT_S)
        assert row is not None
        return Heard(dict(zip(NAMES, row, strict=True)), at_ns=self._ns(time_s))

    def next_mark(self) -> Heard:
        row, time_s = self.marks.pull_sample(timeout=WAIT_S)
        assert row is not None
        return Heard(text=row[0], at_ns=self._ns(time_s))

    def _ns(self, time_s: float) -> float:
        """By a comparison of the clocks of its own."""
        brackets = []
        for _ in range(20):
            before = time.monotonic_ns()
            theirs = self._pylsl.local_clock()
            after = time.monotonic_ns()
            brackets.append((after - before, (before + after) / 2 - theirs * 1e9))
        return float(time_s * 1e9 + min(brackets)[1])

    def close(self) -> None:
        for inlet in (self.faces, self.marks):
            inlet.close_stream()


class OscReceiver:
    """python-osc's own server, on a port that is known before the outlet is made."""

    def __init__(self) -> None:
        from pythonosc.dispatcher import Dispatcher
        from pythonosc.osc_server import BlockingOSCUDPServer

        self._messages: queue.Queue[tuple[str, tuple[Any, ...]]] = queue.Queue()
        dispatcher = Dispatcher()
        dispatcher.set_default_handler(lambda name, *got: self._messages.put((name, got)))
        self._server = BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}
        )
        self._thread.start()

    def message(self) -> tuple[str, tuple[Any, ...]]:
        return self._messages.get(timeout=WAIT_S)

    def next(self) -> Heard:
        head: tuple[Any, ...] = ()
        values: dict[str, float] = {}
        while len(values) < len(NAMES):
            name, got = self.message()
            if name == "/mien/frame":
                head, values = got, {}
            elif name.startswith("/mien/main/"):
                values[name.rpartition("/")[2]] = got[0]
        return Heard(values, age_ms=head[3])

    def next_mark(self) -> Heard:
        name, got = self.message()
        while name != "/mien/marker":
            name, got = self.message()
        return Heard(text=got[0])

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class WebSocketReceiver:
    """websockets' own client."""

    def __init__(self, address: str) -> None:
        from websockets.sync.client import connect

        self._open = contextlib.ExitStack()
        self._socket = self._open.enter_context(
            connect(address, compression=None, close_timeout=1, proxy=None)
        )
        self.hello = json.loads(self._socket.recv(WAIT_S))

    def line(self) -> str:
        return str(self._socket.recv(WAIT_S))

    def message(self, kind: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads(self.line())
            if message["type"] == kind:
                return message

    def next(self) -> Heard:
        message = self.message("frame")
        main = [face for face in message["faces"] if face["id"] == message["main"]]
        values = dict.fromkeys(NAMES, math.nan)
        for face in main:
            found = {
                **face["expression"],
                **face["action_units"],
                **face["pose"],
                "smile": face["smile"],
                "face_id": face["id"],
                **face["measures"],
                **{f"{n}_calibrated": v for n, v in (face["calibrated"] or {}).items()},
            }
            values |= {name: math.nan if v is None else v for name, v in found.items()}
        return Heard(values, at_ns=message["captured_s"] * 1e9, age_ms=message["age_ms"])

    def next_mark(self) -> Heard:
        message = self.message("marker")
        return Heard(text=message["text"], at_ns=message["captured_s"] * 1e9)

    def close(self) -> None:
        self._open.close()


def same(heard: dict[str, float], wanted: list[float]) -> bool:
    """Whether all is as it was sent, to the precision of float32; NaN is NaN."""
    return list(heard) == list(NAMES) and bool(
        np.allclose(list(heard.values()), wanted, rtol=1e-6, atol=1e-7, equal_nan=True)
    )
