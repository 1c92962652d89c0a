"""The WebSocket outlet: lines of JSON for receivers that know the token; see `messages`."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from mien.network.card import Card
from mien.outlets.extras import needed
from mien.outlets.messages import frame_values, hello, line, marker
from mien.outlets.sample import Item, Mark

if TYPE_CHECKING:
    from mien.outlets.peers import Peers

MACHINE = "127.0.0.1"
TOKEN_BYTES = 24
SEND_S = 0.5
END_S = 2.0


class WebSocket:
    """Listens on this machine alone, unless told otherwise; every start has a token of its own.

    port: 0 takes any that is free, and is the real one once open.
    """

    name = "websocket"

    def __init__(self, port: int = 0, host: str = MACHINE) -> None:
        """Take the address to listen on. Raises MienError where websockets is not installed."""
        needed("websockets", "websocket")
        from mien.outlets.gate import Limits
        from mien.outlets.peers import Peers

        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self.host, self.port = host, port
        self._card: Card | None = None
        self._peers: Peers = Peers(host, port, self.token, Limits())

    @property
    def address(self) -> str:
        """Where it listens, without the token."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"ws://{host}:{self.port}/"

    def open(self, card: Card) -> str:
        """Listen; the address with the token. Raises MienError."""
        self._card = card
        self.port = self._peers.open(line(hello(card)))
        return f"{self.address}?token={self.token}"

    def send(self, item: Item) -> bool:
        """Hand a line to all who listen; False where the server is too busy."""
        if self._card is None:
            return False
        if not self._peers.count:
            return True
        message = marker(item) if isinstance(item, Mark) else frame_values(item, self._card)
        return self._peers.spread(line(message), SEND_S)

    def listeners(self) -> int | None:
        """How many were let in and still read."""
        return self._peers.count

    @property
    def refused(self) -> int:
        """Connections that were refused, and listeners that were dropped."""
        return self._peers.refused

    def close(self) -> None:
        """Send all away."""
        self._peers.close(END_S)
