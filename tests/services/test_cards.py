"""One deck for two: nothing comes twice, nothing put away comes back, and nobody learns who."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import CardState
from tracker.services import card_wishes, cards, deck
from tracker.services.dealing import CLOSER_DRAWS, LIGHT_DRAWS, Selection, Table
from tracker.services.deck import CARDS, CLOSER, DEEP, LIGHT, Card
from tracker.services.errors import Conflict, NotFound

NOW = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = Selection()
DEEP_PLAY = Selection(("play",), DEEP)
SIZE = len(deck.chosen(("play",), (DEEP,)))


def deepest(of: Sequence[Card]) -> Card:
    return max(of, key=lambda card: card.depth)


def first(of: Sequence[Card]) -> Card:
    return of[0]


@pytest.fixture(autouse=True)
def within(app: Flask, couple: str):
    with app.app_context():
        yield


def drawn(person: Someone, selection: Selection = ALL, now: datetime = NOW, **how: object) -> Table:
    table = cards.draw(person.id, selection, now, **how)  # type: ignore[arg-type]
    assert table.card is not None
    return table


def slug(table: Table) -> str:
    assert table.card is not None
    return table.card.id


def test_before_the_first_draw_nothing_lies_on_the_table(ana: Someone) -> None:
    assert cards.table(ana.id) == Table(None, 0, len(CARDS), 0)


def test_what_one_draws_lies_before_both(ana: Someone, ben: Someone) -> None:
    table = drawn(ana)
    assert cards.table(ben.id) == table
    assert (table.number, table.fresh) == (1, len(CARDS) - 1)


def test_no_card_comes_twice_and_then_all_were_there(ana: Someone, ben: Someone) -> None:
    found = [slug(drawn((ana, ben)[number % 2], DEEP_PLAY)) for number in range(SIZE)]
    assert sorted(found) == sorted(card.slug for card in deck.chosen(("play",), (DEEP,)))
    with pytest.raises(Conflict) as refusal:
        cards.draw(ana.id, DEEP_PLAY, NOW)
    assert refusal.value.code == "all_drawn"
    assert cards.table(ana.id, DEEP_PLAY).fresh == 0
    assert drawn(ana, Selection(("play",), LIGHT)).number == SIZE + 1


def test_begun_again_what_is_away_stays_away_and_the_last_does_not_come_first(
    ana: Someone, ben: Someone
) -> None:
    found = [slug(drawn(ana, DEEP_PLAY)) for _ in range(SIZE)]
    cards.put_away(ben.id, found[0], DEEP_PLAY, NOW)
    other = slug(drawn(ana, Selection(("dreams",), DEEP)))
    table = cards.again(ana.id, DEEP_PLAY, NOW)
    assert table.fresh == SIZE - 1
    assert slug(table) == other  # what was not among them still lies there
    anew = [slug(drawn(ben, DEEP_PLAY)) for _ in range(SIZE - 1)]
    assert sorted(anew) == sorted(found[1:])
    assert cards.again(ana.id, DEEP_PLAY, NOW).card is None
    for _ in range(3):
        last = slug(drawn(ana, DEEP_PLAY, pick=first))
        cards.again(ana.id, DEEP_PLAY, NOW)
        assert slug(drawn(ana, DEEP_PLAY, pick=first)) != last


def test_it_begins_light_and_rises_with_the_draws(ana: Someone) -> None:
    depths = [CARDS[slug(drawn(ana, pick=deepest))].depth for _ in range(CLOSER_DRAWS + 1)]
    steps = CLOSER_DRAWS - LIGHT_DRAWS
    assert depths == [LIGHT] * LIGHT_DRAWS + [CLOSER] * steps + [DEEP]
    tomorrow = [CARDS[slug(drawn(ana, now=NOW + DAY, pick=deepest))].depth for _ in range(3)]
    assert tomorrow == [CLOSER, CLOSER, DEEP]


def test_where_only_deeper_ones_are_left_it_goes_on_with_these(ana: Someone) -> None:
    for depth in (LIGHT, CLOSER):
        for _ in deck.chosen(("play",), (depth,)):
            drawn(ana, Selection(("play",), depth))
    assert CARDS[slug(drawn(ana, Selection(("play",)), NOW + DAY))].depth == DEEP


def test_who_wishes_for_gentle_ones_draws_light_and_closer_only_when_asked(
    ana: Someone, ben: Someone
) -> None:
    card_wishes.change(ana.id, gentle=True)
    for _ in range(CLOSER_DRAWS + 2):
        assert CARDS[slug(drawn(ana, pick=deepest))].depth == LIGHT
    assert CARDS[slug(drawn(ana, Selection((), CLOSER)))].depth == CLOSER
    for call in (cards.draw, cards.again):
        with pytest.raises(Conflict) as refusal:
            call(ana.id, DEEP_PLAY, NOW)
        assert refusal.value.code == "gentle_only"
    assert CARDS[slug(drawn(ben, pick=deepest))].depth == DEEP  # the wish is hers alone
    assert card_wishes.view(ben.id).gentle is False
    card_wishes.change(ana.id, gentle=False)
    assert CARDS[slug(drawn(ana, DEEP_PLAY))].depth == DEEP


def test_asked_for_from_an_older_table_nothing_is_drawn(ana: Someone, ben: Someone) -> None:
    one = drawn(ana, number=0)
    assert cards.draw(ben.id, ALL, NOW, number=0) == one
    assert len(ana.stream()) == len(ben.stream()) == 1
    assert slug(drawn(ben, number=1)) != slug(one)


def test_not_this_one_is_shown_to_neither_again_and_looks_like_any_draw(
    ana: Someone, ben: Someone
) -> None:
    one = slug(drawn(ana, DEEP_PLAY))
    table = cards.put_away(ben.id, one, DEEP_PLAY, NOW)
    assert slug(table) != one
    assert (table.number, table.fresh) == (2, SIZE - 2)
    assert cards.put_away(ana.id, one, DEEP_PLAY, NOW) == table  # said twice is said once
    for person in (ana, ben):
        # Both streams say what they say after any draw, with a day and without a name.
        assert [(i["kind"], i["by"], i["at"], i["data"]) for i in person.stream()] == [
            ("cards", None, "2026-05-06", {"card": shown}) for shown in (one, slug(table))
        ]
        with pytest.raises(NotFound):
            cards.get(person.id, one)
    rest = {slug(drawn(ana, DEEP_PLAY)) for _ in range(SIZE - 2)}
    assert one not in rest


def test_a_wish_for_gentle_ones_leaves_no_empty_table(ana: Someone, ben: Someone) -> None:
    """The other would see the card vanish while the deck still holds deeper ones."""
    card_wishes.change(ana.id, gentle=True)
    for _ in deck.chosen((), (LIGHT,)):
        drawn(ben, Selection((), LIGHT))
    deep = slug(drawn(ben, DEEP_PLAY))
    table = cards.put_away(ana.id, deep, ALL, NOW, pick=deepest)
    assert CARDS[slug(table)].depth == CLOSER
    assert cards.table(ben.id).card == table.card


def test_the_row_of_a_card_has_no_room_for_who(ana: Someone) -> None:
    columns = set(CardState.__table__.columns.keys())
    assert columns == {"couple_id", "card", "draw", "drawn_on", "away", "favourite"}


def test_taken_back_it_may_be_drawn_again(ana: Someone, ben: Someone) -> None:
    found = [slug(drawn(ana, DEEP_PLAY)) for _ in range(SIZE)]
    table = cards.put_away(ana.id, found[-1], DEEP_PLAY, NOW)
    assert (table.number, table.fresh) == (SIZE + 1, 0)
    assert slug(table) not in found  # from the others: an empty table would tell ben of it
    assert cards.table(ben.id, DEEP_PLAY) == table
    assert [one.id for one in cards.listed(ben.id, "away").items] == [found[-1]]
    cards.take_back(ben.id, found[-1], NOW)
    assert cards.table(ana.id, DEEP_PLAY).fresh == 1
    assert slug(drawn(ana, DEEP_PLAY)) == found[-1]


def test_one_that_does_not_lie_on_the_table_is_put_away_without_a_draw(ana: Someone) -> None:
    one, other = slug(drawn(ana)), slug(drawn(ana))
    table = cards.put_away(ana.id, one, ALL, NOW)
    assert (slug(table), table.number) == (other, 2)


def test_the_jar_is_of_both_and_shows_nothing_that_is_away(ana: Someone, ben: Someone) -> None:
    one, other = slug(drawn(ana)), slug(drawn(ana))
    for card in (one, other):
        assert cards.keep(ana.id, card, NOW, kept=True).favourite
    assert [card.id for card in cards.listed(ben.id, "favourite").items] == [other, one]
    cards.put_away(ben.id, one, ALL, NOW)
    assert [card.id for card in cards.listed(ana.id, "favourite").items] == [other]
    cards.keep(ben.id, other, NOW, kept=False)
    assert cards.listed(ana.id, "favourite").items == []
    cards.take_back(ana.id, one, NOW)
    assert [card.id for card in cards.listed(ana.id, "favourite").items] == [one]
    assert cards.get(ben.id, one).favourite
    before = len(ana.stream())
    cards.keep(ana.id, one, NOW, kept=True)
    assert len(ana.stream()) == before  # nothing was changed


def test_a_list_goes_on_where_its_page_ended(ana: Someone) -> None:
    found = [slug(drawn(ana)) for _ in range(5)]
    page = cards.listed(ana.id, "drawn", after=None, limit=3)
    assert [card.id for card in page.items] == found[:1:-1]
    page = cards.listed(ana.id, "drawn", after=page.next, limit=3)
    assert [card.id for card in page.items] == found[1::-1]
    assert page.next is None


def test_what_was_not_drawn_is_not_there(ana: Someone) -> None:
    for unknown in ("our-museum", "none-such", "x\x00", "ä" * 500):
        with pytest.raises(NotFound):
            cards.get(ana.id, unknown)
        with pytest.raises(NotFound):
            cards.keep(ana.id, unknown, NOW, kept=True)
        with pytest.raises(NotFound):
            cards.put_away(ana.id, unknown, ALL, NOW)


def test_a_card_that_left_the_deck_is_passed_over(ana: Someone, couple: str) -> None:
    db.session.add(
        CardState(couple_id=couple, card="of-long-ago", draw=7, drawn_on=NOW.date(), favourite=True)
    )
    db.session.commit()
    assert cards.table(ana.id) == Table(None, 7, len(CARDS), 0)
    assert cards.listed(ana.id, "drawn").items == cards.listed(ana.id, "favourite").items == []
    assert drawn(ana).number == 8


def test_the_day_of_a_draw_does_not_tell_whose_clock_it_was(
    app: Flask, ana: Someone, ben: Someone
) -> None:
    assert ben.patch("/api/me", {"timezone": "Pacific/Kiritimati"}).status_code == 200
    late = NOW.replace(hour=23)
    days = {drawn(person, now=late).card.drawn_on for person in (ana, ben)}  # type: ignore[union-attr]
    assert days == {late.date()}


def test_strangers_have_a_deck_of_their_own(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone, max_: Someone
) -> None:
    one = slug(drawn(ana))
    cards.keep(ana.id, one, NOW, kept=True)
    assert cards.table(dev.id) == Table(None, 0, len(CARDS), 0)
    with pytest.raises(NotFound):
        cards.get(eva.id, one)
    with pytest.raises(NotFound):
        cards.keep(dev.id, one, NOW, kept=False)
    with pytest.raises(NotFound):
        cards.table(max_.id)
    with pytest.raises(NotFound):
        cards.draw(max_.id, ALL, NOW)
    assert dev.stream() == eva.stream() == max_.stream() == []
