"""A TCP proxy that does to connections what networks and dying machines do.

It stands on a port of its own before PostgreSQL, Redis or a web process, and runs in a thread of
the test. What it is told holds for the connections that are open and for those to come, until
`heal`.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any, Literal, Self

HOST = "127.0.0.1"
CHUNK = 64 * 1024
IN_FLIGHT = 16
"""Chunks that may be under way in one direction; then who sends has to wait."""

Direction = Literal["up", "down"]
"""Up: from who connected to the server behind. Down: its answers."""
Packet = tuple[float, bytes]
"""When it is handed on, and what; nothing at the end."""


class TcpProxy:
    """Hand bytes on, and do harm where told to. Use as a context manager."""

    def __init__(self, target: int) -> None:
        """Take the port of the server behind it."""
        self.target = target
        self.port = 0
        self.seconds = 0.0
        self.rate = 0.0
        self.dropped: set[Direction] = set()
        self.left: dict[Direction, int] = {}
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._moves = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._listener: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def before(self, url: str) -> str:
        """Return the address of the server behind as who comes through here has to write it."""
        return url.replace(f":{self.target}", f":{self.port}", 1)

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._open) // 2

    def heal(self) -> None:
        """Let everything through from now on; what is broken stays broken."""
        self.seconds, self.rate, self.dropped, self.left = 0.0, 0.0, set(), {}
        self._do(self._listen())

    def delay(self, seconds: float) -> None:
        """Hand everything on so much later, in both directions."""
        self.seconds = seconds

    def limit(self, rate: float) -> None:
        """Hand on so many bytes a second in each direction of each connection."""
        self.rate = rate

    def freeze(self) -> None:
        """Accept whoever comes, and say nothing to anybody; what is sent waits for `heal`."""
        self._do(self._freeze())

    def drop(self, direction: Direction) -> None:
        """Swallow whatever goes in one direction; it never arrives."""
        self.dropped = self.dropped | {direction}

    def cut(self) -> None:
        """Reset every connection that is open (RST); new ones are let through."""
        self._do(self._cut())

    def cut_after(self, count: int, direction: Direction) -> None:
        """Reset the connection over which the next so many bytes in a direction have gone; once."""
        self.left = {**self.left, direction: count}

    def refuse(self) -> None:
        """Reset what is open and let nobody in, as where no process listens."""
        self._do(self._refuse())

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _listen(self) -> None:
        self._moves.set()
        if self._listener is None:
            self._listener = await asyncio.start_server(
                self._accept, HOST, self.port, limit=CHUNK, backlog=1024
            )
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _freeze(self) -> None:
        self._moves.clear()

    async def _refuse(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        await self._cut()

    async def _cut(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def _end(self) -> None:
        await self._refuse()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: asyncio logs an error for each of its own that is cancelled at the end.
        task = asyncio.create_task(self._handle(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._moves.wait()
        try:
            back_reader, back_writer = await asyncio.open_connection(HOST, self.target, limit=CHUNK)
        except OSError:
            _reset(writer)
            return
        ends = (writer, back_writer)
        self._open.update(ends)
        try:
            await asyncio.gather(
                self._carry(reader, back_writer, "up", ends),
                self._carry(back_reader, writer, "down", ends),
            )
        finally:
            self._open.difference_update(ends)
            for end in ends:
                end.close()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        direction: Direction,
        ends: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        """Carry one direction of one connection to its end."""
        under_way: asyncio.Queue[Packet] = asyncio.Queue(IN_FLIGHT)
        reading = asyncio.create_task(self._read(reader, under_way))
        try:
            while True:
                due, data = await under_way.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                await self._moves.wait()
                if direction in self.dropped:
                    continue
                if not data:
                    writer.write_eof()
                    return
                left = self.left.get(direction)
                if left is not None:
                    self.left = {**self.left, direction: left - len(data)}
                writer.write(data[:left])
                await writer.drain()
                if left is not None and left <= len(data):
                    self.left.pop(direction, None)
                    break
            await asyncio.sleep(0.01)  # what was let through is to arrive before the end of it
        except OSError:
            pass  # one side is gone: so is the other
        finally:
            reading.cancel()
        for end in ends:
            _reset(end)

    async def _read(self, reader: asyncio.StreamReader, under_way: asyncio.Queue[Packet]) -> None:
        """Take what is sent, as fast as it may be."""
        while True:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                data = b""
            rate = self.rate
            step = max(1, int(rate / 20)) if rate else CHUNK
            for first in range(0, len(data), step):
                piece = data[first : first + step]
                if rate:
                    await asyncio.sleep(len(piece) / rate)
                await under_way.put((self._loop.time() + self.seconds, piece))
            if not data:
                await under_way.put((self._loop.time() + self.seconds, data))
                return


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST and not with FIN, which would say that all was well."""
    wire = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
