"""The WebSocket server of the outlet, on an asyncio loop in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from functools import partial
from typing import cast

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from mien.errors import MienError
from mien.outlets.gate import Gate, GatedConnection, Limits
from mien.words import mark, told

log = logging.getLogger(__name__)
# What peers do wrong is counted, not written down: a flood would push all else out of the log.
quiet = logging.getLogger(f"{__name__}.each")
quiet.setLevel(logging.CRITICAL)

PING_S = 20.0
CLOSE_S = 0.5
START_S = 5.0
SEND_BUFFER = 65_536  # bytes that the system keeps for a slow reader, beside ours
BACKLOG = 32


class Peers:
    """Lets receivers in, and hands each of them every line."""

    def __init__(self, host: str, port: int, token: str, limits: Limits) -> None:
        """Take the address; port 0 for any that is free."""
        self._host, self._port = host, port
        self._gate = Gate(limits, token)
        self._hello = ""
        self._listening: set[GatedConnection] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listening)

    @property
    def refused(self) -> int:
        """Connections that were refused, and listeners that were dropped."""
        return self._gate.refused

    def open(self, hello: str) -> int:
        """Listen; the port. hello: the first line for each. Raises MienError."""
        self._hello = hello
        listener = _listener(self._host, self._port)
        port = int(listener.getsockname()[1])
        self._thread = threading.Thread(
            target=self._run, args=(listener,), name="mien-websocket-peers", daemon=True
        )
        self._thread.start()
        if not self._ready.wait(START_S) or self._loop is None:
            raise MienError(mark("The WebSocket could not be started; the log says more."))
        return port

    def spread(self, line: str, timeout_s: float) -> bool:
        """Write a line to all who listen; False where the loop did not come to it in time."""
        if self._loop is None or self._loop.is_closed():
            return False
        done = asyncio.run_coroutine_threadsafe(self._spread(line), self._loop)
        try:
            done.result(timeout_s)
        except TimeoutError:
            done.cancel()
            return False
        return True

    def close(self, timeout_s: float) -> bool:
        """Send all away; False where that takes longer."""
        if self._loop is not None and self._over is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._over.set)
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # On the loop's thread.

    def _run(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self._serve(listener))
        except Exception:
            log.exception("the WebSocket ended in a way it should not")
        finally:
            listener.close()
            self._ready.set()

    async def _serve(self, listener: socket.socket) -> None:
        limits = self._gate.limits
        self._over = asyncio.Event()
        async with serve(
            self._listen,
            sock=listener,
            create_connection=cast("type[ServerConnection]", partial(GatedConnection, self._gate)),
            process_request=self._gate.check,
            compression=None,  # it would cost more than a loopback saves
            open_timeout=limits.handshake_s,
            ping_interval=PING_S,
            ping_timeout=PING_S,
            close_timeout=CLOSE_S,
            max_size=limits.message_bytes,
            max_queue=1,
            logger=quiet,
            server_header=None,
            backlog=BACKLOG,
        ):
            self._loop = asyncio.get_running_loop()
            self._ready.set()
            await self._over.wait()
            for connection in tuple(self._gate.connections - self._gate.admitted):
                connection.transport.abort()

    async def _listen(self, connection: ServerConnection) -> None:
        """One receiver from its first line to its end; it has nothing to say."""
        assert isinstance(connection, GatedConnection)  # noqa: S101 - see create_connection
        try:
            await connection.send(self._hello)
            self._listening.add(connection)
            async for _ in connection:
                self._gate.refused += 1
                await connection.close(1008, "This stream takes no messages.")
        except ConnectionClosed:
            pass
        finally:
            self._listening.discard(connection)

    async def _spread(self, line: str) -> None:
        for connection in tuple(self._listening):
            if connection.behind_bytes > self._gate.limits.behind_bytes:
                self._gate.refused += 1
                self._listening.discard(connection)
                connection.transport.abort()
        broadcast(self._listening, line)


def _listener(host: str, port: int) -> socket.socket:
    """A bound socket. Raises MienError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        raise MienError(
            told(
                "The WebSocket cannot listen on {host}:{port} ({reason}): choose another port.",
                host=host,
                port=port,
                reason=error,
            )
        ) from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    return listener
