"""Changing what is in force and ending it: the past stays judged as it was agreed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.agreeing import WEEKLY, agree, ask, say, spans
from tests.support.people import Someone, link, problem
from tests.web.api.evening import NOW, TODAY, Clock, day
from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit
from tracker.services import habit_rows

pytestmark = pytest.mark.usefixtures("evening")


def judged(person: Someone, habit_id: str, ticks: list[streaks.Tick], today: date, pair: Any):
    """Evaluate a habit under the terms that are stored by now."""
    with person.app.app_context():
        habit = db.session.get_one(Habit, habit_id)
        rows = habit_rows.terms_rows(db.session(), habit_id)
        terms = habit_rows.terms(rows, habit.retired_on)
    return streaks.evaluate(
        terms, ticks, (), partners=pair, week_start=1, today=today, backfill_days=3
    )


def test_an_amendment_waits_beside_what_is_in_force(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, title="Run", why="Health")
    after = say(ana, habit, "amend", title="Walk", why=None, cadence=WEEKLY)
    assert (after["title"], after["why"], after["state"]) == ("Run", "Health", "active")
    assert after["terms"] == habit["terms"]
    asked = after["proposal"]
    assert (asked["version"], asked["by"], asked["begins"]) == (2, ana.id, "next_period")
    assert (asked["title"], asked["why"]) == ("Walk", None)
    assert asked["terms"] == {**habit["terms"], "cadence": WEEKLY, "starts_on": None}
    problem(ana.post(f"/api/habits/{habit['id']}/amend"), 409, "proposal_open")
    problem(ben.post(f"/api/habits/{habit['id']}/amend"), 409, "proposal_open")
    agreed = say(ben, habit, "accept", version=2)
    assert (agreed["title"], agreed["why"], agreed["proposal"]) == ("Walk", None, None)


@pytest.mark.parametrize(
    ("cadence", "begins", "ends"),
    [
        # In force since Wednesday the 6th, agreed on Wednesday the 20th, weeks from Monday.
        ({"unit": "day"}, "next_period", "2026-05-20"),
        ({"unit": "day"}, "tomorrow", "2026-05-20"),
        ({"unit": "day", "every": 4}, "next_period", "2026-05-21"),
        ({"unit": "day", "every": 4}, "tomorrow", "2026-05-20"),
        ({"unit": "day", "weekdays": [1, 3]}, "next_period", "2026-05-20"),
        ({"unit": "day", "weekdays": [1, 5]}, "next_period", "2026-05-20"),  # in none that day
        ({"unit": "week"}, "next_period", "2026-05-24"),
        ({"unit": "week", "every": 3}, "next_period", "2026-05-24"),
        ({"unit": "week", "every": 2}, "next_period", "2026-05-31"),
        ({"unit": "month"}, "next_period", "2026-05-31"),
        ({"unit": "month", "every": 12}, "next_period", "2027-04-30"),
        ({"unit": "month"}, "tomorrow", "2026-05-20"),
        ({"unit": "month"}, None, "2026-05-31"),
    ],
)
def test_other_terms_begin_after_the_running_period_or_tomorrow(
    ana: Someone,
    ben: Someone,
    couple: str,
    time_machine: Clock,
    cadence: dict[str, Any],
    begins: str | None,
    ends: str,
) -> None:
    time_machine.move_to(NOW - timedelta(days=14), tick=False)
    habit = agree(ana, ben, cadence=cadence)
    time_machine.move_to(NOW, tick=False)
    say(ben, habit, "amend", mode="each", **({"begins": begins} if begins else {}))
    after = say(ana, habit, "accept", version=2)
    following = (date.fromisoformat(ends) + timedelta(days=1)).isoformat()
    assert spans(after) == [("2026-05-06", ends), (following, None)]
    assert (after["terms"]["mode"], after["next_terms"]["mode"]) == ("together", "each")
    assert after["starts_on"] == "2026-05-06"


def test_the_day_of_the_yes_decides_not_that_of_the_question(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = agree(ana, ben, cadence={"unit": "week"})
    say(ana, habit, "amend", mode="each")
    time_machine.move_to(NOW + timedelta(days=10), tick=False)
    assert spans(say(ben, habit, "accept", version=2))[1] == ("2026-06-01", None)


def test_the_later_of_two_dates_decides(app, time_machine: Clock) -> None:
    ana, ben = Someone(app, "ana", "Pacific/Auckland"), Someone(app, "ben", "America/Los_Angeles")
    link(ana, ben)
    time_machine.move_to(datetime(2026, 5, 21, 2, tzinfo=UTC), tick=False)
    habit = agree(ana, ben)  # from the 20th: that is where ben is
    say(ben, habit, "amend", mode="each")
    after = say(ana, habit, "accept", version=2)
    assert spans(after) == [("2026-05-20", "2026-05-21"), ("2026-05-22", None)]


def test_the_past_stays_judged_by_the_old_terms(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    time_machine.move_to(NOW - timedelta(days=28), tick=False)
    habit = agree(ana, ben, cadence={"unit": "week", "times": 2}, mode="together")
    pair = (ana.id, ben.id)
    start = TODAY - timedelta(days=28)
    ticks = [
        streaks.Tick(ana.id, start + timedelta(days=7 * week + offset))
        for week in range(4)
        for offset in (5, 6)
    ]
    time_machine.move_to(NOW, tick=False)
    before = judged(ana, habit["id"], ticks, TODAY, pair)
    assert before.current == 4
    say(ana, habit, "amend", cadence={"unit": "day"}, mode="each", grace=False)
    say(ben, habit, "accept", version=2)
    assert judged(ana, habit["id"], ticks, TODAY, pair) == before
    later = judged(ana, habit["id"], ticks, TODAY + timedelta(days=9), pair)
    was = [period for period in later.periods if period.start <= TODAY]
    assert [(p.start, p.end, p.done) for p in was] == [
        (p.start, p.end, p.done) for p in before.periods
    ]
    assert [p.outcome for p in was][:-1] == [p.outcome for p in before.periods][:-1]
    assert {period.mode for period in later.periods[len(was) :]} == {"each"}
    assert later.periods[len(was)].start == date(2026, 5, 25)


def test_what_tomorrow_cuts_off_can_be_kept_and_not_missed(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    time_machine.move_to(NOW - timedelta(days=2), tick=False)  # a Monday: a whole week
    habit = agree(ana, ben, cadence={"unit": "week", "times": 3}, grace=False)
    time_machine.move_to(NOW, tick=False)
    say(ana, habit, "amend", cadence={"unit": "day"}, begins="tomorrow")
    say(ben, habit, "accept", version=2)
    pair, later = (ana.id, ben.id), TODAY + timedelta(days=30)
    done = [streaks.Tick(ben.id, TODAY - timedelta(days=back)) for back in range(3)]
    for ticks, outcome in ((done, "kept"), (done[:2], "void")):
        first = judged(ana, habit["id"], ticks, later, pair).periods[0]
        assert (first.end, first.partial, str(first.outcome)) == (TODAY, True, outcome)


def test_terms_not_yet_begun_hand_on_their_first_day(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = agree(ana, ben, cadence={"unit": "month"})
    say(ana, habit, "amend", mode="each")
    assert spans(say(ben, habit, "accept", version=2))[1] == ("2026-06-01", None)
    for version, begins in ((3, "tomorrow"), (4, "next_period")):
        say(ana, habit, "amend", cadence=WEEKLY, grace=version == 4, begins=begins)
        after = say(ben, habit, "accept", version=version)
        assert spans(after) == [("2026-05-20", "2026-05-31"), ("2026-06-01", None)]
        assert after["next_terms"]["cadence"] == WEEKLY
        assert after["next_terms"]["grace"] == (version == 4)
        # What is left out stays as in force, and that is what was agreed first.
        assert after["next_terms"]["mode"] == "together"
    time_machine.move_to(NOW + timedelta(days=13), tick=False)
    assert spans(say(ben, habit, "amend"))[0] == ("2026-06-01", None)


@pytest.mark.parametrize("begins", ["next_period", "tomorrow"])
def test_a_habit_not_yet_begun_keeps_its_first_day(
    ana: Someone, ben: Someone, couple: str, begins: str
) -> None:
    habit = agree(ana, ben, starts_on=day(9), mode="each")
    say(ben, habit, "amend", cadence=WEEKLY, begins=begins)
    after = say(ana, habit, "accept", version=2)
    assert spans(after) == [None, (day(9), None)]
    assert (after["next_terms"]["mode"], after["next_terms"]["cadence"]) == ("each", WEEKLY)
    assert after["starts_on"] == day(9)


@pytest.mark.parametrize("waits", [5, 12, 40])
def test_a_habit_that_began_while_the_answer_was_out_is_in_force(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock, waits: int
) -> None:
    habit = agree(ana, ben, starts_on=day(9))
    say(ben, habit, "amend", mode="each")
    time_machine.move_to(NOW + timedelta(days=waits), tick=False)
    after = say(ana, habit, "accept", version=2)
    if waits < 9:
        assert spans(after) == [None, (day(9), None)]
    else:
        assert spans(after) == [(day(9), day(waits)), (day(waits + 1), None)]


def test_words_alone_leave_terms_and_turns_as_they_are(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = agree(ana, ben, mode="turns", starts_on=day(0))
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert say(ana, habit, "amend", title="Stroll", emoji="🌳")["proposal"]["begins"] is None
    after = say(ben, habit, "accept", version=2)
    assert (after["title"], after["emoji"]) == ("Stroll", "🌳")
    assert spans(after) == [(day(0), None), None]


def test_turns_start_again_with_new_terms(
    ana: Someone, ben: Someone, couple: str, time_machine: Clock
) -> None:
    habit = agree(ana, ben, mode="turns", first_turn=ana.id)
    assert say(ben, habit, "amend", grace=False)["proposal"]["terms"]["first_turn"] == ana.id
    say(ana, habit, "counter", version=2, first_turn=ben.id)
    assert say(ben, habit, "accept", version=3)["next_terms"]["first_turn"] == ben.id
    other = agree(ana, ben, mode="each")
    assert say(ben, other, "amend", mode="turns")["proposal"]["terms"]["first_turn"] == ben.id
    away = say(ana, other, "counter", version=2, mode="together")["proposal"]["terms"]
    assert away["first_turn"] is None


def test_an_amendment_can_be_countered_with_how_it_begins(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, cadence={"unit": "month"})
    say(ana, habit, "amend", title="Stroll")
    path = f"/api/habits/{habit['id']}/counter"
    problem(ben.post(path, {"version": 2, "starts_on": day(1)}), 422, "bad_start")
    problem(ben.post(path, {"version": 2, "starts_on": None}), 422, "bad_start")
    problem(ben.post(path, {"version": 2, "begins": "now"}), 422, "invalid")
    problem(ben.post(path, {"version": 2, "begins": None}), 422, "invalid")
    assert say(ben, habit, "counter", version=2, why="x")["proposal"]["begins"] is None
    assert say(ana, habit, "counter", version=3, mode="each")["proposal"]["begins"] == "next_period"
    after = say(ben, habit, "counter", version=4, begins="tomorrow")
    assert (after["proposal"]["begins"], after["proposal"]["title"]) == ("tomorrow", "Stroll")
    assert after["title"] == "Walk after dinner"
    assert say(ana, habit, "accept", version=5)["next_terms"]["starts_on"] == day(1)


@pytest.mark.parametrize("word", ["decline", "withdraw"])
def test_a_no_leaves_what_is_in_force(ana: Someone, ben: Someone, couple: str, word: str) -> None:
    habit = agree(ana, ben)
    say(ana, habit, "amend", mode="each", title="Stroll")
    after = say(ben if word == "decline" else ana, habit, word, version=2)
    assert after == habit
    assert say(ben, habit, "amend", mode="each")["proposal"]["version"] == 3


def test_only_what_is_in_force_is_amended(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = agree(ana, ben)
    path = f"/api/habits/{habit['id']}/amend"
    for change, code in (
        ({"starts_on": day(3)}, "invalid"),
        ({"begins": "soon"}, "invalid"),
        ({"cadence": {"unit": "day", "times": 99}}, "invalid"),
        ({"title": None}, "invalid"),
        ({"first_turn": dev.id}, "bad_first_turn"),
        ({"first_turn": ben.id}, "bad_first_turn"),
        ({"first_turn": ben.id, "mode": "each"}, "invalid"),
    ):
        problem(ana.post(path, change), 422, code)
    for other in (ask(ana), say(ben, ask(ana), "decline", version=1), say(ana, habit, "retire")):
        problem(ana.post(f"/api/habits/{other['id']}/amend", {"mode": "each"}), 409, "not_active")
        problem(ana.post(f"/api/habits/{other['id']}/retire"), 409, "not_active")
    assert dev.stream() == eva.stream() == []
