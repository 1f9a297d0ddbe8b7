"""A TCP balancer for `make cluster`: each new connection goes to the next ready web process.

It looks into no request. That is enough, since the live connection is one websocket and stays where
it was made; a real deployment has a real proxy here. Like that one it asks each process for
/readyz, sends nobody to one that says no, and comes back to it once it says yes.
"""

import asyncio
import contextlib
from collections.abc import Sequence

HOST = "127.0.0.1"
CHUNK = 64 * 1024
CONNECT_SECONDS = 2.0
PACE = 0.25
"""Seconds between two questions for /readyz."""
READY_SECONDS = 2.0
"""How long its answer is waited for."""
ASKED = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
NOBODY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Balancer:
    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._out: set[int] = set()
        """Those that said that they are not ready, or nothing, when they were asked last."""
        self._next = 0
        self._connections: set[asyncio.Task[None]] = set()

    async def serve(self, port: int) -> asyncio.Server:
        """Listen on the loopback port; the server accepts from now on."""
        return await asyncio.start_server(self._accept, HOST, port, limit=CHUNK, backlog=1024)

    def is_ready(self, port: int) -> bool:
        """Tell whether connections go to this web process."""
        return port not in self._out

    async def watch(self) -> None:
        """Ask each process whether it is ready, again and again."""
        while True:
            await asyncio.gather(*(self._ask(port) for port in self._ports))
            await asyncio.sleep(PACE)

    async def _ask(self, port: int) -> None:
        said = b""
        with contextlib.suppress(OSError, TimeoutError, ValueError):
            async with asyncio.timeout(READY_SECONDS):
                reader, writer = await asyncio.open_connection(HOST, port)
                try:
                    writer.write(ASKED)
                    said = await reader.readline()
                finally:
                    writer.close()
        if said.split(b" ")[1:2] == [b"200"]:
            self._out.discard(port)
        else:
            self._out.add(port)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio logs an error for each of its own that is cancelled at the end.
        task = asyncio.create_task(self._handle(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _backend(self) -> Streams | None:
        """Connect to the next web process, passing over the dead; None when all are.

        Those that are not ready come last: where none is, they can say better what is wrong.
        """
        first, self._next = self._next, (self._next + 1) % len(self._ports)
        turn = self._ports[first:] + self._ports[:first]
        for port in sorted(turn, key=self._out.__contains__):
            # An attempt at each connection, and no list of the dead: on loopback a refusal comes at
            # once, and a process that was started again is in use again at once.
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await asyncio.open_connection(HOST, port, limit=CHUNK)
        return None

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        backend = await self._backend()
        if backend is None:
            await _refuse(writer)
            return
        back_reader, back_writer = backend
        upward = asyncio.create_task(_copy(reader, back_writer))
        try:
            # When the web process has ended its side, nothing that the client may still say counts;
            # when the client has, it still wants the answer.
            await _copy(back_reader, writer)
        finally:
            upward.cancel()
            back_writer.close()
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand bytes on until one side ends, then end the other side's input."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        # Broken, not ended: the opposite direction must not wait for an answer any more.
        writer.transport.abort()


async def _refuse(writer: asyncio.StreamWriter) -> None:
    writer.write(NOBODY)
    with contextlib.suppress(OSError):
        await writer.drain()
    writer.close()
