"""The table of who sees what tells the truth: it is held against what each is answered."""

import json
import re
from datetime import date

import pytest
from flask import Flask

from tests.support.agreeing import agree
from tests.support.coached import let_in
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import page
from tracker.web.pages.settings.who_sees_what import ABOUT_ME, IF_BOTH, NO, SHARED, YES

ROWS = {str(sight.what): sight for sight in (*SHARED, *ABOUT_ME)}


def test_every_row_is_in_the_table_with_four_answers(
    ana: Someone, ben: Someone, couple: str
) -> None:
    text = page(ana, "/settings/who-sees-what")
    assert "Your partner here is Ben" in text
    assert text.count('scope="row"') == len(ROWS)
    assert text.count("<td role") == 4 * len(ROWS) + 2
    for what, sight in ROWS.items():
        assert what in text
        assert (f"<summary>{what}</summary>" in text) == bool(sight.note)
    assert ben.email not in text


@pytest.mark.parametrize("granted", [False, True])
def test_a_coach_is_told_just_what_it_says(
    app: Flask, ana: Someone, ben: Someone, couple: str, granted: bool
) -> None:
    cleo = Someone(app, "cleo")
    day = date.fromisoformat(ana.get("/api/couple").get_json()["today"])
    ana.patch("/api/me", {"name": "Anabel", "timezone": "Asia/Tokyo"})
    habit = agree(ana, ben, title="mk-title", why="mk-why")["id"]
    ana.put(f"/api/habits/{habit}/ticks/{day}", {"note": "mk-note"})
    ana.put(f"/api/habits/{habit}/occasions/{day}", {"day": str(day), "words": "mk-words"})
    client = let_in(cleo, couple, ana, ben, titles_since=day if granted else None)
    ana.post(f"/api/couple/coach/{client}/questions", {"text": "mk-question"})
    told = json.dumps(cleo.stream()) + "".join(
        cleo.get(path).get_data(as_text=True)
        for path in (
            "/api/coaching/clients",
            f"/api/coaching/clients/{client}",
            "/coach",
            f"/coach/{client}",
            "/coach/asked",
        )
    )
    words = {
        "Your name": "Anabel",
        "Goals, sessions and questions with your coach": "mk-question",
        "Your email address": "ana@example.org",
        "Your time zone, and when your day ends": "Asia/Tokyo",
        "Your words with a tick": "mk-note",
        "When a habit is to be, and what you noted with it": "mk-words",
    }
    for what, word in words.items():
        assert (word in told) == (str(ROWS[what].coach) != str(NO)), what
    assert ("mk-title" in told) == granted
    assert str(ROWS["Habits and what was agreed"].coach) == str(IF_BOTH)
    assert "mk-why" not in told
    assert ana.id not in told


def test_it_names_the_coach_who_is_there(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    none = "You two have none now, so nobody sees this column."
    assert none in page(ana, "/settings/who-sees-what")
    let_in(Someone(app, "cleo"), couple, ana, ben)
    text = page(ana, "/settings/who-sees-what")
    assert "You two have let Cleo in." in text
    assert none not in text


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("Your name", "Anabel"),
        ("Your email address", "ana@example.org"),
        ("Your time zone, and when your day ends", "Asia/Tokyo"),
        ("Where you are signed in, and when last", "mk-label"),
        ("Habits and what was agreed", "mk-why"),
        ("Your words with a tick", "mk-note"),
        ("When a habit is to be, and what you noted with it", "mk-words"),
    ],
)
def test_the_partner_is_told_just_what_it_says(
    ana: Someone, ben: Someone, couple: str, what: str, word: str
) -> None:
    ana.patch("/api/me", {"name": "Anabel", "timezone": "Asia/Tokyo"})
    login = {"email": ana.email, "password": PASSWORD, "label": "mk-label"}
    assert ana.post("/api/tokens", login).status_code == 201
    habit = agree(ana, ben, why="mk-why")["id"]
    day = ana.get("/api/couple").get_json()["today"]
    assert ana.put(f"/api/habits/{habit}/ticks/{day}", {"note": "mk-note"}).status_code == 200
    words = {"day": day, "words": "mk-words"}
    assert ana.put(f"/api/habits/{habit}/occasions/{day}", words).status_code == 200
    told = "".join(
        ben.get(path).get_data(as_text=True)
        for path in (
            "/api/couple",
            f"/api/habits/{habit}",
            f"/api/habits/{habit}/history",
            f"/api/habits/{habit}/ticks",
            "/api/progress",
            "/api/pauses",
            "/api/tokens",
            "/api/changes?after=0",
            "/settings",
            "/settings/couple",
            "/settings/sessions",
        )
    ) + json.dumps(ben.post("/api/me/export", {"password": PASSWORD}).get_json())
    assert (word in told) == (str(ROWS[what].partner) == str(YES))


def test_the_time_of_a_tick_is_not_for_the_partner(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben)["id"]
    day = ana.get("/api/couple").get_json()["today"]
    ana.put(f"/api/habits/{habit}/ticks/{day}")
    assert str(ROWS["The time of day of a tick"].partner) == str(NO)
    (item,) = [item for item in ben.stream() if item["kind"] == "tick"]
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", item["at"])
