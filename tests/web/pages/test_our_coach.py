"""Our coach: what is said before, how both say yes, what holds, and how either ends it alone."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.browser import ORIGIN, Browser
from tests.support.coached import let_in
from tests.support.people import Someone
from tests.support.statements import queries
from tests.web.pages.today import page
from tracker.models import Coach
from tracker.services import transaction
from tracker.services.coaching import handovers

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
WHERE = "/our-coach"
ASK = "/api/couple/coach"

pytestmark = pytest.mark.usefixtures("couple", "_evening")


@pytest.fixture
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cleo(app: Any) -> Someone:
    """Return cleo, who coaches."""
    return Someone(app, "cleo")


def text(person: Someone, path: str = WHERE) -> str:
    """Return a page's words."""
    whole = re.sub(r"<head>.*?</head>|<[^>]*>", " ", page(person, path), flags=re.S)
    return unescape(" ".join(whole.split()))


def send(person: Someone, path: str, /, **fields: Any) -> TestResponse:
    """Send a form. Who coaches and is linked with nobody has no Today, but settings."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', person.get("/settings").text)
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=form, headers={"Origin": ORIGIN})


def heading(person: Someone, path: str = WHERE) -> str:
    found = re.search(r"<h1[^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</h1>", page(person, path), re.S)
    assert found is not None
    return unescape(found[1].strip())


def said(response: TestResponse) -> str:
    assert response.status_code == 303, response.text
    return response.headers["Location"].partition("said=")[2]


def open_link(person: Someone) -> str:
    return person.get(ASK).get_json()["id"]


def ticked(person: Someone, path: str = WHERE) -> set[str]:
    return set(re.findall(r'name="scopes" value="(\w+)"[^>]* checked', page(person, path)))


def asked(ana: Someone, scopes: list[str], **more: str) -> str:
    assert said(send(ana, WHERE, scopes=scopes, **more)) == "coach_asked"
    return open_link(ana)


# Before a yes


def test_who_is_alone_is_led_to_the_invitation(max_: Someone) -> None:
    assert 'href="/invite"' in page(max_, WHERE)


def test_both_read_before_saying_yes_what_is_seen_and_what_holds_later(
    ana: Someone, ben: Someone
) -> None:
    before = text(ana)
    asked(ana, ["titles"])
    for words in (before, text(ben)):
        for part in (
            "over 7, 28 and 90 days",
            "Who of you did what, or did not",
            "The names of your habits",
            "How your check-ins move",
            "one to end it: at once, and without a reason",
            "Neither the other nor the coach reads who did.",
            "After 90 days each of you is asked again, alone.",
            "it ends 14 days later by itself",
            "Each day on which the coach opens your page is listed here",
            "noted for themselves stays with them",
            "So do screenshots",
        ):
            assert part in words


def test_nothing_is_ticked_for_anybody_and_who_answers_grants_what_they_tick_themselves(
    ana: Someone, ben: Someone
) -> None:
    assert ticked(ana) == set()
    link = asked(ana, ["titles", "checkins"])
    assert page(ben, WHERE).count("asked for</span>") == 2
    assert ticked(ben) == set()
    assert said(send(ben, f"{WHERE}/{link}/agree", scopes=["checkins"])) == "coach_agreed"
    held = ana.get(ASK).get_json()
    assert (held["scopes"], held["own_scopes"]) == (["checkins"], ["titles", "checkins"])
    assert "You have said yes to more. It holds once you both have." in text(ana)
    assert "You have said yes to more." not in text(ben)


def test_who_asked_waits_and_may_take_it_back(ana: Someone, ben: Someone) -> None:
    link = asked(ana, [])
    assert heading(ana) == "You asked Ben"
    assert heading(ben) == "Ana asks to let a coach in"
    assert send(ana, f"{WHERE}/{link}/agree").status_code == 403
    assert send(ben, WHERE).headers["Location"] == WHERE  # two who ask at once: it is there
    assert said(send(ana, f"{WHERE}/{link}/end")) == "coach_ended"
    assert "It did not come to that. You can ask again at any time." in text(ana)
    assert "did not come to that" not in text(ben)
    assert send(ana, f"{WHERE}/{link}/end").headers["Location"] == WHERE


@pytest.mark.parametrize(
    ("fields", "status", "beside"),
    [
        ({"scopes": ["everything"]}, 422, "scopes-wrong"),
        ({"practice_code": "7QK4-M2ZD-R8TV"}, 404, "practice_code-wrong"),
        ({"practice_code": "x" * 201}, 422, "practice_code-wrong"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    ana: Someone, fields: dict[str, Any], status: int, beside: str
) -> None:
    refused = send(ana, WHERE, **fields)
    assert refused.status_code == status
    assert f'id="{beside}"' in refused.text
    if status == 404:
        assert 'value="7QK4-M2ZD-R8TV"' in refused.text
    assert ana.get(ASK).status_code == 404


# Both have said yes


def test_the_code_is_shown_in_the_browser_that_made_it_alone_and_only_while_it_opens(
    app: Any, ana: Someone, ben: Someone
) -> None:
    link = asked(ana, [])
    browser = Browser(app)
    browser.sign_in(ben.email)
    answered = browser.send(f"{WHERE}/{link}/agree", csrf_token=browser.token(WHERE))
    assert said(answered) == "coach_agreed"
    shown = browser.get(WHERE).text
    address = re.search(r'value="(http[^"]*/let-in#[\w-]{22})"', shown)
    code = re.search(r'class="code">([0-9A-Z-]{14})<', shown)
    assert address is not None
    assert code is not None
    assert "/let-in#" not in page(ana, WHERE)
    assert "One of you has it, in the browser in which it was made" in text(ana)
    made = browser.send(f"{WHERE}/{link}/code", csrf_token=browser.token(WHERE))
    assert made.status_code == 303
    newer = browser.get(WHERE).text
    assert code[1] not in newer
    assert ana.post(f"{ASK}/{link}/code").status_code == 201
    assert "/let-in#" not in browser.get(WHERE).text


def test_a_code_that_is_too_old_is_made_anew(ana: Someone, ben: Someone, time_machine: Any) -> None:
    link = asked(ana, [])
    assert said(send(ben, f"{WHERE}/{link}/agree")) == "coach_agreed"
    time_machine.move_to(NOW + timedelta(days=15), tick=False)
    assert "The code is too old" in text(ben)
    assert send(ana, f"{WHERE}/{link}/code").status_code == 303
    assert "A code is on its way" in text(ben)


def test_a_coach_who_is_named_by_their_code_is_asked_once_both_have_said_yes(
    ana: Someone, ben: Someone, cleo: Someone
) -> None:
    url = cleo.post("/api/coaching/practice-code").get_json()["url"]
    link = asked(ana, [], practice_code=f"My link: {url}")
    assert heading(ben) == "Ana asks to let Cleo in"
    assert "Nobody asks at the moment." in text(cleo, "/coach/asked")
    assert send(cleo, f"/coach/asked/{link}/accept").status_code == 404
    assert said(send(ben, f"{WHERE}/{link}/agree")) == "coach_agreed"
    assert "It begins once Cleo says yes too." in text(ana)
    assert "Ana and Ben Both have said yes to this:" in text(cleo, "/coach/asked")
    begun = send(cleo, f"/coach/asked/{link}/accept")
    assert begun.headers["Location"] == f"/coach/{link}?said=coach_began"
    assert (heading(ana), heading(ben)) == ("Cleo", "Cleo")


def test_a_coach_who_puts_it_aside_ends_it_and_nobody_reads_who(
    ana: Someone, ben: Someone, cleo: Someone
) -> None:
    code = cleo.post("/api/coaching/practice-code").get_json()["code"]
    link = asked(ana, [], practice_code=code)
    send(ben, f"{WHERE}/{link}/agree")
    assert said(send(cleo, f"/coach/asked/{link}/decline")) == "coach_put_aside"
    assert heading(ana) == "Our coach"
    assert "did not come to that" in text(ana)
    assert "Cleo" not in text(ana) + text(ben)


# A coach who is there


@pytest.fixture
def link(ana: Someone, ben: Someone, cleo: Someone, couple: str) -> str:
    """Let cleo in, with titles."""
    return let_in(cleo, couple, ana, ben, titles_since=NOW.date())


def test_either_closes_a_scope_for_both_at_once_and_opens_it_with_the_other(
    ana: Someone, ben: Someone, link: str
) -> None:
    assert said(send(ana, f"{WHERE}/{link}/scopes", scopes=["checkins"])) == "saved"
    assert (ticked(ana), ticked(ben)) == ({"checkins"}, {"titles"})
    for person in (ana, ben):
        assert "No names of your habits" in text(person)
        assert "Nothing of your check-ins." in text(person)
    send(ben, f"{WHERE}/{link}/scopes", scopes=["checkins"])
    assert "How your check-ins move: for each question one line" in text(ana)


def test_questions_are_brought_and_taken_off_by_whoever_brought_them(
    ana: Someone, ben: Someone, cleo: Someone, link: str
) -> None:
    assert said(send(ana, f"{WHERE}/{link}/questions", text="How about money?")) == (
        "question_brought"
    )
    question = ana.get(f"{ASK}/{link}/questions").get_json()["items"][0]["id"]
    remove = f"{WHERE}/{link}/questions/{question}/remove"
    assert "How about money?" in text(ben)
    assert f'action="{remove}"' not in page(ben, WHERE)
    assert send(ben, remove).status_code == 404
    assert f'action="{remove}"' in page(ana, WHERE)
    assert said(send(ana, remove)) == "withdrawn"
    assert "How about money?" not in text(ben)
    empty = send(ana, f"{WHERE}/{link}/questions", text=" ")
    assert (empty.status_code, 'id="text-wrong"' in empty.text) == (422, True)


def test_goals_sessions_and_the_days_of_looking_are_there_for_both(
    ana: Someone, ben: Someone, cleo: Someone, link: str
) -> None:
    for words in (text(ana), text(ben)):
        assert "No day is written down yet." in words
        assert "Your page has not been opened yet." in words
    cleo.post(f"/api/coaching/clients/{link}/goals", {"text": "A walk on Sunday"})
    assert cleo.put(f"/api/coaching/clients/{link}/sessions/2026-05-21").status_code < 300
    assert cleo.get(f"/coach/{link}").status_code == 200
    for person in (ana, ben):
        shown = text(person)
        for words in ("A walk on Sunday", "tomorrow", "Wednesday, 20 May"):
            assert words in shown


def test_each_is_asked_again_alone_and_reads_of_the_other_s_answer_nothing(
    ana: Someone, ben: Someone, cleo: Someone, link: str, time_machine: Any
) -> None:
    assert said(send(ana, f"{WHERE}/{link}/renew")) == ""
    time_machine.move_to(NOW + timedelta(days=91), tick=False)
    seen = text(cleo, f"/coach/{link}"), len(cleo.stream())
    before, heard = text(ben), len(ben.stream())
    assert "Shall Cleo go on?" in before
    assert said(send(ana, f"{WHERE}/{link}/renew")) == "coach_renewed"
    assert (text(ben), len(ben.stream())) == (before, heard)
    assert "Shall Cleo go on?" not in text(ana)
    assert "You have said yes again; nobody else reads that." in text(ana)
    assert (text(cleo, f"/coach/{link}"), len(cleo.stream())) == seen
    waiting = text(ana)
    send(ben, f"{WHERE}/{link}/renew")
    assert text(ana) == waiting
    time_machine.move_to(NOW + timedelta(days=120), tick=False)
    assert "asked again from" in text(ana)


def test_silence_ends_it_and_nobody_is_named(
    ana: Someone, ben: Someone, cleo: Someone, link: str, time_machine: Any
) -> None:
    time_machine.move_to(NOW + timedelta(days=95), tick=False)
    send(ana, f"{WHERE}/{link}/renew")
    time_machine.move_to(NOW + timedelta(days=104), tick=False)
    over = text(ana)
    assert "Cleo has not been your coach since" in over
    assert over.replace("Ben", "Ana") == text(ben).replace("Ben", "Ana")
    assert cleo.get(f"/coach/{link}").status_code == 404


@pytest.mark.parametrize("who", ["ana", "ben", "cleo"])
def test_ending_is_one_tap_on_the_page_and_reads_the_same_whoever_ended_it(
    ana: Someone, ben: Someone, cleo: Someone, link: str, who: str
) -> None:
    assert page(ana, WHERE).count(f'action="{WHERE}/{link}/end"') == 1
    if who == "cleo":
        assert send(cleo, f"/coach/{link}/leave").status_code == 303
    else:
        ender = ana if who == "ana" else ben
        assert said(send(ender, f"{WHERE}/{link}/end")) == "coach_ended"
    told = "Cleo has not been your coach since 20 May, and sees nothing of you any more."
    for person, partner in ((ana, "Ben"), (ben, "Ana")):
        shown = text(person)
        assert told in shown
        assert shown.count(partner) == 2  # of the form that asks anew alone
    assert cleo.get(f"/coach/{link}").status_code == 404
    assert cleo.stream()[-1]["by"] is None


def test_what_the_coach_sees_is_what_the_two_see_and_looking_is_noted_nowhere(
    ana: Someone, ben: Someone, cleo: Someone, link: str
) -> None:
    theirs = cleo.get(f"/coach/{link}").text
    ours = page(ana, f"{WHERE}/view")
    cut = re.compile(r'<section class="card weeks-card".*?</section>', re.S)
    assert cut.findall(theirs) == cut.findall(ours) != []
    assert "As Cleo sees it" in ours
    days = ana.get(f"{ASK}/{link}/openings").get_json()["items"]
    page(ben, f"{WHERE}/view")
    assert ana.get(f"{ASK}/{link}/openings").get_json()["items"] == days


def test_without_a_coach_there_is_nothing_to_look_at(ana: Someone, max_: Someone) -> None:
    for person in (ana, max_):
        assert person.get(f"{WHERE}/view").headers["Location"] == WHERE


def test_strangers_and_the_coach_find_none_of_it(
    ana: Someone, cleo: Someone, dev: Someone, eva: Someone, link: str
) -> None:
    for person in (cleo, dev, eva):
        assert "Cleo" not in text(person).replace("signed in as Cleo", "")
        for act in ("agree", "code", "scopes", "renew", "questions"):
            assert send(person, f"{WHERE}/{link}/{act}", text="x").status_code == 404
    assert send(dev, f"{WHERE}/{link}/end").status_code == 303
    assert heading(ana) == "Cleo"
    assert not any(item["kind"] == "coach" for item in dev.stream() + eva.stream())


# Being handed over


def test_a_hand_over_takes_both_and_each_answers_without_knowing_of_the_other(
    ana: Someone, ben: Someone, cleo: Someone, max_: Someone, link: str
) -> None:
    with cleo.app.app_context(), transaction.writing() as session:
        practice = session.get_one(Coach, cleo.id).practice_id
        session.add(Coach(person_id=max_.id, practice_id=practice, created_at=NOW))
    with cleo.app.app_context():
        over = handovers.offer(cleo.id, link, max_.id, NOW).id
    before = text(ben)
    assert "Cleo would hand you over to Max" in before
    assert said(send(ana, f"{WHERE}/{over}/agree", scopes=["titles"])) == "coach_agreed"
    assert "Your yes is noted." in text(ana)
    assert text(ben) == before
    send(ben, f"{WHERE}/{over}/agree", scopes=[])
    assert "It begins once Max says yes." in text(ana)
    assert heading(ana) == "Cleo"
    assert send(max_, f"/coach/asked/{over}/accept").status_code == 303
    assert heading(ana) == "Max"
    assert "No names of your habits" in text(ana)


# Today, Us and the settings


def test_today_suggests_to_answer_and_never_that_it_ended(
    ana: Someone, ben: Someone, cleo: Someone, link: str, time_machine: Any
) -> None:
    for person in (ana, ben):  # whoever of the two handed the code on, and to whom
        assert "Cleo is your coach now" in text(person, "/today")
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    assert "/our-coach" not in page(ana, "/today")
    time_machine.move_to(NOW + timedelta(days=92), tick=False)
    for person in (ana, ben):
        assert "Shall your coach go on?" in text(person, "/today")
    send(ana, f"{WHERE}/{link}/renew")
    assert "/our-coach" not in page(ana, "/today")
    assert "Shall your coach go on?" in text(ben, "/today")
    send(ben, f"{WHERE}/{link}/end")
    for person in (ana, ben):
        assert "/our-coach" not in page(person, "/today")
        assert "coach" not in text(person, "/today").lower()


def test_today_suggests_the_partner_s_question_for_two_weeks(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    asked(ana, [])
    assert "/our-coach" not in page(ana, "/today")
    assert "Ana asks to let a coach in" in text(ben, "/today")
    time_machine.move_to(NOW + timedelta(days=15), tick=False)
    assert "/our-coach" not in page(ben, "/today")
    assert heading(ben) == "Ana asks to let a coach in"


def test_us_and_the_settings_lead_there_and_say_how_it_stands(
    ana: Someone, ben: Someone, couple: str, cleo: Someone
) -> None:
    assert 'href="/our-coach"' in page(ana, "/us")
    assert "Nobody looks along. It would take you both." in text(ana, "/settings")
    link = asked(ana, [])
    assert "Asked, and not there yet." in text(ana, "/settings")
    assert "Ana asks to let one in." in text(ben, "/settings")
    send(ana, f"{WHERE}/{link}/end")
    let_in(cleo, couple, ana, ben)
    assert "Cleo sees how it goes." in text(ben, "/settings")


def test_the_page_asks_the_store_as_often_for_much_as_for_little(
    ana: Someone, cleo: Someone, link: str
) -> None:
    counts = []
    for _round in range(2):
        counts.append(queries(ana, WHERE))
        for number in range(5):
            send(ana, f"{WHERE}/{link}/questions", text=f"Question {number}")
            cleo.post(f"/api/coaching/clients/{link}/goals", {"text": f"Goal {number}"})
    assert counts[0] == counts[1] <= 30, counts
