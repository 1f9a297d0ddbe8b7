"""A coach's pages: what is granted is read, of whole days, and nobody else reads it."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.coached import let_in
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tests.support.statements import heard
from tests.support.us import NEVER, words
from tracker.extensions import db
from tracker.models import CoachOpening, Tick
from tracker.services import transaction

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
BEGAN = TODAY - 60 * DAY
pytestmark = pytest.mark.store("sqlite")


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    """A habit that the two keep on two days of three."""
    found = agreed(ana, couple, BEGAN, title="Walk by the river", mode="together")
    kept(ana, found, [BEGAN + number * DAY for number in range(57) if number % 3])
    return found


@pytest.fixture
def client(cleo: Someone, couple: str, ana: Someone, ben: Someone, habit: str) -> str:
    return let_in(cleo, couple, ana, ben)


def kept(person: Someone, habit: str, days: list[date]) -> None:
    """Write days down as the two left them."""
    with person.app.app_context(), transaction.writing() as session:
        session.add_all(
            Tick(
                habit_id=habit,
                person_id=person.id,
                date=day,
                slot=0,
                done=True,
                eff=number,
                op=f"{number:08}-0000-4000-8000-000000000000",
                note_eff=0,
                note_op="00000000-0000-4000-8000-000000000000",
            )
            for number, day in enumerate(days)
        )


def page(person: Someone, path: str, status: int = 200) -> str:
    answer = person.get(path)
    assert answer.status_code == status, answer.text
    text = unescape(answer.get_data(as_text=True))
    if status == 200:
        assert not NEVER.search(words(text)), NEVER.search(words(text))
    return text


def heading(text: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", text)
    return re.sub(r"<[^>]*>", "", found)


def places(text: str) -> dict[str, str | None]:
    nav = text[text.index('class="places"') : text.index("</nav>")]
    return dict(re.findall(r'<a href="([^"]*)"(?: aria-current="([a-z]*)")?', nav))


# The roster


def test_an_empty_roster_tells_how_couples_come(cleo: Someone) -> None:
    text = page(cleo, "/coach")
    assert "Nobody has let you in yet" in text
    assert 'href="/coach/practice"' in text
    assert 'href="/coach/asked"' in text
    assert "<table" not in text


def test_a_line_says_what_the_service_says_and_no_title(
    cleo: Someone, client: str, ana: Someone, ben: Someone, habit: str
) -> None:
    text = page(cleo, "/coach")
    said = words(text)
    row = cleo.get("/api/coaching/clients").get_json()["items"][0]
    share = row["adherence"]["d28"]
    assert f'<a href="/coach/{client}"><bdi>Ana and Ben</bdi></a>' in text
    assert f"{share['rate']:.0%} {share['kept']} of {share['counted']}" in said
    assert "They keep on." in said
    assert "Figures" in said
    for private in ("Walk by the river", habit, ana.id, ben.id):
        assert private not in text


def test_a_name_is_written_and_not_run(
    app: Flask, cleo: Someone, client: str, ana: Someone
) -> None:
    ana.patch("/api/me", {"name": "<b>Ana"})
    for path in ("/coach", f"/coach/{client}"):
        assert "&lt;b&gt;Ana and Ben" in cleo.get(path).get_data(as_text=True)


def test_the_places_are_those_of_a_coach(cleo: Someone, client: str) -> None:
    found = places(page(cleo, "/coach"))
    assert list(found) == ["/coach", "/coach/asked", "/coach/practice", "/settings"]
    assert found["/coach"] == "page"
    assert places(page(cleo, f"/coach/{client}"))["/coach"] == "true"
    asked = places(page(cleo, "/coach/asked"))
    assert (asked["/coach"], asked["/coach/asked"]) == ("", "page")
    assert list(places(page(cleo, "/settings"))) == ["/today", "/us", "/habits", "/settings"]


def test_as_many_queries_for_many_as_for_one(
    app: Flask, cleo: Someone, client: str, time_machine: Any
) -> None:
    counts = []
    for more in (0, 5):
        for number in range(more):
            one, other = Someone(app, f"one{number}"), Someone(app, f"other{number}")
            couple = link(one, other)
            agreed(one, couple, BEGAN)
            let_in(cleo, couple, one, other)
        page(cleo, "/coach")  # figures of the day are kept from here on
        with heard(app) as asked:
            assert page(cleo, "/coach").count('<tr id="c-') == more + 1
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert counts[0] < 16


def test_names_become_initials_wherever_the_coach_looks(
    app: Flask, cleo: Someone, client: str
) -> None:
    cleo.patch(f"/api/coaching/clients/{client}", {"alias": "The two from Tuesday"})
    browser = Browser(app)
    browser.sign_in(cleo.email)
    answer = browser.post("/coach/initials", initials="on", next="/coach?sort=d28")
    assert (answer.status_code, answer.location) == (303, "/coach?sort=d28&said=initials")
    for path in ("/coach", f"/coach/{client}"):
        text = page(cleo, path)
        assert "A & B" in text
        for name in ("Ana", "Ben", "Tuesday"):
            assert name not in text
    browser.post("/coach/initials", initials="off")
    assert "The two from Tuesday" in page(cleo, "/coach")


def test_limits_are_the_coachs_own_and_what_is_wrong_stays_typed(
    app: Flask, cleo: Someone, client: str
) -> None:
    browser = Browser(app)
    browser.sign_in(cleo.email)
    wrong = browser.post("/coach/limits", fell_points="3", silent_days="12")
    assert wrong.status_code == 422
    assert 'id="fell_points-wrong"' in wrong.text
    assert 'value="3"' in wrong.text
    assert "Ana and Ben" in wrong.text
    assert browser.post("/coach/limits", fell_points="15", silent_days="12").status_code == 303
    limits = cleo.get("/api/coaching/me").get_json()
    assert (limits["fell_points"], limits["silent_days"]) == (15, 12)


def test_who_coaches_and_is_in_no_couple_comes_in_at_the_roster(
    app: Flask, cleo: Someone, client: str, ana: Someone, max_: Someone
) -> None:
    assert cleo.get("/today").location == "/coach"
    # What was just done is said where it was said before.
    assert cleo.get("/today?said=left").status_code == 200
    assert max_.get("/today").status_code == 200
    let_in(ana, link(Someone(app, "one"), Someone(app, "two")), cleo, max_)
    assert ana.get("/today").status_code == 200  # a coach with days of her own


# One client


def test_without_titles_all_habits_stand_together(
    cleo: Someone, client: str, ana: Someone, ben: Someone, habit: str
) -> None:
    text = page(cleo, f"/coach/{client}")
    assert heading(text) == "Ana and Ben"
    assert "Titles are not part of what both said yes to." in text
    assert "A habit began" in text
    for private in ("Walk by the river", habit, ana.id, ben.id):
        assert private not in text


def test_with_titles_each_habit_has_a_line(
    cleo: Someone, couple: str, ana: Someone, ben: Someone, habit: str
) -> None:
    found = let_in(cleo, couple, ana, ben, titles_since=BEGAN)
    text = page(cleo, f"/coach/{found}")
    assert "Walk by the river" in text
    assert "every day, together" in text
    assert "Walk by the river began" in text
    assert ana.id not in text


def test_the_drawing_has_a_table_with_the_same_numbers(cleo: Someone, client: str) -> None:
    text = page(cleo, f"/coach/{client}")
    row = cleo.get(f"/api/coaching/clients/{client}").get_json()
    table = words(text[text.index('id="weeks-table"') : text.index("</table>")])
    known = [week for week in row["weeks"] if week["counted"]]
    for week in known:
        assert f"{week['kept']} of {week['counted']}" in table
    assert table.count(" of ") == len(known) + 2  # and once each in caption and heading
    assert 'role="img"' in text


def test_opening_the_page_is_noted_by_day(app: Flask, cleo: Someone, client: str) -> None:
    page(cleo, "/coach")
    for _ in range(2):
        page(cleo, f"/coach/{client}")
    with app.app_context():
        assert db.session.scalars(db.select(CoachOpening.day)).all() == [TODAY]


def test_a_name_of_ones_own_is_written_and_taken_away(
    app: Flask, cleo: Someone, client: str, ana: Someone
) -> None:
    browser = Browser(app)
    browser.sign_in(cleo.email)
    path = f"/coach/{client}"
    wrong = browser.post(f"{path}/alias", alias="x" * 81)
    assert (wrong.status_code, 'id="alias-wrong"' in wrong.text) == (422, True)
    assert "x" * 81 in wrong.text
    assert browser.post(f"{path}/alias", alias="Thursdays").location == f"{path}?said=saved"
    text = page(cleo, path)
    assert heading(text) == "Thursdays"
    assert "Ana and Ben" in text
    assert "Thursdays" not in ana.get("/our-coach/view").text
    browser.post(f"{path}/alias", alias=" ")
    assert heading(page(cleo, path)) == "Ana and Ben"


def test_leaving_ends_it_at_once(app: Flask, cleo: Someone, client: str, ana: Someone) -> None:
    browser = Browser(app)
    browser.sign_in(cleo.email)
    answer = browser.post(f"/coach/{client}/leave")
    assert (answer.status_code, answer.location) == (303, "/coach?said=client_left")
    assert "Nobody has let you in yet" in page(cleo, "/coach")
    assert "To your clients" in page(cleo, f"/coach/{client}", 404)
    assert ana.stream()[-1]["data"]["state"] == "ended"


@pytest.mark.parametrize("who", ["ana", "dev", "max", "lea"])
def test_a_client_is_nobody_elses(
    app: Flask, who: str, client: str, ana: Someone, eva: Someone, dev: Someone, max_: Someone
) -> None:
    lea = Someone(app, "lea")
    let_in(lea, link(Someone(app, "one"), Someone(app, "two")), ana, dev)
    person = {"ana": ana, "dev": dev, "max": max_, "lea": lea}[who]
    page(person, f"/coach/{client}", 404)
    assert "Ana and Ben" not in page(person, "/coach")
    browser = Browser(app)
    browser.sign_in(person.email)
    for what in ("alias", "leave"):
        assert browser.post(f"/coach/{client}/{what}", alias="x").status_code == 404


def test_after_the_end_there_is_nothing_left_to_see(
    cleo: Someone, client: str, ben: Someone
) -> None:
    page(cleo, f"/coach/{client}")
    assert ben.delete(f"/api/couple/coach/{client}").status_code == 204
    page(cleo, f"/coach/{client}", 404)
    assert "Ana" not in page(cleo, "/coach")


def test_what_lapsed_is_gone_without_a_job(cleo: Someone, client: str, time_machine: Any) -> None:
    time_machine.move_to(NOW + 105 * DAY, tick=False)
    page(cleo, f"/coach/{client}", 404)
    assert "Ana" not in page(cleo, "/coach")
