"""Who may open a socket: judged in the upgrade request, before anything is held for it."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import websocket

from tests.support.credentials import another
from tests.support.remote import Ear, Raw, Remote, silent_strangers
from tests.support.server import LiveServer
from tracker.guard import MAX_SOCKETS

EMPTY: dict[str, str] = {}


def refusal(
    server: LiveServer,
    headers: Mapping[str, str],
    *,
    origin: str | None = None,
    host: str | None = None,
    query: str = "EIO=4&transport=websocket",
) -> tuple[int, str]:
    """Try to open a socket; return the status and code of the refusal."""
    with pytest.raises(websocket.WebSocketBadStatusException) as caught:
        websocket.create_connection(
            f"ws://127.0.0.1:{server.port}/socket.io/?{query}",
            header=dict(headers),
            origin=origin,
            suppress_origin=origin is None,
            host=host,
            timeout=5,
        )
    body = caught.value.resp_body or b""
    try:
        return caught.value.status_code, json.loads(body)["code"]
    except (ValueError, TypeError):
        return caught.value.status_code, body.decode()


def bearer(person: Remote) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.secret}"}


@pytest.fixture
def cookie(ana: Remote) -> dict[str, str]:
    """Return the header of a browser in which ana is signed in."""
    _, secret = another(ana, "session")
    return {"Cookie": f"woven_session={secret}"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": ""},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Cookie": "woven_session=x"},
        {"Cookie": "woven_session="},
        {"Cookie": ";;=;" * 99},
    ],
)
def test_nobody_without_credentials(server: LiveServer, headers: dict[str, str]) -> None:
    assert refusal(server, headers) == (401, "not_signed_in")
    assert refusal(server, headers, origin=server.url) == (401, "not_signed_in")


def test_credentials_of_another_kind_do_not_count(
    server: LiveServer, ana: Remote, cookie: dict[str, str]
) -> None:
    session = cookie["Cookie"].partition("=")[2]
    assert refusal(server, {"Authorization": f"Bearer {session}"})[0] == 401
    assert refusal(server, {"Cookie": f"woven_session={ana.secret}"}, origin=server.url)[0] == 401
    assert refusal(server, EMPTY, query=f"EIO=4&transport=websocket&token={ana.secret}")[0] == 401


def test_a_bad_token_is_not_made_good_by_a_cookie(
    server: LiveServer, cookie: dict[str, str]
) -> None:
    headers = cookie | {"Authorization": "Bearer x"}
    assert refusal(server, headers, origin=server.url) == (401, "not_signed_in")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80", "localhost", "x" * 300]
)
def test_a_foreign_host_is_refused(server: LiveServer, ana: Remote, host: str) -> None:
    assert refusal(server, bearer(ana), host=host) == (400, "foreign_host")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "*",
        "http://",
        "file://",
    ],
)
def test_a_foreign_origin_is_refused_whatever_it_brings(
    server: LiveServer, ana: Remote, cookie: dict[str, str], origin: str
) -> None:
    assert refusal(server, bearer(ana), origin=origin) == (403, "foreign_origin")
    assert refusal(server, cookie, origin=origin) == (403, "foreign_origin")
    sneaky = cookie | {"Sec-Fetch-Site": "same-origin"}
    assert refusal(server, sneaky, origin=origin) == (403, "foreign_origin")


def test_a_cookie_needs_our_origin(server: LiveServer, cookie: dict[str, str]) -> None:
    assert refusal(server, cookie) == (403, "foreign_origin")
    for origin in (server.url, f"http://localhost:{server.port}"):
        with Ear(server, cookie | {"Origin": origin}) as ear:
            assert ear.call("catch_up")["items"] == []


def test_a_program_needs_none_and_may_send_ours(server: LiveServer, ana: Remote) -> None:
    with Ear(server, bearer(ana)) as ear, Ear(server, bearer(ana) | {"Origin": server.url}) as two:
        assert ear.call("catch_up") == two.call("catch_up")


@pytest.mark.parametrize(
    "query",
    [
        "EIO=4&transport=polling",
        "EIO=3&transport=websocket",
        "transport=websocket",
        "EIO=4",
        "",
        "EIO=4&transport=websocket&sid=x",
        "EIO=4&transport=websocket&j=x",
        "EIO=4&transport=%00",
    ],
)
def test_another_transport_or_protocol_is_4xx(server: LiveServer, ana: Remote, query: str) -> None:
    assert refusal(server, bearer(ana), query=query)[0] == 400


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT", "HEAD"])
@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"Upgrade": "websocket"},
        {"Upgrade": "websocket", "Connection": "Upgrade"},
        {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "12",
            "Sec-WebSocket-Key": "eA==",
        },
        {"Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "eA=="},
        {"Upgrade": "h2c", "Connection": "Upgrade"},
    ],
)
@pytest.mark.parametrize("query", ["EIO=4&transport=polling", "EIO=4&transport=websocket"])
def test_what_is_no_websocket_is_4xx(
    server: LiveServer, ana: Remote, method: str, extra: dict[str, str], query: str
) -> None:
    for credentials, status in ((bearer(ana), 400), (EMPTY, 400)):
        assert raw_status(server, method, query, credentials | extra) == status


@pytest.mark.parametrize("key", ["x", "eA==", "", "é" * 22, "A" * 9000])
def test_a_torn_handshake_is_never_a_500(server: LiveServer, ana: Remote, key: str) -> None:
    headers = {
        **bearer(ana),
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
    }
    status = raw_status(server, "GET", "EIO=4&transport=websocket", headers)
    assert status in (101, 400, 431)
    with ana.ear() as ear:
        assert ear.call("catch_up")["items"] == []


def raw_status(server: LiveServer, method: str, query: str, headers: Mapping[str, str]) -> int:
    lines = [f"{method} /socket.io/?{query} HTTP/1.1", f"Host: 127.0.0.1:{server.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.recv(4096).split()[1])


def test_a_ninth_socket_is_refused_until_one_goes(server: LiveServer, ana: Remote) -> None:
    open_ones = [Raw(server, ana) for _ in range(MAX_SOCKETS)]
    assert refusal(server, bearer(ana)) == (429, "too_many_sockets")
    open_ones.pop().close()
    deadline = time.monotonic() + 5
    while True:
        try:
            open_ones.append(Raw(server, ana))
            break
        except websocket.WebSocketBadStatusException:
            assert time.monotonic() < deadline
    for raw in open_ones:
        raw.close()


def test_a_message_beyond_64_kib_is_refused_and_beyond_128_closes_the_socket(
    server: LiveServer, ana: Remote
) -> None:
    with ana.ear() as other:
        raw = Raw(server, ana)
        raw.send("40")
        raw.receive_all(0.1)
        fits = '421["catch_up",{"x":"%s"}]'
        raw.send(fits % ("x" * (64 * 1024 - len(fits) + 2)))
        assert '"code":"invalid"' in (raw.receive() or "")
        raw.send(fits % ("x" * (64 * 1024 + 1)))
        assert '"code":"too_large"' in (raw.receive() or "")
        raw.send("4" + "x" * 128 * 1024)
        assert raw.is_closed()
        assert other.call("catch_up")["items"] == []


def test_a_large_message_in_small_pieces_closes_the_socket_as_well(
    server: LiveServer, ana: Remote
) -> None:
    raw = Raw(server, ana)
    raw.send("40")
    raw.receive_all(0.1)
    try:
        for number in range(200):
            opcode = websocket.ABNF.OPCODE_TEXT if number == 0 else websocket.ABNF.OPCODE_CONT
            raw.socket.send_frame(websocket.ABNF.create_frame("4" * 1024, opcode, fin=0))
    except OSError:
        pass
    assert raw.is_closed()


def test_compression_is_not_agreed_on(server: LiveServer, ana: Remote) -> None:
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate"}
    raw = Raw(server, ana, headers=offer)
    assert "sec-websocket-extensions" not in (raw.socket.headers or {})
    raw.close()


def threads_and_files(server: LiveServer) -> tuple[int, int]:
    proc = Path(f"/proc/{server.pid}")
    if not proc.exists():
        pytest.skip("needs /proc")
    status = (proc / "status").read_text()
    threads = next(line for line in status.splitlines() if line.startswith("Threads:"))
    return int(threads.split()[1]), len(list((proc / "fd").iterdir()))


def test_anonymous_openings_hold_nothing(server: LiveServer, ana: Remote) -> None:
    threads, files = threads_and_files(server)
    for _ in range(100):
        assert raw_status(
            server,
            "GET",
            "EIO=4&transport=websocket",
            {
                "Upgrade": "websocket",
                "Connection": "Upgrade",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            },
        ) in (401,)
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    for connection in idle[::2]:
        connection.sendall(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ")
    started = time.monotonic()
    assert ana.get("/api/me").status_code == 200
    with ana.ear() as ear:
        assert ear.call("catch_up")["items"] == []
    assert time.monotonic() - started < 2
    assert threads_and_files(server)[0] <= threads + 2
    for connection in idle:
        connection.close()
    deadline = time.monotonic() + 5
    while threads_and_files(server)[1] > files + 10:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def limited(template: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """Give a server with its limits on."""
    with (
        LiveServer(tmp_path, template=template, RATE_LIMITS="on") as server,
        silent_strangers(server),
    ):
        yield server


def test_limits_hold_against_floods(limited: LiveServer) -> None:
    """One server for both: starting one is what takes long here."""
    ana = Remote(limited, "ana")
    with ana.ear() as ear:
        answers = [ear.call("catch_up", {"after": 0}) for _ in range(60)]
        refused = [answer for answer in answers if answer.get("status") == 429]
        assert 0 < len(refused) < 30
        assert {answer["code"] for answer in refused} == {"too_many_tries"}
    flood(limited, ana)

    statuses = []
    for _ in range(70):
        try:
            Raw(limited, None)
        except websocket.WebSocketBadStatusException as refusal:
            statuses.append(refusal.status_code)
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429


def flood(server: LiveServer, person: Remote) -> None:
    """Send as fast as can be and read nothing: the others must not notice."""
    memory = resident(server)
    message = '421["catch_up",{"after":0}]'
    frame = websocket.ABNF.create_frame(message, websocket.ABNF.OPCODE_TEXT).format()
    raw = Raw(server, person)
    raw.send("40")
    raw.receive_all(0.1)
    line = raw.socket.sock
    assert line is not None
    line.settimeout(0.01)
    worst, sent = 0.0, 0
    until = time.monotonic() + 3
    while time.monotonic() < until:
        try:
            for _ in range(50):
                line.sendall(frame * 1000)
                sent += 1000
        except TimeoutError:
            pass
        started = time.monotonic()
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=10) as reply:
            assert reply.status == 200
        worst = max(worst, time.monotonic() - started)
    raw.close()
    assert sent >= 5_000
    assert worst < 1.0
    assert resident(server) < memory + 64 * 1024


def resident(server: LiveServer) -> int:
    """Return the server's memory in KiB."""
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


def test_pages_and_the_socket_ask_for_the_same_host(server: LiveServer) -> None:
    request = urllib.request.Request(f"{server.url}/sign-in", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    assert caught.value.code == 400
    caught.value.close()
