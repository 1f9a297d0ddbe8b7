"""What is left today for oneself: the number on the app's icon counts these rows."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.support.agreeing import agree
from tests.support.people import Someone
from tests.web.pages.today import page, row

pytestmark = [pytest.mark.store("sqlite"), pytest.mark.usefixtures("couple")]

WEDNESDAY = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 5, 24, 18, 30, tzinfo=UTC)
WEEKLY = {"unit": "week", "times": 1}


def is_due(person: Someone, habit: str, path: str = "/today") -> bool:
    return " data-due" in row(page(person, path), habit)


def test_what_ends_today_is_due_and_what_has_time_is_not(
    ana: Someone, ben: Someone, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(WEDNESDAY, tick=False)
    daily = agree(ana, ben, title="Walk", mode="each")["id"]
    weekly = agree(ana, ben, title="Evening", mode="together", cadence=WEEKLY)["id"]
    assert (is_due(ana, daily), is_due(ana, weekly)) == (True, False)
    time_machine.move_to(SUNDAY, tick=False)
    assert (is_due(ana, daily), is_due(ana, weekly)) == (True, True)


def test_what_was_said_to_be_today_is_due(
    ana: Someone, ben: Someone, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(WEDNESDAY, tick=False)
    weekly = agree(ana, ben, title="Evening", mode="together", cadence=WEEKLY)["id"]
    start = date(2026, 5, 20)
    planned = ana.put(f"/api/habits/{weekly}/occasions/{start}", {"day": str(start)})
    assert planned.status_code == 200, planned.text
    assert is_due(ana, weekly)


def test_the_others_turn_is_due_for_the_other_alone(
    ana: Someone, ben: Someone, time_machine: time_machine.TimeMachineFixture
) -> None:
    time_machine.move_to(WEDNESDAY, tick=False)
    turns = agree(ana, ben, title="Cooking", mode="turns")["id"]
    assert {is_due(ana, turns), is_due(ben, turns)} == {True, False}
