"""What was changed, as the two read it: in sentences, by month, and without naming who did not."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.support.agreeing import agree, say
from tests.support.people import Someone
from tests.web.pages.settings.forms import page, press
from tracker.services import history as service
from tracker.web.pages import history, history_sentences


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to("2026-05-20T18:00:00Z", tick=False)


def lines(person: Someone, path: str = "/us/history") -> list[str]:
    """Return each line of the list, without markup."""
    found = re.findall(r'<li id="change-\d+">(.*?)</li>', page(person, path), re.S)
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in found]


def test_each_reads_who_did_what_and_of_a_tick_taken_back_only_that(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, time_machine: Any
) -> None:
    habit = agree(ana, ben, title="Walk")["id"]
    ana.put(f"/api/habits/{habit}/ticks/2026-05-20")
    time_machine.move_to("2026-05-21T18:00:00Z", tick=False)
    ana.delete(f"/api/habits/{habit}/ticks/2026-05-20")
    say(ben, habit, "retire")
    assert lines(ben) == [
        "Thursday, 21 May Walk You ended it.",
        "Thursday, 21 May Walk A tick was taken back: Wednesday, 20 May.",
        "Wednesday, 20 May Walk You said yes, and it was agreed.",
    ]
    assert lines(ana)[1:] == [
        "Thursday, 21 May Walk You took back a tick: Wednesday, 20 May.",
        "Wednesday, 20 May Walk Ben said yes, and it was agreed.",
    ]
    text = page(ana, "/us/history")
    assert "May 2026</h2>" in text
    assert text.count('class="day soft sr"') == 1  # a day is drawn once, and read with each line
    assert f'href="/habits/{habit}"' in text
    assert "keeps this list since 20 May 2026" in text  # the two were linked past the invitation
    assert lines(dev) == []
    assert 'href="/us/history"' in page(ana, f"/habits/{habit}")


def test_a_hard_week_is_one_line(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    ids = []
    for title in ("Walk", "Tea", "Talk"):
        time_machine.shift(60)  # they stand in the order of their making
        ids.append(agree(ana, ben, title=title)["id"])
    assert press(ana, f"/habits/{ids[0]}/hard-week", keep=ids[0]).status_code == 303
    assert lines(ben)[0] == "Wednesday, 20 May Talk · Tea Ana set a pause: 20 May to 24 May."


def test_it_is_turned_page_by_page(
    ana: Someone, ben: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MANY", 2)
    for days in (4, 5, 6):
        ana.patch("/api/couple", {"backfill_days": days})
    assert len(lines(ana)) == 2
    older = re.search(r'href="(/us/history\?before=[^"]+)"', page(ana, "/us/history"))
    assert older is not None
    (last,) = lines(ana, older[1])
    assert last.endswith("4 days, before it was 3.")
    assert lines(ana, "/us/history?before=x") == lines(ana)
    for nowhere in ("0001-01-01.1", "2026-05-20.9999999999"):
        assert ana.get(f"/us/history?before={nowhere}").status_code == 200


def test_without_a_couple_there_is_nothing(
    app: Flask, ana: Someone, ben: Someone, max_: Someone, couple: str
) -> None:
    assert "Once you are linked" in page(max_, "/us/history")
    agree(ana, ben, title="Walk")
    ana.post("/api/couple/unlink")
    for person in (ana, ben):
        assert "Walk" not in page(person, "/us/history")


def test_every_kind_has_a_sentence_and_stands_in_the_answers_of_the_api(app: Flask) -> None:
    assert set(history_sentences.SAID) == set(service.KINDS)
    shape = app.test_client().get("/api/openapi.json").get_json()["components"]["schemas"]
    assert shape["SharedChange"]["properties"]["what"]["enum"] == list(service.KINDS)
