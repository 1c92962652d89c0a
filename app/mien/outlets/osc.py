"""The OSC outlet: a bundle over UDP for the main face, and one for each face by its number.

Every bundle begins with `/mien/frame`: the frame's number, how many faces it shows, the main face's
number (-1 without a face), milliseconds since the capture. The main face's values follow as
`/mien/main/expression/<name>`, `/mien/main/au/<name>`, `/mien/main/smile`,
`/mien/main/pose/<pitch, yaw, roll>`, `/mien/main/face_id`, `/mien/main/measure/<name>` and
`/mien/main/calibrated/<name>_calibrated`, one float each, NaN where a value is not known; the
others as `/mien/face/<number>/...`. A marker is `/mien/marker`, a string.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from types import ModuleType

from mien.errors import MienError
from mien.network.card import Card
from mien.outlets.channels import Channel, channels, values
from mien.outlets.extras import needed
from mien.outlets.sample import Item, Mark, Sample
from mien.types import ReadFace
from mien.words import told

ROOT = "/mien"
NO_FACE = -1
MOST_KNOWN = 32  # faces whose addresses are kept ready
UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")  # OSC gives other characters a meaning of their own


class Osc:
    """Sends to one address; UDP tells nobody whether anybody listens."""

    name = "osc"

    def __init__(self, host: str, port: int) -> None:
        """Look the host up, once. Raises MienError."""
        # Its builders read back all that they write, which takes milliseconds a frame: only the
        # types of the format are used.
        self._types = needed("pythonosc.parsing.osc_types", "osc")
        self._family, self._address = _looked_up(host, port)
        self._socket: socket.socket | None = None
        self._card: Card | None = None
        self._names: tuple[str, ...] = ()
        self._ready: dict[str, list[bytes]] = {}

    def open(self, card: Card) -> str:
        """Begin; the address that is sent to."""
        self._card = card
        self._names = tuple(map(_name_of, channels(card)))
        self._socket = socket.socket(self._family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        return f"{self._address[0]}:{self._address[1]}"

    def send(self, item: Item) -> bool:
        """Send without waiting; False where the system takes nothing more, or has no way there."""
        if self._socket is None or self._card is None:
            return False
        try:
            for datagram in self._datagrams(item, self._card):
                self._socket.sendto(datagram, self._address)
        except OSError:  # BlockingIOError among them
            return False
        return True

    def listeners(self) -> int | None:
        """Nobody knows."""
        return None

    def close(self) -> None:
        """Let the socket go."""
        if self._socket is not None:
            self._socket.close()

    def _datagrams(self, item: Item, card: Card) -> list[bytes]:
        if isinstance(item, Mark):
            return [
                _start(self._types, f"{ROOT}/marker", ",s") + self._types.write_string(item.text)
            ]
        head = _head(self._types, item)
        faces = [(f"{ROOT}/face/{seen.face.face_id}", seen) for seen in item.faces]
        return [
            self._bundle(head, f"{ROOT}/main", item.main_face, card),
            *(self._bundle(head, prefix, seen, card) for prefix, seen in faces),
        ]

    def _bundle(self, head: bytes, prefix: str, seen: ReadFace | None, card: Card) -> bytes:
        types = self._types
        parts = [b"#bundle\0", types.write_date(types.IMMEDIATELY), _sized(head)]
        for start, value in zip(self._starts(prefix), values(seen, card), strict=True):
            parts.append(_sized(start + struct.pack(">f", value)))
        return b"".join(parts)

    def _starts(self, prefix: str) -> list[bytes]:
        """How each value's message begins."""
        if prefix not in self._ready:
            if len(self._ready) >= MOST_KNOWN:
                self._ready.clear()
            self._ready[prefix] = [
                _start(self._types, f"{prefix}/{name}", ",f") for name in self._names
            ]
        return self._ready[prefix]


def _start(types: ModuleType, address: str, tags: str) -> bytes:
    return bytes(types.write_string(address) + types.write_string(tags))


def _head(types: ModuleType, sample: Sample) -> bytes:
    main = NO_FACE if sample.main is None else sample.main
    age_ms = (time.monotonic_ns() - sample.captured_ns) / 1e6
    numbers = struct.pack(">iiif", sample.frame, len(sample.faces), main, age_ms)
    return _start(types, f"{ROOT}/frame", ",iiif") + numbers


def _sized(message: bytes) -> bytes:
    return struct.pack(">i", len(message)) + message


def _name_of(channel: Channel) -> str:
    name = UNFIT.sub("_", channel.name)
    return f"{channel.group}/{name}" if channel.group else name


def _looked_up(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """The host's number: looked up at every frame, a slow name server would hold all up."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise MienError(
            told("The host {host} for OSC is not known: check its name.", host=host)
        ) from error
    family, *_, where = found[0]
    return family, (str(where[0]), port)
