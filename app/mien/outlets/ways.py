"""The ways out of the app, and the one in, as a person switches them on and off.

A way is what was chosen; `begin` makes a flow of it, which goes on until it is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mien.flow import Latest
from mien.network.card import Card
from mien.outlets.feed import Feed
from mien.outlets.lsl_library import Reach
from mien.outlets.outlet import Outlet, Traffic, Wire
from mien.outlets.reach import stays_here
from mien.outlets.virtual_camera import Draw, VirtualCamera
from mien.types import Analysis


@dataclass(frozen=True, slots=True)
class Link:
    """What flows have of the app.

    take: sets a marker in the recording: its text and its time, monotonic ns; False where nothing
    is recorded. draw: the picture of an analysis with its overlays.
    """

    analyses: Latest[Analysis]
    card: Card
    take: Callable[[str, int], bool]
    draw: Draw


class Flow(Protocol):
    """A way that is open."""

    @property
    def where(self) -> str:
        """Its address, for people."""

    @property
    def token(self) -> str:
        """What a receiver has to know, '' where nothing."""

    def traffic(self) -> Traffic:
        """What went through so far."""

    @property
    def refused(self) -> int:
        """Peers that were turned away."""

    def mark(self, text: str, at_ns: int) -> None:
        """Hand a marker on; at_ns: the monotonic clock."""

    def close(self, timeout_s: float) -> bool:
        """End; False where a thread hangs."""


class Way(Protocol):
    """A way as it was chosen; two that are equal need not be closed and opened anew."""

    @property
    def stays_here(self) -> bool:
        """Nobody on another machine can receive it."""

    def begin(self, link: Link) -> Flow:
        """Open it; may take seconds. Raises MienError."""


@dataclass(frozen=True, slots=True)
class LslWay:
    """Lab Streaming Layer."""

    reach: Reach

    @property
    def stays_here(self) -> bool:
        """As it is announced."""
        return self.reach == "machine"

    def begin(self, link: Link) -> Flow:
        """Announce the streams."""
        from mien.outlets.lsl import Lsl

        return FeedFlow(Lsl(self.reach), link)


@dataclass(frozen=True, slots=True)
class OscWay:
    """OSC over UDP."""

    host: str
    port: int

    @property
    def stays_here(self) -> bool:
        """Where it is sent to."""
        return stays_here(self.host)

    def begin(self, link: Link) -> Flow:
        """Look the host up, and send."""
        from mien.outlets.osc import Osc

        return FeedFlow(Osc(self.host, self.port), link)


@dataclass(frozen=True, slots=True)
class WebSocketWay:
    """Lines of JSON."""

    host: str
    port: int

    @property
    def stays_here(self) -> bool:
        """Where it listens."""
        return stays_here(self.host)

    def begin(self, link: Link) -> Flow:
        """Listen."""
        from mien.outlets.websocket import WebSocket

        wire = WebSocket(self.port, self.host)
        flow = FeedFlow(wire, link)
        flow.where, flow.token = wire.address, wire.token  # the window shows them apart
        return flow


@dataclass(frozen=True, slots=True)
class MarkersWay:
    """Markers of other programs, through Lab Streaming Layer; the one way in."""

    stream: str
    reach: Reach

    @property
    def stays_here(self) -> bool:
        """Nothing leaves."""
        return True

    def begin(self, link: Link) -> Flow:
        """Look for the stream."""
        return MarkersFlow(self.stream, self.reach, link)


@dataclass(frozen=True, slots=True)
class CameraWay:
    """The virtual camera."""

    @property
    def stays_here(self) -> bool:
        """Another program may send it on, but Mien does not."""
        return True

    def begin(self, link: Link) -> Flow:
        """Begin to send."""
        return CameraFlow(link)


class FeedFlow:
    """Numbers of each analysis through one wire."""

    def __init__(self, wire: Wire, link: Link) -> None:
        """Open. Raises MienError."""
        self._wire = wire
        self._feed = Feed(link.analyses, [Outlet(wire)])
        self.where, self.token = self._feed.open(link.card)[0], ""

    def traffic(self) -> Traffic:
        """Samples and markers."""
        return self._feed.traffic()[0]

    @property
    def refused(self) -> int:
        """Peers that were turned away, where the wire has any."""
        return int(getattr(self._wire, "refused", 0))

    def mark(self, text: str, at_ns: int) -> None:
        """To all who listen."""
        self._feed.mark(text, at_ns)

    def close(self, timeout_s: float) -> bool:
        """Send what waits, and end."""
        return self._feed.close(timeout_s)


class MarkersFlow:
    """Takes markers; those that come while nothing is recorded are counted as dropped."""

    token = ""
    refused = 0

    def __init__(self, stream: str, reach: Reach, link: Link) -> None:
        """Look for the stream. Raises MienError."""
        from mien.outlets.lsl_markers import MarkerInlet

        self._link = link
        self._taken = self._late = 0
        self._inlet = MarkerInlet(self._take, stream, reach)
        self._inlet.open()

    @property
    def where(self) -> str:
        """The stream that is followed, '' while it is looked for."""
        return self._inlet.connected

    def traffic(self) -> Traffic:
        """Markers that went into a recording, and those that could not."""
        return Traffic("markers", self._taken, self._late + self._inlet.dropped, None)

    def mark(self, text: str, at_ns: int) -> None:
        """Nothing leaves by this way."""

    def close(self, timeout_s: float) -> bool:
        """Follow the stream no more."""
        return self._inlet.close(timeout_s)

    def _take(self, text: str, at_ns: int) -> None:
        if self._link.take(text, at_ns):
            self._taken += 1
        else:
            self._late += 1


class CameraFlow:
    """Pictures; markers are not in them."""

    token = ""
    refused = 0

    def __init__(self, link: Link) -> None:
        """Open. Raises MienError."""
        self._camera = VirtualCamera(link.analyses, link.draw)
        self.where = self._camera.open()

    def traffic(self) -> Traffic:
        """Pictures."""
        return self._camera.traffic()

    def mark(self, text: str, at_ns: int) -> None:
        """Not in the picture."""

    def close(self, timeout_s: float) -> bool:
        """End."""
        return self._camera.close(timeout_s)
