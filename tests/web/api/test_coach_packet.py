"""The packet for a session: the same for couple and coach, in numbers that the engine has."""

import csv
import io
import time
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.support.adherence import Plain, plainly
from tests.support.coached import let_in
from tests.support.habits import agreed
from tests.support.people import Someone, problem
from tests.web.api.evening import NOW, TODAY, Clock, day
from tracker import clock
from tracker.extensions import db
from tracker.models import CheckinAnswer, Pause, Tick
from tracker.services.coaching import clients

pytestmark = pytest.mark.usefixtures("evening")

BEGAN = TODAY - timedelta(weeks=20)
HOSTILE = "=HYPERLINK(1)"
CSV, PDF = {"Accept": "text/csv"}, {"Accept": "application/pdf"}
OPS = "00000000-0000-4000-8000-00000000000"


@pytest.fixture
def client(app: Flask, cleo: Someone, couple: str, ana: Someone, ben: Someone) -> str:
    """Let cleo coach a couple with three habits, of which they keep some."""
    habits = [
        agreed(ana, couple, BEGAN, title=HOSTILE, mode="each"),
        agreed(ana, couple, BEGAN + timedelta(days=70), title="Ужин", mode="together"),
        agreed(ana, couple, BEGAN, title="Garden", mode="turns", unit="week"),
    ]
    days = [BEGAN + timedelta(days=number) for number in range((TODAY - BEGAN).days)]
    with app.app_context():
        db.session.add_all(
            Tick(
                habit_id=habit,
                date=each,
                person_id=person.id,
                slot=0,
                done=True,
                eff=1,
                op=f"{OPS}1",
                note="mk-note",
                note_eff=1,
                note_op=f"{OPS}1",
            )
            for number, habit in enumerate(habits)
            for each in days
            for person in (ana, ben)
            if each >= BEGAN + timedelta(days=70) or number != 1
            if (each.toordinal() * (number + 3)) % 11 > 3
        )
        for first, last in ((-40, -38), (-6, None)):
            db.session.add(
                Pause(
                    couple_id=couple,
                    habit_id=habits[1],
                    by_id=ben.id,
                    first=TODAY + timedelta(days=first),
                    last=None if last is None else TODAY + timedelta(days=last),
                    created_at=NOW,
                )
            )
        db.session.commit()
    return let_in(cleo, couple, ana, ben, titles_since=TODAY, checkins_since=TODAY)


def coachs(client: str, query: str = "") -> str:
    return f"/api/coaching/clients/{client}/report{query}"


def couples(client: str, query: str = "") -> str:
    return f"/api/couple/coach/{client}/report{query}"


def packet(person: Someone, path: str) -> dict[str, Any]:
    answer = person.get(path)
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def plain(app: Flask, client: str) -> Plain:
    with app.app_context():
        return plainly(db.session(), clients.of_link(db.session(), client).seat, clock.now())


def of(share: dict[str, Any]) -> tuple[int, int, float | None]:
    rate = share["rate"]
    return share["kept"], share["counted"], None if rate is None else round(rate, 9)


def near(share: Any) -> Any:
    return None if share is None else (*share[:2], None if share[2] is None else round(share[2], 9))


