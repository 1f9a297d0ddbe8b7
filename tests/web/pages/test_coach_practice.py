"""The practice: a code for couples, who works there, how the roster is liked, handing over."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import ORIGIN, Browser
from tests.support.coached import let_in
from tests.support.colleagues import invite, join, together
from tests.support.people import PASSWORD, Someone
from tests.support.statements import queries
from tests.web.pages.today import page
from tracker.extensions import db
from tracker.models import CoachCode

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
WHERE = "/coach/practice"


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def words(html: str) -> str:
    """Return what a page says."""
    whole = re.sub(r"<head>.*?</head>|<[^>]*>", " ", html, flags=re.S)
    return unescape(" ".join(whole.split()))


def send(person: Someone, path: str, /, **fields: str) -> Any:
    """Send a form of the coach's pages."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.get(WHERE).text)
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=form, headers={"Origin": ORIGIN})


def said(response: Any) -> str:
    assert response.status_code == 303, response.text
    return str(response.headers["Location"].partition("said=")[2])


def actions(html: str) -> set[str]:
    """Return where the page's own forms go."""
    main = html[html.index("<main") : html.index("</main>")]
    return {action.removeprefix(WHERE) for action in re.findall(r'action="(/coach/[^"]*)"', main)}


def browser_of(app: Flask, person: Someone) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(person.email, PASSWORD).status_code == 303
    return browser


def code_in(html: str) -> str | None:
    found = re.search(r'<p class="code">([^<]*)</p>', html)
    return None if found is None else found[1]


def test_who_does_not_coach_is_offered_how_it_begins(max_: Someone) -> None:
    assert actions(page(max_, WHERE)) == {"/code", "/join"}
    for form, fields in (("name", {"name": "Mine"}), ("invite", {}), ("leave", {})):
        assert send(max_, f"{WHERE}/{form}", **fields).status_code == 404
    liked = {"fell_points": "20", "silent_days": "10"}
    assert send(max_, f"{WHERE}/wishes", **liked).status_code == 404


def test_a_code_for_couples_is_shown_in_the_browser_that_made_it_while_it_opens(
    app: Flask, cleo: Someone, max_: Someone, ana: Someone, couple: str
) -> None:
    browser, other = browser_of(app, cleo), browser_of(app, cleo)
    assert said(browser.post(f"{WHERE}/code")) == "practice_code"
    shown = browser.get(WHERE).text
    first = code_in(shown)
    address = re.search(r'id="link" value="([^"]*)"', shown)
    assert first is not None
    assert address is not None
    assert address[1].startswith("http://127.0.0.1:8000/our-coach#")
    assert "<svg" in shown[shown.index('class="qr"') :]
    cookie = browser.client.get_cookie("woven_practice", domain="127.0.0.1", path=WHERE)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    elsewhere = other.get(WHERE).text
    assert code_in(elsewhere) is None
    assert "A code of yours is out since 20 May 2026." in words(elsewhere)
    asked = ana.post("/api/couple/coach", {"scopes": [], "practice_code": first})
    assert asked.get_json()["coach"]["id"] == cleo.id
    # The next one ends it, in every browser; and nobody else's session shows what it holds.
    assert said(other.post(f"{WHERE}/code")) == "practice_code"
    assert code_in(browser.get(WHERE).text) is None
    second = code_in(other.get(WHERE).text)
    assert second not in (None, first)
    cookie = other.client.get_cookie("woven_practice", domain="127.0.0.1", path=WHERE)
    assert cookie is not None
    left = browser_of(app, max_)
    left.client.set_cookie("woven_practice", cookie.value, domain="127.0.0.1", path=WHERE)
    assert code_in(left.get(WHERE).text) is None
    left.post("/sign-out")
    assert left.client.get_cookie("woven_practice", domain="127.0.0.1", path=WHERE) is None
    assert said(other.post(f"{WHERE}/code/end")) == "withdrawn"
    assert other.post(f"{WHERE}/code/end").status_code == 200
    with app.app_context():
        assert db.session.scalars(db.select(CoachCode)).all() == []


def test_the_roster_is_liked_within_bounds(cleo: Someone) -> None:
    together(cleo)
    fields = {"initials": "on", "fell_points": "35", "silent_days": "21"}
    assert said(send(cleo, f"{WHERE}/wishes", **fields)) == "saved"
    wishes = cleo.get("/api/coaching/me").get_json()
    assert {name: wishes[name] for name in fields} == {
        "initials": True,
        "fell_points": 35,
        "silent_days": 21,
    }
    html = page(cleo, WHERE)
    assert re.search(r'name="initials"[^>]* checked', html)
    assert re.search(r'name="fell_points"[^>]*value="35"', html)
    refused = send(cleo, f"{WHERE}/wishes", fell_points="51", silent_days="2")
    assert refused.status_code == 422
    for name, typed in (("fell_points", "51"), ("silent_days", "2")):
        field = re.search(rf'<input id="{name}"[^>]*>', refused.text)
        assert field is not None
        assert f'value="{typed}"' in field[0]
        assert 'aria-invalid="true"' in field[0]
        assert f'id="{name}-wrong"' in refused.text
    assert cleo.get("/api/coaching/me").get_json() == wishes
    without = {"fell_points": "35", "silent_days": "21"}
    assert said(send(cleo, f"{WHERE}/wishes", **without)) == "saved"
    assert cleo.get("/api/coaching/me").get_json()["initials"] is False


