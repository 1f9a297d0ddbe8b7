"""The page of cards: one question before both, and nothing on it that says who did what."""

import re
from typing import Any

import pytest

from tests.conftest import ORIGIN
from tests.support.people import Someone
from tests.web.pages.agree_forms import page, read, words
from tracker.services import deck
from tracker.web.pages import cards_weave

PLAY_DEEP = "/cards?themes=play&depth=3"
SIZE = len(deck.chosen(("play",), (deck.DEEP,)))


def post(person: Someone, path: str, **fields: Any):
    token = re.search(r'name="csrf_token" value="([^"]+)"', page(person, "/cards"))
    assert token is not None
    data = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=data, headers={"Origin": ORIGIN})


def draw(person: Someone, **fields: Any) -> str:
    assert post(person, "/cards/draw", **fields).status_code == 303
    return shown(page(person, "/cards"))


def shown(text: str) -> str:
    found = re.search(r'id="card-([a-z-]+)"', text)
    assert found is not None
    return found[1]


def test_the_deck_lies_face_down_until_somebody_draws(
    ana: Someone, ben: Someone, couple: str
) -> None:
    text = page(ana, "/cards")
    assert shown(text) == "none"
    assert "Draw a card" in words(text)
    assert "Not this one" not in text
    card = draw(ana, number="0")
    for person in (ana, ben):
        text = page(person, "/cards")
        assert shown(text) == card
        assert deck.CARDS[card].text in words(text)
        for offered in ("Next card", "Keep it", "Not this one"):
            assert offered in words(text)
        assert "Ana" not in words(text)
        assert "Ben" not in words(text)


def test_themes_and_depth_stay_chosen_after_the_draw(ana: Someone, couple: str) -> None:
    response = post(ana, "/cards/draw", themes=["play", "dreams"], depth="2", number="0")
    assert response.headers["Location"] == "/cards?themes=play&themes=dreams&depth=2"
    text = page(ana, response.headers["Location"])
    assert re.findall(r'value="([a-z0-9]*)" checked', text) == ["play", "dreams", "2"]
    card = deck.CARDS[shown(text)]
    assert card.theme in ("play", "dreams")
    assert card.depth == 2
    response = post(ana, f"/cards/{card.slug}/away", themes="play", depth="3")
    assert response.headers["Location"] == PLAY_DEEP
    assert deck.CARDS[shown(page(ana, PLAY_DEEP))].theme == "play"


def test_a_draw_from_an_older_page_shows_what_lies_there(
    ana: Someone, ben: Someone, couple: str
) -> None:
    card = draw(ana, number="0")
    assert draw(ben, number="0") == card
    assert draw(ben, number="1") != card


def test_keeping_is_for_both_and_leads_back_to_where_it_was_pressed(
    ana: Someone, ben: Someone, couple: str
) -> None:
    card = draw(ana)
    response = post(ben, f"/cards/{card}/keep", kept="true", next=PLAY_DEEP)
    assert response.headers["Location"] == PLAY_DEEP
    for person in (ana, ben):
        assert re.search(r'aria-pressed="true">.*Kept', page(person, "/cards"))
        assert deck.CARDS[card].text in words(page(person, "/cards/kept"))
        assert "Kept" in words(page(person, f"/cards/{card}"))
    post(ana, f"/cards/{card}/keep", kept="false", next=f"/cards/{card}")
    assert "waits here for another evening" in words(page(ben, "/cards/kept"))


def test_not_this_one_is_found_again_only_where_it_can_be_taken_back(
    ana: Someone, ben: Someone, couple: str
) -> None:
    card = draw(ana)
    beside = words(page(ana, "/cards")).partition(" Kept ")[2]
    assert post(ben, f"/cards/{card}/away").status_code == 303
    # No figure beside the card on the table says that it was not just drawn.
    assert words(page(ana, "/cards")).partition(" Kept ")[2] == beside
    assert "Put away" in beside
    for person in (ana, ben):
        assert shown(page(person, "/cards")) != card
        assert person.get(f"/cards/{card}").headers["Location"] == "/cards"
        text = words(page(person, "/cards/put-away"))
        assert deck.CARDS[card].text in text
        assert "Ana" not in text
        assert "Ben" not in text
    response = post(ana, f"/cards/{card}/back")
    assert response.headers["Location"] == "/cards/put-away"
    assert "Nothing is put away" in words(page(ben, "/cards/put-away"))
    assert card not in page(ben, "/cards/earlier")