def bounds(found: dict[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(found["from"]), date.fromisoformat(found["to"])


def test_its_numbers_are_the_engines_and_those_of_the_roster(
    app: Flask, cleo: Someone, client: str
) -> None:
    found, fold = packet(cleo, coachs(client, f"?from={day(-60)}&to={day(0)}")), plain(app, client)
    adherence = found["adherence"]
    # The last settled day: three days may still be written down.
    assert bounds(adherence["range"]) == (TODAY - timedelta(days=60), TODAY - timedelta(days=4))
    assert bounds(adherence["before"]) == (TODAY - timedelta(days=117), TODAY - timedelta(days=61))
    for name in ("range", "before"):
        first, last = bounds(adherence[name])
        assert of(adherence[name]) == near(fold.total(first, last, chosen=True)), name
        there = [one for one in fold.folds if fold.in_whole_weeks(one, first, last)]
        shares = fold.shares(there, first, last, chosen=True)
        for habit in found["habits"]:
            share = habit["now" if name == "range" else "before"]
            assert (share and of(share)) == near(shares.get(habit["id"], (0, 0, None)))
    roster = cleo.get(f"/api/coaching/clients/{client}").get_json()
    assert {name: adherence[name] for name in ("d7", "d28", "d90")} == roster["adherence"]
    assert [
        {name: week[name] for name in ("start", "kept", "counted")} for week in found["weeks"]
    ] == roster["weeks"]
    assert [week["in_range"] for week in found["weeks"]] == [False] * 17 + [True] * 9
    assert [one["kind"] for one in found["changes"]] == ["paused", "paused"]
    assert found["returns"] == fold.ways_back(*bounds(adherence["range"]), BEGAN)
    assert found["returns"] != []
    assert (found["as_of"], found["through"]) == (day(0), day(-4))


def test_couple_and_coach_get_the_very_same_bytes(
    ana: Someone, ben: Someone, cleo: Someone, client: str
) -> None:
    cleo.post(f"/api/coaching/clients/{client}/goals", {"text": "One goal"})
    ana.post(f"/api/couple/coach/{client}/questions", {"text": "One question"})
    cleo.patch(f"/api/coaching/clients/{client}", {"alias": "Secretname"})
    for accept in ({}, CSV):
        answers = [
            cleo.get(coachs(client), headers=accept),
            ana.get(couples(client), headers=accept),
            ben.get(couples(client), headers=accept),
        ]
        assert {answer.data for answer in answers} == {answers[0].data}
        text = answers[0].get_data(as_text=True)
        for private in ("mk-note", ana.id, ben.id, "Secretname", "first_turn", '"mine"'):
            assert private not in text


def test_it_goes_back_to_the_last_session_that_is_far_enough(
    cleo: Someone, client: str, time_machine: Clock
) -> None:
    def start() -> tuple[str, str | None]:
        found = packet(cleo, coachs(client))
        return found["adherence"]["range"]["from"], found["session_on"]

    assert start() == (day(-31), None)
    for offset, expected in ((-30, -30), (-14, -14), (-9, -14), (3, -14)):
        cleo.put(f"/api/coaching/clients/{client}/sessions/{day(offset)}")
        assert start() == (day(expected), day(expected))
    found = packet(cleo, coachs(client))
    assert (found["last_session"], found["next_session"]) == (day(-9), day(3))
    assert packet(cleo, coachs(client, f"?from={day(-20)}"))["session_on"] is None


def test_a_range_has_seven_to_four_hundred_settled_days(cleo: Someone, client: str) -> None:
    for query in (
        f"?from={day(-9)}",
        f"?from={day(-3)}",
        f"?from={day(10)}",
        f"?from={day(-30)}&to={day(-25)}",
        f"?from={day(-30)}&to={day(-31)}",
        f"?from={day(-404)}",
        "?to=1970-01-01&from=1971-01-01",
    ):
        problem(cleo.get(coachs(client, query)), 422, "bad_range")
    for query in (f"?from={day(-10)}", f"?from={day(-403)}", f"?to={day(-10)}", "?to=1970-01-01"):
        assert cleo.get(coachs(client, query)).status_code == 200
    for query in ("?from=soon", "?from=2026-02-30", "?since=2026-05-01"):
        problem(cleo.get(coachs(client, query)), 422, "invalid")


def test_without_consent_to_titles_and_check_ins_there_are_none(
    app: Flask, ana: Someone, ben: Someone, cleo: Someone, couple: str, client: str
) -> None:
    with app.app_context():
        for person, number in ((ana, 4), (ben, 7)):
            answer = CheckinAnswer(
                couple_id=couple,
                round_start=TODAY,
                person_id=person.id,
                round_end=TODAY + timedelta(days=6),
                sealed_at=NOW,
                opened_on=TODAY,
                **dict.fromkeys(("heard", "trusting", "close", "appreciated"), number),
            )
            db.session.add(answer)
        db.session.commit()
    found = packet(cleo, coachs(client))
    point = {"on": day(0), "mean": 5.5}
    assert {"question": "heard", "points": [point]} in found["trends"]
    assert ana.put(f"/api/couple/coach/{client}/scopes", {"scopes": []}).status_code == 200
    found = packet(cleo, coachs(client))
    assert (found["scopes"], found["habits"], found["trends"]) == ([], None, [])
    text = cleo.get(coachs(client), headers=CSV).get_data(as_text=True)
    assert HOSTILE not in text
    assert "Garden" not in text


def test_as_a_table_it_holds_the_same_numbers_and_no_formula(
    ana: Someone, cleo: Someone, client: str
) -> None:
    ana.post(f"/api/couple/coach/{client}/questions", {"text": "@SUM(A1)\nand more"})
    found = packet(cleo, coachs(client))
    answer = cleo.get(coachs(client), headers=CSV)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="session-{day(-4)}.csv"'
    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    for name, share in found["adherence"].items():
        (row,) = (row for row in table if row["part"] == name)
        expected = [share["kept"], share["counted"], share["rate"]]
        assert [row["kept"], row["counted"], row["rate"]] == [*map(str, expected)]
    named = {row["name"] for row in table if row["part"] == "habit"}
    assert named == {f"'{HOSTILE}", "Ужин", "Garden"}
    (question,) = (row["words"] for row in table if row["part"] == "question")
    assert question == "'@SUM(A1)\nand more"
    assert sum(row["part"] == "week" for row in table) == 26


def test_on_paper_it_says_the_same_numbers(ana: Someone, cleo: Someone, client: str) -> None:
    words = "Гулять, Περίπατος, 日本 🙂"
    ana.post(f"/api/couple/coach/{client}/questions", {"text": words})
    ana.post(f"/api/couple/coach/{client}/questions", {"text": "שלום מרحبا"})
    cleo.get(coachs(client), headers=PDF)  # what it is drawn with is loaded once
    began = time.process_time()
    answer = cleo.get(coachs(client), headers=PDF)
    assert time.process_time() - began < 0.9  # 0.15 s where nothing else runs
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    assert 1 <= len(reader.pages) <= 2
    text = "\n".join(page.extract_text() for page in reader.pages)
    found = packet(ana, couples(client))["adherence"]
    for share in found.values():
        assert f"{share['kept']} of {share['counted']}" in text
    percent = int(found["range"]["rate"] * 100 + 0.5)
    assert f"{percent}%, {found['range']['kept']} of {found['range']['counted']} kept" in text
    for said in ("Ana and Ben", HOSTILE, "Ужин", "Garden", "Гулять, Περίπατος, □□ □", "Page 1 of"):
        assert said in text, text
    assert {"/DejaVu"} == {"/" + name.partition("+")[2][:6] for name in fonts(reader)}


def fonts(reader: PdfReader) -> set[str]:
    """Return the names of the fonts that are embedded."""
    found = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
            found.add(str(font.get_object()["/BaseFont"]))
    return found


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/pdf;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0.5, application/pdf;q=0.9", "application/pdf"),
        ("image/png", "application/json"),
        ("*/*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_accept_chooses_and_json_is_for_everything_else(
    app: Flask, ana: Someone, client: str, accept: str, expected: str
) -> None:
    assert ana.get(couples(client), headers={"Accept": accept}).mimetype == expected


def test_the_coachs_reading_is_listed_for_the_couple_and_theirs_is_not(
    ana: Someone, cleo: Someone, client: str
) -> None:
    path = f"/api/couple/coach/{client}/openings"
    ana.get(couples(client))
    assert ana.get(path).get_json()["items"] == []
    for _ in range(2):
        cleo.get(coachs(client), headers=PDF)
    assert ana.get(path).get_json()["items"] == [{"day": day(0)}]


def test_strangers_and_the_coach_of_another_couple_get_nothing(
    app: Flask, ana: Someone, cleo: Someone, client: str, dev: Someone, eva: Someone
) -> None:
    lea = Someone(app, "lea")
    let_in(lea, dev.get("/api/couple").get_json()["id"], dev, eva)
    for person in (ana, dev, eva, lea):
        problem(person.get(coachs(client)), 404, "not_found")
    for person in (cleo, dev, eva, lea):
        problem(person.get(couples(client)), 404, "not_found")
    assert [one for one in dev.stream() if one["kind"] == "coach"] == []
