"""The cloth, further back: any two years, all habits or one, as a drawing and as a table."""

import gzip
import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.habits import agreed
from tests.support.people import Someone, problem
from tests.support.us import DAY, NEVER, NOW, TODAY, heading, keep, words
from tracker.extensions import db

BUDGET = 60 * 1024
"""Bytes of HTML, packed (issue: the cloth of two years on six habits)."""


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def look(person: Someone, query: str = "", status: int = 200) -> str:
    response = person.get(f"/us/cloth{query}")
    assert response.status_code == status
    text = unescape(response.get_data(as_text=True))
    assert not NEVER.search(words(text)), NEVER.search(words(text))
    assert not re.search(r"\s(style|on[a-z]+)=", text)
    return text


def labels(text: str) -> list[str]:
    return re.findall(r'role="img" aria-label="([^"]*)"', text)


def lines(text: str) -> list[str]:
    return [words(line).strip() for line in re.findall(r"<tr>(.*?)</tr>", text)]


# What is shown


def test_a_year_is_drawn_in_bands_with_a_table_that_says_the_same(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 340 * DAY, mode="together")
    keep(ana, habit, 339, 338, 200, 0, now=NOW, time_machine=time_machine)
    text = look(ana)
    assert heading(text) == "4 days woven"
    assert labels(text) == [
        "3 of 170 woven, 14 Jun 2025 to 30 Nov 2025",
        "1 of 168 woven, 1 Dec 2025 to 20 May 2026",
    ]
    assert '<caption class="sr">4 of 338 woven, 14 Jun 2025 to 20 May 2026</caption>' in text
    assert text.count('<th scope="col">') == 4
    assert lines(text)[1].startswith("18 May 2026 Wed")
    assert lines(text)[-1].startswith("9 Jun 2025")
    assert "2026" in words(text[text.index('class="months"') :])


def test_it_begins_where_there_was_something_and_never_counts_what_is_not(
    ana: Someone, couple: str
) -> None:
    assert 'href="/library"' in look(ana)  # nothing to look back on, and nothing to choose from
    assert "<select" not in look(ana)
    agreed(ana, couple, TODAY - 20 * DAY)
    assert "Nothing was due in these days." in look(ana, "?from=2026-01-01&to=2026-01-31")
    text = look(ana, "?weeks=104")
    assert heading(text) == "Your cloth"
    assert labels(text) == ["30 Apr 2026 to 20 May 2026"]
    assert len(lines(text)) == 1 + 4


def test_a_young_cloth_is_no_wider_than_it_needs(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY - 9 * DAY)
    names = re.search(r'<div class="months"[^>]*>(.*?)</div>', look(ana))
    assert names is not None
    assert names[1].count("<span>") == 6


def test_one_habit_is_chosen_and_the_stretch_goes_along(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    tea = agreed(ana, couple, TODAY - 100 * DAY, mode="together", title="Tea")
    agreed(ana, couple, TODAY - 100 * DAY, mode="together", title="Walk")
    keep(ana, tea, 90, 2, now=NOW, time_machine=time_machine)
    for person in (ana, ben):
        text = look(person, f"?weeks=26&habit={tea}")
        assert heading(text) == "2 days woven"
        assert re.search(rf'<option value="{tea}" selected>Tea</option>', text)
        assert '<input type="hidden" name="weeks" value="26">' in text
        assert f'href="/us/cloth?weeks=104&habit={tea}"' in text
        assert re.search(r'aria-current="true">Half a year', text)


def test_one_that_ended_can_be_looked_at(ana: Someone, couple: str, time_machine: Any) -> None:
    habit = agreed(ana, couple, TODAY - 30 * DAY, mode="together", title="Tea")
    keep(ana, habit, 3, now=NOW, time_machine=time_machine)
    assert ana.post(f"/api/habits/{habit}/retire").status_code == 200
    time_machine.move_to(NOW + 200 * DAY, tick=False)
    assert "Tea, until 20 May 2026" in look(ana)
    text = look(ana, f"?weeks=18&habit={habit}")
    assert labels(text) == ["1 of 31 woven, 20 Apr 2026 to 20 May 2026"]


def test_dates_of_one_s_own_bound_what_is_shown(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 100 * DAY, mode="together")
    keep(ana, habit, 50, 20, now=NOW, time_machine=time_machine)
    text = look(ana, "?from=2026-03-20&to=2026-04-10&weeks=104")
    assert labels(text) == ["1 of 22 woven, 20 Mar 2026 to 10 Apr 2026"]
    assert 'value="2026-03-20"' in text
    assert 'aria-current="true">Two years' not in text
    assert '<details id="dates" open>' in text


def test_a_habit_that_was_daily_and_then_weekly_is_shown_in_both_forms(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, date(2026, 3, 1), mode="together")
    change = ana.post(f"/api/habits/{habit}/amend", {"cadence": {"unit": "week"}})
    version = change.get_json()["proposal"]["version"]
    assert ben.post(f"/api/habits/{habit}/accept", {"version": version}).status_code == 200
    time_machine.move_to(NOW + 60 * DAY, tick=False)
    keep(ana, habit, 20, 10, now=NOW + 60 * DAY, time_machine=time_machine)
    text = look(ana, f"?habit={habit}")
    assert heading(text) == "Woven 2 times"
    by_weeks, by_periods = re.findall(r"<figure class=\"([^\"]*)\"", text)
    assert (by_weeks, by_periods) == ("weave weeks", "weave periods")
    assert text.count("<caption") == text.count("As a table") == 2


def test_many_periods_stand_in_lines_each_named_by_when_it_begins(
    ana: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, TODAY - 300 * DAY, unit="week")
    text = look(ana, f"?habit={habit}")
    assert '<figure class="weave periods lined">' in text
    named = re.search(r'<div class="days" aria-hidden="true">(.*?)</div>', text)
    assert named is not None
    assert words(named[1]).strip() == "Jul 2025 Oct 2025 Jan 2026 Apr 2026"


# What is refused


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=2026-05-02&to=2026-05-01", "This range ends before it begins."),
        ("?from=2024-01-01&to=2026-05-01", "This is too long to look at in one go."),
        ("?from=yesterday", "A date as YYYY-MM-DD."),
        ("?to=2026-02-30", "A date as YYYY-MM-DD."),
        ("?weeks=53", "Choose one of these stretches, or dates of your own."),
        ("?weeks=-1", "Choose one of these stretches, or dates of your own."),
    ],
)
def test_a_range_that_is_none_is_the_page_again_with_what_was_typed(
    ana: Someone, couple: str, query: str, said: str
) -> None:
    agreed(ana, couple, TODAY - 30 * DAY)
    text = look(ana, query, 422)
    assert said in words(text)
    assert 'class="cloth"' not in text
    for value in re.findall(r"(?:from|to)=([^&]*)", query):
        assert f'value="{value}"' in text


