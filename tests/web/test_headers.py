"""What every answer carries, and whom the application answers at all."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

from tests.support.agreeing import agree
from tests.support.browser import Browser
from tests.support.people import Someone, link
from tracker import guard

WOVEN = "https://woven.example"
PAGES = ("/", "/sign-in", "/sign-up", "/api/docs", "/nowhere")
INSIDE = (
    *("/", "/today", "/us", "/library", "/habits", "/habits/new", "/habits/{habit}", "/nowhere"),
    *("/habits/{habit}/change", "/habits/{habit}/answer", "/settings", "/settings/you"),
    *("/settings/couple", "/settings/who-sees-what", "/settings/sessions", "/settings/password"),
    *("/settings/data", "/settings/erase", "/settings/device", "/settings/reminders"),
    *("/settings/calendar", "/settings/address", "/settings/leaving", "/join", "/reading"),
    *("/offline", "/forgot"),
)
OTHERS = (
    "/api/me",
    "/api/nowhere",
    "/api/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/any/css/base.css",
)


def directives(response: TestResponse) -> dict[str, list[str]]:
    """Return the policy of an answer by directive."""
    (policy,) = response.headers.getlist("Content-Security-Policy")
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def ask(app: Flask, path: str, base_url: str = "http://127.0.0.1:8000", **kwargs) -> TestResponse:
    """Ask as nobody."""
    response = app.test_client().get(path, base_url=base_url, **kwargs)
    response.get_data()
    response.close()
    return response


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_no_answer_lets_foreign_things_in(app: Flask, path: str) -> None:
    lets_nothing_in(ask(app, path))


def lets_nothing_in(response: TestResponse) -> None:
    """Assert that the policy is as narrow as it can be."""
    policy = directives(response)
    assert policy["default-src"] == ["'none'"]
    for name in ("frame-ancestors", "base-uri"):
        assert policy[name] == ["'none'"]
    assert policy["form-action"] == policy["connect-src"] == ["'self'"]
    for name, values in policy.items():
        assert not {"'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'", "*"} & set(values)
        for value in values:
            assert re.fullmatch(r"'none'|'self'|data:|'nonce-[\w-]{22}'", value), (name, value)
    assert "data:" not in policy["script-src"] + policy["style-src"]


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_every_answer_says_once_what_browsers_are_to_do(app: Flask, path: str) -> None:
    response = ask(app, path)
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ):
        assert response.headers.getlist(name) == [value]
    (permissions,) = response.headers.getlist("Permissions-Policy")
    for feature in ("camera", "geolocation", "microphone"):
        assert f"{feature}=()" in permissions.split(", ")
    assert "Strict-Transport-Security" not in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_nonce_is_fresh_and_no_two_answers_share_one(app: Flask) -> None:
    with app.test_request_context(base_url="http://127.0.0.1:8000"):
        from tracker.web import headers

        once = headers.nonce()
        assert once == headers.nonce()
        assert f"'nonce-{once}'" in headers.policy(once)
    with app.test_request_context(base_url="http://127.0.0.1:8000"):
        assert headers.nonce() != once


def test_every_script_of_a_page_is_a_file_of_ours_with_that_answers_nonce(app: Flask) -> None:
    for path in PAGES:
        has_only_our_scripts(ask(app, path))


@pytest.mark.parametrize("path", INSIDE)
def test_inside_it_is_no_different(app: Flask, ana: Someone, ben: Someone, path: str) -> None:
    link(ana, ben)
    habit = agree(ana, ben, title="Walk", why="<style>b{}</style>", mode="each")["id"]
    browser = Browser(app)
    browser.sign_in(ana.email)
    response = browser.get(path.format(habit=habit))
    assert response.status_code == (404 if path == "/nowhere" else 200)
    lets_nothing_in(response)
    has_only_our_scripts(response)
    assert response.headers.getlist("Cache-Control") == ["no-store"]


def has_only_our_scripts(response: TestResponse) -> None:
    """Assert that all that runs is a module of ours, and all that is loaded is ours."""
    page = response.get_data(as_text=True)
    assert "<style" not in page
    tags = re.findall(r"<script\b[^>]*>", page)
    assert tags
    for tag in tags:
        found = re.fullmatch(
            r'<script type="module" src="/static/[^"]+" fetchpriority="low" nonce="(.+)">', tag
        )
        assert found is not None, tag
        assert directives(response)["script-src"] == [f"'nonce-{found[1]}'"]
    assert not re.search(r"<[^>]*\s(?:on\w+|style)=", page)
    assert not re.search(r'<(?:img|link|source|form|iframe)[^>]*="(?:https?:)?//', page)
    shown = re.sub(r"<template.*?</template>", "", page, flags=re.S)  # the page after signing out
    (way_out,) = re.findall(r"<[^>]* data-exit>", shown)
    assert 'rel="noreferrer"' in way_out


def test_strict_transport_is_asked_for_where_there_is_https(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(PUBLIC_URL=WOVEN, RATE_LIMITS="on")
    for path in PAGES + OTHERS:
        (value,) = ask(app, path, WOVEN).headers.getlist("Strict-Transport-Security")
        assert int(re.findall(r"max-age=(\d+)", value)[0]) >= 365 * 24 * 3600


@pytest.mark.parametrize("path", [*PAGES, *OTHERS[:-1]])
def test_what_is_private_is_kept_nowhere(app: Flask, path: str) -> None:
    (value,) = ask(app, path).headers.getlist("Cache-Control")
    assert value == "no-store"


def test_what_one_reads_signed_in_is_kept_nowhere(app: Flask, ana: Someone, couple: str) -> None:
    for path in (
        "/api/me",
        "/api/couple",
        "/api/habits",
        "/api/changes",
        "/today",
        "/habits",
        "/us",
    ):
        assert ana.get(path).headers.getlist("Cache-Control") == ["no-store"], path


def test_the_page_of_files_may_be_kept(app: Flask) -> None:
    assert "no-store" not in ask(app, "/static/any/css/base.css").headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("url", "prefix", "secure"),
    [("http://127.0.0.1:8000", "", False), (WOVEN, "__Host-", True)],
)
def test_cookies_are_for_this_host_and_for_no_script(
    make_app: Callable[..., Flask], url: str, prefix: str, secure: bool
) -> None:
    app = make_app(**({"PUBLIC_URL": WOVEN, "RATE_LIMITS": "on"} if secure else {}))
    ana = Someone(app, "ana")
    client = app.test_client()
    page = client.get("/sign-in", base_url=url)
    token = re.findall(r'name="csrf_token" value="(\w+)"', page.get_data(as_text=True))[0]
    fields = {"csrf_token": token, "email": ana.email, "password": "a quiet walk after dinner"}
    entered = client.post("/sign-in", base_url=url, data=fields, headers={"Origin": url})
    assert entered.status_code == 303
    names = set()
    for cookie in page.headers.getlist("Set-Cookie") + entered.headers.getlist("Set-Cookie"):
        name, *flags = (part.strip() for part in cookie.split(";"))
        names.add(name.partition("=")[0])
        path = "/invite" if "invite" in cookie else "/"
        assert {"HttpOnly", "SameSite=Lax", f"Path={path}"} <= set(flags)
        assert ("Secure" in flags) == secure
        assert not any(flag.startswith("Domain") for flag in flags)
    assert names - {"__Secure-woven_invite", "woven_invite"} == {
        f"{prefix}woven_pre",
        f"{prefix}woven_session",
    }


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:8001",
        "127.0.0.1:8000.evil.example",
        "evil.example:8000",
        "127.0.0.1:8000@evil.example",
        "localhost:8000,evil.example",
        "",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/api/me",
        "/api/openapi.json",
        "/nowhere",
        "/static/any/css/base.css",
        "/metrics/",
        "/socket.io",
        "/socket.io/?EIO=4&transport=websocket",
        "//healthz",
        "/healthz/",
    ],
)
def test_by_another_name_nobody_is_answered(app: Flask, ana: Someone, host: str, path: str) -> None:
    headers = {
        "Host": host,
        "Authorization": f"Bearer {ana.secret}",
        "X-Forwarded-Host": "localhost:8000",
    }
    response = app.test_client().get(path, headers=headers)
    assert response.status_code == 400
    assert response.get_json()["code"] == "foreign_host"
    assert response.mimetype == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000"])
def test_by_its_own_names_it_answers(app: Flask, host: str) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


def test_with_a_public_url_it_has_that_name_alone(make_app: Callable[..., Flask]) -> None:
    app = make_app(PUBLIC_URL=WOVEN, RATE_LIMITS="on")
    assert ask(app, "/sign-in", WOVEN).status_code == 200
    for url in ("http://localhost:8000", "http://127.0.0.1:8000", f"{WOVEN}:8000"):
        assert ask(app, "/sign-in", url).status_code == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_balancer_asks_by_any_name(app: Flask, path: str) -> None:
    assert app.test_client().get(path, headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        ("0", None, "192.0.2.1"),
        ("0", "203.0.113.9", "192.0.2.1"),
        ("0", "203.0.113.9, 198.51.100.2", "192.0.2.1"),
        ("1", None, "192.0.2.1"),
        ("1", "203.0.113.9", "203.0.113.9"),
        ("1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        ("1", "10.9.9.9,203.0.113.9 ", "203.0.113.9"),
        ("2", "203.0.113.9, 198.51.100.2", "203.0.113.9"),
        ("2", "10.9.9.9, 203.0.113.9, 198.51.100.2", "203.0.113.9"),
        ("2", "203.0.113.9", "192.0.2.1"),
        ("1", "", "192.0.2.1"),
        ("1", "10.9.9.9, ", "192.0.2.1"),
    ],
)
def test_a_forwarded_address_counts_from_as_many_proxies_as_are_ours(
    make_app: Callable[..., Flask], hops: str, forwarded: str | None, address: str
) -> None:
    app = make_app(PROXY_HOPS=hops)
    seen = []
    app.before_request(lambda: seen.append(request.environ[guard.ADDRESS]))
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    ask(app, "/sign-in", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert seen == [address]


@pytest.mark.parametrize("hops", ["0", "1"])
def test_no_forwarded_name_or_scheme_is_believed(make_app: Callable[..., Flask], hops: str) -> None:
    app = make_app(PROXY_HOPS=hops)
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Port": "1",
        "Forwarded": "host=evil.example;proto=https",
        "X-Original-URL": "/api/me",
        "X-Rewrite-URL": "/api/me",
        "X-HTTP-Method-Override": "DELETE",
    }
    response = ask(app, "/sign-in", headers=headers)
    assert response.status_code == 200
    assert "evil" not in response.get_data(as_text=True) + str(response.headers)
    wanted = ask(app, "/today", headers=headers)
    assert wanted.headers.get("Location", "/").startswith("/")


def test_an_invitation_names_the_public_url_and_not_the_host(app: Flask) -> None:
    max_ = Someone(app, "max")
    url = max_.post("/api/invites", headers={"Host": "localhost:8000"}).get_json()["url"]
    assert url.startswith("http://127.0.0.1:8000/join#")


def test_a_torn_cookie_is_no_error(app: Flask) -> None:
    for path in ("/sign-in", "/api/me", "/socket.io/"):
        response = app.test_client(use_cookies=False).get(
            path, headers={"Cookie": "woven_session=ÿþ"}
        )
        assert response.status_code < 500


def test_a_browser_gets_its_session_by_cookie(app: Flask, ana: Someone) -> None:
    browser = Browser(app)
    browser.sign_in(ana.email)
    assert browser.get("/api/me").get_json()["id"] == ana.id
