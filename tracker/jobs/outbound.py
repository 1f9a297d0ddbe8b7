"""Requests to addresses that came from outside: they reach public servers, or nobody.

An address that a browser named could lead to this machine or its network (SSRF). So the name is
resolved once, every address it has must be a public one, and the connection goes to exactly the
address that was looked at: a name that resolves differently the next time (DNS rebinding) is never
asked again. TLS is for the name all the same. No proxy, no redirect, no second try.
"""

import contextlib
import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

SECONDS = 5.0
"""For all of it: name, connection, TLS, request and the answer's head."""
PORT = 443
MOST_ADDRESSES = 2
"""A name's addresses that are tried, one after the other, until one can be connected to."""

_UNICAST = ipaddress.ip_network("2000::/3")
_TUNNELS = (ipaddress.ip_network("2001::/32"), ipaddress.ip_network("2002::/16"))
"""Teredo and 6to4: they lead to an IPv4 address within."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4 = 0xFFFFFFFF

Resolve = Callable[[str, int], Sequence[str]]


class NotSent(Exception):
    """Nothing came back that counts; `why` is a word for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, and not another in disguise."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & _V4)))
        if ip not in _UNICAST or any(ip in tunnel for tunnel in _TUNNELS):
            return False  # mapped and compatible IPv4 among them
    return ip.is_global and not ip.is_multicast


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name, the preferred one first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@cache
def trust() -> ssl.SSLContext:
    """Return what certificates are checked against: those that this machine trusts."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Way:
    """How servers are reached: tests have another way."""

    resolve: Resolve = resolve
    is_public: Callable[[str], bool] = is_public
    port: int = PORT
    trust: Callable[[], ssl.SSLContext] = trust
    seconds: float = SECONDS


USUAL = Way()


@dataclass
class _Exchange:
    """One request, on a thread of its own: whatever it waits for, it can be broken off."""

    way: Way
    deadline: float
    result: "queue.SimpleQueue[int | NotSent]" = field(default_factory=queue.SimpleQueue)
    wire: socket.socket | None = None
    is_over: bool = False

    def run(self, host: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        try:
            self.result.put(self.post(host, path, body, headers))
        except NotSent as problem:
            self.result.put(problem)
        except TimeoutError:
            self.result.put(NotSent("timeout"))
        except (OSError, ValueError, http.client.HTTPException) as problem:
            self.result.put(NotSent(type(problem).__name__))
        finally:
            self.close()

    def post(self, host: str, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        context = self.way.trust()
        connected = self.connect(self.checked(host))
        self.wire = sealed = context.wrap_socket(
            connected, server_hostname=host, do_handshake_on_connect=False
        )
        sealed.do_handshake()
        connection = http.client.HTTPSConnection(host, context=context)
        connection.sock = sealed
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status  # its body is of no interest and is not read

    def checked(self, host: str) -> Sequence[str]:
        addresses = self.way.resolve(host, self.way.port)
        if not addresses or not all(self.way.is_public(one) for one in addresses):
            raise NotSent("not_public")
        return addresses[:MOST_ADDRESSES]

    def connect(self, addresses: Sequence[str]) -> socket.socket:
        *others, last = addresses
        for address in others:
            with contextlib.suppress(OSError):
                return self.reach(address, self.left() / 2)
        return self.reach(last, self.left())

    def reach(self, address: str, seconds: float) -> socket.socket:
        self.wire = connected = socket.create_connection((address, self.way.port), seconds)
        connected.settimeout(self.left())
        return connected

    def left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0 or self.is_over:
            raise NotSent("timeout")
        return left

    def stop(self) -> None:
        """Wake it, also where a server answers one byte at a time."""
        self.is_over = True
        if self.wire is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.wire, socket.SHUT_RDWR)

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()


def post(host: str, path: str, body: bytes, headers: Mapping[str, str], way: Way = USUAL) -> int:
    """Send a POST to https://host/path and return the status of the answer.

    `host` is one that may be asked. Raises NotSent.
    """
    exchange = _Exchange(way, time.monotonic() + way.seconds)
    arguments = (host, path, body, headers)
    threading.Thread(target=exchange.run, args=arguments, daemon=True).start()
    try:
        result = exchange.result.get(timeout=way.seconds)
    except queue.Empty:
        exchange.stop()
        raise NotSent("timeout") from None
    if isinstance(result, NotSent):
        raise result
    return result
