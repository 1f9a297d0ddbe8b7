"""What a request is for, read off its WSGI environ before anything else sees it."""

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from werkzeug.http import parse_cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FILES = "/static/"
OF_THE_APP = frozenset({"/sw.js", "/manifest.webmanifest", "/offline"})
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
WALL_PAGE = "/wall"
WALL_QUERY = "wall"
"""In the query of an upgrade: it is a screen on the wall that asks, and not who is signed in."""


def cookies(environ: "WSGIEnvironment") -> Mapping[str, str]:
    """Return the cookies; torn ones are taken out, or whoever reads them next would fail."""
    try:
        return parse_cookie(environ.get("HTTP_COOKIE"))
    except UnicodeDecodeError:
        del environ["HTTP_COOKIE"]
        return {}


def is_socket(path: str) -> bool:
    """Tell whether Engine.IO answers there."""
    return path == "/socket.io" or path.startswith("/socket.io/")


def is_everybodys(path: str) -> bool:
    """Tell whether everybody gets the same: who asks is not looked up, so nothing of theirs is in.

    Nor does it take a look-up for each of a page's dozen files.
    """
    return path.startswith(FILES) or path in OF_THE_APP


def is_of_wall(environ: "WSGIEnvironment") -> bool:
    """Tell whether a request is for a screen on the wall: its page, its link, its socket."""
    path = str(environ.get("PATH_INFO", ""))
    if is_socket(path):
        return WALL_QUERY in parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    # As Flask reads it, or a link to `//wall` would have the page take the cookie for a dead one.
    path = "/" + path.lstrip("/")
    return path == WALL_PAGE or path.startswith(f"{WALL_PAGE}/")


def is_opening(environ: "WSGIEnvironment") -> bool:
    """Tell whether a request opens a websocket, whole: Engine.IO would answer a torn one by 500."""
    connection = environ.get("HTTP_CONNECTION", "").lower().split(",")
    return bool(
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        and "upgrade" in (option.strip() for option in connection)
        and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == "13"
        and environ.get("HTTP_SEC_WEBSOCKET_KEY")
    )


def network(address: str) -> str:
    """Return the /24 (IPv4) or /64 (IPv6) around an address, for limits.

    Whoever has one IPv6 address has 2^64 of them.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    prefix = 24 if found.version == 4 else 64
    return str(ipaddress.ip_network(f"{found}/{prefix}", strict=False))
