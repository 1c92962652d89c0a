"""What only the WebSocket has: a token, limits, and a schema that its lines keep to."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("websockets")

from tests.app.outlets.receivers import WebSocketReceiver, one_face, sample
from tests.app.scenes import CARD
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from mien.errors import MienError
from mien.outlets.gate import Limits
from mien.outlets.messages import MESSAGE, FrameValues, Hello, Marker, schema
from mien.outlets.outlet import Outlet
from mien.outlets.sample import Mark
from mien.outlets.websocket import WebSocket


@pytest.fixture
def wire() -> WebSocket:
    return WebSocket()


@pytest.fixture
def outlet(wire: WebSocket) -> Iterator[Outlet]:
    opened = Outlet(wire, most_waiting=4096)
    opened.open(CARD)
    yield opened
    assert opened.close(10.0)


def until(true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 20
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    return true()


def refusal(address: str, header: str = "") -> int:
    """The status by which a connection is refused."""
    headers = {"Authorization": header} if header else {}
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address, proxy=None, additional_headers=headers),
    ):
        pass
    return refused.value.response.status_code


@pytest.mark.usefixtures("outlet")
@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=wrong", "?token=%F0%9F%90%BB", "?token", "?" + "a=b&" * 5]
)
def test_without_the_token_nobody_listens(wire: WebSocket, query: str) -> None:
    assert refusal(f"ws://127.0.0.1:{wire.port}/{query}") == 401
    assert (wire.listeners(), wire.refused) == (0, 1)


@pytest.mark.usefixtures("outlet")
def test_the_token_may_stand_in_a_header(wire: WebSocket) -> None:
    address = f"ws://127.0.0.1:{wire.port}/"
    headers = {"Authorization": f"Bearer {wire.token}"}
    with connect(address, proxy=None, additional_headers=headers) as receiver:
        assert isinstance(MESSAGE.validate_json(receiver.recv(10)), Hello)
    assert refusal(address, "Bearer x") == 401


def test_every_start_has_a_token_of_its_own() -> None:
    tokens = {WebSocket().token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 32


@pytest.mark.usefixtures("outlet")
def test_only_this_machine_can_connect(wire: WebSocket) -> None:
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", wire.port), timeout=5)


@pytest.mark.usefixtures("outlet")
def test_a_place_is_free_again_once_a_listener_left(wire: WebSocket) -> None:
    address = f"ws://127.0.0.1:{wire.port}/?token={wire.token}"
    with contextlib.ExitStack() as listeners:
        first = connect(address, proxy=None)
        listeners.enter_context(first)
        for _ in range(Limits().clients - 1):
            listeners.enter_context(connect(address, proxy=None))
        assert refusal(address) == 503
        first.close()
        assert until(lambda: wire.listeners() == Limits().clients - 1)
        listeners.enter_context(connect(address, proxy=None))
    assert until(lambda: wire.listeners() == 0)


@pytest.mark.usefixtures("outlet")
@pytest.mark.parametrize(
    ("message", "code"), [("hello", 1008), ("", 1008), ("x" * 2000, 1009), (b"\x00", 1008)]
)
def test_a_listener_that_talks_is_sent_away(
    wire: WebSocket, message: str | bytes, code: int
) -> None:
    address = f"ws://127.0.0.1:{wire.port}/?token={wire.token}"
    with connect(address, proxy=None, compression=None) as talker:
        talker.recv(10)
        talker.send(message)
        with pytest.raises(ConnectionClosedError) as closed:
            talker.recv(10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


@pytest.mark.usefixtures("outlet")
def test_a_listener_that_floods_is_cut_off(wire: WebSocket) -> None:
    address = f"ws://127.0.0.1:{wire.port}/?token={wire.token}"
    with connect(address, proxy=None) as flooder, contextlib.suppress(Exception):
        for _ in range(2000):
            flooder.ping()
    assert until(lambda: wire.listeners() == 0)
    assert wire.refused == 1


def test_who_never_reads_is_dropped_and_others_hear_on(wire: WebSocket, outlet: Outlet) -> None:
    address = f"ws://127.0.0.1:{wire.port}/?token={wire.token}"
    hears = WebSocketReceiver(address)
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.connect(("127.0.0.1", wire.port))
    with connect(address, sock=small, compression=None, max_queue=1, close_timeout=0.1):
        assert until(lambda: wire.listeners() == 2)
        number = 0
        while wire.listeners() == 2 and number < 20_000:
            outlet.give(sample(number, *[one_face(face_id=i + 1) for i in range(8)]))
            assert hears.message("frame")["number"] == number
            number += 1
    assert wire.listeners() == 1
    assert outlet.traffic().dropped == 0
    hears.close()


def test_the_lines_keep_to_their_schema(wire: WebSocket, outlet: Outlet) -> None:
    receiver = WebSocketReceiver(f"ws://127.0.0.1:{wire.port}/?token={wire.token}")
    assert until(lambda: wire.listeners() == 1)
    assert receiver.hello["schema"] == "mien.live"
    assert receiver.hello["version"] == 1
    assert tuple(receiver.hello["action_units"]) == CARD.action_units
    outlet.give(sample(7, one_face(), one_face(face_id=4)))
    outlet.give(Mark("now", time.monotonic_ns()))
    text = receiver.line()
    assert text.endswith("\n")
    assert "\n" not in text[:-1]
    frame, marker = MESSAGE.validate_json(text), MESSAGE.validate_json(receiver.line())
    assert isinstance(frame, FrameValues)
    assert isinstance(marker, Marker)
    assert [face.id for face in frame.faces] == [3, 4]
    assert list(frame.faces[0].box) == [100, 60, 160, 160]
    assert frame.utc_s == pytest.approx(time.time(), abs=60)
    assert marker.text == "now"
    receiver.close()


def test_the_schema_describes_each_key_of_a_frame() -> None:
    frame = schema()["$defs"]["FrameValues"]["properties"]
    assert set(frame) == set(FrameValues.model_fields)
    assert all("description" in frame[key] for key in frame if key not in {"type", "faces"})


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outlet = Outlet(WebSocket(taken.getsockname()[1]))
        with pytest.raises(MienError, match="choose another port"):
            outlet.open(CARD)
        assert outlet.close()
