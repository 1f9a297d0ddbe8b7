"""Check-in: asked for by one, answered a question a page, sealed, and open side by side."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from random import Random
from typing import Any

import pytest

from tests.support.checkins import AGREEMENT, WORDS, agree, running, seal
from tests.support.people import Someone
from tests.web.pages.today import page, send
from tracker.services import day
from tracker.web.packing import PLAIN_STEP, STEP
from tracker.web.pages.checkin_suggestion import suggestion

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
ROUND = "2026-05-18"
SEALED = (
    "It opens if you have both answered by Sunday; otherwise it is put away, and only you can "
    "read it."
)
WHERE = "/check-in"

pytestmark = pytest.mark.usefixtures("couple", "_evening")


@pytest.fixture
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def text(person: Someone, path: str = WHERE) -> str:
    """Return a page's words."""
    whole = re.sub(r"<head>.*?</head>|<[^>]*>", " ", page(person, path), flags=re.S)
    return unescape(" ".join(whole.split()))


def heading(person: Someone, path: str = WHERE) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page(person, path), re.S)
    assert found is not None
    return unescape(found[1].strip())


def answer(person: Someone, number: int, key: str, value: int | str, **more: str) -> Any:
    return send(person, f"{WHERE}/{number}", round=ROUND, **{key: str(value)}, **more)


def answer_all(person: Someone, number: int = 7) -> None:
    for place, key in enumerate(("heard", "trusting", "close", "appreciated"), 1):
        assert answer(person, place, key, number).status_code == 303


# Agreeing


def test_who_is_alone_is_led_to_the_invitation(max_: Someone) -> None:
    assert 'href="/invite"' in page(max_, WHERE)
    for path in ("1", "seal", f"rounds/{ROUND}"):
        assert 'href="/invite"' in page(max_, f"{WHERE}/{path}")


