"""Bringing days by the pages, with the partner's yes; and taking one's own along."""

import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tests.conftest import ORIGIN
from tests.support.agreeing import agree, ask, say
from tests.support.loop_export import NEWER, packed, two_habits
from tests.support.people import PASSWORD, Someone
from tests.web.pages.settings.forms import page, press
from tracker.services.importing import reading

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
HIDDEN = re.compile(r'<input type="hidden" name="((?:days|row)[^"]*)" value="([^"]*)"')
EVIL = '=HYPERLINK("x"), “<b>”'


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def send(person: Someone, raw: bytes) -> Any:
    return press(person, "/settings/import", file=(io.BytesIO(raw), "export.zip"))


def choose(person: Someone, shown: str, **fields: Any) -> Any:
    """Send back what the page of choices holds, with some fields set."""
    form: dict[str, Any] = {"row": []}
    for name, value in HIDDEN.findall(shown):
        if name == "row":
            form["row"].append(value)
        else:
            form[name] = html.unescape(value)
    for number in form["row"]:
        form |= {f"chosen-{number}": "on", f"title-{number}": f"Habit {number}"}
        form |= {f"mode-{number}": "together", f"rhythm-{number}": "day-1-1"}
    form = {name: value for name, value in (form | fields).items() if value is not None}
    return press(person, "/settings/import/propose", **form)


