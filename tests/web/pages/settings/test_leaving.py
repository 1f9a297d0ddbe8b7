"""Leaving: two taps from every page, alone and at once; afterwards it is said what holds."""

import re

import pytest
from flask import Flask

from tests.support.agreeing import agree
from tests.support.browser import Browser
from tests.support.pages import NO_PAGES
from tests.support.people import Someone, link
from tests.web.pages.settings.forms import page, press


def forms_to(text: str, address: str) -> list[str]:
    """Return the forms of a page that are sent to an address."""
    return re.findall(rf'<form method="post" action="{address}".*?</form>', text, re.S)


def test_from_every_page_it_is_two_taps(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben)
    browser = Browser(app)
    browser.sign_in(ana.email)
    seen = 0
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.startswith("/api"):
            continue
        if rule.endpoint in NO_PAGES:
            continue
        response = browser.get(rule.rule)
        if response.status_code == 200 and response.mimetype == "text/html":
            text = response.get_data(as_text=True)
            assert '<a href="/settings/leaving">Leaving</a>' in text, rule.rule  # the first tap
            assert "data-exit" in text, rule.rule
            seen += 1
    assert seen > 10
    (form,) = forms_to(page(ana, "/settings/leaving"), "/settings/leaving")
    assert form.count("<button") == 1  # the second
    assert re.findall(r'<input type="(\w+)" name="(\w+)"', form) == [("hidden", "csrf_token")]
    assert "<details" not in form


def test_it_asks_nobody_and_is_in_force_at_once(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = agree(ana, ben, title="Walk")["id"]
    note = {"note": "of ana alone"}
    ana.put(f"/api/habits/{habit}/ticks/{ana.get('/api/me').get_json()['local_date']}", note)
    text = page(ana, "/settings/leaving")
    assert "Ben is not asked" in text
    response = press(ana, "/settings/leaving")
    assert (response.status_code, response.location) == (303, "/settings/leaving?said=left")
    for person in (ana, ben):
        assert person.get("/api/couple").status_code == 404
        assert person.get(f"/api/habits/{habit}").status_code == 410
        assert person.stream()[-1]["kind"] == "unlinked"
        text = page(person, "/settings/leaving")
        assert "You two are not linked any more" in text
        assert "Screenshots" in text
        assert "brings nothing back" in text
        assert 'href="/reading"' in text
        assert forms_to(text, "/settings/leaving") == []
    assert "You have left" in page(ana, "/settings/leaving?said=left")
    assert "You have left" not in page(ben, "/settings/leaving")
    assert "of ana alone" not in page(ben, "/settings/leaving")
    assert dev.stream() == eva.stream() == []


def test_pressed_twice_it_stays_done(ana: Someone, ben: Someone, couple: str) -> None:
    press(ana, "/settings/leaving")
    for person in (ana, ben):
        before = person.stream()
        assert press(person, "/settings/leaving").location == "/settings/leaving"
        assert person.stream() == before


def test_an_old_couple_does_not_hide_the_way_out_of_a_new_one(
    ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    press(ana, "/settings/leaving")
    link(ana, max_)
    text = page(ana, "/settings/leaving")
    assert "Max is not asked" in text
    assert len(forms_to(text, "/settings/leaving")) == 1


def test_whoever_was_never_linked_reads_so(max_: Someone) -> None:
    text = page(max_, "/settings/leaving")
    assert "there is nobody to leave" in text
    assert forms_to(text, "/settings/leaving") == []


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_it_cannot_be_forged(ana: Someone, ben: Someone, couple: str, token: str) -> None:
    assert press(ana, "/settings/leaving", csrf_token=token).status_code == 403
    assert ana.get("/api/couple").status_code == 200