def test_colleagues_come_and_go_by_forms(
    app: Flask, cleo: Someone, max_: Someone, dev: Someone, eva: Someone
) -> None:
    together(cleo)
    browser = browser_of(app, cleo)
    assert said(browser.post(f"{WHERE}/invite")) == "colleague_code"
    code = code_in(browser.get(WHERE).text)
    assert code is not None
    assert "It works once, until Wednesday, 27 May." in words(browser.get(WHERE).text)
    wrong = send(max_, f"{WHERE}/join", code="7QK4-M2ZD-R8TV")
    assert wrong.status_code == 404
    assert 'id="code-wrong"' in wrong.text
    assert 'value="7QK4-M2ZD-R8TV"' in wrong.text
    assert send(max_, f"{WHERE}/join", code="").status_code == 422
    assert said(send(max_, f"{WHERE}/join", code=code)) == "practice_joined"
    assert actions(page(max_, WHERE)) == {"/code", "/code/end", "/wishes", "/leave"} - {"/code/end"}
    owners = page(cleo, WHERE)
    assert f"/colleagues/{max_.id}/remove" in actions(owners)
    assert "0 couples" in words(owners)
    assert send(max_, f"{WHERE}/name", name="Mine").status_code == 403
    assert said(send(cleo, f"{WHERE}/name", name="By <the> river")) == "saved"
    assert "<h1><bdi>By &lt;the&gt; river</bdi></h1>" in page(max_, WHERE)
    assert send(cleo, f"{WHERE}/name", name=" ").status_code == 422
    # Who works with others is told to leave first, beside the field.
    together(dev, eva)
    taken = send(max_, f"{WHERE}/join", code=invite(dev))
    assert taken.status_code == 409
    assert "leave, or hand that practice on, first" in words(taken.text)
    owner = f"{WHERE}/colleagues/{max_.id}/owner"
    assert said(send(cleo, owner)) == "handed_on"
    assert said(send(cleo, f"{WHERE}/leave")) == "practice_left"
    assert send(cleo, f"{WHERE}/leave").headers["Location"] == WHERE
    assert words(page(cleo, WHERE)).count("Cleo") > 1
    assert said(send(dev, f"{WHERE}/colleagues/{eva.id}/remove")) == "colleague_gone"
    assert send(dev, f"{WHERE}/colleagues/{cleo.id}/remove").status_code == 404


def test_a_couple_is_handed_over_by_forms_and_taken_back(
    cleo: Someone, max_: Someone, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    together(cleo)
    client = let_in(cleo, couple, ana, ben)
    path = f"/coach/{client}/handover"
    assert "There is nobody else in your practice." in words(page(cleo, path))
    assert join(max_, invite(cleo)).status_code == 200
    assert re.findall(r'<option value="([^"]*)"', page(cleo, path)) == [max_.id]
    refused = send(cleo, path, to="")
    assert refused.status_code == 422
    assert "Choose a colleague." in refused.text
    assert send(cleo, path, to=dev.id).status_code == 404
    assert said(send(cleo, path, to=max_.id)) == "handover_asked"
    assert send(cleo, path, to=max_.id).headers["Location"] == path
    assert "It waits for a yes of both partners." in words(page(cleo, path))
    link = ana.get("/api/couple/coach").get_json()["handover"]["id"]
    ana.post(f"/api/couple/coach/{link}/agree")
    assert "It waits for a yes of both partners." in words(page(cleo, path))
    ben.post(f"/api/couple/coach/{link}/agree")
    assert "They both have said yes." in words(page(cleo, path))
    assert said(send(cleo, f"{path}/end")) == "withdrawn"
    assert send(cleo, f"{path}/end").status_code == 404
    for stranger in (max_, dev, ana):
        assert stranger.get(path).status_code == 404
        assert send(stranger, path, to=max_.id).status_code == 404
        assert "Ben" not in stranger.get(path).text


def test_more_colleagues_and_couples_cost_the_page_no_query_more(
    cleo: Someone, max_: Someone, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    together(cleo)
    before = queries(cleo, WHERE)
    for one in (max_, dev):
        join(one, invite(cleo))
    let_in(max_, couple, ana, ben)
    assert queries(cleo, WHERE) == before <= 12
