"""The library: one tap asks for an idea, and what was asked for says so."""

import re

import pytest

from tests.support.agreeing import ask, say
from tests.support.people import Someone, link
from tests.web.pages.agree_forms import page, read, sent, words
from tracker.services import proposals
from tracker.web.pages import library
from tracker.web.pages.library import in_the_way

IDEAS = [idea for group in library.groups() for idea in group.ideas]


def card(text: str, slug: str) -> str:
    found = re.search(rf'<li class="card idea" id="{slug}">.*?\n    </li>', text, re.S)
    assert found is not None
    return found[0]


def tap(person: Someone, text: str, slug: str):
    form = card(text, slug)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token is not None
    assert form.count("<form") == 1
    return sent(person, f"<main>{form}</main>", "/library")


def test_every_idea_has_a_card_with_how_to_begin(ana: Someone, couple: str) -> None:
    text = page(ana, "/library")
    for idea in IDEAS:
        shown = words(f"<main>{card(text, idea.slug)}")
        for part in (idea.title, idea.why, idea.plan, idea.two_minute):
            assert str(part) in shown
        assert ("gentle" in shown.split()) is idea.gentle
    for group in library.groups():
        assert str(group.name) in words(text)
        for thought in in_the_way.of(group.slug, "each"):
            assert str(thought.text) in words(text)


def test_one_tap_asks_for_it_and_the_card_says_so(ana: Someone, ben: Someone, couple: str) -> None:
    response = tap(ana, page(ana, "/library"), "walk-after-dinner")
    assert response.status_code == 303
    assert response.headers["Location"] == "/library?asked=walk-after-dinner#walk-after-dinner"
    (habit,) = ben.get("/api/habits").get_json()["items"]
    assert habit["title"] == "Walk after dinner"
    assert habit["why"] is None  # that would be the library's and read as hers
    idea = library.find("walk-after-dinner")
    assert idea is not None
    assert (habit["plan"], habit["two_minute"]) == (str(idea.plan), str(idea.two_minute))
    assert habit["proposal"]["by"] == ana.id
    assert habit["proposal"]["terms"]["cadence"] == {
        "unit": "week",
        "every": 1,
        "times": 3,
        "weekdays": None,
    }
    text = page(ana, response.headers["Location"])
    assert "It waits for Ben" in card(text, "walk-after-dinner")
    assert 'role="alert"' in card(text, "walk-after-dinner")
    assert 'role="alert"' not in page(ana, "/library")
    theirs = card(page(ben, "/library"), "walk-after-dinner")
    assert "Ana asks for this one" in theirs
    assert f"/habits/{habit['id']}/answer" in theirs
    say(ben, habit, "accept", version=1)
    for person in (ana, ben):
        assert "You two agreed" in card(page(person, "/library"), "walk-after-dinner")


def test_tapping_twice_asks_once(ana: Someone, ben: Someone, couple: str) -> None:
    text = page(ana, "/library")
    theirs = page(ben, "/library")
    assert tap(ana, text, "walk-after-dinner").status_code == 303
    assert tap(ana, text, "walk-after-dinner").status_code == 303
    assert tap(ben, theirs, "walk-after-dinner").status_code == 303
    assert len(ana.get("/api/habits").get_json()["items"]) == 1


def test_what_was_put_aside_can_be_asked_again(ana: Someone, ben: Someone, couple: str) -> None:
    tap(ana, page(ana, "/library"), "walk-after-dinner")
    (habit,) = ana.get("/api/habits").get_json()["items"]
    say(ben, habit, "decline", version=1)
    assert tap(ana, page(ana, "/library"), "walk-after-dinner").status_code == 303
    assert len(ana.get("/api/habits?state=proposed").get_json()["items"]) == 1


def test_it_works_before_there_is_a_partner(ana: Someone, ben: Someone) -> None:
    response = tap(ana, page(ana, "/library"), "walk-after-dinner")
    text = page(ana, response.headers["Location"])
    assert "It waits for your partner" in card(text, "walk-after-dinner")
    link_by_invite(ana, ben)
    assert "Ana asks for this one" in card(page(ben, "/library"), "walk-after-dinner")


def link_by_invite(one: Someone, other: Someone) -> None:
    token = one.post("/api/invites").get_json()["url"].partition("#")[2]
    assert other.post(f"/api/invites/{token}/accept").status_code == 200


def test_a_group_can_be_looked_at_by_itself_and_stays_after_asking(
    ana: Someone, couple: str
) -> None:
    text = page(ana, "/library?group=listening")
    assert 'id="walk-after-dinner"' not in text
    assert text.count('class="card idea"') == len(library.groups()[1].ideas)
    slug = library.groups()[1].ideas[0].slug
    response = tap(ana, text, slug)
    assert response.headers["Location"] == f"/library?group=listening&asked={slug}#{slug}"
    gentle = page(ana, "/library?group=gentle")
    assert gentle.count('class="card idea"') == sum(idea.gentle for idea in IDEAS)
    assert page(ana, "/library?group=nonsense").count('class="card idea"') == len(IDEAS)


def test_what_is_none_of_the_ideas_is_refused(ana: Someone, couple: str) -> None:
    text = page(ana, "/library")
    form = f"<main>{card(text, 'walk-after-dinner')}</main>"
    assert sent(ana, form, "/library", idea="no-such-thing").status_code == 404
    assert sent(ana, form, "/library", idea=None).status_code == 422
    assert sent(ana, form, "/library", more="x").status_code == 422
    assert ana.stream() == []


def test_the_address_cannot_put_words_into_a_card(ana: Someone, couple: str) -> None:
    assert 'role="alert"' not in page(ana, "/library?asked=walk-after-dinner")


def test_too_many_is_said_in_words(
    ana: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(ana, title="One")
    monkeypatch.setattr(proposals, "MOST_HABITS", 1)
    response = tap(ana, page(ana, "/library"), "walk-after-dinner")
    assert response.status_code == 409
    assert "Let one go first" in words(read(response))


def test_strangers_see_nothing_of_what_was_asked(
    ana: Someone, couple: str, dev: Someone, max_: Someone
) -> None:
    link(dev, Someone(dev.app, "eva"))
    tap(ana, page(ana, "/library"), "walk-after-dinner")
    for person in (dev, max_):
        assert "Ask for this one" in card(page(person, "/library"), "walk-after-dinner")
        assert person.stream() == []


def test_an_idea_that_was_asked_for_in_another_language_is_known(
    ana: Someone, ben: Someone, couple: str
) -> None:
    assert ana.patch("/api/me", {"language": "de"}).status_code == 200
    tap(ana, page(ana, "/library"), "walk-after-dinner")
    (habit,) = ben.get("/api/habits").get_json()["items"]
    assert habit["title"] == "Spaziergang nach dem Essen"
    assert f"/habits/{habit['id']}" in card(page(ben, "/library"), "walk-after-dinner")
