"""`mien stream`: what a source shows, analysed live and sent to other programs."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from mien.cli.command import (
    Commands,
    add_device,
    add_network,
    own_network,
    say,
    tell,
    tell_device,
)
from mien.cli.meter import Meter
from mien.cli.record import (
    CLOSE_S,
    FOREVER,
    LOOK_EVERY_S,
    ended_by_term,
    seconds,
    wait_for_start,
)
from mien.errors import MienError

if TYPE_CHECKING:
    from mien.engine.engine import Engine
    from mien.outlets.feed import Feed
    from mien.outlets.outlet import Traffic, Wire

TELL_EVERY_S = 1.0
MACHINE = "127.0.0.1"
LARGEST_PORT = 65535

Address = tuple[str, int]


def add_parser(commands: Commands) -> None:
    """Declare the arguments."""
    parser: ArgumentParser = commands.add_parser(
        "stream",
        description=(
            "Analyse a source live and send the values to other programs; no picture is sent. "
            "Without a host, only this machine can hear them. People who are shown must be told."
        ),
        epilog="Ctrl-C, or SIGTERM, ends it.",
    )
    parser.add_argument("--source", default="camera", help="as for the window; the first camera")
    parser.add_argument(
        "--lsl",
        nargs="?",
        const="machine",
        choices=("machine", "network"),
        help="Lab Streaming Layer: announced on this machine, or on the network",
    )
    parser.add_argument(
        "--osc", type=address, metavar="[HOST:]PORT", help="OSC over UDP to this address"
    )
    parser.add_argument(
        "--websocket", type=address, metavar="[HOST:]PORT", help="lines of JSON; port 0 for any"
    )
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of the WebSocket's lines"
    )
    parser.add_argument(
        "--duration", type=seconds, default=FOREVER, metavar="S", help="seconds; until Ctrl-C"
    )
    add_device(parser)
    add_network(parser)


def address(text: str) -> Address:
    """A host and a port from the command line; without a host, this machine."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > LARGEST_PORT:
        raise ArgumentTypeError(
            f"{text!r} is no port, nor a host and a port such as 127.0.0.1:9000"
        )
    return host.strip("[]") or MACHINE, int(port)


def run(args: Namespace) -> int:
    """0 once the source or the time is over. Raises MienError."""
    if args.schema:
        from mien.outlets.messages import schema

        say(json.dumps(schema(), indent=2))
        return 0
    from mien.engine.engine import Engine

    wires = wires_of(args)  # before all else: what is not installed is said at once
    meter, engine = Meter(), Engine()
    try:
        engine.use_network(own_network(args), instead=False)
        engine.open(args.source, args.device)
        wait_for_start(engine, meter)
        meter.clear()
        tell_device(args.device, engine.status().provider_note)
        with ended_by_term():
            stream(engine, wires, args.duration)
    finally:
        engine.close(CLOSE_S)
    return 0


def wires_of(args: Namespace) -> list[Wire]:
    """The ways out that were asked for. Raises MienError."""
    wires: list[Wire] = []
    if args.lsl:
        from mien.outlets.lsl import Lsl

        wires.append(Lsl(args.lsl))
    if args.osc:
        from mien.outlets.osc import Osc

        wires.append(Osc(*args.osc))
    if args.websocket:
        from mien.outlets.websocket import WebSocket

        host, port = args.websocket
        wires.append(WebSocket(port, host))
    if not wires:
        raise MienError("Name where the values go: --lsl, --osc PORT or --websocket PORT.")
    return wires


def stream(engine: Engine, wires: list[Wire], duration_s: float) -> None:
    """Until the time is over or the source ends; Ctrl-C is an end as well. Raises MienError."""
    from mien.outlets.feed import Feed
    from mien.outlets.outlet import Outlet

    card = engine.card
    if card is None:
        raise MienError("The network is not loaded; try again.")
    feed = Feed(engine.analyses, [Outlet(wire) for wire in wires])
    addresses = feed.open(card)
    for wire, where in zip(wires, addresses, strict=True):
        say(f"{wire.name}: {where}")
    sys.stdout.flush()
    try:
        follow(engine, feed, duration_s)
    except KeyboardInterrupt:
        pass
    finally:
        feed.close()
        tell(f"In all: {line_of(feed.traffic())}, {feed.missed} missed")


def follow(engine: Engine, feed: Feed, duration_s: float) -> None:
    """One line a second of what was sent and dropped in it. Raises MienError."""
    from mien.engine.status import Phase

    began = time.monotonic()
    before, due = feed.traffic(), began + TELL_EVERY_S
    while (now := time.monotonic()) < began + duration_s:
        status = engine.status()
        if status.phase is Phase.FAILED:
            raise MienError(status.problem)
        if status.phase is Phase.ENDED:
            return
        if now >= due:
            after = feed.traffic()
            tell(f"{now - began:.0f} s: {line_of(after, before)}")
            before, due = after, due + TELL_EVERY_S
        time.sleep(LOOK_EVERY_S)


def line_of(after: tuple[Traffic, ...], before: tuple[Traffic, ...] = ()) -> str:
    """What went through each outlet, since before where that is given."""
    known = {one.name: one for one in before}
    return "; ".join(_part(one, known.get(one.name)) for one in after)


def _part(now: Traffic, then: Traffic | None) -> str:
    sent = now.sent - (then.sent if then else 0)
    dropped = now.dropped - (then.dropped if then else 0)
    heard = "" if now.listeners is None else f", {now.listeners} listening"
    return f"{now.name} {sent} sent, {dropped} dropped{heard}"
