"""What a coach calls a couple: a name of their own, else both names, or initials for other eyes."""

import unicodedata
from collections.abc import Callable

from flask_babel import gettext as _

from tracker.services.coaching.clients import Client

_FIRST_STRONG, _POP = "\u2068", "\u2069"


def called(client: Client, *, initials: bool) -> str:
    """Return what a client is called on the coach's pages; a private name is no initial."""
    return caller(initials=initials)(client)


def caller(*, initials: bool) -> Callable[[Client], str]:
    """Return what calls clients so: for many of them, the language is asked for once."""
    if initials:
        short = _("%(one)s & %(other)s")
        return lambda client: short % _pair(_initial, client)
    full = _("%(one)s and %(other)s")
    return lambda client: isolated(client.alias) if client.alias else full % _pair(isolated, client)


def both(client: Client) -> str:
    """Return "Ana and Ben"."""
    return str(_("%(one)s and %(other)s", **_pair(str, client)))  # which isolates them


def _pair(say: Callable[[str], str], client: Client) -> dict[str, str]:
    one, other = client.names
    return {"one": say(one), "other": say(other)}


def isolated(name: str) -> str:
    """Return a name that keeps the words beside it in their order, whichever way it is written."""
    if name.isascii() or not any(unicodedata.bidirectional(one) in ("R", "AL") for one in name):
        return name
    return f"{_FIRST_STRONG}{name}{_POP}"


def folded(text: str) -> str:
    """Return a text as it is searched and sorted: without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _initial(name: str) -> str:
    """Return the first letter with the marks that belong to it."""
    end = 1
    while end < len(name) and unicodedata.combining(name[end]):
        end += 1
    return isolated(name[:end].upper())
