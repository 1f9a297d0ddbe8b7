"""What the two can do on the page of a habit, without JavaScript; and asking for a change."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from tests.support.agreeing import agree, ask
from tests.support.answers import body
from tests.support.people import Someone, link
from tests.web.pages.test_habit import press, read, text, tick, whole

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
DAY = timedelta(days=1)
SUNDAY = TODAY + 4 * DAY
MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    return str(agree(ana, ben, title="Walk & talk")["id"])


def pauses(person: Someone) -> list[dict[str, Any]]:
    items = person.get("/api/pauses").get_json()["items"]
    return [{name: item[name] for name in ("habit", "first", "last")} for item in items]


def send(person: Someone, habit: str, what: str, said: str, **fields: Any) -> str:
    """Press a form of the page; return the page it leads to."""
    response = press(person, f"/habits/{habit}/{what}", whole(person, habit), **fields)
    assert response.status_code == 303, text(response.get_data(as_text=True))
    assert response.headers["Location"] == f"/habits/{habit}?said={said}"
    return whole(person, habit, f"?said={said}")


def refused(person: Someone, habit: str, what: str, status: int, **fields: Any) -> str:
    response = press(person, f"/habits/{habit}/{what}", whole(person, habit), **fields)
    assert response.status_code == status
    page = response.get_data(as_text=True)
    assert 'role="alert"' in page
    return page


def test_this_one_can_be_skipped_and_taken_up_again(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    page = send(ana, habit, "skip", "skipped", period=TODAY)
    assert pauses(ben) == [{"habit": habit, "first": str(TODAY), "last": str(TODAY)}]
    said = text(page)
    assert "This one rests. The next one counts again." in said
    assert "This one is resting." in said
    assert "This one rests Until the end of today On again" in said
    assert "Skip this one" not in said
    end = re.search(r'action="(/pauses/[^"]+/end)"', whole(ben, habit))
    assert end is not None
    response = press(ben, end[1], page_of(ben, habit), next=f"/habits/{habit}")
    assert response.headers["Location"] == f"/habits/{habit}?said=resumed"
    assert pauses(ana) == []
    assert "Skip this one" in read(ana, habit)
    assert dev.stream() == eva.stream() == []


def page_of(person: Someone, habit: str) -> str:
    return whole(person, habit)


def test_what_is_woven_needs_no_skipping(ana: Someone, habit: str) -> None:
    tick(ana, habit, TODAY)
    assert "Skip this one" not in read(ana, habit)


def test_what_does_not_run_any_more_is_refused_in_words(ana: Someone, habit: str) -> None:
    page = refused(ana, habit, "skip", 422, period=TODAY + DAY)
    assert "This one has not begun." in text(page)
    assert refused(ana, habit, "skip", 422, period="soon")


def test_in_a_hard_week_the_others_rest(ana: Someone, ben: Someone, habit: str) -> None:
    assert "A hard week" not in read(ana, habit)  # nothing else could rest
    other = agree(ana, ben, title="Thanks")["id"]
    third = ask(ana, title="Not agreed")["id"]
    page = send(ana, habit, "hard-week", "hard_week", keep=habit)
    assert pauses(ana) == [{"habit": other, "first": str(TODAY), "last": str(SUNDAY)}]
    said = text(page)
    assert "The others rest to the end of the week." in said
    assert "1 other rests Thanks Until Sunday On again" in said
    assert "This one rests Until Sunday" in read(ben, other)
    assert "Not agreed" not in said
    page = refused(ana, habit, "hard-week", 409, keep=third)
    assert "This habit is not in force." in text(page)
    assert refused(ana, habit, "hard-week", 422, keep="x")


def test_a_hard_week_is_taken_back_in_one_go(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    others = [agree(ana, ben, title=title)["id"] for title in ("Thanks", "Tea", "Walk")]
    send(ana, habit, "hard-week", "hard_week", keep=habit)
    page = whole(ben, others[0])
    assert "A hard week: 3 habits rest." in text(page)
    response = press(ben, "/hard-week/end", page, next=f"/habits/{habit}")
    assert response.headers["Location"] == f"/habits/{habit}?said=usual_week"
    assert pauses(ana) == []
    assert "A hard week: " not in read(ana, habit)
    again = press(ben, "/hard-week/end", page, next=f"/habits/{habit}")
    assert again.status_code == 303  # pressed twice it has been done as well
    assert dev.stream() == eva.stream() == []


def test_one_that_rests_alone_needs_no_more_than_its_own_button(
    ana: Someone, ben: Someone, habit: str
) -> None:
    agree(ana, ben, title="Thanks")
    send(ana, habit, "hard-week", "hard_week", keep=habit)
    assert "The week goes on as usual" not in read(ana, habit)


def test_the_last_day_is_the_couple_s_where_one_is_ahead(
    ana: Someone, ben: Someone, habit: str
) -> None:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})  # where it is Thursday
    for person in (ana, ben):
        assert "Its last day is then Wednesday, 20 May." in read(person, habit)
    ben.post(f"/api/habits/{habit}/retire")
    assert "Its last day was 20 May 2026" in read(ben, habit)


def test_dates_can_be_taken_off_from_one_or_from_all(
    ana: Someone, ben: Someone, habit: str
) -> None:
    send(ana, habit, "pauses", "paused", first=TODAY + DAY, last=TODAY + 3 * DAY, scope="this")
    page = send(ben, habit, "pauses", "paused", first=TODAY, last="", scope="all")
    assert {str(pause["habit"]) for pause in pauses(ana)} == {habit, "None"}
    said = text(page)
    assert "All habits Since today, with an open end On again" in said
    assert "21 May to 23 May Take back" in said


def test_a_wrong_date_is_said_beside_its_field_and_what_was_typed_stays(
    ana: Someone, habit: str
) -> None:
    page = refused(ana, habit, "pauses", 422, first=TODAY, last=TODAY - DAY, scope="all")
    assert '<p class="wrong" id="pause-last-wrong">Not before the first day.</p>' in page
    assert f'value="{TODAY - DAY}"' in page
    assert 'name="scope" value="all" checked' in page
    page = refused(ana, habit, "pauses", 422, first="", last="")
    assert "Choose the first day." in text(page)
    page = refused(ana, habit, "pauses", 422, first=TODAY - 40 * DAY, last="")
    assert 'id="pause-first-wrong"' in page
    assert pauses(ana) == []


def test_a_day_can_be_named_moved_and_left_open_again(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, cadence={"unit": "week"})["id"]
    monday = TODAY - 2 * DAY
    start = ana.get(f"/api/habits/{habit}/progress").get_json()["period"]["start"]
    words = "After bedtime\r\nSitter: Mum"
    fields = {"period": start, "day": TODAY + 2 * DAY, "time": "20:30", "words": words}
    page = send(ben, habit, "occasion", "occasion", next=f"/habits/{habit}", **fields)
    assert "Friday, 20:30 After bedtime Sitter: Mum" in text(page)
    there = f"/habits/{habit}"
    page = refused(ana, habit, "occasion", 422, period=start, words="x", next=there)
    assert "Choose the day." in text(page)
    missing = press(ana, f"/habits/{habit}/occasion", page, period=monday, day=TODAY)
    assert missing.status_code == 404
    page = send(ana, habit, "occasion", "saved", period=start, clear="true", next=there)
    assert "Friday" not in text(page)


def test_ending_takes_two_steps_and_one_of_the_two(ana: Someone, ben: Someone, habit: str) -> None:
    page = whole(ana, habit)
    assert re.search(
        r'<details class="end" id="end">.*?Its last day is then Wednesday, 20 May\.', page, re.S
    )
    page = send(ben, habit, "retire", "retired")
    assert "It has ended. What you wove stays." in text(page)
    assert ana.get(f"/api/habits/{habit}").get_json()["state"] == "retired"
    for what, fields in (("retire", {}), ("skip", {"period": TODAY}), ("pauses", {"first": TODAY})):
        response = press(ana, f"/habits/{habit}/{what}", whole(ana, habit), **fields)
        assert response.status_code == 409


def test_a_change_is_asked_for_in_what_differs_alone(
    ana: Someone, ben: Someone, habit: str
) -> None:
    page = ana.get(f"/habits/{habit}/change").get_data(as_text=True)
    assert 'value="Walk &amp; talk"' in page
    fields = {"title": "Walk & talk", "why": "", "emoji": "", "unit": "week", "every": "1"}
    fields |= {"times": "2", "mode": "together", "grace": "true", "begins": "tomorrow"}
    response = press(ana, f"/habits/{habit}/change", page, **fields)
    assert response.headers["Location"] == f"/habits/{habit}?said=change_asked"
    proposal = ben.get(f"/api/habits/{habit}").get_json()["proposal"]
    assert (proposal["begins"], proposal["terms"]["cadence"]["times"]) == ("tomorrow", 2)
    for person in (ana, ben):
        response = person.get(f"/habits/{habit}/change")
        assert response.headers["Location"] == f"/habits/{habit}"
    response = press(ana, f"/habits/{habit}/change", page, **fields)
    assert response.status_code == 409


def test_words_alone_can_be_changed_and_nothing_at_all_is_no_change(
    ana: Someone, ben: Someone, habit: str
) -> None:
    page = ana.get(f"/habits/{habit}/change").get_data(as_text=True)
    fields = {"title": "Walk & talk", "why": "", "emoji": "", "unit": "day", "every": "1"}
    fields |= {"times": "1", "mode": "together", "grace": "true", "begins": "next_period"}
    response = press(ana, f"/habits/{habit}/change", page, **fields)
    assert response.status_code == 422
    assert "This is how it is already." in text(response.get_data(as_text=True))
    press(ana, f"/habits/{habit}/change", page, **(fields | {"why": "Side by side"}))
    proposal = ben.get(f"/api/habits/{habit}").get_json()["proposal"]
    assert (proposal["why"], proposal["begins"]) == ("Side by side", None)


def test_what_cannot_be_asked_for_stays_as_it_was_typed(ana: Someone, habit: str) -> None:
    page = ana.get(f"/habits/{habit}/change").get_data(as_text=True)
    fields = {"title": "", "why": "kept", "unit": "day", "every": "1", "times": "99"}
    response = press(ana, f"/habits/{habit}/change", page, mode="together", **fields)
    assert response.status_code == 422
    page = unescape(response.get_data(as_text=True))
    assert "kept</textarea>" in page
    assert 'id="times-wrong"' in page
    assert 'id="title-wrong"' in page


FORMS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("skip", {"period": TODAY}),
    ("hard-week", {"keep": MISSING}),
    ("pauses", {"first": TODAY}),
    ("occasion", {"period": TODAY, "day": TODAY}),
    ("retire", {}),
    ("change", {"title": "Mine"}),
)


def test_nobody_else_can_press_any_of_it(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    send(ana, habit, "pauses", "paused", first=TODAY + DAY, last="")
    (pause,) = ana.get("/api/pauses").get_json()["items"]
    before = ana.stream()
    for stranger in (dev, max_):
        page = stranger.get("/habits").get_data(as_text=True)
        for what, fields in FORMS:
            response = press(stranger, f"/habits/{habit}/{what}", page, **fields)
            assert response.status_code == 404
            again = press(stranger, f"/habits/{MISSING}/{what}", page, **fields)
            assert body(response) == body(again)
        assert press(stranger, f"/pauses/{pause['id']}/end", page).status_code == 404
    assert ana.stream() == before
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_a_pause_that_is_over_meanwhile_ends_without_a_word(
    ana: Someone, habit: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    send(ana, habit, "pauses", "paused", first=TODAY - 5 * DAY, last=TODAY)
    page = whole(ana, habit)
    end = re.search(r'action="(/pauses/[^"]+/end)"', page)
    assert end is not None
    time_machine.move_to(NOW + 2 * DAY, tick=False)
    response = press(ana, end[1], page, next="//evil.example")
    assert response.headers["Location"] == "/today?said=resumed"


def test_around_midnight_each_can_skip_the_day_they_live_in(app: Any, time_machine: Any) -> None:
    one, other = Someone(app, "ana", "Asia/Tokyo"), Someone(app, "ben", "America/New_York")
    link(one, other)
    habit = agree(one, other)["id"]
    time_machine.move_to(datetime(2026, 5, 21, 20, tzinfo=UTC), tick=False)
    said = read(other, habit)
    assert "Skip Thursday, 21 May" in said
    assert "Skip Friday, 22 May" in said
