"""The trends of check-ins, as a coach reads them: the mean of both, once opened."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from tests.support.coached import let_in
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import CheckinAnswer
from tracker.services import transaction
from tracker.services.coaching import clients, trends

FIRST = date(2026, 4, 6)
WEEK = timedelta(weeks=1)
NAMES = ("heard", "trusting", "close", "appreciated")


def answer(
    person: Someone, couple: str, start: date, opened_on: date | None, *numbers: int
) -> None:
    with person.app.app_context(), transaction.writing() as session:
        session.add(
            CheckinAnswer(
                couple_id=couple,
                round_start=start,
                person_id=person.id,
                round_end=start + WEEK,
                **dict(zip(NAMES, numbers, strict=True)),
                heard_words="between the two of us",
                sealed_at=datetime(2026, 4, 8, tzinfo=UTC),
                opened_on=opened_on,
            )
        )


def read(app: Flask, link_id: str) -> dict[str, list[tuple[date, float]]]:
    with app.app_context():
        session = db.session()
        found = trends.of(session, clients.of_link(session, link_id))
        return {each.question: list(each.points) for each in found}


def test_a_coach_reads_the_mean_of_rounds_begun_since_both_said_yes(
    app: Flask, couple: str, ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    rounds = [FIRST + number * WEEK for number in range(4)]
    # Of these the first began before the yes, though it was opened after it.
    opened = [FIRST + WEEK, FIRST + WEEK, FIRST + 3 * WEEK, None]
    for start, on in zip(rounds, opened, strict=True):
        answer(ana, couple, start, on, 10, 0, 7, 6)
        answer(ben, couple, start, on, 5, 0, 8, 6)
    answer(ana, couple, rounds[3] + WEEK, FIRST + 4 * WEEK, 1, 1, 1, 1)  # hers alone is left
    cleo = Someone(app, "cleo")
    client = let_in(cleo, couple, ana, ben, checkins_since=FIRST + WEEK)
    assert read(app, client) == {
        "heard": [(rounds[1], 7.5), (rounds[2], 7.5)],
        "trusting": [(rounds[1], 0), (rounds[2], 0)],
        "close": [(rounds[1], 7.5), (rounds[2], 7.5)],
        "appreciated": [(rounds[1], 6), (rounds[2], 6)],
    }


def test_without_the_yes_of_both_there_is_nothing(
    app: Flask, couple: str, ana: Someone, ben: Someone
) -> None:
    answer(ana, couple, FIRST, FIRST, 1, 2, 3, 4)
    answer(ben, couple, FIRST, FIRST, 1, 2, 3, 4)
    client = let_in(Someone(app, "cleo"), couple, ana, ben, titles_since=FIRST)
    assert read(app, client) == {}
