"""The three outlets, each with a real receiver."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import cast

import pytest
from tests.app.outlets.receivers import (
    Kit,
    LslReceiver,
    OscReceiver,
    WebSocketReceiver,
)

from mien.outlets.outlet import Wire

MODULES = {"lsl": "pylsl", "osc": "pythonosc", "websocket": "websockets"}


@pytest.fixture
def own_streams(monkeypatch: pytest.MonkeyPatch) -> str:
    """A stream name that no other program on this machine has."""
    name = f"Try{uuid.uuid4().hex[:8]}"
    monkeypatch.setattr("mien.outlets.lsl.STREAM", name)
    monkeypatch.setattr("mien.outlets.lsl.MARKERS", f"{name}Markers")
    return name


def lsl_kit(name: str) -> Kit:
    from mien.outlets.lsl import Lsl
    from mien.outlets.lsl_library import load_lsl

    def target(wire: Wire) -> tuple[str, int]:
        pylsl = load_lsl("machine")
        (found, *_) = pylsl.resolve_byprop("name", name, timeout=10)
        inlet = pylsl.StreamInlet(found)
        return "tcp", int(inlet.info().as_xml().split("<v4data_port>")[1].split("<")[0])

    return Kit(Lsl, lambda _: LslReceiver(name), target)


def osc_kit(receiver: OscReceiver) -> Kit:
    from mien.outlets.osc import Osc

    def target(wire: Wire) -> tuple[str, int]:
        sender = cast("Osc", wire)._socket
        assert sender is not None
        return "udp", int(sender.getsockname()[1])

    return Kit(lambda: Osc("127.0.0.1", receiver.port), lambda _: receiver, target)


def websocket_kit() -> Kit:
    from mien.outlets.websocket import WebSocket

    def target(wire: Wire) -> tuple[str, int]:
        return "tcp", cast("WebSocket", wire).port

    return Kit(WebSocket, WebSocketReceiver, target)


@pytest.fixture(params=list(MODULES))
def kit(request: pytest.FixtureRequest, own_streams: str) -> Iterator[Kit]:
    """One outlet after the other; skipped only where its library is not installed."""
    pytest.importorskip(MODULES[request.param])
    if request.param == "lsl":
        yield lsl_kit(own_streams)
    elif request.param == "websocket":
        yield websocket_kit()
    else:
        receiver = OscReceiver()
        yield osc_kit(receiver)
        receiver.close()
