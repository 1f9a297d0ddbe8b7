"""What phones keep for when there is no network."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.support.agreeing import agree
from tests.support.people import Someone
from tests.web.pages.today import button, page, row

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def kept(person: Someone) -> dict[str, str]:
    """Return each day that is kept, by its date."""
    mains = re.findall(r"<main .*?</main>", page(person, "/offline/days"), re.S)
    return {re.findall(r' data-day="([^"]*)"', main)[0]: main for main in mains}


def test_the_page_is_the_same_for_everybody_and_holds_nothing_private(
    ana: Someone, ben: Someone, max_: Someone, couple: str
) -> None:
    pages = {re.sub(r'nonce="[^"]*"', "", page(each, "/offline")) for each in (ana, ben, max_)}
    assert len(pages) == 1
    (text,) = pages
    assert "csrf" not in text
    assert "data-person" not in text
    assert "live.js" not in text


def test_the_days_before_and_after_are_kept_as_they_will_be(
    ana: Someone, ben: Someone, couple: str
) -> None:
    daily = agree(ana, ben, title="Walk", mode="each", starts_on="2026-05-17")["id"]
    weekdays = {"unit": "day", "weekdays": [5]}
    friday = agree(ana, ben, title="Dance", mode="each", cadence=weekdays)["id"]
    ben.put(f"/api/habits/{daily}/ticks/{TODAY}", {"note": "In the rain"})
    days = kept(ana)
    dates = [str(TODAY + timedelta(days=number)) for number in range(-3, 8)]
    assert list(days) == dates
    for day, text in days.items():
        assert f'data-date="{day}"' in button(text, daily)
        assert f'data-person="{ana.id}"' in text
        assert ("knot-" + friday in text) == (day == "2026-05-22")
    assert "In the rain" in row(days[str(TODAY)], daily)
    assert "data-across" not in button(days["2026-05-21"], daily)
    assert "In the rain" not in days["2026-05-21"]


def test_nothing_that_is_kept_could_be_sent(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Walk", cadence={"unit": "week"})["id"]
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    for text in kept(ana).values():
        assert "csrf" not in text
        assert re.findall(r"<form [^>]*>", text) == [
            '<form id="ticks" method="post" action="/today/ticks" data-tick>'
        ]
        assert not re.search("<(input|textarea)", text)


def test_looking_ahead_settles_nothing_before_its_time(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agree(ana, ben, title="Walk", mode="each")["id"]
    time_machine.move_to(NOW + timedelta(days=60), tick=False)
    before = ana.get("/api/progress").get_json()
    assert len(kept(ana)) == 11
    assert ana.get("/api/progress").get_json() == before
    assert ana.put(f"/api/habits/{habit}/ticks/2026-07-16").status_code == 200


def test_whoever_is_alone_has_nothing_to_keep(max_: Someone) -> None:
    assert kept(max_) == {}


def test_strangers_keep_their_own(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = agree(ana, ben, title="Walk", mode="each")["id"]
    text = page(dev, "/offline/days")
    assert habit not in text
    assert couple not in text
