"""Answering: the terms in words, old against new, and two answers at once."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import agree, ask, say
from tests.support.answers import body
from tests.support.people import Someone
from tests.web.pages.agree_forms import page, read, sent, words


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 5, 20, 18, 30, tzinfo=UTC), tick=False)  # a Wednesday


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    cadence = {"unit": "week"}
    return str(ask(ana, title="Tea <for> two", cadence=cadence, starts_on="2026-05-25")["id"])


def at(habit: str, what: str = "answer") -> str:
    return f"/habits/{habit}/{what}"


def answer(person: Someone, text: str, habit: str, what: str, **fields: Any) -> None:
    response = sent(person, text, at(habit, what), **fields)
    assert response.status_code == 303, read(response)


def state(person: Someone, habit: str) -> dict[str, Any]:
    return dict(person.get(f"/api/habits/{habit}").get_json())


def changes(text: str) -> dict[str, tuple[str, str]]:
    """Return what a page holds against each other: by name, old and new."""
    found = re.findall(r'<section class="changed">.*?</section>', text, re.S)
    return {
        words(f"<main>{part.partition('<dl>')[0]}"): (
            words(f"<main>{part.partition('<del>')[2].partition('</del>')[0]}"),
            words(f"<main>{part.partition('<ins>')[2].partition('</ins>')[0]}"),
        )
        for part in found
    }


def test_the_asked_reads_the_terms_in_words_and_says_yes(
    ana: Someone, ben: Someone, habit: str
) -> None:
    text = page(ben, at(habit))
    said = words(text)
    assert "Ana asks for this one" in said
    assert "Tea <for> two" in said
    assert "every week, together, from Monday" in said
    assert changes(text) == {}
    answer(ben, text, habit, "accept")
    assert state(ana, habit)["state"] == "active"
    assert state(ana, habit)["starts_on"] == "2026-05-25"
    assert "Agreed" in words(page(ben, "/habits?said=agreed"))


def test_the_asker_waits_and_can_take_it_back(ana: Someone, ben: Someone, habit: str) -> None:
    text = page(ana, at(habit))
    assert "It waits for Ben" in words(text)
    assert at(habit, "accept") not in text
    assert at(habit, "counter") not in text
    answer(ana, text, habit, "withdraw")
    assert state(ben, habit)["state"] == "withdrawn"
    assert "put aside" in words(page(ben, at(habit)))


def test_not_now_names_nobody(ana: Someone, ben: Someone, habit: str) -> None:
    answer(ben, page(ben, at(habit)), habit, "decline")
    assert "put aside" in words(page(ana, at(habit)))
    assert "Ben" not in words(page(ana, at(habit)))


def test_a_change_is_held_against_what_was_asked(ana: Someone, ben: Someone, habit: str) -> None:
    text = page(ben, f"{at(habit)}?change=1")
    assert re.search(r'<details class="card" id="change" open>', text)
    answer(ben, text, habit, "counter", unit="week", times=2, mode="turns", first_turn=ana.id)
    for person, who in ((ana, "Ben suggests"), (ben, "You suggest")):
        text = page(person, at(habit))
        begins = "you" if person is ana else "Ana"
        assert changes(text) == {
            "How often": ("every week", "every week, twice"),
            "Whose doing counts": ("together", "taking turns"),
            "Who begins": ("nothing", begins),
        }
        assert text.count('<section class="changed">') == 3
        assert who in words(text)
        assert "Tea <for> two" in words(text.partition("What stays")[2].join(("<main>", "</main>")))
    assert state(ana, habit)["proposal"]["terms"]["starts_on"] == "2026-05-25"
    answer(ana, page(ana, at(habit)), habit, "accept")
    assert state(ben, habit)["terms"] is None
    assert state(ben, habit)["next_terms"]["cadence"]["times"] == 2


def test_what_is_not_changed_is_not_sent_on(ana: Someone, ben: Someone, couple: str) -> None:
    # A first day that has become too early by now does not stand in the way of a change.
    habit = ask(ana, starts_on="2026-05-18")["id"]
    with time_machine.travel(datetime(2026, 5, 29, 18, 30, tzinfo=UTC), tick=False):
        answer(ben, page(ben, at(habit)), habit, "counter", title="Another")
    assert state(ana, habit)["proposal"]["title"] == "Another"
    assert state(ana, habit)["proposal"]["terms"]["starts_on"] == "2026-05-18"


def test_a_change_that_changes_nothing_is_asked_about(
    ana: Someone, ben: Someone, habit: str
) -> None:
    response = sent(ben, page(ben, at(habit)), at(habit, "counter"))
    assert response.status_code == 422
    assert "Change something, or say yes" in words(read(response))
    assert state(ana, habit)["proposal"]["version"] == 1


def test_what_does_not_fit_keeps_the_form_open_with_what_was_typed(
    ben: Someone, habit: str
) -> None:
    fields = {"unit": "week", "times": 9, "why": "So that"}
    response = sent(ben, page(ben, at(habit)), at(habit, "counter"), **fields)
    assert response.status_code == 422
    text = read(response)
    assert "whole number from 1 to 7" in text
    assert 'id="change" open' in text
    assert ">So that</textarea>" in text
    assert 'value="9"' in text
    late = {"starts": "date", "starts_on": "2020-01-01"}
    response = sent(ben, page(ben, at(habit)), at(habit, "counter"), **late)
    assert response.status_code == 422
    assert "At most 3 days back" in words(read(response))


def test_a_change_of_what_is_in_force_stands_beside_it(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, title="Walk", cadence={"unit": "week"})["id"]
    say(ana, habit, "amend", cadence={"unit": "week", "times": 2}, grace=False)
    text = page(ben, at(habit))
    assert changes(text) == {
        "How often": ("every week", "every week, twice"),
        "Spare thread": ("mends a gap now and then", "none"),
    }
    said = words(text)
    assert "once the running week is over" in said
    assert "everything goes on as agreed" in said
    answer(ben, text, habit, "counter", begins="tomorrow", times=3)
    text = page(ana, at(habit))
    assert changes(text)["How often"] == ("every week, twice", "every week, 3 times")
    assert changes(text)["From"][1] == "tomorrow"
    response = sent(ana, text, at(habit, "accept"))
    assert "What changes, and when, stands with the habit." in words(
        page(ana, response.headers["Location"])
    )
    assert state(ana, habit)["next_terms"]["starts_on"] == "2026-05-21"


def test_a_change_of_words_alone_leaves_the_terms(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Walk")["id"]
    say(ana, habit, "amend", title="Walk and talk")
    assert "would begin" not in words(page(ben, at(habit)))
    answer(ben, page(ben, at(habit)), habit, "counter", title="Talk and walk")
    proposal = state(ana, habit)["proposal"]
    assert (proposal["title"], proposal["begins"]) == ("Talk and walk", None)


def test_a_newer_version_is_shown_to_who_answers_the_old_one(
    ana: Someone, ben: Someone, habit: str
) -> None:
    old = page(ben, at(habit))
    say(ben, habit, "counter", version=1, title="Cocoa")
    say(ana, habit, "counter", version=2, title="Coffee for two")
    for what in ("accept", "decline"):
        response = sent(ben, old, at(habit, what))
        assert response.status_code == 409
        said = words(read(response))
        assert "Ana suggested something newer meanwhile" in said
        assert "Coffee for two" in said
        assert 'name="version" value="3"' in response.get_data(as_text=True)
    response = sent(ben, old, at(habit, "counter"), title="Milk")
    assert response.status_code == 409
    assert state(ana, habit)["proposal"]["version"] == 3


def test_an_old_page_of_ones_own_says_what_oneself_suggested_since(
    ana: Someone, ben: Someone, habit: str
) -> None:
    old = page(ben, at(habit))
    say(ben, habit, "counter", version=1, title="Cocoa")
    response = sent(ben, old, at(habit, "accept"))
    assert response.status_code == 409
    assert "You suggested something newer meanwhile" in words(read(response))


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ("accept", "You two agreed on this already"),
        ("decline", "put aside meanwhile"),
        ("withdraw", "taken back meanwhile"),
    ],
)
def test_two_answers_at_once_are_met_kindly(
    ana: Someone, ben: Someone, habit: str, meanwhile: str, said: str
) -> None:
    old = page(ben, at(habit))
    say(ana if meanwhile == "withdraw" else ben, habit, meanwhile, version=1)
    for what in ("accept", "decline"):
        response = sent(ben, old, at(habit, what))
        assert response.status_code == 409
        assert said in words(read(response))
    assert "Nothing is being asked" in words(page(ben, at(habit))) or meanwhile != "accept"


def test_nobody_answers_what_they_asked_themselves(ana: Someone, ben: Someone, habit: str) -> None:
    theirs, mine = page(ben, at(habit)), page(ana, at(habit))
    token = re.search(r'name="csrf_token" value="([^"]+)"', mine)
    assert token is not None
    for what in ("accept", "decline", "counter"):
        response = sent(ana, theirs, at(habit, what), csrf_token=token[1], title="Other")
        if what != "counter":
            response = sent(ana, theirs, at(habit, what), csrf_token=token[1])
        assert response.status_code == 403
    assert state(ana, habit)["proposal"]["version"] == 1


def test_an_answer_leads_back_to_where_it_was_given(ana: Someone, ben: Someone, habit: str) -> None:
    text = page(ben, at(habit))
    response = sent(ben, text, at(habit, "accept"), next="/today?x=1#y")
    assert response.headers["Location"] == "/today?x=1&said=agreed"
    other = ask(ana)["id"]
    text = page(ben, at(other))
    response = sent(ben, text, at(other, "accept"), next="//evil.example/")
    assert response.headers["Location"] == "/today?said=agreed"


@pytest.mark.parametrize("fields", [{"version": None}, {"version": "x"}, {"more": "x"}])
def test_a_form_that_is_none_of_ours_is_refused(
    ben: Someone, habit: str, fields: dict[str, Any]
) -> None:
    for what in ("accept", "decline", "counter"):
        assert sent(ben, page(ben, at(habit)), at(habit, what), **fields).status_code == 422


def test_strangers_find_nothing(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    before = ana.stream()
    theirs = page(ben, at(habit))
    for person in (dev, max_):
        shown = page(person, "/habits")
        assert "Tea" not in shown
        token = re.search(r'<meta name="csrf-token" content="([^"]+)"', shown)
        assert token is not None
        missing = person.get(at("00000000-0000-4000-8000-000000000000"))
        foreign = person.get(at(habit))
        assert (foreign.status_code, body(foreign)) == (404, body(missing))
        for what in ("accept", "decline", "counter"):
            response = sent(person, theirs, at(habit, what), csrf_token=token[1])
            assert response.status_code == 404
    assert ana.stream() == before
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_after_leaving_it_is_gone(ana: Someone, ben: Someone, habit: str) -> None:
    ana.post("/api/couple/unlink")
    assert ben.get(at(habit)).status_code == 410


def test_who_is_not_signed_in_is_led_back_here_after_signing_in(app: Flask, habit: str) -> None:
    response = app.test_client().get(at(habit))
    assert response.headers["Location"] == f"/sign-in?next={at(habit)}"


def test_while_nobody_has_joined_ones_own_waits(max_: Someone) -> None:
    habit = ask(max_, title="Later", starts_on=date(2026, 5, 22).isoformat())["id"]
    text = page(max_, at(habit))
    assert "It waits for your partner" in words(text)
    answer(max_, text, habit, "withdraw")
