"""Check-ins: two to begin, one to stop, sealed until both have answered."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.checkins import (
    AGREEMENT,
    CURRENT,
    NOTHING,
    NUMBERS,
    WORDS,
    agree,
    body,
    heard,
    running,
    seal,
    withdraw,
)
from tests.support.people import Someone, problem
from tests.web.api.evening import NOW, Clock

pytestmark = pytest.mark.usefixtures("couple", "evening")

MINE = {**NUMBERS, **NOTHING}
ROUND, LAST, NEXT = "2026-05-18", "2026-05-24", "2026-05-25"


def later(clock: Clock, **by: float) -> None:
    clock.move_to(NOW + timedelta(**by), tick=False)


# Agreeing


def test_one_asks_and_the_other_says_yes(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    before = {"every": None, "starts_on": None, "version": 0, "asked": None}
    assert ana.get(AGREEMENT).get_json() == before
    assert running(ana) is None
    asked = ana.post(AGREEMENT, {"every": 2}).get_json()
    said = {"version": 1, "every": 2, "by": ana.id, "at": NOW.date().isoformat()}
    assert asked == before | {"version": 1, "asked": said} == ben.get(AGREEMENT).get_json()
    agreed = ben.post(f"{AGREEMENT}/accept", {"version": 1}).get_json()
    assert agreed == {"every": 2, "starts_on": ROUND, "version": 1, "asked": None}
    assert (running(ana)["start"], running(ana)["end"]) == (ROUND, "2026-05-31")
    told = [{"state": "asked", "version": 1}, {"state": "agreed", "version": 1}]
    assert heard(ana) == heard(ben) == told
    assert eva.get(AGREEMENT).get_json() == before
    assert dev.stream() == eva.stream() == []


def test_nobody_answers_for_the_other(ana: Someone, ben: Someone) -> None:
    ana.post(AGREEMENT, {"every": 1})
    problem(ben.post(AGREEMENT, {"every": 2}), 409, "proposal_open")
    problem(ana.post(f"{AGREEMENT}/accept", {"version": 1}), 403, "own_proposal")
    problem(ana.post(f"{AGREEMENT}/decline", {"version": 1}), 403, "own_proposal")
    problem(ben.post(f"{AGREEMENT}/withdraw", {"version": 1}), 403, "not_your_proposal")
    assert running(ben) is None


@pytest.mark.parametrize("word", ["decline", "withdraw"])
def test_what_was_put_aside_is_asked_again_as_another_version(
    ana: Someone, ben: Someone, word: str
) -> None:
    ana.post(AGREEMENT, {"every": 1})
    who = ben if word == "decline" else ana
    assert who.post(f"{AGREEMENT}/{word}", {"version": 1}).get_json()["asked"] is None
    problem(ben.post(f"{AGREEMENT}/accept", {"version": 1}), 409, "no_proposal")
    assert ben.post(AGREEMENT, {"every": 1}).get_json()["asked"]["version"] == 2
    for version in (1, 3):
        answer = ana.post(f"{AGREEMENT}/accept", {"version": version})
        problem(answer, 409, "stale_proposal")
    # Whoever made it: somebody else was there first.
    problem(ben.post(f"{AGREEMENT}/accept", {"version": 1}), 409, "stale_proposal")
    became = {"decline": "declined", "withdraw": "withdrawn"}[word]
    assert [each["state"] for each in heard(ana)] == ["asked", became, "asked"]


def test_another_rhythm_is_asked_beside_the_one_in_force(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    problem(ana.post(AGREEMENT, {"every": 1}), 409, "same_rhythm")
    seal(ana)
    asked = ben.post(AGREEMENT, {"every": 2}).get_json()
    assert (asked["every"], asked["asked"]["every"]) == (1, 2)
    agreed = ana.post(f"{AGREEMENT}/accept", {"version": 2}).get_json()
    assert (agreed["every"], agreed["starts_on"]) == (2, NEXT)
    # The round that runs goes on as it was, answers and all.
    assert (running(ana)["start"], running(ana)["end"]) == (ROUND, LAST)
    assert running(ana)["state"] == "sealed"
    assert seal(ben)["state"] == "opened"


def test_one_stops_it_at_once_and_what_was_half_answered_is_put_away(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    agree(ana, ben)
    seal(ana, **WORDS)
    ben.post(AGREEMENT, {"every": 2})
    assert ben.delete(AGREEMENT).status_code == 204
    assert ana.get(AGREEMENT).get_json() == {
        "every": None,
        "starts_on": None,
        "version": 2,
        "asked": None,
    }
    assert running(ana) is running(ben) is None
    problem(ana.delete(AGREEMENT), 409, "not_agreed")
    problem(ben.put(CURRENT, {"round": ROUND, **NUMBERS, "seal": True}), 409, "not_agreed")
    assert ana.get(f"/api/check-ins/{ROUND}").get_json()["state"] == "put_away"
    # Agreed anew in the same week it is not taken up again: the next round begins after it.
    assert agree(ben, ana)["starts_on"] == NEXT
    assert running(ana) is None
    problem(ben.put(CURRENT, {"round": ROUND, **NUMBERS, "seal": True}), 422, "bad_round")
    later(time_machine, days=7)
    assert seal(ben)["state"] == "sealed"
    assert ana.get(f"/api/check-ins/{ROUND}").get_json()["state"] == "put_away"


# Answering


def test_a_draft_is_kept_for_oneself_and_changed_at_will(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    draft = ana.put(CURRENT, {"round": ROUND, "heard": 3, "heard_words": " Hm.\r\nWell "})
    assert draft.get_json() == {
        "start": ROUND,
        "end": LAST,
        "state": "draft",
        "mine": {**dict.fromkeys(NUMBERS), **NOTHING, "heard": 3, "heard_words": "Hm.\nWell"},
        "theirs": None,
        "opened_on": None,
    }
    ana.put(CURRENT, {"round": ROUND, "close": 0})
    assert running(ana)["mine"] == {**dict.fromkeys(NUMBERS), **NOTHING, "close": 0}
    assert (running(ben)["state"], running(ben)["mine"]) == ("open", None)
    assert ben.put(CURRENT, {"round": ROUND}).get_json()["state"] == "open"


def test_it_opens_for_both_the_moment_both_are_sealed(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    agree(ana, ben)
    assert seal(ana, **WORDS)["state"] == "sealed"
    assert running(ana)["mine"] == MINE | WORDS
    assert running(ben) == {
        "start": ROUND,
        "end": LAST,
        "state": "open",
        "mine": None,
        "theirs": None,
        "opened_on": None,
    }
    assert heard(ben) == heard(ana)[:2]
    opened = seal(ben, heard=2)
    assert (opened["state"], opened["opened_on"]) == ("opened", NOW.date().isoformat())
    assert (opened["mine"], opened["theirs"]) == (MINE | {"heard": 2}, MINE | WORDS)
    hers = running(ana)
    assert (hers["mine"], hers["theirs"]) == (opened["theirs"], opened["mine"])
    said = {"round": ROUND, "state": "opened"}
    assert heard(ben)[2:] == [said]
    assert heard(ana)[2:] == [{"round": ROUND, "state": "sealed"}, said]
    (to_her,) = [item for item in ana.stream() if item["data"] == said]
    assert to_her["at"] == NOW.date().isoformat()  # his act, to the day
    for person in (ana, ben):
        problem(person.put(CURRENT, body(person)), 409, "opened")
        problem(person.delete(f"{CURRENT}?round={ROUND}"), 409, "opened")
    assert eva.get("/api/check-ins").get_json()["items"] == []
    assert dev.stream() == eva.stream() == []


def test_sealed_answers_are_taken_back_before_they_are_changed(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    seal(ana)
    problem(ana.put(CURRENT, body(ana, heard=1)), 409, "sealed")
    problem(ana.put(CURRENT, body(ana, seal=True)), 409, "sealed")
    withdraw(ana)
    withdraw(ana)  # there is nothing to take back: nothing changes
    assert (running(ana)["state"], running(ana)["mine"]) == ("draft", MINE)
    assert seal(ben)["state"] == "sealed"
    assert [each["state"] for each in heard(ana)[2:]] == ["sealed", "draft"]
    assert [each["state"] for each in heard(ben)[2:]] == ["sealed"]
    assert seal(ana, heard=1)["state"] == "opened"
    assert running(ben)["theirs"]["heard"] == 1


@pytest.mark.parametrize("missing", NUMBERS)
def test_to_seal_takes_all_four_numbers(ana: Someone, ben: Someone, missing: str) -> None:
    agree(ana, ben)
    answer = ana.put(CURRENT, body(ana, seal=True, **{missing: None}))
    assert list(problem(answer, 422, "incomplete")["errors"]) == [missing]
    assert running(ana)["state"] == "open"


@pytest.mark.parametrize(
    "wrong",
    [{"heard": 11}, {"heard": -1}, {"heard": "7"}, {"heard_words": "x" * 501}, {"kind": 1}],
)
def test_what_is_no_answer_is_refused(ana: Someone, ben: Someone, wrong: dict[str, Any]) -> None:
    agree(ana, ben)
    problem(ana.put(CURRENT, body(ana) | wrong), 422, "invalid")
    assert running(ana)["state"] == "open"


# The end of a round


def test_a_round_is_over_when_it_is_over_for_both(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    agree(ana, ben)
    ben.patch("/api/me", {"timezone": "Pacific/Honolulu"})
    time_machine.move_to(NOW.replace(day=25, hour=9), tick=False)  # Monday; for ben it is Sunday
    assert ana.get("/api/me").get_json()["local_date"] == NEXT
    assert running(ana)["start"] == ROUND
    assert seal(ana)["state"] == "sealed"
    time_machine.move_to(NOW.replace(day=25, hour=11), tick=False)
    assert running(ana)["start"] == NEXT
    problem(ben.put(CURRENT, {"round": ROUND, **NUMBERS, "seal": True}), 409, "over")
    problem(ana.delete(f"{CURRENT}?round={ROUND}"), 409, "over")


def test_what_is_over_is_not_brought_back_by_a_zone_that_is_set_back(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    agree(ana, ben)
    seal(ana)
    time_machine.move_to(NOW.replace(day=25, hour=9), tick=False)
    back = {"timezone": "Pacific/Pago_Pago", "day_ends_at": 6}
    assert ben.patch("/api/me", back).get_json()["local_date"] == LAST
    for zone in (None, "Pacific/Niue"):  # set back a second time as well
        if zone is not None:
            ben.patch("/api/me", {"timezone": zone})
        assert running(ben)["start"] == NEXT
        problem(ben.put(CURRENT, {"round": ROUND, **NUMBERS, "seal": True}), 409, "over")
        assert ana.get(f"/api/check-ins/{ROUND}").get_json()["state"] == "put_away"
    assert seal(ben)["state"] == "sealed"  # in the one that runs
    time_machine.move_to(NOW.replace(day=27, hour=9), tick=False)
    assert running(ana)["start"] == NEXT


def test_nor_is_one_that_was_put_away_when_they_stopped(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    agree(ana, ben)
    time_machine.move_to(NOW.replace(day=25, hour=9), tick=False)
    seal(ana)
    ben.patch("/api/me", {"timezone": "Pacific/Pago_Pago", "day_ends_at": 6})
    assert ben.delete(AGREEMENT).status_code == 204
    ben.patch("/api/me", {"timezone": "UTC", "day_ends_at": 0})
    assert agree(ben, ana)["starts_on"] == "2026-06-01"
    assert ana.get(f"/api/check-ins/{NEXT}").get_json()["state"] == "put_away"


def test_what_was_put_away_is_read_by_who_wrote_it_alone(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    agree(ana, ben)
    seal(ana, **WORDS)
    later(time_machine, days=7)
    kept = ana.get(f"/api/check-ins/{ROUND}").get_json()
    assert (kept["state"], kept["mine"], kept["theirs"]) == ("put_away", MINE | WORDS, None)
    assert ana.get("/api/check-ins?state=put_away").get_json()["items"] == [kept]
    assert ana.get("/api/check-ins").get_json()["items"] == []
    problem(ben.get(f"/api/check-ins/{ROUND}"), 404, "not_found")
    for state in ("opened", "put_away"):
        assert ben.get(f"/api/check-ins?state={state}").get_json()["items"] == []


def test_the_opened_ones_come_newest_first_in_pages(
    ana: Someone, ben: Someone, time_machine: Clock
) -> None:
    agree(ana, ben)
    for week in range(4):
        later(time_machine, weeks=week)
        seal(ana, heard=week)
        if week != 2:
            seal(ben)
    later(time_machine, weeks=4)
    first = ben.get("/api/check-ins?limit=2").get_json()
    rest = ben.get(f"/api/check-ins?limit=2&after={first['next']}").get_json()
    assert [each["theirs"]["heard"] for each in first["items"] + rest["items"]] == [3, 1, 0]
    assert rest["next"] is None
    one = first["items"][0]
    assert ben.get(f"/api/check-ins/{one['start']}").get_json() == one
    for query in ("after=x", "limit=0", "state=sealed"):
        problem(ben.get(f"/api/check-ins?{query}"), 422, "invalid")
    for missing in ("2026-05-19", "never", "2026-02-30"):
        problem(ben.get(f"/api/check-ins/{missing}"), 404, "not_found")


def test_after_leaving_nothing_of_it_is_there(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    seal(ana)
    seal(ben)
    ben.post("/api/couple/unlink")
    for person in (ana, ben):
        for path in (AGREEMENT, CURRENT, "/api/check-ins", f"/api/check-ins/{ROUND}"):
            problem(person.get(path), 404, "not_found")
        problem(person.put(CURRENT, {"round": ROUND}), 404, "not_found")
        problem(person.put(CURRENT, {"round": "x"}), 404, "not_found")
