"""The jar and the answers to words, without JavaScript."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine

from tests.support.agreeing import agree
from tests.support.answers import TOKEN
from tests.support.people import Someone
from tests.web.pages.today import page, row, send

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
WORDS = "Twice around <the> lake"


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    found = str(agree(ana, ben, mode="each")["id"])
    ana.put(f"/api/habits/{found}/ticks/{TODAY}", {"note": WORDS})
    return found


def answer(person: Someone, habit: str, mark: str, there: str = "/today"):
    given = {"habit": habit, "date": TODAY, "slot": 0, "mark": mark, "next": there}
    return send(person, "/jar/marks", **given)


def pressed(text: str) -> list[tuple[str, str]]:
    """Return the answers that a page offers, each with whether it is the one."""
    found = re.findall(r'<button class="warm".*?aria-pressed="(\w+)">.*?</svg>([^<]+)<', text, re.S)
    return [(unescape(words), is_pressed) for is_pressed, words in found]


def test_on_today_one_tap_answers_and_another_takes_it_back(
    ana: Someone, ben: Someone, habit: str
) -> None:
    assert pressed(page(ben))[0] == ("Warmed me", "false")
    assert pressed(page(ana)) == []  # nobody answers their own
    response = answer(ben, habit, "smile")
    assert (response.status_code, response.headers["Location"]) == (303, f"/today#habit-{habit}")
    text = page(ben)
    assert pressed(text) == [
        ("Made me smile", "true"),
        ("Warmed me", "false"),
        ("Thank you", "false"),
        ("I will keep this", "false"),
    ]
    assert re.search(r'name="mark" value="" aria-pressed="true"', row(text, habit))
    assert "It made Ben smile." in row(page(ana), habit)
    answer(ben, habit, "")
    assert "smile." not in row(page(ana), habit)


def test_what_was_not_answered_looks_like_nothing(ana: Someone, ben: Someone, habit: str) -> None:
    def hers() -> str:
        return TOKEN.sub("", row(page(ana), habit))

    before = hers()
    page(ben)
    page(ben, "/jar")
    assert hers() == before
    words = unescape(re.sub(r"<[^>]*>", " ", page(ana, "/jar")))
    for sign in ("read", "seen", "answered", "not yet"):
        assert not re.search(rf"\b{sign}\b", words.replace("Reading", ""))


def test_the_jar_shows_the_words_of_both_and_can_be_sifted(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    tea = agree(ana, ben, title="Tea")["id"]
    ben.put(f"/api/habits/{tea}/ticks/{TODAY}", {"note": "Mint"})
    answer(ben, habit, "keep", "/jar")
    text = page(ana, "/jar")
    assert "May 2026" in text
    assert "Twice around &lt;the&gt; lake" in text
    assert "Mint" in text
    assert "Ben will keep this." in text
    assert 'aria-current="true"><svg' in text  # under Us
    sifted = page(ana, f"/jar?habit={tea}")
    assert "Mint" in sifted
    assert "lake" not in sifted
    assert f'<option value="{tea}" selected>' in sifted
    for stranger in (dev, eva):
        assert "Mint" not in page(stranger, "/jar")
        assert stranger.get(f"/jar?habit={tea}").status_code == 404
        answered = answer(stranger, habit, "heart")
        assert answered.status_code == 404


def test_an_answer_leads_back_to_the_page_it_was_given_on(
    ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    there = answer(ben, habit, "heart", "/jar?until=2026-05-31").headers["Location"]
    assert there == f"/jar?until=2026-05-31#slip-{habit}-{TODAY}-0"
    assert answer(ben, habit, "heart", "//evil.example").headers["Location"].startswith("/today")
    assert answer(ben, habit, "love").status_code == 422


def test_one_is_pulled_out_and_stays_the_same_when_loaded_again(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    there = send(ben, "/jar/pull").headers["Location"]
    first, again = page(ben, there), page(ben, there)
    assert "From a while ago" in first
    assert "From a while ago" in again
    assert first.count(WORDS.replace("<", "&lt;").replace(">", "&gt;")) == 2
    strange = dev.get(there)
    assert (strange.status_code, strange.headers["Location"]) == (303, "/jar")
    assert send(dev, "/jar/pull").headers["Location"] == "/jar"
    ana.delete(f"/api/habits/{habit}/ticks/{TODAY}")
    assert ben.get(there).status_code == 303
    for odd in ("x", "..", there.partition("=")[2].replace("2026-05-20", "2026-13-40")):
        assert ben.get(f"/jar?out={odd}").status_code == 303


def test_an_empty_jar_and_one_without_a_partner_say_what_comes_into_it(
    ana: Someone, couple: str, max_: Someone
) -> None:
    assert "Nothing is in it yet." in page(ana, "/jar")
    assert 'href="/invite"' in page(max_, "/jar")
    assert send(max_, "/jar/pull").status_code == 404


def test_beside_a_habit_of_thanks_the_line_says_what_makes_them_land(
    ana: Someone, ben: Someone, habit: str
) -> None:
    thanks = agree(ana, ben, title="One thank-you a day")["id"]
    ana.put(f"/api/habits/{thanks}/ticks/{TODAY}")
    text = page(ana)
    assert "small and concrete" in row(text, thanks)
    assert "small and concrete" not in row(text, habit)


def test_the_page_that_is_kept_for_without_a_network_has_no_answers_to_send(
    ben: Someone, habit: str
) -> None:
    kept = ben.get("/offline/days").text
    assert "Twice around" in kept
    assert "/jar/marks" not in kept
