"""The nosy coach: asks for everything there is, compares, counts bytes, and learns nothing.

Nobody's doing stands in an answer, and none changes with who of the two did what. What a coach may
ask is read off the map of routes, so that a new one cannot be forgotten.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support import answers, mirrored
from tests.support.mirrored import LOOKS, MARK, TITLE, Told
from tests.support.people import PASSWORD, Someone

ONE_STORE = pytest.mark.store("sqlite")
"""What rows are shown and how is the same code on both; their order is compared on each."""
PARTS = {"client_id": "client", "suggestion_id": "suggestion"}
"""Parts of paths, and what of the world they name."""
OTHERS = ("asked_id", "link_id", "coach_code", "kept_id")
"""Parts that name what a coach of this couple has none of."""
OF_COACHES = re.compile(r"/(api/)?(coach|coaching|coach-invites|let-in)(/|$)")
BESIDE = (
    "/api/me",
    "/api/couple",
    "/api/couple/coach",
    "/api/habits",
    "/api/changes",
    "/api/pauses",
    "/api/progress",
    "/api/jar",
    "/today",
    "/us",
    "/habits",
    "/settings",
    "/settings/who-sees-what",
    "/our-coach",
)
FORMS = ("application/json", "text/csv", "application/pdf")
FORBIDDEN = {
    *("done_by", "turn", "first_turn", "who", "mine", "own", "note", "words", "partner"),
    *("person", "asked_by", "proposed_by", "declined_by", "answered_by", "paused_by", "periods"),
    *("answered_on", "yes_to", "granted_by", "timezone", "ticks", "slot", "why_by"),
}
TIME = re.compile(r"\d\d:\d\d")
MINUTE = re.compile(r"\d\d:37\b")
"""At that minute the two did whatever they did."""


def paths(app: Flask, told: Told) -> Iterator[str]:
    """Yield all that a coach can ask for by GET: of coaching, and what everybody has."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        is_read = "GET" in (rule.methods or ()) and OF_COACHES.match(rule.rule)
        if is_read and not rule.arguments & set(OTHERS):
            yield from _filled(rule, told)
    yield from BESIDE


def _filled(rule: Rule, told: Told) -> Iterator[str]:
    world = {"client": told.client, "suggestion": told.suggestions[1]}
    path = rule.rule
    for name, what in PARTS.items():
        path = path.replace(f"<string:{name}>", world[what])
    kinds = re.search(r"<any\(([^)]*)\):kind>", path)
    if kinds is None:
        assert "<" not in path, f"say what {path} is of"
        yield path
    for kind in kinds.group(1).split(",") if kinds else ():
        yield path.replace(kinds.group(0), kind.strip()) if kinds else path


def everything(told: Told) -> dict[str, TestResponse]:
    """Ask for all of it, a report in each form, and for the coach's own data."""
    cleo, found = told.cleo, {}
    for path in paths(told.app, told):
        found[path] = cleo.get(path)
        if path.endswith("/report"):
            for form in FORMS:
                found[f"{path} {form}"] = cleo.get(path, headers={"Accept": form})
    found["export"] = cleo.post("/api/me/export", {"password": PASSWORD})
    return found


def text_of(answer: TestResponse) -> str:
    """Return what stands in an answer; of a PDF, what is written in it."""
    if answer.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return str(answer.text) + str(answer.headers)


