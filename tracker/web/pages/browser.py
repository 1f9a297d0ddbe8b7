"""What a browser carries: its session, and before there is one a cookie to tie forms to."""

import re
import secrets
from datetime import timedelta
from typing import cast
from urllib.parse import parse_qsl, quote, urlencode

from flask import Flask, Response, current_app, g, request

from tracker import clock, guard
from tracker.config import Settings
from tracker.services import changes, errors
from tracker.services import principal as principals
from tracker.services.principal import SESSION, Principal
from tracker.web import csrf, languages


def principal() -> Principal | None:
    """Return who is asking, None before signing in."""
    return cast("Principal | None", request.environ.get(guard.PRINCIPAL))


def me() -> str:
    """Return the id of whoever is asking.

    Asked before a page reads anything else: it notes how far the stream reaches, and from there on
    the page hears of what is newer than itself. Raises Unauthenticated.
    """
    who = signed_in()
    g.cursor = changes.cursor(who.person_id)
    return who.person_id


def signed_in() -> Principal:
    """Return who is asking. Raises Unauthenticated."""
    who = principal()
    if who is None:
        raise errors.Unauthenticated
    return who


def own_address() -> str:
    """Return where a GET shows this page anew, also when a form has led to it; says nothing twice.

    A path that begins with two slashes would name a host.
    """
    adapter = current_app.create_url_adapter(request)
    path = "/" + request.path.lstrip("/")
    while (
        request.method not in ("GET", "HEAD") and adapter and not adapter.test(path, method="GET")
    ):
        path = path.rpartition("/")[0] or "/"
    query = [] if path != request.path else request.args.items(multi=True)
    kept = urlencode([(name, value) for name, value in query if name != "said"])
    return f"{quote(path)}?{kept}" if kept else quote(path)


def in_language(tag: str) -> str:
    """Return where this page is shown in another language."""
    path, _, query = own_address().partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name != languages.ASKED]
    return f"{path}?{urlencode([*kept, (languages.ASKED, tag)])}"


def is_led_here() -> bool:
    """Tell whether a page of ours led here, and not a link that anybody can send.

    Without https not every browser says so; all of them name the page they come from.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return (request.referrer or "").startswith(tuple(f"{one}/" for one in _settings().origins))


def has_signed_out() -> bool:
    """Tell whether a page of ours asks in a browser that said by its cookie that it signed out.

    The cookie comes with no form of another site.
    """
    return bool(request.environ.get(guard.SIGNED_OUT) and request.environ.get(guard.OURS))


def csrf_token() -> str:
    """Return the token that this browser's forms and scripts send back with a write."""
    if "csrf_token" not in g:  # one mask an answer: written anew for each form, it would not pack
        g.csrf_token = csrf.token(subject() or _new_pre_session())
    return str(g.csrf_token)


def is_ours(presented: str) -> bool:
    """Tell whether a form came from a page of ours, with this browser's token."""
    tied = subject()
    if tied is None or not request.environ.get(guard.OURS):
        return False
    return csrf.matches(tied, presented)


def begin(response: Response, secret: str, *, shared: bool) -> None:
    """Hand a browser its new session; the cookies from before have done their part.

    On a shared device its cookie goes with the browser, and what others left there goes now.
    """
    g.session_settled = True
    lives = None if shared else SESSION
    set_cookie(response, guard.session_cookie(_settings()), secret, lives)
    clear_cookie(response, _pre_cookie())
    _clear_signed_out(response)
    if shared:
        wipe(response)


def end(response: Response) -> None:
    """Take the session out of a browser."""
    g.session_settled = True
    clear_cookie(response, guard.session_cookie(_settings()))
    _clear_signed_out(response)
    wipe(response)


def wipe(response: Response) -> None:
    """Have the browser drop all that scripts of ours keep there, and the worker and push with it.

    Not "cache" as well: nothing private is in it, and emptying it keeps the answer waiting.
    """
    response.headers["Clear-Site-Data"] = '"storage"'


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def label() -> str:
    """Name this browser in words its owner knows it by: "Firefox on Android"."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return browser if system is None else f"{browser} on {system}"


def register(app: Flask) -> None:
    """Set the cookies that a page has asked for, and keep a session alive that is in use."""

    @app.after_request
    def settle(response: Response) -> Response:
        if "session_settled" in g:
            return response
        if request.environ.get(guard.SIGNED_OUT):
            end(response)
        if "pre_session" in g:
            set_cookie(response, _pre_cookie(), g.pre_session, None)
        who = principal()
        if who is not None and who.kind == "session" and not who.shared:
            name = guard.session_cookie(_settings())
            if principals.is_stale(who, clock.now()):  # the store has let it live on just now
                set_cookie(response, name, request.cookies.get(name, ""), SESSION)
        return response


def subject() -> str | None:
    """Return what ties a form to this browser: its session, or a cookie before there is one."""
    who = principal()
    if who is not None:
        return who.credential_id
    sent = request.cookies.get(_pre_cookie(), "")
    return sent if re.fullmatch(r"[A-Za-z0-9_-]{22,64}", sent) else g.get("pre_session")


def _new_pre_session() -> str:
    g.pre_session = secrets.token_urlsafe(16)
    return str(g.pre_session)


def _settings() -> Settings:
    return cast(Settings, current_app.config["WOVEN"])


def _pre_cookie() -> str:
    return "__Host-woven_pre" if _settings().https else "woven_pre"


def set_cookie(response: Response, name: str, value: str, lives: timedelta | None) -> None:
    """Hand a browser a cookie that no script reads; None: until it is closed."""
    response.set_cookie(
        name,
        value,
        max_age=lives,
        path="/",
        secure=_settings().https,
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(response: Response, name: str) -> None:
    """Take such a cookie out of a browser."""
    response.delete_cookie(name, path="/", secure=_settings().https, httponly=True, samesite="Lax")


def _clear_signed_out(response: Response) -> None:
    name = guard.signed_out_cookie(_settings())
    if name in request.cookies:
        response.delete_cookie(name, path="/", secure=_settings().https, samesite="Lax")
