"""The page of a habit: how it stands and why, told about the two and never about one of them."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.support.agreeing import agree, ask, say
from tests.support.answers import body
from tests.support.habits import agreed
from tests.support.people import FROM_A_PAGE, Someone

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
DAY = timedelta(days=1)
NEVER = ("graced", "missed", "void", "pending", "loose", "failed", "streak")


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def whole(person: Someone, habit: str, query: str = "") -> str:
    response = person.get(f"/habits/{habit}{query}", headers=FROM_A_PAGE)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def text(page: str) -> str:
    """Return what is read of a page's main part."""
    main = page[page.index("<main") :]
    read = " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())
    for word in NEVER:
        assert word not in read.lower()
    assert not re.search(r"\b0 in a row", read)
    assert "!" not in read
    return read


def read(person: Someone, habit: str, query: str = "") -> str:
    return text(whole(person, habit, query))


def press(person: Someone, path: str, page: str, /, **fields: Any) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=form, headers={"Origin": ORIGIN})


def tick(person: Someone, habit: str, day: date) -> None:
    assert person.put(f"/api/habits/{habit}/ticks/{day}").status_code == 200


def lines(page: str) -> list[str]:
    found = re.search(r'<ul class="list periods">.*?</ul>', page, re.S)
    assert found is not None
    return [text(f"<main>{line}") for line in re.findall(r"<li.*?</li>", found[0], re.S)]


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    return str(agree(ana, ben, title="Walk & talk", why="Side by side", emoji="🌿")["id"])


def test_it_shows_what_was_agreed_and_how_it_came_about(
    ana: Someone, ben: Someone, couple: str
) -> None:
    asked = ask(ana, title="Walk & talk", why="Side by side", emoji="🌿", mode="each")
    say(ben, asked, "counter", version=1, cadence={"unit": "week", "times": 2})
    habit = say(ana, asked, "accept", version=2)["id"]
    said = read(ben, habit)
    assert "🌿 Walk & talk Side by side" in said
    assert "What you agreed every week, twice, each of you" in said
    assert "20 May 2026 Ana asked for it. every day, each of you" in said
    assert "You suggested it differently." in said
    assert "How often before: every day then: every week, twice" in said
    assert "Ana said yes." in said
    assert "You said yes." in read(ana, habit)
    assert '<script type="module"' in whole(ana, habit)
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", whole(ana, habit))


def test_what_was_put_aside_or_taken_back_is_told_without_a_name(
    ana: Someone, ben: Someone, habit: str
) -> None:
    say(ana, habit, "amend", title="Run & talk")
    say(ben, habit, "decline", version=2)
    said = read(ana, habit)
    assert "You asked for a change. What before: 🌿 Walk & talk then: 🌿 Run & talk" in said
    assert "It was put aside." in said
    assert "declined" not in said
    say(ben, habit, "amend", mode="each")
    say(ben, habit, "withdraw", version=3)
    assert "It was taken back." in read(ana, habit)


