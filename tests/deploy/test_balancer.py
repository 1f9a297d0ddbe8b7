"""The balancer of `make cluster`: fair, passing over the dead, honest about ends of connections."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from deploy.balancer import Balancer
from deploy.processes import free_port


@asynccontextmanager
async def backend(name: bytes) -> AsyncIterator[int]:
    """Serve on the yielded port: the name, and then everything that the client said."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(name + await reader.read())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def balancer(*ports: int) -> AsyncIterator[int]:
    server = await Balancer(ports).serve(0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def ask(port: int, said: bytes = b"") -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scene, 20))


def test_connections_go_round_and_pass_over_the_dead() -> None:
    async def scene() -> None:
        async with backend(b"2") as second:
            async with backend(b"1") as first, balancer(first, second) as port:
                assert [await ask(port) for _ in range(4)] == [b"1", b"2", b"1", b"2"]
            async with balancer(first, second) as port:
                assert [await ask(port) for _ in range(3)] == [b"2", b"2", b"2"]

    run(scene())


def test_without_a_living_backend_the_answer_is_503() -> None:
    async def scene() -> None:
        async with balancer(free_port(), free_port()) as port:
            answer = await ask(port)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"Retry-After" in answer

    run(scene())


def test_a_client_that_has_said_everything_still_gets_the_whole_answer() -> None:
    async def scene() -> None:
        async with backend(b">") as server, balancer(server) as port:
            said = bytes(range(256)) * 20_000
            assert await ask(port, said) == b">" + said

    run(scene())


def test_a_connection_ends_for_the_client_when_its_backend_dies() -> None:
    async def dies(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def scene() -> None:
        server = await asyncio.start_server(dies, "127.0.0.1", 0)
        async with balancer(server.sockets[0].getsockname()[1]) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert await reader.read() == b""
            writer.close()
        server.close()

    run(scene())