def keys(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield all keys of a document, with what they hold."""
    if isinstance(value, dict):
        yield from value.items()
    inner = value.values() if isinstance(value, dict) else value
    for one in inner if isinstance(value, dict | list) else ():
        yield from keys(one)


@pytest.fixture
def world(make_app: Callable[..., Flask], time_machine: Any) -> Callable[..., Told]:
    """Return a function that tells the story, with the two in their places or swapped."""

    def make(*, swapped: bool = False) -> Told:
        return mirrored.tell(make_app(), time_machine, swapped=swapped)

    return make


@pytest.fixture
def told(world: Callable[..., Told]) -> Told:
    """Return the story."""
    return world()


@ONE_STORE
def test_nothing_private_is_in_anything_a_coach_can_ask_for(told: Told) -> None:
    found = everything(told)
    good = {path for path, answer in found.items() if answer.status_code == 200}
    client = f"/api/coaching/clients/{told.client}"
    assert {client, f"{client}/report", f"/coach/{told.client}", "/coach", "export"} <= good
    for path, answer in found.items():
        text = text_of(answer)
        assert MARK not in text, path
        assert not MINUTE.search(text), path
        for person in told.pair:
            assert person.id not in text, path
            assert person.email not in text, path
        if answer.mimetype == "application/json":
            document = answer.get_json()
            own = path in ("/api/me", "export", "/api/couple/coach") or "/notes" in path
            for name, value in () if own else keys(document):
                assert name not in FORBIDDEN, (path, name)
                assert name != "by" or value in (None, told.cleo.id), (path, value)
            is_of_clients = path.startswith("/api/coaching/clients") and not own
            assert not (is_of_clients and TIME.search(answer.text)), path
    assert TITLE in found[client].text  # granted, and so there is something to be left out


@ONE_STORE
def test_titles_that_are_not_granted_stand_nowhere(told: Told) -> None:
    path = f"/api/couple/coach/{told.client}/scopes"
    assert told.other.put(path, {"scopes": []}).status_code == 200
    for asked, answer in everything(told).items():
        assert TITLE not in text_of(answer), asked
        assert "heard" not in text_of(answer).lower() or "/api/" not in asked, asked


def compared(told: Told) -> dict[str, Any]:
    """Return every byte of every answer."""
    return {path: answers.told(answer) for path, answer in everything(told).items()}


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Compare answer by answer: body, size, headers, and what there is at all."""
    assert list(one) == list(other)
    for path, answer in one.items():
        assert answer == other[path], path


def test_who_did_what_changes_no_byte(world: Callable[..., Told], time_machine: Any) -> None:
    stories = world(), world(swapped=True)
    looked = []
    for told in stories:
        time_machine.move_to(LOOKS, tick=False)
        looked.append(compared(told))
    assert_same(*looked)
    looked = []
    for told in stories:
        mirrored.renew(told, time_machine, [told.one])
        looked.append(compared(told))
    assert_same(*looked)


@ONE_STORE
def test_who_has_said_yes_again_changes_no_byte(
    world: Callable[..., Told], time_machine: Any
) -> None:
    looked = []
    for count in (0, 1, 2):
        told = world()
        mirrored.renew(told, time_machine, told.pair[:count])
        looked.append(compared(told))
    assert_same(looked[0], looked[1])
    assert_same(looked[0], looked[2])


@ONE_STORE
def test_a_day_of_theirs_tells_the_coach_no_hour_and_nobody(told: Told) -> None:
    stream = told.cleo.stream()
    assert {item["kind"] for item in stream} >= {"coach"}
    for item in stream:
        if item["by"] != told.cleo.id:
            assert item["by"] is None
            assert len(item["at"]) == len("2026-05-20")
            assert set(item["data"]) <= {"client", "what", "id", "state"}


@ONE_STORE
@pytest.mark.parametrize("who", ["one", "other", "cleo"])
def test_after_the_end_there_is_nothing(told: Told, who: str) -> None:
    person: Someone = getattr(told, who)
    path = "coaching/clients" if who == "cleo" else "couple/coach"
    assert person.delete(f"/api/{path}/{told.client}").status_code == 204
    length = len(told.cleo.stream())
    mirrored.afterwards(told)
    assert len(told.cleo.stream()) == length
    for asked, answer in everything(told).items():
        if told.client in asked:
            assert answer.status_code == 404, asked
        text = text_of(answer)
        assert MARK not in text, asked
        assert TITLE not in text, asked
        for one in told.pair:
            assert one.name.title() not in re.findall(r"\w+", text), asked
            assert one.id not in text, asked
    roster = told.cleo.get("/api/coaching/clients").get_json()
    assert roster == {"items": [], "next": None}
