"""The tab of reminders, and being reminded from a habit's page: forms without a script."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.reminding import confirm
from tests.web.pages.settings.forms import page, press

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
TODAY = date(2026, 5, 20)
TAB = "/settings/reminders"
AT_EIGHT = {"kind": "time", "time": "20:00", "lead_minutes": "60"}
"""As the form sends it: what belongs to the other kind comes along."""


@pytest.fixture(autouse=True)
def _noon(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, TODAY, title="Walk & talk")


def reminders(person: Someone) -> list[dict[str, Any]]:
    return person.get("/api/reminders").get_json()["items"]


def read(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_one_is_added_changed_and_removed(ana: Someone, habit: str) -> None:
    assert "Nothing yet." in page(ana, TAB)
    response = press(ana, TAB, habit=habit, **AT_EIGHT, weekdays=["5", "1"])
    assert (response.status_code, response.location) == (303, f"{TAB}?said=reminder")
    (reminder,) = reminders(ana)
    assert (reminder["time"], reminder["weekdays"]) == ("20:00", [1, 5])
    text = page(ana, f"{TAB}?said=reminder")
    assert "Walk &amp; talk" in text
    assert "20:00, on Monday and Friday" in read(text)
    path = f"{TAB}/{reminder['id']}"
    wish = {"kind": "occasion", "lead_minutes": "120", "time": "20:00", "weekdays": "1"}
    assert press(ana, path, **wish).location == f"{TAB}?said=saved"
    assert reminders(ana)[0]["lead_minutes"] == 120
    assert "2 hours before the time you two set" in read(page(ana, TAB))
    assert press(ana, f"{path}/remove", next=TAB).location == f"{TAB}?said=reminder_removed"
    assert reminders(ana) == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"time": ""}, "time"),
        ({"time": "soon"}, "time"),
        ({"weekdays": "9"}, "weekdays"),
        ({"kind": "never"}, "kind"),
        ({"kind": "occasion", "lead_minutes": "soon"}, "lead"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays_typed(
    ana: Someone, habit: str, wish: dict[str, str], field: str
) -> None:
    form = {**AT_EIGHT, "time": "20:13", **wish}
    press(ana, TAB, habit=habit, **AT_EIGHT)
    (reminder,) = reminders(ana)
    for path, pre, whose in (
        (TAB, "new-", {"habit": habit}),
        (f"{TAB}/{reminder['id']}", f"r{reminder['id']}-", {}),
        (f"/habits/{habit}/reminders", "remind-", {}),
    ):
        response = press(ana, path, **form, **whose)
        text = response.get_data(as_text=True)
        assert response.status_code == 422
        assert f'id="{pre}{field}-wrong"' in text
        if "time" not in wish:
            assert 'value="20:13"' in text
    assert reminders(ana) == [reminder]


def test_without_a_habit_it_asks_for_one(ana: Someone, habit: str) -> None:
    response = press(ana, TAB, habit="", **AT_EIGHT)
    assert response.status_code == 422
    text = response.get_data(as_text=True)
    assert 'id="new-habit-wrong"' in text
    assert "Choose one." in read(text)


def test_a_time_within_the_quiet_hours_is_said_to_be_so(ana: Someone, habit: str) -> None:
    note = "This lies in your quiet hours, so nothing is sent then."
    press(ana, TAB, habit=habit, **AT_EIGHT)
    for path in (TAB, f"/habits/{habit}"):
        assert note not in page(ana, path)
    form = {"quiet_from": "19:30", "quiet_until": "08:00"}
    assert press(ana, f"{TAB}/contact", **form).status_code == 303
    for path in (TAB, f"/habits/{habit}"):
        assert note in page(ana, path)


def test_from_a_habits_page(ana: Someone, ben: Someone, habit: str) -> None:
    path = f"/habits/{habit}"
    response = press(ana, f"{path}/reminders", **AT_EIGHT)
    assert response.location == f"{path}?said=reminder"
    text = page(ana, path)
    assert "20:00, every day" in read(text)
    assert "20:00, every day" not in read(page(ben, path))
    (reminder,) = reminders(ana)
    removed = press(ana, f"{TAB}/{reminder['id']}/remove", next=path)
    assert removed.location == f"{path}?said=reminder_removed"
    assert reminders(ana) == []


def test_when_ten_are_set_it_says_so(ana: Someone, habit: str) -> None:
    for hour in range(10, 20):
        assert press(ana, TAB, habit=habit, kind="time", time=f"{hour}:00").status_code == 303
    for path in (TAB, f"/habits/{habit}/reminders"):
        whose = {"habit": habit} if path == TAB else {}
        response = press(ana, path, kind="time", time="20:00", **whose)
        assert response.status_code == 409
        assert "as many reminders for this habit as fit" in response.get_data(as_text=True)


def test_how_one_is_reached_and_mail_only_once_the_address_is_confirmed(
    ana: Someone, ben: Someone, couple: str
) -> None:
    text = page(ana, TAB)
    assert "Once your address is confirmed" in text
    assert 'name="by_mail"' not in text
    assert "Ben may send me a small sign" in text
    form = {"quiet_from": "21:00", "quiet_until": "06:30", "nudges": "on", "by_mail": "on"}
    assert press(ana, f"{TAB}/contact", **form).location == f"{TAB}?said=saved"
    held = ana.get("/api/me/contact").get_json()
    assert (held["quiet_from"], held["quiet_until"], held["nudges"]) == ("21:00", "06:30", True)
    assert not held["by_mail"]
    confirm(ana, NOW)
    assert 'name="by_mail"' in page(ana, TAB)
    press(ana, f"{TAB}/contact", **form)
    assert ana.get("/api/me/contact").get_json()["by_mail"]
    del form["nudges"], form["by_mail"]
    press(ana, f"{TAB}/contact", **form)
    held = ana.get("/api/me/contact").get_json()
    assert (held["nudges"], held["by_mail"]) == (False, False)
    response = press(ana, f"{TAB}/contact", **{**form, "quiet_from": "late"})
    assert response.status_code == 422
    assert 'id="quiet_from-wrong"' in response.get_data(as_text=True)


def test_somebody_elses_is_not_there(ana: Someone, ben: Someone, habit: str, eva: Someone) -> None:
    press(ana, TAB, habit=habit, **AT_EIGHT)
    (reminder,) = reminders(ana)
    for other in (ben, eva):
        assert press(other, f"{TAB}/{reminder['id']}", **AT_EIGHT).status_code == 404
        assert press(other, f"{TAB}/{reminder['id']}/remove").status_code == 404
        assert reminder["id"] not in page(other, TAB)
    assert press(eva, TAB, habit=habit, **AT_EIGHT).status_code == 404
    assert press(eva, f"/habits/{habit}/reminders", **AT_EIGHT).status_code == 404
    assert reminders(ana) == [reminder]


def test_who_is_alone_reads_what_it_is_for(max_: Someone) -> None:
    text = page(max_, TAB)
    assert "There are none yet." in text
    assert "Your partner may send me a small sign" in text
