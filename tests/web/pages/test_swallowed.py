"""What Today asks about a date that was swallowed: one card, two answers, then never again."""

from datetime import timedelta

import time_machine
from flask import Flask

from tests.services.test_swallowed import (
    AUCKLAND,
    HONOLULU,
    KIRITIMATI,
    LINE,
    move,
    traveller,
)
from tests.support.people import Someone
from tests.web.pages.today import page, send
from tracker.services import pauses

QUESTION = "12 May did not exist for you. Pause it?"
FIRST = "2026-05-12"
Machine = time_machine.TimeMachineFixture


def test_it_is_the_one_card_beyond_the_habits_and_for_the_person_alone(
    app: Flask, time_machine: Machine, dev: Someone, eva: Someone
) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    assert "Room for one more" in page(zoe)
    move(zoe, KIRITIMATI, LINE, time_machine)
    text = page(zoe)
    assert QUESTION in text
    assert "Room for one more" not in text
    assert text.count('id="invitation"') == 1
    for other in (ben, dev):
        assert "did not exist" not in page(other)
    assert "did not exist" not in page(zoe, "/today?day=2026-05-13").replace(QUESTION, "")
    assert QUESTION not in page(zoe, "/today?day=2026-05-11")


def test_a_day_of_a_few_hours_is_called_that(app: Flask, time_machine: Machine) -> None:
    zoe, _, _ = traveller(app, time_machine, HONOLULU)
    move(zoe, AUCKLAND, LINE + timedelta(hours=2), time_machine)
    assert "12 May was only a few hours long for you. Pause it?" in page(zoe)


def test_yes_pauses_and_says_so(app: Flask, time_machine: Machine) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    response = send(zoe, "/today/swallowed", first=FIRST, answer="pause")
    assert (response.status_code, response.headers["Location"]) == (303, "/today?said=paused")
    assert QUESTION not in page(zoe)
    assert len(ben.get("/api/pauses").get_json()["items"]) == 1
    again = send(zoe, "/today/swallowed", first=FIRST, answer="pause")
    assert (again.status_code, again.headers["Location"]) == (303, "/today")
    assert len(ben.get("/api/pauses").get_json()["items"]) == 1


def test_leave_it_leaves_it(app: Flask, time_machine: Machine) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    response = send(zoe, "/today/swallowed", first=FIRST, answer="leave")
    assert (response.status_code, response.headers["Location"]) == (303, "/today")
    assert QUESTION not in page(zoe)
    assert ben.get("/api/pauses").get_json()["items"] == []


def test_what_no_form_of_ours_sends_changes_nothing(app: Flask, time_machine: Machine) -> None:
    zoe, _, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    for fields in ({}, {"first": FIRST}, {"first": "x", "answer": "pause"}, {"answer": "leave"}):
        assert send(zoe, "/today/swallowed", **fields).status_code == 422
    assert send(zoe, "/today/swallowed", first="2026-05-11", answer="pause").status_code == 303
    assert QUESTION in page(zoe)
    assert zoe.get("/api/pauses").get_json()["items"] == []


def test_a_pause_too_many_is_said_on_today(app: Flask, time_machine: Machine) -> None:
    zoe, _, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    for number in range(pauses.MOST):
        day = str((LINE + timedelta(days=30 + number)).date())
        zoe.post("/api/pauses", {"habit": None, "first": day, "last": day})
    response = send(zoe, "/today/swallowed", first=FIRST, answer="pause")
    assert response.status_code == 409
    assert "You have as many pauses as fit." in response.text
    assert QUESTION in response.text