def test_when_all_were_drawn_the_page_says_so_and_begins_again(
    ana: Someone, ben: Someone, couple: str
) -> None:
    for _ in range(SIZE):
        draw(ana, themes="play", depth="3")
    text = page(ana, PLAY_DEEP)
    assert "You have had every card of these" in words(text)
    assert "Next card" not in words(text)
    assert "Next card" in words(page(ana, "/cards"))
    late = post(ben, "/cards/draw", themes="play", depth="3")
    assert late.status_code == 409
    assert "Begin again" in words(read(late))
    response = post(ana, "/cards/again", themes="play", depth="3")
    assert response.headers["Location"] == PLAY_DEEP
    assert "Draw a card" in words(page(ana, PLAY_DEEP))
    for card in deck.chosen(("play",), (deck.DEEP,)):
        assert ana.get(f"/cards/{card.slug}").headers["Location"] == "/cards"


def test_gentle_is_seen_by_nobody_else(ana: Someone, ben: Someone, couple: str) -> None:
    before = page(ben, "/cards")
    assert post(ana, "/cards/wishes", gentle="true").status_code == 303
    text = page(ana, PLAY_DEEP)  # an address from before: there is no such chip any more
    assert "in one word, or pass" in words(text)
    assert re.findall(r'name="depth" value="(\d?)"', text) == ["", "2"]
    assert page(ben, "/cards").count("\n") == before.count("\n")
    assert words(page(ben, "/cards")) == words(before)
    refused = post(ana, "/cards/draw", depth="3")
    assert refused.status_code == 409
    assert "spared the deep ones" in words(read(refused))
    assert post(ana, "/cards/wishes", gentle="false").status_code == 303
    assert "in one word, or pass" not in words(page(ana, "/cards"))


@pytest.mark.parametrize(
    "fields", [{"themes": "money"}, {"depth": "9"}, {"number": "x"}, {"why": "because"}]
)
def test_what_is_no_chip_of_ours_is_refused(ana: Someone, couple: str, fields: Any) -> None:
    response = post(ana, "/cards/draw", **fields)
    assert response.status_code == 422
    assert 'role="alert"' in read(response)
    assert ana.stream() == []


def test_what_an_address_makes_up_is_left_out(ana: Someone, couple: str) -> None:
    text = page(ana, "/cards?themes=money&themes=play&depth=7&depth=x")
    assert re.findall(r'value="([a-z0-9]*)" checked', text) == ["play", ""]


def test_who_is_alone_reads_what_it_is_and_is_led_to_the_invitation(max_: Someone) -> None:
    text = page(max_, "/cards")
    assert "A deck of questions for two" in words(text)
    assert 'href="/invite"' in text
    assert "csrf_token" not in text[text.index("<main") : text.index("</main>")]
    assert max_.get("/cards/kept").headers["Location"] == "/cards"


def test_after_parting_it_is_the_page_of_who_is_alone(
    ana: Someone, ben: Someone, couple: str
) -> None:
    card = draw(ana)
    assert ana.post("/api/couple/unlink").status_code == 204
    for person in (ana, ben):
        text = page(person, "/cards")
        assert "You two are not linked any more" in words(text)
        assert deck.CARDS[card].text not in text


def test_strangers_see_nothing_of_it(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    card = draw(ana)
    post(ana, f"/cards/{card}/keep", kept="true")
    for person in (dev, eva):
        assert shown(page(person, "/cards")) == "none"
        assert deck.CARDS[card].text not in page(person, "/cards/kept")
    for person in (dev, eva, max_):
        page(person, f"/cards/{card}", 404)
        for what, fields in (("keep", {"kept": "false"}), ("away", {}), ("back", {})):
            token = {} if person is max_ else fields
            assert (
                person is max_ or post(person, f"/cards/{card}/{what}", **token).status_code == 404
            )
    assert dev.stream() == eva.stream() == max_.stream() == []
    assert shown(page(ben, "/cards")) == card


def test_each_theme_is_a_weave_of_its_own_and_each_depth_a_row_more() -> None:
    drawn = {
        (theme, depth): cards_weave.band(theme, depth)
        for theme in deck.THEMES
        for depth in deck.DEPTHS
    }
    assert len({(weave.across, weave.down) for weave in drawn.values()}) == len(drawn)
    for (_, depth), weave in drawn.items():
        assert weave.height == depth * cards_weave.PITCH + cards_weave.FRINGE
        for row in re.findall(r"M0 \d+([mh0-9 ]+)", weave.across):
            steps = [int(step) for step in re.findall(r"[mh](\d+)", row)]
            assert sum(steps) == weave.width
