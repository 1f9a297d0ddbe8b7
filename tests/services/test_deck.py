"""The deck: what its questions may say, and that there are enough of them."""

import re
from collections import Counter
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from tests.web.pages.test_library_words import BANNED, SLUG
from tracker.schemas import card as shapes
from tracker.services import deck
from tracker.services.deck import CARDS, CLOSER, DEEP, DEPTHS, LIGHT, THEMES
from tracker.web.pages import cards_weave, cards_words

CARD_PAGES = {"draw", "again", "wishes", "kept", "earlier", "put-away"}
ASSUMES = re.compile(
    r"\b(?:money|salary|rent|jobs?|boss|works?|office|church|prayer|prayers?|god|faith|mother|father|"
    r"mum|dad|parents?|bed|bedroom|kiss\w*|lovers?|desires?|passion\w*|in the future|"
    r"our (?:home|house|flat|kitchen)|cars?|driv\w+|stairs)\b",
    re.IGNORECASE,
)
ACCUSES = re.compile(
    r"\b(?:wrong|faults?|blame\w*|guilt\w*|always|enough of me|annoy\w*|hate\w*|complain\w*|"
    r"bother\w*|weakness\w*|worst thing|why (?:do|did|don’t|didn’t) (?:you|I|we))\b",
    re.IGNORECASE,
)

ASKS = re.compile(
    r"(?:Name|Tell|Teach|Think|Describe|Choose|Recall|Write|Much|Suppose|More|Is|Three|Some)\b"
)
"""How those begin that ask without a question mark."""
TEXTS = [card.text for card in CARDS.values()]


def test_there_are_enough_in_every_theme_and_depth() -> None:
    assert len(CARDS) >= 132
    counted = Counter((card.theme, card.depth) for card in CARDS.values())
    for theme in THEMES:
        assert counted[theme, LIGHT] >= 8
        assert counted[theme, CLOSER] >= 8
        assert counted[theme, DEEP] >= 6


def test_no_slug_and_no_question_stands_twice() -> None:
    per_theme = [theme.CARDS for theme in deck._THEMES]
    assert sum(map(len, per_theme)) == len(CARDS)
    assert len({card.text for card in CARDS.values()}) == len(CARDS)
    assert all(slug == card.slug for slug, card in CARDS.items())


def test_no_two_questions_are_nearly_the_same() -> None:
    alike = [
        (one.slug, other.slug)
        for one, other in combinations(CARDS.values(), 2)
        if (matcher := SequenceMatcher(None, one.text, other.text)).real_quick_ratio() > 0.7
        and matcher.quick_ratio() > 0.7
        and matcher.ratio() > 0.7
    ]
    assert alike == []


def test_they_do_not_all_begin_alike() -> None:
    first = Counter(card.text.split()[0] for card in CARDS.values())
    first_two = Counter(" ".join(card.text.split()[:2]) for card in CARDS.values())
    assert max(first.values()) <= 18
    assert max(first_two.values()) <= 5


def test_a_card_has_an_address_of_its_own() -> None:
    for slug in CARDS:
        assert SLUG.fullmatch(slug), slug
        assert len(slug) <= 40, slug  # what its row holds
        assert slug not in CARD_PAGES


def test_a_question_is_short_and_whole() -> None:
    for text in TEXTS:
        assert 20 <= len(text) < 140, text
        assert text == " ".join(text.split())
        assert text[0].isupper(), text
        assert text[-1] in "?.", text
        assert "?" in text or ASKS.match(text), text
        assert not set(text) & set("!'\"()"), text  # typographic marks, and nothing shouted


def test_a_question_takes_nothing_for_granted_and_accuses_nobody() -> None:
    for words in (BANNED, ASSUMES, ACCUSES):
        assert [found[0] for text in TEXTS if (found := words.search(text))] == []


@pytest.mark.parametrize(
    "text", ["Why did you do that?", "What is wrong with us?", "How is your mum?"]
)
def test_what_would_be_a_trap_is_found(text: str) -> None:
    assert ASSUMES.search(text) or ACCUSES.search(text)


def test_the_extraction_finds_every_question() -> None:
    folder = str(Path(str(deck.__file__)).parent)
    found = {row[2] for row in extract_from_dir(folder, keywords={"N_": None})}
    assert found == {card.text for card in CARDS.values()}


def test_what_is_said_of_cards_elsewhere_knows_the_same_themes() -> None:
    for known in (shapes.THEMES, cards_words.THEMES, cards_weave.WEAVES):
        assert set(known) == set(THEMES)
    assert set(cards_words.DEPTHS) == set(DEPTHS)


def test_cards_are_chosen_by_theme_and_depth() -> None:
    assert deck.chosen() == list(CARDS.values())
    found = deck.chosen(("play", "repair"), (DEEP,))
    assert {(card.theme, card.depth) for card in found} == {("play", DEEP), ("repair", DEEP)}


def test_a_week_has_one_question_whenever_it_is_asked_for() -> None:
    monday = date(2026, 5, 4)
    slug = deck.of_week("a-couple", monday)
    assert slug == deck.of_week("a-couple", monday)
    assert CARDS[slug].theme in deck.OF_WEEK
    assert len({deck.of_week(f"couple-{number}", monday) for number in range(20)}) > 10


@pytest.mark.parametrize("first", [date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 6)])
def test_the_question_of_a_week_is_never_deep_and_comes_back_only_after_all_others(
    first: date,
) -> None:
    pool = deck.chosen(tuple(deck.OF_WEEK), (LIGHT, CLOSER))
    weeks = [deck.of_week("a-couple", first + number * timedelta(7)) for number in range(len(pool))]
    assert sorted(weeks) == sorted(card.slug for card in pool)
