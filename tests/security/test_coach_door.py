"""On a server that is on the web, nothing of a coach's opens to a password alone."""

from collections.abc import Callable

from flask import Flask

from tests.support.browser import Browser
from tests.support.people import Someone, problem
from tracker.models.columns import new_id

SERVER = "https://woven.example"
OF_COACHES = ("/coach", "/let-in", "/api/coaching", "/api/coach-invites")
WAITS_IN_A_COOKIE = ("POST", "/let-in")
"""What is presented waits there, unread, while the second step is set up."""


def calls(app: Flask) -> list[tuple[str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        if any(rule.rule == root or rule.rule.startswith(f"{root}/") for root in OF_COACHES):
            values = dict.fromkeys(rule.arguments, new_id()) | {"kind": "json"}
            _, path = rule.build(values, append_unknown=False)  # type: ignore[misc]
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found += [(method, path) for method in methods]
    return [call for call in found if call != WAITS_IN_A_COOKIE]


def test_every_page_and_call_of_a_coach_asks_for_a_second_step(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(PUBLIC_URL=SERVER, RATE_LIMITS="on", MAIL_URL="")
    cleo, browser = Someone(app, "cleo"), Browser(app, SERVER)
    browser.sign_in(cleo.email)
    token = browser.token("/settings")
    for method, path in calls(app):
        if path.startswith("/api/"):
            answer = cleo.call(method, path, json={}, base_url=SERVER)
            problem(answer, 403, "second_factor_required")
        else:
            answer = browser.get(path) if method == "GET" else browser.send(path, csrf_token=token)
            led = answer.headers.get("Location", "").partition("?")[0]
            assert (answer.status_code, led) == (303, "/settings/second-step"), (method, path)
    assert len(calls(app)) > 70
    # The couple's side asks for nothing of the kind.
    problem(cleo.call("GET", "/api/couple/coach", base_url=SERVER), 404, "not_found")
    assert browser.get("/our-coach").status_code == 200
