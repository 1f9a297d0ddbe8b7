"""The library's words: what they may say, how long they are, and that they can be agreed on."""

import re
import unicodedata
from dataclasses import fields
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from flask_babel.speaklater import LazyString

from tracker.config import ROOT
from tracker.schemas.habit import HabitIn
from tracker.streaks.terms import MODES
from tracker.web.pages import library
from tracker.web.pages.library import Group, Idea, find, groups, titled
from tracker.web.pages.library.in_the_way import BY_GROUP, BY_MODE, Hindrance

IDEAS = [idea for group in groups() for idea in group.ideas]
TEXTS = ("title", "why", "plan", "two_minute")
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")

BANNED_ABOUT = {
    "what no screen says": "failed|missed|graced|void|pending|loose|streaks?|scores?|points?",
    "gender": (
        "he|him|his|himself|she|hers?|herself|husbands?|wife|wives|boyfriends?|girlfriends?|"
        "m[ae]n|wom[ae]n|lad(?:y|ies)|guys?"
    ),
    "households": (
        "kids?|child|children|baby|babies|family|married|marriages?|spouses?|wedding|housemates?"
    ),
    "alcohol": "wine|beer|alcohol|drinks?|cocktails?|bar|pub",
    "jargon": (
        r"therap\w+|trauma\w*|trigger\w*|validat\w+|boundar\w+|attachment|communicat\w+|"
        r"vulnerab\w+|intima\w+|toxic|process(?:ing)?|active listening|love languages?|"
        r"conflicts?|self-care|mindful\w*"
    ),
    "what is explicit": r"sex\w*|naked|erotic\w*|bodies|body",
    "control": (
        r"locations?|gps|whereabouts|where you are|passwords?|passcodes?|track(?:s|ing)?|"
        r"monitor\w*|prove|proof|check(?:s|ing)? (?:on|up)|permission|report|confess\w*|secrets?|"
        r"(?:other|partner)'s phone"
    ),
    "pressing": "must|should|never|have to|ought|5:1|five to one",
}
BANNED = re.compile(rf"\b(?:{'|'.join(BANNED_ABOUT.values())})\b", re.IGNORECASE)
SOURCES = {
    "Gable, 2004",
    "Gable, 2006",
    "Algoe, 2012",
    "Aron, 1997",
    "Aron, 2000",
    "McDaniel & Drouin, 2019",
    "Wilcox & Dew, 2012",
    "Lally, 2010",
    "Gollwitzer & Sheeran, 2006",
    "Sharif & Shu, 2017",
}

each_idea = pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.slug)
each_group = pytest.mark.parametrize("group", groups(), ids=lambda group: group.slug)


def lazy(idea: Idea) -> list[LazyString]:
    found = [getattr(idea, name) for name in TEXTS]
    return found if idea.gentler is None else [*found, idea.gentler]


def texts(idea: Idea) -> list[str]:
    return [str(text) for text in lazy(idea)]


def hindrances() -> list[Hindrance]:
    """Return each of them once."""
    every = chain.from_iterable((*BY_GROUP.values(), *BY_MODE.values()))
    return list(dict.fromkeys(every))


def every_text() -> list[LazyString]:
    found = list(chain.from_iterable(lazy(idea) for idea in IDEAS))
    found += chain.from_iterable((each.name, each.text) for each in hindrances())
    return found + list(chain.from_iterable((group.name, group.line) for group in groups()))


def test_there_is_enough_to_choose_from() -> None:
    assert len(groups()) == 8
    assert len(IDEAS) >= 36


@each_group
def test_a_group_has_several_ideas_and_a_gentle_one(group: Group) -> None:
    assert len(group.ideas) >= 4
    assert any(idea.gentle for idea in group.ideas)


def test_slugs_and_titles_and_emojis_are_told_apart() -> None:
    for name in ("slug", "emoji"):
        values = [getattr(idea, name) for idea in IDEAS]
        assert len(set(values)) == len(values)
    assert len({str(idea.title) for idea in IDEAS}) == len(IDEAS)
    slugs = [group.slug for group in groups()]
    assert len(set(slugs)) == len(slugs)
    assert all(SLUG.fullmatch(slug) for slug in [*slugs, *(idea.slug for idea in IDEAS)])


def test_an_idea_is_found_by_its_slug_and_nothing_by_another() -> None:
    assert all(find(idea.slug) is idea for idea in IDEAS)
    for unknown in ("", "none-such", "WALK-AFTER-DINNER", "time"):
        assert find(unknown) is None


def test_an_idea_is_known_by_its_title_however_it_is_written() -> None:
    for group in groups():
        for idea in group.ideas:
            assert titled(str(idea.title).upper()) == (group, idea)
    assert titled("Something else") is None


def test_every_text_waits_for_the_readers_language() -> None:
    assert all(isinstance(text, LazyString) for text in every_text())
    told = {field.name for field in fields(Idea)} - set(TEXTS)
    assert told == {"slug", "emoji", "cadence", "mode", "gentle", "gentler"}


def test_the_extraction_finds_every_text() -> None:
    folder = str(Path(str(library.__file__)).parent)
    found = {row[2] for row in extract_from_dir(folder, keywords={"_l": None})}
    assert found == {str(text) for text in every_text()}


