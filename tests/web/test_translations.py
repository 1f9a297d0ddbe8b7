"""The catalogues hold all that is said, in every language, with what is put in."""

import re
from collections.abc import Sequence
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from tools import messages
from tracker import spoken

COMPLETE: Sequence[str] = ("de", "es", "fa", "fr")
"""Languages in which everything is said; a text that is new is to be said in all of them."""
ALL = sorted(set(spoken.LANGUAGES) - {spoken.FIRST})
PUT_IN = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^>]*>")
LETTERS = re.compile(r"[^\W\d_]{2,}")
ALIKE = {"Woven", "CSV", "JSON", "Coach", "OK", "UTC", "Name", "iPhone", "PDF"}
"""What may read as in English anywhere; more of a language in `ALSO_ALIKE`."""
ALSO_ALIKE: dict[str, set[str]] = {
    "de": {
        "Trend",
        "Passkeys",
        "Pause",
        "Check-in",
        "Check-ins",
        "Code",
        "Server",
        "iPhone and iPad",
    },
    "es": {"Coach", "no"},
    "fr": {
        "Couple",
        "%(num)s couple",
        "%(num)s couples",
        "Passkeys",
        "Code",
        "Coach",
        "Pages",
        "Notes",
        "Pause",
        "Versions",
        "Suggestions",
    },
    "fa": set(),
}
LOUD = re.compile(r"[!¡]")


@cache
def said_in_english() -> Catalog:
    return messages.sources()


@cache
def catalogue(language: str) -> Catalog:
    return messages.read(language)


def forms(message: Message) -> list[str]:
    """Return what is said of a text, one or for each plural."""
    string = message.string
    return list(string) if isinstance(string, list | tuple) else [str(string)]


def ids(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, list | tuple) else [str(message.id)]


def test_whatever_name_gettext_goes_by_is_looked_for() -> None:
    renamed = re.compile(r"\b(?:n|lazy_|lazy_n)?gettext as (\w+)")
    names = {
        name
        for path in (messages.ROOT / "tracker").rglob("*.py")
        for name in renamed.findall(path.read_text(encoding="utf-8"))
    }
    assert {"_", "_l"} <= names <= messages.KEYWORDS.keys()


def said(language: str) -> list[Message]:
    """Return what is said so far."""
    return [one for one in catalogue(language) if one.id and any(forms(one))]


def test_the_languages_that_are_spoken_have_a_catalogue() -> None:
    assert sorted(path.name for path in messages.FOLDER.iterdir() if path.is_dir()) == ALL


@pytest.mark.parametrize("language", ALL)
def test_a_catalogue_holds_what_the_sources_say_and_nothing_else(language: str) -> None:
    there = {(one.id, one.context) for one in catalogue(language) if one.id}
    wanted = {(one.id, one.context) for one in said_in_english() if one.id}
    assert there == wanted, "run `make messages`"
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", ALL)
def test_what_is_compiled_is_what_the_catalogue_says(language: str) -> None:
    compiled = messages.place(language).with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(catalogue(language)), "run `make messages`"


@pytest.mark.parametrize("language", ALL)
def test_what_is_put_in_is_put_in_in_every_language(language: str) -> None:
    wrong = {}
    for message in said(language):
        several = len(ids(message)) > 1
        wanted = set(PUT_IN.findall(ids(message)[-1]))
        for number, text in enumerate(forms(message)):
            found = set(PUT_IN.findall(text))
            # One may be said without its number.
            may_lack = {"%(num)s"} if several and number == 0 else set()
            stray = "%" in PUT_IN.sub("", text) and "%(" in ids(message)[0]
            if not (wanted - may_lack <= found <= wanted) or stray:
                wrong[ids(message)[0]] = text
    assert wrong == {}


@pytest.mark.parametrize("language", ALL)
def test_every_plural_has_its_forms_and_no_text_is_unsure(language: str) -> None:
    many = catalogue(language).num_plurals
    for message in said(language):
        assert not message.fuzzy, message.id
        assert len(forms(message)) == (many if message.pluralizable else 1), message.id
        assert all(forms(message)), message.id


@pytest.mark.parametrize("language", ALL)
def test_nothing_is_loud_and_the_edges_are_those_of_the_source(language: str) -> None:
    wrong = {}
    for message in said(language):
        for text in forms(message):
            edged = text.strip() == text and text.endswith("…") <= ids(message)[0].endswith("…")
            if LOUD.search(text) or not edged:
                wrong[ids(message)[0]] = text
    assert wrong == {}


@pytest.mark.parametrize("language", ALL)
def test_nothing_is_left_in_english(language: str) -> None:
    alike = ALIKE | ALSO_ALIKE[language]
    left = {
        text
        for message in said(language)
        for text in forms(message)
        if text in ids(message) and text not in alike and LETTERS.search(PUT_IN.sub("", text))
    }
    assert left == set()


@pytest.mark.parametrize("language", ALL)
def test_a_language_that_is_complete_lacks_nothing(language: str) -> None:
    if language not in COMPLETE:
        pytest.skip("not complete yet")
    assert [ids(one)[0] for one in catalogue(language) if one.id and not all(forms(one))] == []
