"""What ended and what lives on: the latest first, by pages, and the store is asked as often."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.habits import agreed
from tests.support.people import Someone
from tracker.extensions import db
from tracker.services import amendments, ended, ticks
from tracker.services.cloth import Ground

DAY = timedelta(days=1)
NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)


def over(ana: Someone, couple: str, title: str, *, ago: int = 0, lives_on: bool = False) -> str:
    """Let a habit of three days end so many days ago; the first two were kept."""
    last = TODAY - ago * DAY
    habit = agreed(ana, couple, last - 2 * DAY, title=title, mode="together")
    with ana.app.app_context():
        for back in (2, 1):
            ticks.tick(ana.id, habit, last - back * DAY, NOW - (ago + back) * DAY)
        amendments.retire(ana.id, habit, NOW - ago * DAY, lives_on=lives_on)
    return habit


def titles(person: Someone, **asked: Any) -> tuple[list[str], str | None]:
    with person.app.app_context():
        page = ended.page(person.id, NOW, **{"limit": 2, **asked})
        return [each.habit.title for each in page.items], page.next


def test_the_latest_come_first_and_pages_follow_each_other(ana: Someone, couple: str) -> None:
    for ago, title in ((30, "Letters"), (9, "Cinema"), (9, "Picnic"), (0, "Bowling")):
        over(ana, couple, title, ago=ago)
    first, mark = titles(ana)
    assert first[0] == "Bowling"
    second, end = titles(ana, after=mark)
    assert {first[1], second[0]} == {"Cinema", "Picnic"}
    assert second[1] == "Letters"
    assert end is None
    assert titles(ana, after="nothing of ours")[0] == first


@pytest.mark.parametrize("ago", [0, 200])
def test_each_says_its_longest_and_shows_the_last_of_its_cloth(
    ana: Someone, ben: Someone, couple: str, ago: int
) -> None:
    over(ana, couple, "Letters", ago=ago)
    for person in (ana, ben):
        with person.app.app_context():
            (each,) = ended.page(person.id, NOW, lives_on=False, limit=9).items
        assert each.best == 2
        grounds = [place.ground for place in each.places]
        assert grounds == [Ground.WOVEN, Ground.WOVEN, Ground.PLAIN if ago else Ground.OPEN]
        assert not any(place.down or place.across for place in each.places)


def test_what_lives_on_is_listed_by_itself(ana: Someone, couple: str) -> None:
    over(ana, couple, "Letters")
    over(ana, couple, "Walk", lives_on=True)
    assert titles(ana, lives_on=False)[0] == ["Letters"]
    assert titles(ana, lives_on=True)[0] == ["Walk"]
    assert set(titles(ana)[0]) == {"Letters", "Walk"}


def test_nobody_else_finds_any(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    over(ana, couple, "Letters")
    assert [titles(person)[0] for person in (dev, eva, max_)] == [[], [], []]
    ana.post("/api/couple/unlink")
    assert titles(ben)[0] == []


def test_however_many_there_are_the_store_is_asked_as_often(
    app: Flask, ana: Someone, couple: str
) -> None:
    counts: list[int] = []
    for title in ("Letters", "Cinema", "Picnic"):
        over(ana, couple, title, ago=100)
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any, to=asked) -> None:
            to.append(statement)

        with app.app_context():
            ended.page(ana.id, NOW, lives_on=False, limit=9)  # settles what is due
            db.session.remove()
            event.listen(db.engine, "before_cursor_execute", note)
            assert len(ended.page(ana.id, NOW, lives_on=False, limit=9).items) == len(counts) + 1
            event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert len(set(counts)) == 1
