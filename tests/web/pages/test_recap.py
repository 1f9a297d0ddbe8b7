"""The page that looks back on a week, and what Today suggests of it."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine

from tests.support.agreeing import agree
from tests.support.people import Someone
from tests.web.pages.today import page
from tracker import clock
from tracker.extensions import db
from tracker.models import RecapSeen
from tracker.services import day
from tracker.web.pages import recap_suggestion

MONDAY = date(2026, 5, 11)
NOW = datetime(2026, 5, 11, 18, 30, tzinfo=UTC)
READY = datetime(2026, 5, 20, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
Clock = time_machine.TimeMachineFixture


@pytest.fixture(autouse=True)
def _evening(time_machine: Clock) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    found = str(agree(ana, ben)["id"])
    ana.put(f"/api/habits/{found}/ticks/{MONDAY}", {"note": "Along the river"})
    return found


def words(person: Someone, path: str = "/recap") -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page(person, path))).split())


def seen(person: Someone) -> date | None:
    with person.app.app_context():
        db.session.rollback()
        return db.session.scalar(db.select(RecapSeen.week).filter_by(person_id=person.id))


def suggested(person: Someone) -> str | None:
    with person.app.test_request_context():
        found = recap_suggestion.suggestion(day.read(person.id, None, clock.now()), clock.now())
        return None if found is None else found.span


def test_it_says_what_was_kept_one_thing_and_one_question(
    ana: Someone, ben: Someone, habit: str, time_machine: Clock
) -> None:
    time_machine.move_to(READY, tick=False)
    for person in (ana, ben):
        text = words(person)
        assert "A first crossing: Walk after dinner" in text
        assert "Your week, 11 May to 17 May" in text
        assert "1 day woven." in text
        assert "Walk after dinner kept" in text
        assert "Words in the jar 1 line" in text
        assert "A question for the two of you" in text
        assert "It can be until today" in text
        assert "Along the river" not in text
    assert 'aria-current="true"><svg' in page(ana, "/recap")  # under Us


def test_before_the_first_week_is_ready_it_says_when(
    ana: Someone, habit: str, max_: Someone
) -> None:
    assert "You can look back on it from Wednesday, 20 May on." in words(ana)
    assert seen(ana) is None
    assert 'href="/invite"' in page(max_, "/recap")


def test_before_anything_is_agreed_nothing_is_said_to_be_woven(ana: Someone, couple: str) -> None:
    text = words(ana)
    assert "your first week can be looked back on here" in text
    assert "on the loom" not in text


def test_weeks_lead_to_each_other_and_what_is_none_is_not_there(
    ana: Someone, habit: str, time_machine: Clock
) -> None:
    time_machine.move_to(READY + WEEK, tick=False)
    newest = page(ana, "/recap")
    assert f'href="/recap?week={MONDAY}"' in newest
    assert "A quiet week. The cloth keeps its place." in newest
    older = page(ana, f"/recap?week={MONDAY}")
    assert f'href="/recap?week={MONDAY + WEEK}"' in older
    assert "The week before" not in older
    for week in ("2026-05-12", "2026-05-25", "2026-05-04", "last", ""):
        assert ana.get(f"/recap?week={week}").status_code == 404


def test_a_week_of_another_year_names_it(ana: Someone, habit: str, time_machine: Clock) -> None:
    time_machine.move_to(READY + 40 * WEEK, tick=False)
    assert "Your week, 11 May 2026 to 17 May 2026" in words(ana, f"/recap?week={MONDAY}")


def test_today_suggests_it_until_it_was_seen_by_each_for_themselves(
    ana: Someone, ben: Someone, habit: str, time_machine: Clock
) -> None:
    assert suggested(ana) is None
    time_machine.move_to(READY, tick=False)
    assert suggested(ana) == suggested(ben) == "11 May to 17 May"
    before = len(ben.stream())
    page(ana, "/recap")
    assert (suggested(ana), suggested(ben)) == (None, "11 May to 17 May")
    assert (seen(ana), seen(ben)) == (MONDAY, None)
    assert len(ben.stream()) == before
    time_machine.move_to(READY + WEEK, tick=False)
    assert suggested(ben) is None  # the next one holds nothing to look at


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"Sec-Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Purpose": "prefetch"}),
        ("HEAD", {}),
    ],
)
def test_what_only_fetches_ahead_has_seen_nothing(
    ana: Someone, habit: str, time_machine: Clock, method: str, headers: dict[str, str]
) -> None:
    time_machine.move_to(READY, tick=False)
    assert ana.call(method, "/recap", headers=headers).status_code == 200
    assert seen(ana) is None


def test_an_older_week_tells_nothing_of_the_newest(
    ana: Someone, habit: str, time_machine: Clock
) -> None:
    time_machine.move_to(READY + WEEK, tick=False)
    page(ana, f"/recap?week={MONDAY}")
    assert seen(ana) is None


def test_strangers_read_their_own_week_alone(
    habit: str, dev: Someone, eva: Someone, time_machine: Clock
) -> None:
    time_machine.move_to(READY, tick=False)
    for person in (dev, eva):
        text = page(person, "/recap")
        assert "Walk after dinner" not in text
        assert habit not in text
        assert "Ana" not in text