def test_a_habit_of_others_is_not_there(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = agreed(ana, couple, TODAY - 5 * DAY, title="Only between us")
    for query in ("", "&from=2026-05-02&to=2026-05-01", "&weeks=1"):
        for person in (dev, eva, max_):
            answer = person.get(f"/us/cloth?habit={habit}{query}")
            assert answer.status_code == 404
            assert "Only between us" not in answer.get_data(as_text=True)
    assert ana.get("/us/cloth?habit=nothing").status_code == 404
    assert ana.post("/api/couple/unlink").status_code == 204
    for person in (ana, ben):
        assert person.get(f"/us/cloth?habit={habit}").status_code == 410
        assert "Only between us" not in person.get("/us/cloth").get_data(as_text=True)
    assert dev.stream() == eva.stream() == max_.stream() == []
    assert problem(ana.get(f"/api/habits/{habit}"), 410, "unlinked")


def test_who_is_alone_is_led_to_the_invitation(max_: Someone) -> None:
    assert 'href="/invite"' in look(max_)


# What it costs


def test_two_years_on_six_habits_stay_within_their_budget(
    app: Flask, dev: Someone, eva: Someone
) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "--years", "2.05", "--seed", "4"])
    assert result.exit_code == 0, result.output
    story = json.loads(result.stdout)
    client = app.test_client()
    token = client.post("/api/tokens", json=story["partners"][0]).get_json()["token"]
    for query in ("", *(f"&habit={habit}" for habit in story["habits"])):
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        response = client.get(f"/us/cloth?weeks=104{query}", headers=headers)
        assert response.headers["Content-Encoding"] == "gzip"
        text = gzip.decompress(response.data).decode()
        assert len(response.data) < BUDGET
        assert "<caption" in text
        assert "woven" in heading(text).lower()
        if not query:
            assert len(lines(text)) == 1 + 104
            assert len(labels(text)) == 4
    assert dev.stream() == eva.stream() == []


def asked(app: Flask, person: Someone, query: str) -> int:
    """Return how many statements a page takes."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert person.get(f"/us/cloth{query}").status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(statements)


def test_it_asks_the_same_number_of_questions_for_any_stretch_and_for_many_habits(
    app: Flask, ana: Someone, couple: str
) -> None:
    counts: dict[bool, set[int]] = {True: set(), False: set()}
    for unit in ("day", "week", "month", "day", "day", "week"):
        habit = agreed(ana, couple, TODAY - 800 * DAY, unit=unit)
        look(ana)  # settles what is due
        for query in ("?weeks=18", "?weeks=104", "?from=2024-06-01&to=2026-05-20"):
            counts[False].add(asked(app, ana, query))
            counts[True].add(asked(app, ana, f"{query}&habit={habit}"))
    assert {len(each) for each in counts.values()} == {1}, counts
    assert max(max(each) for each in counts.values()) < 16
