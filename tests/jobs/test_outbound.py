"""What goes out reaches public servers that prove their name, within five seconds, or nobody."""

import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.push_service import CREATED, HOST, PushService, push_service
from tracker.jobs import outbound
from tracker.jobs.outbound import NotSent, Way, is_public, post

HEADERS = {"TTL": "60"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with push_service(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture
def service(running: PushService) -> PushService:
    running.answer = CREATED
    running.requests.clear()
    running.names.clear()
    running.connections = 0
    return running


def send(way: Way, host: str = HOST) -> int:
    return post(host, "/push/device?x=1", b"sealed", HEADERS, way)


def refused(way: Way, host: str = HOST) -> str:
    with pytest.raises(NotSent) as refusal:
        send(way, host)
    return refusal.value.why


def test_it_posts_to_the_address_it_looked_at_under_the_name_it_was_given(
    service: PushService,
) -> None:
    assert send(service.way()) == 201
    (request,) = service.requests
    assert (request.path, request.body) == ("/push/device?x=1", b"sealed")
    assert request.headers["host"] == HOST
    assert request.headers["ttl"] == "60"
    assert service.names == [HOST]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "100::1",
        "5f00::1",
        "4000::1",
        "",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
        "8.8.8.8 ",
    ],
)
def test_no_address_but_a_public_one_is_connected_to(service: PushService, address: str) -> None:
    assert not is_public(address)
    assert refused(service.way(address, is_public=is_public)) == "not_public"
    assert service.connections == 0


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "142.250.1.188", "2a00:1450:4001:82a::200e", "64:ff9b::8.8.8.8"]
)
def test_public_ones_are(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse(service: PushService) -> None:
    way = service.way("8.8.8.8", "10.0.0.1", is_public=is_public)
    assert refused(way) == "not_public"


def test_a_name_without_addresses_is_refused(service: PushService) -> None:
    assert refused(service.way(resolve=lambda _host, _port: [])) == "not_public"


def test_a_name_is_resolved_once(service: PushService) -> None:
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    way = service.way(resolve=lambda _host, _port: answers.pop(0))
    assert send(way) == 201
    assert answers == [["127.0.0.2"]]


def test_what_does_not_resolve_is_not_sent(service: PushService) -> None:
    def fail(_host: str, _port: int) -> Any:
        raise socket.gaierror

    assert refused(service.way(resolve=fail)) == "gaierror"


def test_the_second_address_is_tried_where_the_first_is_deaf(service: PushService) -> None:
    assert send(service.way("127.0.0.2", "127.0.0.1")) == 201
    assert len(service.requests) == 1


def test_a_server_that_cannot_prove_its_name_gets_nothing(service: PushService) -> None:
    assert refused(service.way(), "other.example") == "SSLCertVerificationError"
    assert refused(service.way(trust=ssl.create_default_context)) == "SSLCertVerificationError"
    assert service.requests == []


def test_a_redirect_is_an_answer_and_not_followed(service: PushService) -> None:
    there = f"https://{HOST}:{service.port}/elsewhere"
    service.answer = f"HTTP/1.1 307 Moved\r\nLocation: {there}\r\n\r\n".encode()
    assert send(service.way()) == 307
    assert len(service.requests) == 1


def test_no_proxy_of_the_environment_is_asked(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert send(service.way()) == 201


def test_an_endless_answer_is_not_read(service: PushService) -> None:
    sent = []

    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)
            sent.append(65536)

    service.answer = pour
    began = time.monotonic()
    assert send(service.way()) == 200
    assert time.monotonic() - began < 2
    time.sleep(0.2)
    assert sum(sent) < 16 * 1024 * 1024


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
        b"x" * 200_000,
    ],
)
def test_a_head_that_is_none_or_has_no_end_counts_for_nothing(
    service: PushService, answer: bytes
) -> None:
    service.answer = answer
    assert refused(service.way()) != "timeout"


def drip(connection: socket.socket) -> None:
    for letter in b"HTTP/1.1 201 Created\r\nX: " + b"y" * 1000:
        connection.sendall(bytes([letter]))
        time.sleep(0.05)


def silence(_connection: socket.socket) -> None:
    time.sleep(3)


@pytest.mark.parametrize("answer", [drip, silence])
def test_who_answers_too_slowly_is_left(service: PushService, answer: Any) -> None:
    service.answer = answer
    began = time.monotonic()
    assert refused(service.way(seconds=0.5)) == "timeout"
    assert time.monotonic() - began < 1.5


def test_a_resolver_that_hangs_is_left_too(service: PushService) -> None:
    def hang(_host: str, _port: int) -> Any:
        time.sleep(2)
        return ["127.0.0.1"]

    began = time.monotonic()
    assert refused(service.way(resolve=hang, seconds=0.3)) == "timeout"
    assert time.monotonic() - began < 1.5


def test_by_default_it_is_five_seconds_port_443_and_this_machines_trust() -> None:
    assert (outbound.USUAL.seconds, outbound.USUAL.port) == (5.0, 443)
    assert outbound.USUAL.is_public is is_public
    assert outbound.USUAL.resolve is outbound.resolve
    context = outbound.USUAL.trust()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_names_are_resolved_by_the_machine() -> None:
    assert "127.0.0.1" in outbound.resolve("localhost", 443)
