"""Cards over the API: what a card looks like, which refusals there are, and lists by pages."""

import pytest

from tests.support.people import Someone, problem
from tracker.services import deck

CARD = {"id", "theme", "depth", "text", "drawn_on", "favourite", "away"}
DEEP_PLAY = {"themes": ["play"], "depth": 3}
SIZE = len(deck.chosen(("play",), (deck.DEEP,)))


def draw(person: Someone, **wanted: object) -> dict:
    response = person.post("/api/cards/draw", wanted)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def ids(person: Someone, state: str, more: str = "") -> list[str]:
    page = person.get(f"/api/cards?state={state}{more}").get_json()
    return [card["id"] for card in page["items"]]


def test_a_card_is_drawn_for_both(ana: Someone, ben: Someone, couple: str) -> None:
    assert ana.get("/api/cards/current").get_json() == {
        "card": None,
        "number": 0,
        "fresh": len(deck.CARDS),
    }
    table = draw(ana, themes=["dreams", "play"], depth=2)
    card = table["card"]
    assert set(card) == CARD
    assert card["text"] == deck.CARDS[card["id"]].text
    assert (card["depth"], card["favourite"], card["away"]) == (2, False, False)
    assert card["theme"] in ("dreams", "play")
    assert ben.get("/api/cards/current").get_json()["card"] == card
    assert ids(ben, "drawn") == [card["id"]]


def test_when_all_were_drawn_it_says_so_and_can_begin_again(
    ana: Someone, ben: Someone, couple: str
) -> None:
    for _ in range(SIZE):
        draw(ben, **DEEP_PLAY)
    problem(ana.post("/api/cards/draw", DEEP_PLAY), 409, "all_drawn")
    table = ana.post("/api/cards/again", DEEP_PLAY).get_json()
    assert (table["card"], table["fresh"], table["number"]) == (None, SIZE, SIZE)
    assert ids(ana, "drawn") == []
    assert draw(ana, **DEEP_PLAY)["fresh"] == SIZE - 1


def test_kept_and_put_away_and_taken_back(ana: Someone, ben: Someone, couple: str) -> None:
    one = draw(ana)["card"]["id"]
    path = f"/api/cards/{one}"
    kept = ben.put(f"{path}/favourite")
    assert (kept.status_code, kept.get_json()["favourite"]) == (200, True)
    assert ids(ana, "favourite") == [one]
    table = ben.put(f"{path}/away", {"themes": ["play"]}).get_json()
    assert table["card"]["theme"] == "play"
    assert ids(ana, "favourite") == []
    assert ids(ana, "away") == [one]
    assert ana.delete(f"{path}/away").status_code == 204
    assert ids(ben, "away") == []
    assert ana.delete(f"{path}/favourite").status_code == 204
    assert ids(ben, "favourite") == []


def test_a_list_comes_in_pages(ana: Someone, couple: str) -> None:
    found = [draw(ana)["card"]["id"] for _ in range(3)]
    page = ana.get("/api/cards?limit=2").get_json()
    assert [card["id"] for card in page["items"]] == found[:0:-1]
    page = ana.get(f"/api/cards?limit=2&after={page['next']}").get_json()
    assert ([card["id"] for card in page["items"]], page["next"]) == (found[:1], None)
    for bad in ("x", "WyJhIl0=", "WyItMSJd", "WyI5OTk5OTk5OTk5OTkiXQ=="):
        problem(ana.get(f"/api/cards?after={bad}"), 422, "invalid")


def test_an_unknown_card_is_not_there_before_a_body_is_judged(ana: Someone, couple: str) -> None:
    undrawn = next(slug for slug in deck.CARDS if slug != draw(ana)["card"]["id"])
    for card in ("no-such-card", "x" * 300, undrawn):
        for what in ("favourite", "away"):
            problem(ana.put(f"/api/cards/{card}/{what}", {"more": 1}), 404, "not_found")
            problem(ana.delete(f"/api/cards/{card}/{what}"), 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"themes": ["money"]},
        {"themes": "play"},
        {"themes": ["play"] * 7},
        {"depth": 0},
        {"depth": 4},
        {"depth": "1"},
        {"number": -1},
        {"why": "I do not like it"},
    ],
)
@pytest.mark.store("sqlite")
def test_what_is_no_selection_is_refused(ana: Someone, couple: str, body: dict) -> None:
    problem(ana.post("/api/cards/draw", body), 422, "invalid")


def test_the_gentle_wish_is_ones_own(ana: Someone, ben: Someone, couple: str) -> None:
    assert ana.get("/api/cards/wishes").get_json() == {"gentle": False}
    assert ana.patch("/api/cards/wishes", {"gentle": True}).get_json() == {"gentle": True}
    assert ana.get("/api/cards/wishes").get_json() == {"gentle": True}
    assert ben.get("/api/cards/wishes").get_json() == {"gentle": False}
    problem(ana.post("/api/cards/draw", {"depth": 3}), 409, "gentle_only")
    assert draw(ana)["card"]["depth"] == 1
    # The two of them are told the same of it, and it says nothing of her wish.
    assert [item["data"] for item in ana.stream()] == [item["data"] for item in ben.stream()]
    assert [set(item["data"]) for item in ben.stream()] == [{"card"}]
    problem(ana.patch("/api/cards/wishes", {"gentle": "yes"}), 422, "invalid")


def test_who_has_nobody_has_no_deck_and_may_wish_all_the_same(max_: Someone) -> None:
    problem(max_.get("/api/cards/current"), 404, "not_found")
    problem(max_.post("/api/cards/draw", {"depth": "x"}), 404, "not_found")
    problem(max_.get("/api/cards?state=x"), 404, "not_found")
    assert max_.patch("/api/cards/wishes", {"gentle": True}).status_code == 200


def test_after_parting_the_deck_is_gone_for_both(ana: Someone, ben: Someone, couple: str) -> None:
    draw(ana)
    assert ana.post("/api/couple/unlink").status_code == 204
    for person in (ana, ben):
        problem(person.get("/api/cards/current"), 404, "not_found")