def test_the_run_leads_and_after_a_gap_the_longest(
    ana: Someone, habit: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    assert '<p class="run">Your first threads come here.</p>' in whole(ana, habit)
    for number in range(3):
        time_machine.move_to(NOW + number * DAY, tick=False)
        tick(ana, habit, TODAY + number * DAY)
    page = whole(ana, habit)
    assert '<p class="run">3 in a row</p>' in page
    assert f'data-habit="{habit}" data-current="3"' in page
    time_machine.move_to(NOW + timedelta(days=20), tick=False)
    assert '<p class="run">Starting again. Your longest: 3.</p>' in whole(ana, habit)
    read(ana, habit)


def test_strength_is_a_word_and_a_figure_only_after_five(
    ana: Someone, habit: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    for number in range(5):
        time_machine.move_to(NOW + number * DAY, tick=False)
        tick(ana, habit, TODAY + number * DAY)
        said = read(ana, habit)
        assert "Strength new" in said
        assert ("of 100" in said) == (number == 4)


def test_a_gap_is_mended_and_says_what_is_left(
    ana: Someone, ben: Someone, habit: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    for number in range(8):
        time_machine.move_to(NOW + number * DAY, tick=False)
        tick(ana, habit, TODAY + number * DAY)
    assert "2 spare threads in hand" in read(ana, habit)
    time_machine.move_to(NOW + timedelta(days=12), tick=False)
    page = whole(ana, habit)
    assert "mended, one spare left" in text(page)
    assert '<p class="run">8 in a row</p>' in page
    assert lines(page)[:6] == [
        "Monday, 1 June still running",
        "Sunday, 31 May not written down yet",
        "Saturday, 30 May not written down yet",
        "Friday, 29 May not written down yet",
        "Thursday, 28 May mended by a spare thread",
        "Wednesday, 27 May woven",
    ]
    assert "no spare thread" not in text(page)
    assert "without a spare thread" in read(ben, agree(ana, ben, grace=False)["id"])


def test_a_single_thread_is_drawn_only_while_it_can_still_be_kept(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agree(ana, ben, mode="each", grace=False)["id"]
    tick(ben, habit, TODAY)
    page = whole(ana, habit)
    assert "Ben is in." in text(page)
    row = re.search(r'<ul class="list periods">.*?</li>', page, re.S)
    assert row is not None
    assert "data-across" in row[0]
    assert "data-down" not in row[0]
    time_machine.move_to(NOW + timedelta(days=10), tick=False)
    page = whole(ana, habit)
    assert lines(page)[-1] == "Wednesday, 20 May plain"
    settled = re.findall(r'<span class="knot small".*?>', page)
    assert len(settled) == 7
    assert not any("data-" in knot for knot in settled)
    assert "Ben is in" not in text(page)


def test_done_together_or_by_turns_no_thread_stands_alone(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben, mode="turns", first_turn=ben.id, cadence={"unit": "day", "times": 2})[
        "id"
    ]
    tick(ben, habit, TODAY)
    page = whole(ana, habit)
    assert lines(page) == ["Wednesday, 20 May still running, 1 of 2 so far"]
    assert "data-down" not in page
    assert "data-across" not in page
    assert "Ben’s turn." in text(page)
    assert "Your turn." in read(ben, habit)


def test_a_first_part_says_that_it_counts_if_kept(
    ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, TODAY, unit="week")
    time_machine.move_to(NOW + timedelta(days=21), tick=False)
    assert lines(whole(ana, habit))[-1] == "20 May to 24 May a first part: counts if kept"


def test_one_can_look_further_back_to_the_first_day(
    ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, TODAY)
    time_machine.move_to(NOW + timedelta(days=69), tick=False)
    seen = 0
    query = ""
    while True:
        page = whole(ana, habit, query)
        seen += len(lines(page))
        assert ("Back to now" in page) == bool(query)
        older = re.search(rf'href="/habits/{habit}(\?to=[0-9-]+)#behind"', page)
        if older is None:
            break
        query = older[1]
    assert seen == 70
    for nonsense in ("?to=x", "?to=0001-01-01", "?to=2199-12-31", "?told=x", "?told=-1"):
        whole(ana, habit, nonsense)


def test_only_one_s_own_figures_and_no_names_stand_behind_the_number(
    ana: Someone, ben: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agree(ana, ben, mode="each")["id"]
    for number in range(8):
        time_machine.move_to(NOW + number * DAY, tick=False)
        tick(ben, habit, TODAY + number * DAY)
    said = read(ana, habit)
    behind = said[said.index("Why this number") : said.index("What you agreed")]
    assert "Ben" not in behind
    assert "Ana" not in behind


def test_a_change_that_is_asked_stands_beside_what_holds(
    ana: Someone, ben: Someone, habit: str
) -> None:
    say(ana, habit, "amend", cadence={"unit": "week"})
    mine, theirs = whole(ana, habit), whole(ben, habit)
    assert "You suggest a change" in text(mine)
    assert "Now every day You suggest every week" in text(mine)
    assert f'action="/habits/{habit}/withdraw"' in mine
    assert f'action="/habits/{habit}/accept"' not in mine
    assert "Ana suggests a change" in text(theirs)
    assert f'action="/habits/{habit}/accept"' in theirs
    response = press(ben, f"/habits/{habit}/accept", theirs, version=2, next=f"/habits/{habit}")
    assert response.headers["Location"] == f"/habits/{habit}?said=change_agreed"
    assert "Agreed for later: every week, together, from tomorrow." in read(ana, habit)


def test_a_proposal_and_one_that_was_put_aside_have_a_page_too(
    ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    habit = ask(ana)["id"]
    said = read(ben, habit)
    assert "Ana asks for this one every day, together" in said
    assert "in a row" not in said
    assert "End it" not in said
    say(ben, habit, "decline", version=1)
    said = read(ana, habit)
    assert "This one was put aside." in said
    assert "What was asked" in said
    assert "Ben" not in said
    assert "You asked for this one" in read(max_, ask(max_)["id"])


def test_one_that_ended_reads_by_what_it_was(
    ana: Someone, ben: Someone, habit: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    tick(ana, habit, TODAY)
    ana.post(f"/api/habits/{habit}/retire")
    time_machine.move_to(NOW + timedelta(days=100), tick=False)
    said = read(ben, habit)
    assert "1 in a row That was your longest. Its last day was 20 May 2026" in said
    assert "It was ended." in said
    assert "20 May 2026 1 of 1 woven" not in said  # the drawing's own words
    assert 'aria-label="1 of 1 woven, 20 May 2026"' in whole(ben, habit)
    assert not re.search(r"Jun|Jul|Aug", said)
    assert "Breaks" not in said
    assert "Wednesday, 20 May woven" in said
    other = ask(ana)["id"]
    say(ben, other, "accept", version=1)
    ana.post(f"/api/habits/{other}/retire")
    assert "It has ended. Its last day was 28 Aug 2026." in read(ana, other)


def test_a_young_one_tells_no_month_that_is_to_come(ana: Someone, couple: str) -> None:
    page = whole(ana, agreed(ana, couple, TODAY - 9 * DAY))
    assert "<h3>Since 11 May</h3>" in page
    (months,) = re.findall(r'<div class="months"[^>]*>(.*?)</div>', page)
    assert text(f"<main>{months}") == ""


def test_the_table_and_the_periods_have_one_name_for_what_runs(
    ana: Someone, couple: str, time_machine: time_machine.TimeMachineFixture
) -> None:
    habit = agreed(ana, couple, date(2026, 5, 11), unit="week")
    page = whole(ana, habit)
    assert lines(page) == [
        "18 May to 24 May still running",
        "11 May to 17 May not written down yet",
    ]
    (table,) = re.findall(r"<tbody>.*?</tbody>", page, re.S)
    said = text(f"<main>{table}")
    assert said == "18 May to 24 May still running 11 May to 17 May not written down yet"


def test_strangers_find_nothing_and_an_ex_finds_that_it_ended(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    for path in ("", "/change"):
        for stranger in (dev, max_):
            response = stranger.get(f"/habits/{habit}{path}")
            assert response.status_code == 404
            assert body(response) == body(stranger.get(f"/habits/{missing}{path}"))
    assert dev.stream() == eva.stream() == max_.stream() == []
    ana.post("/api/couple/unlink")
    assert ben.get(f"/habits/{habit}").status_code == 410