def test_who_is_linked_no_more_reads_so_wherever_they_were_answering(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    seal(ana, **WORDS)
    assert ana.get(f"{WHERE}/rounds/2026-05-11").status_code == 404
    assert ben.post("/api/couple/unlink").status_code == 204
    over = heading(ana), text(ana)
    for path in ("1", "seal", f"rounds/{ROUND}"):
        assert (heading(ana, f"{WHERE}/{path}"), text(ana, f"{WHERE}/{path}")) == over
    plain, packed = (
        ana.get(f"{WHERE}/1"),
        ana.get(f"{WHERE}/1", headers={"Accept-Encoding": "gzip"}),
    )
    assert (len(plain.data), len(packed.data)) == (PLAIN_STEP, STEP)


def test_one_asks_and_the_other_agrees(ana: Someone, ben: Someone) -> None:
    assert "Suggest it to Ben" in text(ana)
    asked = send(ana, f"{WHERE}/agreement", every="2")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/check-in?said=asked")
    assert "You suggest checking in every other week It waits for Ben." in text(ana)
    assert "Ana suggests checking in every other week" in text(ben)
    assert send(ben, f"{WHERE}/agreement", every="1").headers["Location"] == WHERE
    agreed = send(ben, f"{WHERE}/agreement/accept", version="1")
    assert agreed.headers["Location"] == "/check-in?said=checkin_agreed"
    for person in (ana, ben):
        assert heading(person) == "How have these two weeks been for you?"
        assert "You two check in every other week" in text(person)


def test_a_rhythm_that_is_none_is_refused_beside_the_choice(ana: Someone) -> None:
    for fields in ({}, {"every": "3"}, {"every": "x"}):
        refused = send(ana, f"{WHERE}/agreement", **fields)
        assert refused.status_code == 422
        assert 'id="every-wrong"' in refused.get_data(as_text=True)


def test_not_now_and_taking_it_back_leave_nothing_behind(ana: Someone, ben: Someone) -> None:
    ana.post(AGREEMENT, {"every": 1})
    said = send(ben, f"{WHERE}/agreement/decline", version="1").headers["Location"]
    assert said == "/check-in?said=declined"
    ana.post(AGREEMENT, {"every": 1})
    stale = send(ben, f"{WHERE}/agreement/accept", version="1")
    assert (stale.status_code, "asked by now" in stale.get_data(as_text=True)) == (409, True)
    said = send(ana, f"{WHERE}/agreement/withdraw", version="2").headers["Location"]
    assert said == "/check-in?said=withdrawn"
    assert send(ben, f"{WHERE}/agreement/accept", version="x").status_code == 422
    assert "Suggest it to Ana" in text(ben)


def test_a_change_is_asked_beside_what_is_in_force_and_either_ends_it(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    said = send(ana, f"{WHERE}/agreement", every="2").headers["Location"]
    assert said == "/check-in?said=change_asked"
    assert "You two check in every week now." in text(ben)
    assert heading(ben) == "How has this week been for you?"
    assert send(ben, f"{WHERE}/agreement/end").headers["Location"].endswith("checkin_ended")
    assert "Suggest it to Ben" in text(ana)
    assert send(ana, f"{WHERE}/agreement/end").status_code == 409


def test_a_first_round_that_is_still_to_come_is_named(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    agree(ana, ben)
    assert "Your check-in begins on Monday" in text(ana)
    assert ana.get(f"{WHERE}/1").headers["Location"] == WHERE


def test_who_is_alone_may_not_look_back_and_is_led_to_the_invitation(max_: Someone) -> None:
    assert 'href="/invite"' in page(max_, f"{WHERE}/past")


def test_whoever_asked_reads_for_some_days_that_it_was_put_aside_and_nobody_s_name(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    told = "What you suggested was put aside. It can be asked again, differently."
    ana.post(AGREEMENT, {"every": 1})
    ben.post(f"{AGREEMENT}/decline", {"version": 1})
    assert told in text(ana)
    assert told not in text(ben)
    today = text(ana, "/today")
    assert "The check-in you suggested was put aside" in today
    assert "Ben" not in today.partition("was put aside")[2].partition("Look at it")[0]
    assert "put aside" not in text(ben, "/today")
    ana.post(AGREEMENT, {"every": 2})
    assert "put aside" not in text(ana) + text(ana, "/today")
    ben.post(f"{AGREEMENT}/decline", {"version": 2})
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    assert told in text(ana)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    assert "put aside" not in text(ana) + text(ana, "/today")


def test_a_change_that_is_put_aside_is_told_beside_the_rhythm_that_stays(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    ben.post(AGREEMENT, {"every": 2})
    ana.post(f"{AGREEMENT}/decline", {"version": 2})
    assert "What you suggested was put aside." in text(ben)
    assert "put aside" not in text(ana)


def test_that_it_has_ended_is_told_for_some_days_and_what_was_answered_stays_one_s_own(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    told = "Checking in has ended for now."
    kept = f"{told} What you answered is kept for you alone. Looking back"
    agree(ana, ben)
    assert told not in text(ana)
    seal(ana, **WORDS)
    assert send(ben, f"{WHERE}/agreement/end").status_code == 303
    assert kept in text(ana)
    assert 'id="ended"' in page(ben, WHERE)
    assert "What you answered" not in text(ben)
    notice = text(ana).partition(told)[2].partition("Looking back")[0]
    assert "Ben" not in notice
    assert "put aside" not in text(ana) + text(ben) + text(ana, "/today") + text(ben, "/today")
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    assert kept in text(ana)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    assert told not in text(ana) + text(ben)


def test_something_new_that_is_asked_comes_in_place_of_that_it_has_ended(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    ben.delete(AGREEMENT)
    assert "has ended" in text(ana)
    ben.post(AGREEMENT, {"every": 1})
    assert "has ended" not in text(ana) + text(ben)
    ana.post(f"{AGREEMENT}/decline", {"version": 2})
    assert "has ended" not in text(ana) + text(ben)
    assert "put aside" in text(ben)


# Answering


def test_early_in_a_round_it_says_that_there_is_time(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    early = "Answer once there is something to tell: there is time until Sunday."
    agree(ana, ben)
    assert early in text(ana)
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    assert "something to tell" not in text(ana)


def test_what_is_changed_after_looking_it_over_leads_back_there(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    answer(ana, 1, "heard", 3)
    over = page(ana, f"{WHERE}/seal")
    assert over.count('href="/check-in/2?again=1"') == 2
    question = page(ana, f"{WHERE}/2?again=1")
    assert 'action="/check-in/2?again=1"' in question
    assert 'href="/check-in/seal"' in question
    kept = send(ana, f"{WHERE}/2?again=1", round=ROUND, trusting="5")
    assert (kept.status_code, kept.headers["Location"]) == (303, "/check-in/seal")


def test_each_step_is_kept_and_leads_to_the_next(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    assert 'href="/check-in/1"' in page(ana, WHERE)
    first = answer(ana, 1, "heard", 3, heard_words="Hm.\r\nWell")
    assert (first.status_code, first.headers["Location"]) == (303, "/check-in/2")
    again = page(ana, f"{WHERE}/1")
    assert re.search(r'name="heard" value="3" checked', again)
    assert ">Hm.\nWell</textarea>" in again
    # Nothing chosen: what was kept stays, and one goes on.
    assert answer(ana, 1, "heard_words", "Well").headers["Location"] == "/check-in/2"
    assert running(ana)["mine"]["heard"] == 3
    assert "kept as a draft that only you can read" in text(ana)
    assert 'href="/check-in/2"' in page(ana, WHERE)
    assert "Go on with: Trusting" in text(ana, f"{WHERE}/seal")
    answer_all(ana, 10)
    assert 'href="/check-in/seal"' in page(ana, WHERE)
    over = text(ana, f"{WHERE}/seal")
    assert "Well 10 of 10" in over
    assert "Seal it" in over


def seen(shown: str) -> str:
    """Return what a question's form says that it showed."""
    found = re.search(r'name="seen" value="(\w+)"', shown)
    assert found is not None
    return found[1]


def test_a_tab_that_is_still_blank_does_not_write_over_what_another_kept(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    blank = seen(page(ana, f"{WHERE}/1"))
    first = answer(ana, 1, "heard", 3, heard_words="Of one tab", seen=blank)
    assert first.status_code == 303
    # Sent twice it is no other answer.
    assert answer(ana, 1, "heard", 3, heard_words="Of one tab", seen=blank).status_code == 303
    late = answer(ana, 1, "heard", 9, heard_words="Of the other", seen=blank)
    shown = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "You answered this meanwhile, in another tab. This is what is kept." in shown
    assert re.search(r'name="heard" value="3" checked', shown)
    assert ">Of one tab</textarea>" in shown
    assert '<p class="words">Of the other</p>' in shown
    assert len(late.data) == PLAIN_STEP
    assert running(ana)["mine"]["heard_words"] == "Of one tab"
    empty = answer(ana, 1, "heard_words", "", seen=blank).get_data(as_text=True)
    assert ">Of one tab</textarea>" in empty
    assert "just now" not in empty
    again = answer(ana, 1, "heard", 9, heard_words="Of the other", seen=seen(shown))
    assert again.status_code == 303
    assert running(ana)["mine"]["heard_words"] == "Of the other"


def test_a_form_refused_for_something_else_goes_on_saying_what_it_showed_first(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    blank = seen(page(ana, f"{WHERE}/1"))
    answer(ana, 1, "heard", 3, heard_words="Of one tab", seen=blank)
    wrong = answer(ana, 1, "heard", 11, heard_words="", seen=blank)
    assert wrong.status_code == 422
    assert seen(wrong.get_data(as_text=True)) == blank


def test_the_ends_of_the_scale_are_said_in_words(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    for number in range(1, 5):
        shown = page(ana, f"{WHERE}/{number}")
        assert len(re.findall(r'type="radio"', shown)) == 11
        for end, place in (("low", 0), ("high", 10)):
            assert re.search(rf'value="{place}"[^>]* aria-describedby="{end}"', shown)
            assert re.search(rf'id="{end}">{place} is \w+', shown)
    for number in (0, 5, 17):
        assert ana.get(f"{WHERE}/{number}").status_code == 404


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    refused = answer(ana, 1, "heard", 11, heard_words="x" * 501)
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'id="heard-wrong"' in shown
    assert 'id="heard_words-wrong"' in shown
    assert "x" * 501 in shown


def test_sealed_it_says_what_becomes_of_it_and_can_be_taken_back(
    ana: Someone, ben: Someone
) -> None:
    agree(ana, ben)
    early = send(ana, f"{WHERE}/seal", round=ROUND)
    assert (early.status_code, "takes a number" in early.get_data(as_text=True)) == (422, True)
    answer_all(ana)
    assert send(ana, f"{WHERE}/seal", round=ROUND).headers["Location"] == WHERE
    assert heading(ana) == "Yours is kept"
    assert SEALED in text(ana)
    assert "7 of 10" in text(ana)
    assert ana.get(f"{WHERE}/1").headers["Location"] == WHERE
    assert ana.get(f"{WHERE}/seal").headers["Location"] == WHERE
    late = answer(ana, 1, "heard", 2)
    assert (late.status_code, "are sealed" in late.get_data(as_text=True)) == (409, True)
    back = send(ana, f"{WHERE}/take-back", round=ROUND).headers["Location"]
    assert back == "/check-in/seal?said=unsealed"
    assert running(ana)["state"] == "draft"


def test_on_its_last_day_it_says_so(ana: Someone, ben: Someone, time_machine: Any) -> None:
    agree(ana, ben)
    seal(ana)
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    assert "by the end of today; otherwise" in text(ana)


def test_opened_both_answers_stand_side_by_side_without_a_figure_of_both(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone
) -> None:
    agree(ana, ben)
    seal(ana, **WORDS)
    assert "You asked twice." not in page(ben, WHERE)
    answer_all(ben, 2)
    assert send(ben, f"{WHERE}/seal", round=ROUND).headers["Location"] == WHERE
    for person, other in ((ana, "Ben"), (ben, "Ana")):
        shown = text(person)
        assert heading(person) == "Side by side"
        assert "Where is one of you surprised?" in shown
        assert "You asked twice." in shown
        figures = re.findall(r'class="figure">(\d+)', page(person, WHERE))
        pairs = ["7", "2", "8", "2", "6", "2", "9", "2"]
        mine_first = pairs if person is ana else [pairs[at ^ 1] for at in range(8)]
        assert figures == mine_first
        assert other in shown
    assert send(ana, f"{WHERE}/take-back", round=ROUND).status_code == 409
    assert "You asked twice." not in page(dev, WHERE) + page(eva, WHERE)
    assert dev.get(f"{WHERE}/rounds/{ROUND}").status_code == 404


def test_a_form_of_a_round_that_is_over_keeps_what_was_typed(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    agree(ana, ben)
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    late = answer(ana, 1, "heard", 4, heard_words="Too late")
    shown = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "This round is over." in shown
    assert "Too late" in shown
    assert 'name="round" value="2026-05-25"' in shown
    assert running(ana)["state"] == "open"


# Looking back


def test_a_trend_is_drawn_from_three_on_and_shows_no_gap(
    ana: Someone, ben: Someone, time_machine: Any
) -> None:
    agree(ana, ben)
    assert "Once you both have answered, you can read it here again." in text(ana, f"{WHERE}/past")
    both = (0, 1, 5)
    for week in range(6):
        time_machine.move_to(NOW + timedelta(weeks=week), tick=False)
        seal(ana, heard=week + 1)
        if week in both:
            assert 'role="img"' not in page(ben, f"{WHERE}/past")
            seal(ben, heard=9 - week)
    drawn = {person: page(person, f"{WHERE}/past") for person in (ana, ben)}
    for person, shown in drawn.items():
        lines = re.findall(r'class="line [ab]" d="([^"]*)"', shown)
        assert len(lines) == 8
        places = [re.findall(r"[ML]([\d.]+) ", line) for line in lines]
        assert all(each == ["8", "160", "312"] for each in places), person.name
        assert shown.count("<tbody>") == 4
    # His thread is the second one in both: dashed, with squares.
    assert "M8 18.4L160 28.8L312 70.4" in drawn[ana]
    assert re.findall(r'class="line b" d="M8 18.4L160 28.8L312 70.4"', drawn[ben])
    assert "Kept for you alone" in drawn[ana]
    assert "Kept for you alone" not in drawn[ben]
    assert "/check-in/rounds/2026-06-01" in drawn[ana]
    assert "2026-06-01" not in drawn[ben]
    assert "Put away. Only you can read it." in text(ana, f"{WHERE}/rounds/2026-06-01")
    assert "Where is one of you surprised?" in text(ben, f"{WHERE}/rounds/{ROUND}")
    assert ben.get(f"{WHERE}/rounds/2026-06-01").status_code == 404


def test_many_rounds_come_in_pages(ana: Someone, ben: Someone, time_machine: Any) -> None:
    agree(ana, ben)
    for week in range(14):
        time_machine.move_to(NOW + timedelta(weeks=week), tick=False)
        for person in (ana, ben):
            seal(person)
    first = page(ana, f"{WHERE}/past")
    assert first.count('href="/check-in/rounds/') == 12
    older = re.search(r'href="(/check-in/past\?before=[-\d]+)"', first)
    assert older is not None
    rest = page(ana, older[1])
    assert rest.count('href="/check-in/rounds/') == 2
    assert 'role="img"' not in rest


# Sizes


def test_every_page_is_as_long_whatever_it_says(ana: Someone, ben: Someone) -> None:
    agree(ana, ben)
    packed = {"Accept-Encoding": "gzip"}
    seen = set()

    def look(path: str = WHERE) -> None:
        answer = ana.get(path, headers=packed)
        assert answer.status_code == 200
        plain = ana.get(path)
        seen.add((len(answer.data), len(plain.data)))
        assert "</html>" in plain.get_data(as_text=True)

    look()
    look(f"{WHERE}/1")
    answer_all(ana)
    look()
    look(f"{WHERE}/seal")
    dice = Random(5)
    wild = {
        f"{key}_words": "".join(chr(dice.randint(0x20000, 0x2A000)) for _ in range(500))
        for key in ("heard", "trusting", "close")
    }
    seal(ana, **wild, appreciated_words="'" * 500)
    look()
    seal(ben)
    look()
    look(f"{WHERE}/past")
    look(f"{WHERE}/rounds/{ROUND}")
    assert seen == {(STEP, PLAIN_STEP)}


# What Today says of it


def test_the_suggestion_goes_by_ones_own_row(ana: Someone, ben: Someone, time_machine: Any) -> None:
    def said(person: Someone) -> str | None:
        with person.app.test_request_context():
            now = datetime.now(UTC)
            found = suggestion(day.read(person.id, None, now), now)
            return None if found is None else str(found.heading)

    assert said(ana) is None
    ana.post(AGREEMENT, {"every": 1})
    assert said(ana) is None
    assert said(ben) == "Ana suggests checking in every week"
    ben.post(f"{AGREEMENT}/accept", {"version": 1})
    assert said(ana) is None  # there is time
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    assert said(ana) == said(ben) == "How are you two?"
    seal(ana)
    assert (said(ana), said(ben)) == (None, "How are you two?")
    seal(ben)
    assert said(ana) == said(ben) == "Your check-in is open"
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    assert said(ana) is None
