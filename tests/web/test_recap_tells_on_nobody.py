"""Nothing of a recap says who did not: where the two change places, it stays the same."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker.models import Tick
from tracker.services import ticks, transaction

MONDAY = date(2026, 5, 11)
DAY = timedelta(days=1)
READY = datetime(2026, 5, 20, 8, tzinfo=UTC)
SETTLED = READY + timedelta(days=100)
FAULTS = ("missed", "graced", "pending", "streak", "failed", " 0 ", "did not", "turn.")


def told(person: Someone) -> list[str]:
    """Return what somebody reads of the week, on its page and by the API."""
    page = person.get(f"/recap?week={MONDAY}", headers={"X-Woven-Fragment": "main"})
    assert page.status_code == 200
    document = person.get(f"/api/recaps/{MONDAY}")
    assert document.status_code == 200
    assert not set(re.findall(r'"(\w+)":', document.text)) & {"done_by", "turn", "person", "by"}
    text = re.sub(r' data-cursor="\d+"', "", page.text)
    for word in FAULTS:
        assert word not in re.sub(r"<[^>]*>", " ", text)
    return [text, json.dumps(document.get_json())]


@pytest.mark.parametrize(
    ("mode", "unit", "when"),
    [
        *(
            (mode, unit, READY)
            for mode in ("together", "each", "turns")
            for unit in ("day", "week")
        ),
        ("each", "day", SETTLED),
    ],
)
@pytest.mark.store("sqlite")
def test_it_is_byte_for_byte_the_same_whoever_did_not(
    app: Flask,
    ana: Someone,
    ben: Someone,
    time_machine: time_machine.TimeMachineFixture,
    request: pytest.FixtureRequest,
    mode: str,
    unit: str,
    when: datetime,
) -> None:
    time_machine.move_to(datetime(2026, 5, 11, 8, tzinfo=UTC), tick=False)
    couple = request.getfixturevalue("couple")
    habit = agreed(ana, couple, MONDAY, mode=mode, unit=unit)
    read: list[list[list[str]]] = []
    for busy, other in ((ana, ben), (ben, ana)):
        time_machine.move_to(datetime(2026, 5, 11, 8, tzinfo=UTC), tick=False)
        with app.app_context():
            for number in (0, 1, 3, 4):
                day = MONDAY + number * DAY
                at = datetime.combine(day, time(18), UTC)
                both = (busy, other) if unit == "day" and number < 3 else (busy,)
                for person in both:
                    ticks.tick(person.id, habit, day, at, note="heron", carries_note=True)
        time_machine.move_to(when, tick=False)
        read.append([told(ana), told(ben)])
        with app.app_context(), transaction.writing() as session:
            session.execute(delete(Tick))
            for name in ("recent_checkpoints", "checkpoints", "settled_periods"):
                session.execute(delete(Tick.metadata.tables[name]))
            for name in ("couple_checkpoints", "settled_weeks"):
                session.execute(delete(Tick.metadata.tables[name]))
    assert read[0] == read[1]
    (for_ana, for_ben) = read[0]
    assert for_ana[1] == for_ben[1]
    assert for_ana[0].replace(ana.id, "") == for_ben[0].replace(ben.id, "")
