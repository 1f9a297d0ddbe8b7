"""What a person sets for themselves, and what the two set together."""

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.support.agreeing import agree
from tests.support.people import Someone
from tests.web.pages.settings.forms import page, press


def chosen(text: str, name: str) -> str | None:
    """Return which option of a select is the chosen one."""
    found = re.search(rf'<select id="{name}".*?</select>', text, re.S)
    assert found is not None
    option = re.search(r'<option value="([^"]*)" selected', found[0])
    return option and option[1]


def test_the_overview_leads_to_every_part_and_says_how_it_stands(
    ana: Someone, ben: Someone, couple: str
) -> None:
    text = page(ana, "/settings")
    parts = ("you", "couple", "who-sees-what", "sessions", "password", "data", "leaving")
    for part in parts:
        assert f'href="/settings/{part}"' in text
        assert page(ana, f"/settings/{part}").count("<h1") == 1
    signing_out = re.findall(r'<form [^>]*action="/sign-out"[^>]*>', text)
    assert len(signing_out) == 2
    assert all("data-sign-out" in form for form in signing_out)  # each empties the device as well
    assert "Ana, in UTC time. Your day ends at midnight." in text
    assert "Linked with Ben since" in text
    assert ben.email not in text
    assert "linked with nobody" not in text


def test_name_zone_and_end_of_the_day_are_kept(ana: Someone, ben: Someone, couple: str) -> None:
    assert chosen(page(ana, "/settings/you"), "timezone") == "UTC"
    form = {"name": " Anna ", "timezone": "Asia/Tokyo", "day_ends_at": "3"}
    response = press(ana, "/settings/you", **form)
    assert (response.status_code, response.location) == (303, "/settings/you?said=saved")
    me = ana.get("/api/me").get_json()
    assert (me["name"], me["timezone"], me["day_ends_at"]) == ("Anna", "Asia/Tokyo", 3)
    text = page(ana, "/settings/you?said=saved")
    assert 'role="status">Saved.' in text
    assert chosen(text, "timezone") == "Asia/Tokyo"
    assert chosen(text, "day_ends_at") == "3"
    assert "at 3 at night" in text
    assert "Anna" in page(ben, "/settings/couple")
    for address in ("/settings", "/settings/couple", "/settings/who-sees-what"):
        assert "Tokyo" not in page(ben, address)


def test_a_zone_in_no_region_is_not_lost_by_saving(ana: Someone) -> None:
    assert ana.patch("/api/me", {"timezone": "Etc/GMT+3"}).status_code == 200
    assert chosen(page(ana, "/settings/you"), "timezone") == "Etc/GMT+3"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"timezone": "Europe/Nowhere"}, "timezone"),
        ({"day_ends_at": "7"}, "day_ends_at"),
        ({"day_ends_at": "soon"}, "day_ends_at"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays_typed(
    ana: Someone, fields: dict[str, str], field: str
) -> None:
    before = ana.get("/api/me").get_json()
    form = {"name": "Somebody else", "timezone": "Asia/Tokyo", "day_ends_at": "3", **fields}
    response = press(ana, "/settings/you", **form)
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in text
    if field != "name":
        assert 'value="Somebody else"' in text
    assert ana.get("/api/me").get_json() == before


def test_a_field_that_is_none_of_the_forms_is_refused(ana: Someone) -> None:
    assert press(ana, "/settings/you", email="x@example.org").status_code == 422
    assert press(ana, "/settings/couple", id="x").status_code == 404


def test_the_two_set_how_far_back_and_the_partner_hears_of_it(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    text = page(ana, "/settings/couple")
    assert chosen(text, "backfill_days") == "3"
    assert chosen(text, "week_start") == "1"
    form = {"backfill_days": "7", "week_start": "7"}
    assert press(ana, "/settings/couple", **form).status_code == 303
    assert chosen(page(ben, "/settings/couple"), "backfill_days") == "7"
    shown = ben.get("/api/couple").get_json()
    assert (shown["backfill_days"], shown["week_start"]) == (7, 7)
    assert [item["kind"] for item in ben.stream()] == ["couple"]
    assert dev.stream() == eva.stream() == []
    response = press(ana, "/settings/couple", backfill_days="31")
    assert response.status_code == 422
    assert 'id="backfill_days-wrong"' in response.get_data(as_text=True)


def test_a_name_for_the_two_stands_on_us_and_on_a_wall_that_shows_names(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben)
    assert press(ana, "/settings/couple", title="<Nest>").status_code == 303
    assert 'value="&lt;Nest&gt;"' in page(ben, "/settings/couple")
    assert "&lt;Nest&gt;" in page(ben, "/us")
    assert "Ana wrote down a name for the two of you." in page(ben, "/us/history")
    shown = {}
    for names in (True, False):
        url = ana.post("/api/walls", {"names": names}).get_json()["url"]
        screen = ana.app.test_client()
        shown[names] = screen.get(urlsplit(url).path, follow_redirects=True).get_data(as_text=True)
    assert ("&lt;Nest&gt;" in shown[True], "Nest" in shown[False]) == (True, False)
    response = press(ana, "/settings/couple", title="x" * 81)
    assert response.status_code == 422
    assert 'id="title-wrong"' in response.get_data(as_text=True)
    assert press(ben, "/settings/couple", title=" ").status_code == 303
    assert "Nest" not in page(ana, "/us")


def test_the_week_stays_once_a_habit_began(ana: Someone, ben: Someone, couple: str) -> None:
    agree(ana, ben)
    text = page(ana, "/settings/couple")
    assert 'name="week_start"' not in text
    assert "Your week begins on Monday" in text
    response = press(ana, "/settings/couple", backfill_days="3", week_start="2")
    assert response.status_code == 409
    assert "Your weeks have begun" in response.get_data(as_text=True)


def test_whoever_is_alone_has_nothing_to_set_together(max_: Someone) -> None:
    assert "linked with nobody" in page(max_, "/settings/couple")
    assert press(max_, "/settings/couple", backfill_days="5").status_code == 404


def test_who_is_not_signed_in_is_asked_to(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("settings.") and "GET" in (rule.methods or ()):
            response = app.test_client().get(rule.rule)
            assert response.status_code == 303, rule.rule
            assert response.location == f"/sign-in?next={rule.rule}"
