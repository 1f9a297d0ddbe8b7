"""A TCP balancer for `make cluster`: each new connection goes to the next live web process.

It looks into no request. That is enough, since the live connection is one websocket and stays where
it was made; a real deployment has a real proxy here.
"""

import asyncio
import contextlib
from collections.abc import Sequence

HOST = "127.0.0.1"
CHUNK = 64 * 1024
CONNECT_SECONDS = 2.0
NOBODY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Balancer:
    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._next = 0
        self._connections: set[asyncio.Task[None]] = set()

    async def serve(self, port: int) -> asyncio.Server:
        """Listen on the loopback port; the server accepts from now on."""
        return await asyncio.start_server(self._accept, HOST, port, limit=CHUNK, backlog=1024)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio logs an error for each of its own that is cancelled at the end.
        task = asyncio.create_task(self._handle(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _backend(self) -> Streams | None:
        """Connect to the next web process, passing over the dead; None when all are."""
        first, self._next = self._next, (self._next + 1) % len(self._ports)
        for port in self._ports[first:] + self._ports[:first]:
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