def test_a_file_is_looked_at_chosen_from_and_let_in_by_the_other(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    response = send(ana, two_habits(NOW.date()))
    shown = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "Walk after dinner" in shown
    assert '<option value="week-1-2" selected>' in shown
    assert "no-store" in response.headers["Cache-Control"]
    assert ana.get("/api/habits").get_json()["items"] == []
    asked = choose(ana, shown)
    assert (asked.status_code, asked.location) == (303, "/habits?said=brought")
    assert choose(ana, shown).status_code == 303  # pressed twice
    first, second = ana.get("/api/habits").get_json()["items"]
    for person, said in ((ana, "as you wrote them down"), (ben, "as Ana wrote them down")):
        for path in ("/habits", f"/habits/{first['id']}/answer"):
            assert said in page(person, path)
        assert "days since 15 Jan 2026 come with it" in page(person, "/habits")
    say(ben, second, "decline", version=1)
    press(ben, f"/habits/{first['id']}/accept", version=1)
    assert "weeks woven" in page(ben, "/us") or "in a row" in page(ben, "/us")
    assert "from before came in" in page(ben, "/us/history")
    assert "come with it" not in page(ana, "/habits")
    assert dev.get("/api/habits").get_json()["items"] == []
    assert eva.stream() == dev.stream()


def test_days_brought_to_what_runs_are_asked_for_in_words_of_their_own(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben)["id"]
    shown = press(ana, "/settings/import", text="2026-05-01,Walk,1,hers").get_data(as_text=True)
    asked = choose(ana, shown, **{"habit-0": habit, "title-0": None, "notes-0": "on"})
    assert asked.status_code == 303, asked.get_data(as_text=True)
    assert "Ana would bring days" in page(ben, "/habits")
    assert "Everything is as it was" not in page(ben, f"/habits/{habit}/answer")
    press(ben, f"/habits/{habit}/accept", version=2)
    ticks = ben.get(f"/api/habits/{habit}/ticks?from=2026-05-01&to=2026-05-01").get_json()
    assert [tick["note"] for tick in ticks["items"]] == ["hers"]


@pytest.mark.parametrize(
    ("fields", "field", "status"),
    [
        ({"title-0": " "}, "title-0", 422),
        ({"rhythm-0": "day-2-9"}, "rhythm-0", 422),
        ({"mode-0": "turns"}, "mode-0", 422),
        ({"starts_on-0": "soon"}, "starts_on-0", 422),
        ({"starts_on-0": "2027-01-01"}, "starts_on-0", 422),
        ({"days-0": "2026-02-31 1"}, "days-0", 422),
        ({"chosen-0": None}, "form", 422),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    ana: Someone, fields: dict[str, Any], field: str, status: int
) -> None:
    shown = press(ana, "/settings/import", text="2026-05-01,Walk").get_data(as_text=True)
    response = choose(ana, shown, **{"starts_on-0": "2026-05-01", **fields})
    text = response.get_data(as_text=True)
    assert response.status_code == status
    assert field == "form" or f'id="{field}-wrong"' in text
    assert 'name="days-0"' in text


def test_a_file_that_is_none_is_said_beside_the_field(ana: Someone) -> None:
    for raw, said in ((b"Dear diary", "no table"), (packed(NEWER)[:-9], "cannot be opened")):
        response = send(ana, raw)
        assert response.status_code == 422
        assert said in response.get_data(as_text=True)
    big = ana.call(
        "POST", "/settings/import", data={"text": "x" * 1_200_000}, headers={"Origin": ORIGIN}
    )
    assert big.status_code == 413


def test_ones_own_table_comes_back_as_it_was(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    cups = agree(ana, ben, title=EVIL, cadence={"unit": "day", "times": 3})["id"]
    walk = agree(ana, ben, title="Walk")["id"]
    for slot in (0, 2):
        ana.put(f"/api/habits/{cups}/ticks/2026-05-20", {"slot": slot, "note": "-a\n=b"})
    ana.put(f"/api/habits/{walk}/ticks/2026-05-20", {})
    ben.put(f"/api/habits/{walk}/ticks/2026-05-20", {"note": "his"})
    ana.put(f"/api/habits/{walk}/occasions/2026-05-20", {"day": "2026-05-20", "words": "a;b,c"})
    proof = {"password": PASSWORD}
    table = ana.post("/api/me/export/csv", proof)
    assert table.mimetype == "text/csv"
    assert table.data == press(ana, "/settings/data", kind="csv", **proof).data
    assert table.data.splitlines()[1].startswith(b"2026-05-20,\"'=HYPERLINK")
    found = {one.name: one.days for one in reading.read(table.data)}
    assert [(day.date, day.times, day.note) for day in found[EVIL]] == [
        (date(2026, 5, 20), 2, "-a\n=b\n-a\n=b")
    ]
    assert [day.note for day in found["Walk"]] == [None]
    calendar = ana.post("/api/me/export/ics", proof)
    assert calendar.data == press(ana, "/settings/data", kind="ics", **proof).data
    events = Calendar.from_ical(calendar.data).walk("VEVENT")
    assert sorted(str(event["summary"]) for event in events) == sorted([EVIL, EVIL, "Walk", "Walk"])
    assert "a;b,c" in {str(event.get("description")) for event in events}
    assert all(len(line) <= 75 for line in calendar.data.split(b"\r\n"))
    assert b"his" not in table.data + calendar.data
    for path in ("/api/me/export/csv", "/api/me/export/ics"):
        assert ana.post(path, {"password": "another one"}).status_code == 403

    ana.post("/api/couple/unlink")
    assert len(reading.read(ana.post("/api/me/export/csv", proof).data)) == 2
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    shown = press(ana, "/settings/import", text=table.data.decode("utf-8-sig"))
    assert choose(ana, shown.get_data(as_text=True)).status_code == 303
    assert {one["brings"]["days"] for one in ana.get("/api/habits").get_json()["items"]} == {1}
    assert ask(ana)["brings"] is None


@pytest.mark.parametrize("row", ["²", "9" * 5000, ["0"] * 50])
def test_a_row_is_read_once_and_by_a_plain_number(ana: Someone, row: Any) -> None:
    refused = press(ana, "/settings/import/propose", row=row, **{"days-0": "2026-05-01 1"})
    assert refused.status_code == 422
    assert refused.get_data(as_text=True).count('name="row"') == (1 if "0" in row else 0)


def test_two_that_are_alike_are_two_however_often_it_is_pressed(
    ana: Someone, ben: Someone, couple: str
) -> None:
    raw = "2026-05-01,Walk\n2026-05-01,Stroll"
    shown = press(ana, "/settings/import", text=raw).get_data(as_text=True)
    for _ in range(2):
        both = {"title-0": "Walk", "title-1": "Walk"}
        assert choose(ana, shown, **both).status_code == 303
    assert len(ana.get("/api/habits").get_json()["items"]) == 2


def test_a_note_comes_whole_with_whatever_ends_a_line_in_it(
    ana: Someone, ben: Someone, couple: str
) -> None:
    raw = "2026-05-01,Walk,1,by the river\u20282026-05-02 1"
    shown = press(ana, "/settings/import", text=raw).get_data(as_text=True)
    assert choose(ana, shown, **{"notes-0": "on"}).status_code == 303
    (habit,) = ana.get("/api/habits").get_json()["items"]
    assert (habit["brings"]["days"], habit["brings"]["notes"]) == (1, 1)
    press(ben, f"/habits/{habit['id']}/accept", version=1)
    path = f"/api/habits/{habit['id']}/ticks?from=2026-05-01&to=2026-05-02"
    (tick,) = ben.get(path).get_json()["items"]
    assert tick["note"] == "by the river\u20282026-05-02 1"
