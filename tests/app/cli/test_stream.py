"""`mien stream`, from the command line to receivers on this machine."""

from __future__ import annotations

import json
import queue
import re
import threading
from pathlib import Path

import pytest
from tests.app.conftest import ACTION_UNITS

from mien.cli.main import main


@pytest.fixture
def tiny(tiny_network: Path, face_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.network.session.shipped_network", lambda: tiny_network)


@pytest.mark.usefixtures("tiny")
def test_the_demo_is_streamed_to_all_who_listen(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    client = pytest.importorskip("websockets.sync.client")
    pytest.importorskip("pylsl")
    osc_server = pytest.importorskip("pythonosc.osc_server")
    from pythonosc.dispatcher import Dispatcher

    frames: queue.Queue[dict[str, object]] = queue.Queue()
    listeners = []

    def listen(address: str) -> None:
        with client.connect(address, proxy=None) as socket:
            for line in socket:
                frames.put(json.loads(line))

    def said(text: str) -> None:
        if address := re.search(r"ws://127\.0\.0\.1:\d+/\?token=\S+", text):
            listeners.append(threading.Thread(target=listen, args=(address[0],)))
            listeners[0].start()

    monkeypatch.setattr("mien.cli.stream.say", said)
    heard: list[str] = []
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda name, *_: heard.append(name))
    with osc_server.ThreadingOSCUDPServer(("127.0.0.1", 0), dispatcher) as server:
        server_thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        server_thread.start()
        port = server.server_address[1]
        outlets = ["--lsl", "--osc", str(port), "--websocket", "0"]
        status = main(["stream", "--source", "demo", "--duration", "2.4", *outlets])
        server.shutdown()
        server_thread.join()
    listeners[0].join()
    assert status == 0
    assert frames.get()["action_units"] == list(ACTION_UNITS)
    frame = frames.get()
    assert frame["type"] == "frame"
    assert "/mien/main/au/AU12" in heard
    told = capfd.readouterr().err
    assert re.search(r"1 s: lsl \d+ sent, 0 dropped.*; osc \d+ sent.*; websocket \d+ sent", told)
    assert re.search(r"In all: lsl \d+ sent, .* 0 dropped, \d+ listening, \d+ missed", told)
    assert "token" not in told


def test_the_schema_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["stream", "--schema"]) == 0
    assert json.loads(capfd.readouterr().out)["title"] == "mien.live 1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "--lsl"), (["--osc", "no.such.host.invalid:9000"], "check its name")],
)
def test_what_cannot_be_streamed_is_a_sentence(
    arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["stream", *arguments]) == 2
    assert said in capfd.readouterr().err


@pytest.mark.parametrize("text", ["", "host", "host:", "70000", "-1", "1:2x", "²"])
def test_an_address_is_a_port_or_a_host_and_a_port(
    text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["stream", "--websocket", text])
    assert "host and a port" in capfd.readouterr().err
