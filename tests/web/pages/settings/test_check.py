"""Who can see what is one's own, as it stands; and one tap that ends it."""

import re

from flask import Flask

from tests.support import walls
from tests.support.browser import Browser
from tests.support.coached import let_in
from tests.support.people import Someone
from tests.support.pushing import signed_in
from tests.web.pages.settings.forms import page

CLOSE = re.compile(r'<form method="post" action="/settings/check".*?</form>', re.S)


def row(text: str, name: str) -> str:
    """Return what the line of the page says, without markup."""
    found = re.search(rf'<li id="check-{name}">(.*?)</li>', text, re.S)
    assert found is not None, name
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


def text_of(browser: Browser, path: str = "/settings/check") -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_it_says_what_holds_today_for_the_person_alone(
    app: Flask, ana: Someone, ben: Someone, couple: str, cleo: Someone, max_: Someone
) -> None:
    alone = page(ana, "/settings/check")
    assert row(alone, "coach") == "A coach None. No coach sees anything of you."
    assert row(alone, "wall").endswith("No link is in use.")
    assert row(alone, "sessions").endswith("In one place: here. test (this one)")
    let_in(cleo, couple, ana, ben)
    walls.make(ben)  # whoever of the two made it
    browser = signed_in(app, ana)
    text = text_of(browser)
    assert row(text, "partner").startswith("Ben Linked with you since")
    assert row(text, "coach-1").startswith("Cleo Coaches you two since")
    assert "No names of your habits" not in text
    assert row(text, "wall").endswith("One link is in use: whoever has it sees your cloth.")
    assert row(text, "sessions").endswith("In 2 places. test (this one) test")
    assert row(text, "passkeys") == "Passkeys None."
    assert row(text, "second-step").endswith("the password alone is enough to sign in.")
    assert row(text, "push") == "Reminders on a screen On no device."
    assert "ana@example.org" in row(text, "address")
    theirs = page(ben, "/settings/check")
    assert row(theirs, "sessions").endswith("In one place: here. test (this one)")
    assert "ana@example.org" not in theirs
    nobodys = page(max_, "/settings/check")
    assert "You are linked with nobody" in row(nobodys, "partner")
    assert "Cleo" not in nobodys
    for fact in ("telling", "wall", "calendar", "consents", "address"):
        assert f'id="check-{fact}"><a class="onward" href="/settings/' in nobodys + text


def test_an_open_invitation_is_on_it(max_: Someone) -> None:
    assert 'id="check-invitation"' not in page(max_, "/settings/check")
    max_.post("/api/invites")
    assert "can become your partner" in row(page(max_, "/settings/check"), "invitation")


def test_one_button_without_password_or_box_ends_it_and_then_it_is_said_what_is_wise(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    elsewhere, browser = signed_in(app, ana), signed_in(app, ana)
    before = text_of(browser)
    assert 'id="wise"' not in before
    (form,) = CLOSE.findall(before)
    assert form.count("<button") == 1
    assert re.findall(r"<input[^>]*>", form) == re.findall(
        r'<input type="hidden" name="csrf[^>]*>', form
    )
    assert "Ben gets no message" in form
    assert 'href="/reading"' in form  # where it is said whom to talk to first
    done = browser.post("/settings/check")
    assert (done.status_code, done.location) == (303, "/settings/check?said=left_and_closed")
    assert done.headers["Clear-Site-Data"] == '"storage"'
    after = text_of(browser, done.location)
    assert "You are linked with nobody, signed in here alone" in after
    assert after.index('id="wise"') < after.index('id="people"')
    assert "talk to somebody first" not in after  # for that it is too late
    assert 'href="/reading">Reading, and' in after
    for way in ("password", "own-passkeys", "own-address", "own-step"):
        assert row(after, way)
    assert elsewhere.get("/settings/check").status_code == 303
    # Pressed twice, it is done already; and the partner reads what they read after any leaving.
    assert browser.post("/settings/check").location == "/settings/check?said=closed"
    theirs = page(ben, "/settings/leaving")
    assert "You two are not linked any more" in theirs
    assert "Done." not in theirs


def test_no_other_site_can_press_it(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    browser = signed_in(app, ana)
    assert browser.send("/settings/check").status_code == 403
    foreign = browser.send(
        "/settings/check", origin="http://evil.example", csrf_token=browser.token("/settings")
    )
    assert foreign.status_code == 403
    assert ben.get("/api/couple").status_code == 200


def test_whoever_is_linked_with_nobody_is_promised_no_leaving(app: Flask, max_: Someone) -> None:
    assert CLOSE.findall(page(max_, "/settings/check")) == []  # there is nothing to close
    browser = signed_in(app, max_)
    (form,) = CLOSE.findall(text_of(browser))
    assert "Leave" not in form
    assert "Close everything else" in form
    assert browser.post("/settings/check").location == "/settings/check?said=closed"
    after = text_of(browser)
    assert CLOSE.findall(after) == []
    assert 'id="wise"' not in after


def test_the_way_to_it_stands_where_one_would_look(ana: Someone, couple: str) -> None:
    for path in ("settings", "settings/who-sees-what", "settings/leaving", "settings/sessions"):
        assert 'href="/settings/check"' in page(ana, f"/{path}"), path
    assert 'href="/settings/check"' in page(ana, "/reading")
