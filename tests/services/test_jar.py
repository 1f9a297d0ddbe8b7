"""The jar: the words of both, newest first, as long as their ticks stand."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
import time_machine

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.services import errors, jar, ticks
from tracker.services.jar import Month, Slip

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, date(2026, 1, 1))


def write(person: Someone, habit: str, day: date, note: str | None) -> None:
    with person.app.app_context():
        at = datetime.combine(day, time(18), UTC)
        ticks.tick(person.id, habit, day, at, note=note, carries_note=True)


def clear(person: Someone, habit: str, day: date) -> None:
    with person.app.app_context():
        ticks.clear(person.id, habit, day, datetime.combine(day, time(19), UTC))


def month(person: Someone, until: date | None = None, habit: str | None = None) -> Month:
    with person.app.app_context():
        return jar.month(person.id, clock.now(), until=until, habit_id=habit)


def words(found: Month) -> list[str]:
    return [slip.words for slip in found.slips]


def pull(person: Someone, seed: int) -> Slip | None:
    with person.app.app_context():
        return jar.pull(person.id, clock.now(), Random(seed))


def test_it_opens_at_the_newest_month_and_leads_to_those_before(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    for person, day, note in (
        (ana, date(2026, 2, 28), "snow"),
        (ben, date(2026, 4, 1), "thaw"),
        (ana, date(2026, 4, 30), "tulips"),
        (ben, TODAY - DAY, "rain"),
        (ana, TODAY - DAY, None),
        (ana, TODAY, "heron"),
    ):
        write(person, habit, day, note)
    for person in (ana, ben):
        may = month(person)
        assert words(may) == ["heron", "rain"]
        assert (may.older, may.newer) == (date(2026, 4, 30), None)
        april = month(person, may.older)
        assert words(april) == ["tulips", "thaw"]
        assert (april.older, april.newer) == (date(2026, 2, 28), date(2026, 5, 31))
        february = month(person, april.older)
        assert words(february) == ["snow"]
        assert (february.older, february.newer) == (None, date(2026, 4, 30))
        assert words(month(person, february.newer)) == ["tulips", "thaw"]
        assert words(month(person, date(2026, 3, 31))) == ["snow"]
        assert words(month(person, date(2199, 12, 31))) == ["heron", "rain"]
        before = month(person, date(2026, 1, 31))
        assert (before.slips, before.older, before.newer) == ((), None, date(2026, 2, 28))
    assert month(dev) == month(eva) == Month((), None, None)


def test_a_month_with_very_much_in_it_is_cut_at_a_day(
    ana: Someone, ben: Someone, habit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jar, "MANY", 3)
    for number in range(4):
        for person in (ana, ben):
            write(person, habit, TODAY - number * DAY, f"{number}")
    first = month(ana)
    assert words(first) == ["0", "0", "1", "1"]
    rest = month(ana, first.older)
    assert words(rest) == ["2", "2", "3", "3"]
    assert (rest.older, rest.newer) == (None, date(2026, 5, 31))


def test_what_was_taken_back_is_gone_and_comes_back_with_new_words(
    ana: Someone, ben: Someone, habit: str
) -> None:
    write(ana, habit, TODAY, "heron")
    clear(ana, habit, TODAY)
    assert words(month(ben)) == []
    with ben.app.app_context():
        assert jar.habits(ben.id) == []
        with pytest.raises(errors.NotFound):
            jar.find(ben.id, habit, ana.id, TODAY, 0)
    assert pull(ben, 1) is None


def test_it_can_be_sifted_by_habit_those_that_ended_too(
    ana: Someone, ben: Someone, couple: str, habit: str, dev: Someone, eva: Someone
) -> None:
    tea = agreed(ana, couple, date(2026, 1, 1), title="Tea")
    agreed(ana, couple, date(2026, 1, 1), title="Silent")
    write(ana, habit, TODAY, "heron")
    write(ben, tea, TODAY, "mint")
    ana.post(f"/api/habits/{tea}/retire")
    with ana.app.app_context():
        assert {one.title for one in jar.habits(ana.id)} == {"Walk after dinner", "Tea"}
    assert words(month(ana, habit=tea)) == ["mint"]
    assert sorted(words(month(ana))) == ["heron", "mint"]
    with dev.app.app_context(), pytest.raises(errors.NotFound):
        jar.month(dev.id, clock.now(), habit_id=tea)


def test_something_older_is_pulled_out_where_there_is_something(
    ana: Someone, ben: Someone, habit: str
) -> None:
    assert pull(ana, 1) is None
    write(ben, habit, TODAY, "today")
    found = pull(ana, 1)
    assert found is not None
    assert found.words == "today"
    for number in range(3):
        write(ana, habit, date(2026, 3, 1 + number), f"march {number}")
    pulled = {slip.words for seed in range(30) if (slip := pull(ben, seed))}
    assert pulled == {"march 0", "march 1", "march 2"}
    with ben.app.app_context():
        slip = pull(ben, 5)
        assert slip is not None
        assert jar.find(ben.id, slip.habit, slip.person, slip.date, slip.slot) == slip


def test_it_is_listed_page_by_page_without_a_gap(
    ana: Someone, ben: Someone, couple: str, habit: str
) -> None:
    tea = agreed(ana, couple, date(2026, 1, 1), title="Tea")
    for number in range(3):
        for person in (ana, ben):
            for one in (habit, tea):
                write(person, one, TODAY - number * DAY, f"{person.name} {one} {number}")
    with ana.app.app_context():
        found: list[Slip] = []
        after = None
        while True:
            page = jar.listed(ana.id, habit_id=None, after=after, limit=5)
            found += page.items
            after = page.next
            if after is None:
                break
        assert len({slip.words for slip in found}) == len(found) == 12
        assert [slip.date for slip in found] == sorted((slip.date for slip in found), reverse=True)
        assert found == list(jar.month(ana.id, clock.now()).slips)
