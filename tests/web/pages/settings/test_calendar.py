"""The calendar's page: an address shown once, what it shows to others, and how it ends."""

import re

import pytest
from flask import Flask

from tests.support.people import Someone
from tests.support.pushing import signed_in
from tests.web.pages.settings.forms import page, press

ADDRESS = re.compile(r'value="(http://127.0.0.1:8000/calendar/([A-Za-z0-9_-]{32})\.ics)" readonly')


def shown(text: str) -> str | None:
    found = ADDRESS.search(text)
    return None if found is None else found[1]


def test_it_is_shown_once_and_works(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    assert "Make the address" in page(ana, "/settings/calendar")
    response = press(ana, "/settings/calendar")
    url = shown(response.text)
    assert response.status_code == 200
    assert url is not None
    assert f'href="webcal{url.removeprefix("http")}"' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    path = url.removeprefix("http://127.0.0.1:8000")
    assert app.test_client().get(path).status_code == 200
    for person in (ana, ben, dev):
        assert path.rpartition("/")[2][:32] not in page(person, "/settings/calendar")
    text = page(ana, "/settings/calendar")
    assert "An address is in use" in text
    assert "Made today." in text
    assert "An address is in use" not in page(ben, "/settings/calendar")
    assert "whoever has it can read along" in page(ana, "/settings")
    assert "whoever has it can read along" not in page(ben, "/settings")


def test_a_new_one_ends_the_old_and_off_ends_all(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    first, second = (shown(press(ana, "/settings/calendar").text) for _ in range(2))
    assert first is not None
    assert second is not None
    client = app.test_client()
    paths = [url.removeprefix("http://127.0.0.1:8000") for url in (first, second)]
    assert [client.get(path).status_code for path in paths] == [404, 200]
    response = press(ana, "/settings/calendar/off")
    assert response.status_code == 303
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert "Make the address" in page(ana, "/settings/calendar")


@pytest.mark.parametrize("left", [False, True])
def test_who_is_linked_with_nobody_is_told_why_there_is_none(
    ana: Someone, ben: Someone, couple: str, max_: Someone, left: bool
) -> None:
    person = max_
    if left:
        person = ana
        press(ana, "/settings/calendar")
        ben.post("/api/couple/unlink")
    text = page(person, "/settings/calendar")
    assert "Once you are linked" in text
    assert "An address is in use" not in text
    response = press(person, "/settings/calendar")
    assert response.status_code == 409
    assert shown(response.text) is None
    assert "nothing to put into it" in response.text


def test_it_says_what_others_can_read(ana: Someone, couple: str) -> None:
    text = page(ana, "/settings/calendar")
    assert "Whoever has the address can read" in text
    assert "Not who did what" in text


def test_on_a_shared_device_none_is_made(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    browser = signed_in(app, ana, shared=True)
    assert "Make the address" not in browser.get("/settings/calendar").text
    refused = browser.send("/settings/calendar", csrf_token=browser.token("/settings"))
    assert refused.status_code == 403
    assert shown(refused.text) is None
    assert "An address is in use" not in page(ana, "/settings/calendar")
