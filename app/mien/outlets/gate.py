"""What a WebSocket's peers may do: how many, how often, how much, and who reads too slowly."""

from __future__ import annotations

import asyncio
import hmac
import http
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from mien.outlets.allowance import Allowance

BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed.

    clients: receivers at a time. connections: open at a time, those without a token included.
    connects_per_s: new connections, three times as many at once. message_bytes: of one message
    from a client. bytes_per_s: from one client, with its handshake's `bytes_at_once`. behind_bytes:
    that may wait for a slow reader before it is dropped. handshake_s: to say who one is.
    """

    clients: int = 8
    connections: int = 64
    connects_per_s: float = 50.0
    message_bytes: int = 1024
    bytes_per_s: float = 2000.0
    bytes_at_once: float = 16_000.0
    behind_bytes: int = 256_000
    handshake_s: float = 3.0


class Gate:
    """Counts and judges connections; used by the loop's thread alone."""

    def __init__(self, limits: Limits, token: str) -> None:
        """Let those in who know the token."""
        self.limits = limits
        self.refused = 0
        self.connections: set[ServerConnection] = set()
        self.admitted: set[ServerConnection] = set()
        self._token = token.encode()
        self._connects = Allowance(limits.connects_per_s, 3 * limits.connects_per_s)

    def arrives(self, connection: ServerConnection) -> bool:
        """Whether one more connection may be held open."""
        full = len(self.connections) >= self.limits.connections
        if full or not self._connects.take():
            self.refused += 1
            return False
        self.connections.add(connection)
        return True

    def leaves(self, connection: ServerConnection) -> None:
        """A connection is over."""
        self.connections.discard(connection)
        self.admitted.discard(connection)

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """The answer to who may not listen, None for who may."""
        if not hmac.compare_digest(_token_of(request), self._token):
            self.refused += 1
            return connection.respond(
                http.HTTPStatus.UNAUTHORIZED, "The token that Mien shows is missing or wrong.\n"
            )
        if len(self.admitted) >= self.limits.clients:
            self.refused += 1
            return connection.respond(
                http.HTTPStatus.SERVICE_UNAVAILABLE, "All places are taken; close another first.\n"
            )
        self.admitted.add(connection)
        return None


def _token_of(request: Request) -> bytes:
    """The token, from the header or, as browsers cannot set one, from the address."""
    given = request.headers.get_all("Authorization")
    if given:
        return given[0].removeprefix(BEARER).encode("utf-8", "replace")
    asked = parse_qs(urlsplit(request.path).query, max_num_fields=8)
    return asked.get("token", [""])[0].encode("utf-8", "replace")


class GatedConnection(ServerConnection):
    """A connection that the gate may end before any of its bytes is looked at."""

    def __init__(self, gate: Gate, *arguments: Any, **options: Any) -> None:
        """Take what websockets gives its connections."""
        super().__init__(*arguments, **options)
        self._gate = gate
        self._let_in = False
        limits = gate.limits
        self._bytes = Allowance(limits.bytes_per_s, limits.bytes_at_once)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or end at once where there are too many."""
        self._let_in = self._gate.arrives(self)
        if self._let_in:
            super().connection_made(transport)
        elif isinstance(transport, asyncio.Transport):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on, or end where a peer sends more than a listener has to say."""
        if self._bytes.take(len(data)):
            super().data_received(data)
        else:
            self._gate.refused += 1
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another."""
        if self._let_in:
            super().connection_lost(exc)
        self._gate.leaves(self)

    @property
    def behind_bytes(self) -> int:
        """What waits here because the peer does not read."""
        return self.transport.get_write_buffer_size()
