"""A client's page and the packet: goals, sessions, questions, for the coach and for the two."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import ORIGIN
from tests.support.coached import let_in
from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.statements import queries
from tests.web.pages.today import page

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)

pytestmark = pytest.mark.usefixtures("_evening")


@pytest.fixture
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cleo(app: Flask) -> Someone:
    """Return cleo, who coaches."""
    return Someone(app, "cleo")


@pytest.fixture
def client(cleo: Someone, couple: str, ana: Someone, ben: Someone) -> str:
    """Let cleo coach a couple with a habit."""
    agreed(ana, couple, TODAY - timedelta(days=90), title="Walk <b>& talk")
    return let_in(cleo, couple, ana, ben, titles_since=TODAY)


def text(person: Someone, path: str) -> str:
    """Return a page's words."""
    return words(page(person, path))


def words(html: str) -> str:
    whole = re.sub(r"<head>.*?</head>|<[^>]*>", " ", html, flags=re.S)
    return unescape(" ".join(whole.split()))


def send(person: Someone, path: str, /, **fields: Any) -> TestResponse:
    """Send a form."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.get("/settings").text)
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=form, headers={"Origin": ORIGIN})


def done(response: TestResponse) -> str:
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def test_goals_are_written_done_and_taken_off_by_forms(
    ana: Someone, cleo: Someone, client: str
) -> None:
    where = f"/coach/{client}"
    assert done(send(cleo, f"{where}/goals", text="Phones away")) == f"{where}?said=saved"
    (goal,) = cleo.get(f"/api/coaching/clients/{client}/goals").get_json()["items"]
    shown = text(cleo, where)
    assert "Phones away since 20 May 2026" in shown
    assert "Phones away" in text(ana, "/our-coach")
    done(send(cleo, f"{where}/goals/{goal['id']}", done="on"))
    assert "Phones away done on 20 May 2026 Not done yet" in text(cleo, where)
    done(send(cleo, f"{where}/goals/{goal['id']}", done="off"))
    assert "Phones away since" in text(cleo, where)
    done(send(cleo, f"{where}/goals/{goal['id']}/remove"))
    assert "Phones away" not in text(cleo, where)


def test_what_is_refused_stands_on_the_page_again_as_it_was_typed(
    cleo: Someone, client: str
) -> None:
    where = f"/coach/{client}"
    refused = send(cleo, f"{where}/goals", text="x" * 501)
    assert refused.status_code == 422
    assert "x" * 501 in refused.text
    assert "At most 500 characters." in words(refused.text)
    for day, said in (("2029-01-01", "A year ahead at most."), ("soon", "Choose a day.")):
        refused = send(cleo, f"{where}/sessions", day=day)
        assert refused.status_code == 422
        assert f'value="{day}"' in refused.text
        assert said in words(refused.text)
    assert send(cleo, f"{where}/goals/{client}", done="maybe").status_code == 422


def test_sessions_are_written_and_taken_off_by_forms(
    ana: Someone, cleo: Someone, client: str
) -> None:
    where = f"/coach/{client}"
    for day in ("2026-05-01", "2026-05-27"):
        done(send(cleo, f"{where}/sessions", day=day))
    assert "Next: 27 May 2026 Take it off Last: 1 May 2026 Take it off" in text(cleo, where)
    assert "You met last on 1 May 2026." in text(ana, "/our-coach")
    done(send(cleo, f"{where}/sessions/2026-05-27/remove"))
    assert "Next:" not in text(cleo, where)
    assert send(cleo, f"{where}/sessions/never/remove").status_code == 404


def test_the_coach_reads_questions_without_whose_they_are(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    for person in (ana, ben):
        body = {"text": f"<i>From {person.name}"}
        person.post(f"/api/couple/coach/{client}/questions", body)
    for path in (f"/coach/{client}", f"/coach/{client}/packet"):
        shown = text(cleo, path)
        assert "<i>From ana" in shown
        assert "<i>From ben" in shown
        assert ana.id not in page(cleo, path)
        assert ben.id not in page(cleo, path)


def article(person: Someone, path: str) -> str:
    """Return the packet itself."""
    found = re.search(r"<article.*</article>", page(person, path), re.S)
    assert found is not None
    return found[0]


def test_the_packets_page_is_the_same_for_the_three(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    cleo.put(f"/api/coaching/clients/{client}/sessions/2026-05-01")
    cleo.post(f"/api/coaching/clients/{client}/goals", {"text": "Phones away"})
    query = "?from=2026-04-01&to=2026-05-10"
    for rest in ("", query):
        whole = article(cleo, f"/coach/{client}/packet{rest}")
        for person in (ana, ben):
            assert article(person, f"/our-coach/packet{rest}") == whole
    shown = words(article(ana, "/our-coach/packet"))
    assert "1 May 2026 to 16 May 2026 · Since the session on Friday, 1 May" in shown
    assert re.search(r"Walk <b>& talk every day, each of the two \w+ of 16 kept", shown)
    assert "Goals Phones away since 20 May 2026" in shown
    chosen = text(ana, f"/our-coach/packet{query}")
    assert "1 Apr 2026 to 10 May 2026 · 40 days" in chosen


def test_files_are_of_the_range_that_the_page_shows(
    ana: Someone, cleo: Someone, client: str
) -> None:
    path = f"/coach/{client}/packet"
    query = "from=2026-04-01&amp;to=2026-05-10"
    whole = page(cleo, f"{path}?from=2026-04-01&to=2026-05-10")
    for kind in ("pdf", "csv", "json"):
        assert f'href="{path}/{kind}?{query}"' in whole
        assert f'href="{path}/{kind}"' in page(cleo, path)
    found = cleo.get(f"{path}/json?from=2026-04-01&to=2026-05-10").get_json()["adherence"]["range"]
    assert (found["from"], found["to"]) == ("2026-04-01", "2026-05-10")
    assert ana.get("/our-coach/packet/pdf").data.startswith(b"%PDF-")
    for wrong in ("?from=soon", "?from=2026-05-18"):
        assert cleo.get(f"{path}/csv{wrong}").status_code in (404, 422)
    assert cleo.get(f"{path}/exe").status_code == 404


REFUSED = (
    ("?from=2026-05-15", "at least seven days"),
    ("?from=2020-01-01", "too long"),
    ("?from=2026-04-10&to=2026-04-01", "ends before it begins"),
    ("?from=soon", "A date as YYYY-MM-DD."),
)


def test_a_range_that_does_not_fit_is_said_beside_the_usual_one(ana: Someone, client: str) -> None:
    for query, said in REFUSED:
        answer = ana.get(f"/our-coach/packet{query}")
        assert answer.status_code == 422
        shown = words(answer.text)
        assert said in shown
        assert "19 Apr 2026 to 16 May 2026" in shown


def test_an_empty_field_of_the_range_chooses_nothing(ana: Someone, client: str) -> None:
    assert "19 Apr 2026 to 16 May 2026" in text(ana, "/our-coach/packet?from=&to=")


def test_initials_are_on_the_coachs_paper_too(cleo: Someone, client: str) -> None:
    cleo.patch("/api/coaching/me", {"initials": True})
    shown = words(article(cleo, f"/coach/{client}/packet"))
    assert "A & B" in shown
    assert "Ana" not in shown


def test_who_has_no_coach_is_led_to_where_one_is_let_in(
    ana: Someone, couple: str, max_: Someone
) -> None:
    for person in (ana, max_):
        assert done(person.get("/our-coach/packet")) == "/our-coach"
        assert person.get("/our-coach/packet/csv").status_code == 404


def test_strangers_find_no_packet(ana: Someone, client: str, dev: Someone, eva: Someone) -> None:
    for person in (ana, dev, eva):
        assert person.get(f"/coach/{client}/packet").status_code == 404
        assert person.get(f"/coach/{client}/packet/pdf").status_code == 404
        assert send(person, f"/coach/{client}/goals", text="x" * 501).status_code == 404


def test_the_packet_asks_the_store_as_often_for_one_habit_as_for_many(
    ana: Someone, cleo: Someone, couple: str, client: str
) -> None:
    paths = (f"/coach/{client}/packet", f"/coach/{client}/notes")
    assert [queries(cleo, path) for path in paths]  # what is worked out once is there by now
    before = [queries(cleo, path) for path in paths]
    for number in range(6):
        agreed(ana, couple, TODAY - timedelta(days=40), title=f"Habit {number}")
        ana.post(f"/api/couple/coach/{client}/questions", {"text": f"Question {number}"})
        cleo.post(f"/api/coaching/clients/{client}/goals", {"text": f"Goal {number}"})
        cleo.put(f"/api/coaching/clients/{client}/sessions/2026-04-0{number + 1}")
        body = {"text": f"Notes {number}", "version": number}
        cleo.put(f"/api/coaching/clients/{client}/notes", body)
    assert [queries(cleo, path) for path in paths] == before
    assert before[0] <= 22
    assert before[1] <= 12
