"""All habits: what is asked of me comes first, and can be answered there."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone
from tests.web.pages.agree_forms import page, read, sent, words
from tracker.extensions import db
from tracker.services import habits


def order(text: str, *parts: str) -> None:
    said = words(text)
    places = [said.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_asked_of_me_first_then_what_holds_what_waits_and_what_rests(
    ana: Someone, ben: Someone, couple: str
) -> None:
    holds = agree(ana, ben, title="Walk")
    rests = agree(ana, ben, title="Letters")
    say(ana, rests, "retire")
    say(ben, ask(ana, title="Yoga at six"), "decline", version=1)
    ask(ben, title="Breakfast")
    ask(ana, title="Cinema")
    text = page(ana, "/habits")
    order(
        text, "Ben asks for this one", "Breakfast", "Walk", "Waiting for Ben", "Cinema", "Letters"
    )
    order(text, "Ended", "Letters", "Put aside", "Yoga at six")
    assert f'href="/habits/{holds["id"]}"' in text
    order(page(ben, "/habits"), "Ana asks for this one", "Cinema", "Walk", "Breakfast", "Letters")


def test_one_tap_says_yes_from_the_list(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(ana, title="Walk")["id"]
    text = page(ben, "/habits")
    assert sent(ben, text, f"/habits/{habit}/accept").headers["Location"] == "/habits?said=agreed"
    assert ana.get(f"/api/habits/{habit}").get_json()["state"] == "active"
    other = ask(ana, title="Cinema")["id"]
    response = sent(ana, page(ana, "/habits"), f"/habits/{other}/withdraw")
    assert response.headers["Location"] == "/habits?said=withdrawn"


def test_a_change_of_what_holds_is_asked_beside_it(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Walk")["id"]
    say(ben, habit, "amend", cadence={"unit": "week"})
    text = page(ana, "/habits")
    order(text, "Ben suggests a change", "Walk", "Now every day", "Ben suggests every week")
    assert "You suggest a change" in words(page(ben, "/habits"))


def test_a_counter_is_told_from_what_it_answers(ana: Someone, ben: Someone, couple: str) -> None:
    say(ben, ask(ana, title="Walk"), "counter", version=1, title="Run")
    assert "Ben suggests a change" in words(page(ana, "/habits"))
    assert "You suggest a change" in words(page(ben, "/habits"))


def test_a_first_day_to_come_is_told_and_one_that_is_over_is_not(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben, title="Walk")
    assert "from" not in words(page(ana, "/habits"))


def test_of_what_is_over_the_latest_is_listed(
    ana: Someone, ben: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(habits, "MOST_OVER", 2)
    for title in ("Letters", "Cinema", "Picnic"):
        say(ana, agree(ana, ben, title=title), "retire")
    for title in ("Yoga", "Bowling", "Chess"):
        say(ana, ask(ana, title=title), "withdraw", version=1)
    text = page(ana, "/habits")
    order(text, "Ended", "Picnic", "Cinema", "Put aside", "Chess", "Bowling")
    assert "Letters" not in text
    assert "Yoga" not in text


def test_however_many_there_are_the_store_is_asked_as_often(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    counts = []
    for title in ("Letters", "Cinema"):
        say(ana, agree(ana, ben, title=title), "retire")
        agree(ana, ben, title=f"{title} at home")
        ask(ben, title=f"{title} for two")
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any, to=asked) -> None:
            to.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        page(ana, "/habits")
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 15


def test_with_nothing_there_it_says_how_it_begins(ana: Someone, couple: str, max_: Someone) -> None:
    for person in (ana, max_):
        text = page(person, "/habits")
        assert "One of you asks, the other says yes" in words(text)
        assert 'href="/library"' in text
        assert 'href="/habits/new"' in text


def test_who_waits_for_a_partner_sees_what_they_asked_for(max_: Someone) -> None:
    ask(max_, title="Cinema")
    order(page(max_, "/habits"), "Waiting until your partner has joined", "Cinema")


def test_strangers_see_nothing(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    agree(ana, ben, title="Walk")
    ask(ana, title="Cinema")
    for person in (dev, eva, max_):
        text = page(person, "/habits")
        assert "Walk" not in text
        assert "Cinema" not in text


def test_after_leaving_nothing_is_shown(ana: Someone, ben: Someone, couple: str) -> None:
    agree(ana, ben, title="Walk")
    ana.post("/api/couple/unlink")
    assert "Walk" not in page(ben, "/habits")


def test_who_is_not_signed_in_is_asked_to(app: Flask) -> None:
    assert app.test_client().get("/habits").headers["Location"] == "/sign-in?next=/habits"


def test_a_fragment_is_the_main_part_alone(ana: Someone, couple: str) -> None:
    response = ana.get("/habits", headers={"X-Woven-Fragment": "main"})
    assert "<html" not in response.get_data(as_text=True)
    assert "Habits" in read(response)
