"""Which addresses a push may be sent to: a browser names one, so it is anybody's input."""

import re
from collections.abc import Collection
from dataclasses import dataclass

LONGEST = 2048
"""Characters; real ones have a few hundred."""
# Read by one strict form and not by a parser of URLs: what the two would read differently, user
# names, other ports, backslashes, line ends, is none.
_FORM = re.compile(
    r"https://(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)(?::443)?(?P<path>/[!-\[\]-~]*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a push is sent: always by https to port 443."""

    host: str
    path: str
    """With its query."""


def parse(address: str, hosts: Collection[str]) -> Endpoint | None:
    """Return an address taken apart; None for one that is no push service's among `hosts`."""
    parts = _FORM.fullmatch(address) if len(address) <= LONGEST else None
    if parts is None or "#" in parts["path"] or not is_allowed(parts["host"], hosts):
        return None
    return Endpoint(parts["host"], parts["path"])


def is_allowed(host: str, hosts: Collection[str]) -> bool:
    """Tell whether a host is among those named, `*.` at the front standing for any name below."""
    return any(
        host.endswith(one[1:]) and len(host) > len(one) - 1 if one.startswith("*.") else host == one
        for one in hosts
    )