@each_idea
def test_an_idea_can_be_proposed_as_it_stands(idea: Idea) -> None:
    cadence = {name.name: getattr(idea.cadence, name.name) for name in fields(idea.cadence)}
    cadence["weekdays"] = idea.cadence.weekdays and list(idea.cadence.weekdays)
    loaded = HabitIn().load(
        {
            "title": str(idea.title),
            "why": str(idea.why),
            "plan": str(idea.plan),
            "two_minute": str(idea.two_minute),
            "emoji": idea.emoji,
            "cadence": cadence,
            "mode": idea.mode,
        }
    )
    assert loaded["title"] == str(idea.title)
    assert loaded["why"] == str(idea.why)
    assert (loaded["plan"], loaded["two_minute"]) == (str(idea.plan), str(idea.two_minute))
    assert loaded["emoji"] == idea.emoji
    assert loaded["cadence"] == idea.cadence
    assert idea.mode in MODES


@each_idea
def test_an_idea_is_short(idea: Idea) -> None:
    title, why, plan, two_minute, *gentler = texts(idea)
    assert len(title) <= 60
    assert not title.endswith(".")
    assert len(re.findall(r"[.?](?: |$)", why)) <= 2
    assert max(map(len, [plan, *gentler])) <= 160
    assert len(two_minute) <= 100


@each_idea
def test_its_plan_is_one_sentence_of_two_people_with_a_when(idea: Idea) -> None:
    for plan in filter(None, (idea.plan, idea.gentler)):
        assert re.match(r"(?:When|If) ", str(plan))
        assert re.search(r"\b(?:we|us)\b|\bwhoever's turn it is\b", str(plan))
        assert not re.search(r"\byou(?:rs?)?\b", re.sub("“[^”]*”", "", str(plan)))
        assert not re.search(r"[.?!] [A-Z]", str(plan))


@each_idea
def test_it_is_gentle_or_has_a_gentler_way(idea: Idea) -> None:
    assert idea.gentle is (idea.gentler is None)


@pytest.mark.parametrize("each", hindrances(), ids=lambda each: str(each.name))
def test_what_gets_in_the_way_keeps_to_the_words_we_use(each: Hindrance) -> None:
    assert len(str(each.name)) <= 40
    assert len(re.findall(r"[.?](?: |$)", str(each.text))) <= 4
    for text in (str(each.name), str(each.text)):
        assert "!" not in text
        assert not BANNED.search(text), BANNED.search(text)
        assert not re.search(r"\d{4}|\bstud(?:y|ies)\b|research", text)


def test_every_group_and_mode_has_some_thoughts() -> None:
    assert set(BY_GROUP) == {group.slug for group in groups()}
    assert set(BY_MODE) == set(MODES)
    assert all(2 <= len(found) <= 3 for found in (*BY_GROUP.values(), *BY_MODE.values()))


@each_idea
def test_its_emoji_is_one_and_no_person_of_a_gender_or_skin(idea: Idea) -> None:
    assert len(idea.emoji) == 1
    assert unicodedata.category(idea.emoji) == "So"
    assert not 0x1F466 <= ord(idea.emoji) <= 0x1F487
    assert idea.emoji not in "💃🕺🤰"


@each_idea
def test_it_keeps_to_the_words_we_use(idea: Idea) -> None:
    for text in texts(idea):
        assert "!" not in text
        assert not BANNED.search(text), BANNED.search(text)


@each_group
def test_a_group_keeps_to_the_words_we_use(group: Group) -> None:
    assert len(str(group.name)) <= 40
    assert len(str(group.line)) <= 160
    for text in (str(group.name), str(group.line)):
        assert "!" not in text
        assert not BANNED.search(text), BANNED.search(text)


@each_idea
def test_it_names_no_research_but_what_may_be_named(idea: Idea) -> None:
    claimed = re.findall(r"\(([^()]*\d{4}[^()]*)\)", str(idea.why))
    assert {source for claim in claimed for source in claim.split("; ")} <= SOURCES
    claims = re.search(r"\b(?:stud(?:y|ies)|survey|research\w*|experiments?)\b", str(idea.why))
    assert claimed or not claims
    for text in (idea.title, idea.plan, idea.two_minute, idea.gentler or ""):
        assert not re.search(r"\d{4}|\bstud(?:y|ies)\b|research", str(text))


@pytest.mark.parametrize(
    "idea", [i for g in groups() if g.slug == "touch" for i in g.ideas], ids=lambda idea: idea.slug
)
def test_touch_is_for_when_both_like_it(idea: Idea) -> None:
    assert all("we both like" in str(plan) for plan in filter(None, (idea.plan, idea.gentler)))


@each_group
def test_a_groups_icon_is_in_the_sprite(group: Group) -> None:
    sprite = (ROOT / "static" / "icons" / "lucide.svg").read_text(encoding="utf-8")
    assert f'id="{group.icon}"' in sprite


def test_every_mode_and_unit_is_among_them() -> None:
    assert {idea.mode for idea in IDEAS} == set(MODES)
    assert {idea.cadence.unit for idea in IDEAS} == {"day", "week", "month"}
