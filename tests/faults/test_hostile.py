"""A little of F15 (`python -m tests.faults.hostile`), and that it would notice.

Most of it `make test` asks in tests/security/test_bad_input.py, on both databases.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import hostile
from tests.faults.hostile_strings import strings
from tests.security import senders
from tests.security.furnishing import a_world
from tests.security.matrix import API
from tests.security.world import World
from tracker.services import accounts


@pytest.fixture(scope="module")
def world(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, once."""
    with a_world(template, tmp_path_factory.mktemp("hostile")) as world:
        yield world


def test_2000_strings_are_of_many_kinds_and_the_same_each_time() -> None:
    found = strings(2000)
    assert len(set(found)) == 2000
    assert found == strings(2000) != strings(2000, 1)
    kinds = {unicodedata.category(letter) for text in found for letter in text}
    assert {"Cc", "Cf", "Cn", "Co", "Cs", "Ll", "Lm", "Lo", "Mn", "So", "Zl", "Zs"} <= kinds
    assert sum(text != unicodedata.normalize("NFC", text) for text in found) > 200
    assert sum(not text.strip() for text in found) > 3
    assert {80, 81, 500, 501} <= {len(text) for text in found}


def test_some_of_the_strings_come_back_from_every_field(world: World) -> None:
    figures = hostile.Figures("sqlite")
    hostile.ask_calls(world, figures, strings(2000)[150::450])
    assert figures.wrong == []
    assert figures.fields > 50
    assert figures.kept > figures.fields


def test_a_word_that_comes_back_changed_and_an_answer_that_is_a_500_are_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = [row for row in API if row.name == "PATCH /api/me"]
    monkeypatch.setattr(hostile, "API", me)
    figures = hostile.Figures("sqlite")
    with monkeypatch.context() as changed:
        changed.setattr(senders, "kept", str.upper)
        hostile.ask_calls(world, figures, ["small"])
    ((call, _, said),) = figures.wrong
    assert (call, said) == ("PATCH /api/me", "name came back as 'small'")
    with monkeypatch.context() as changed:
        changed.setattr(accounts, "change", lambda *_: 1 / 0)
        figures = hostile.Figures("sqlite")
        hostile.ask_calls(world, figures, ["small"])
    assert "ZeroDivisionError" in figures.wrong[0][2]
    one, other = hostile.Figures("sqlite"), hostile.Figures("postgres")
    one.outcomes["call", "x"], other.outcomes["call", "x"] = {"name": "é"}, {"name": "e\u0301"}
    assert len(hostile.differences(one, other)) == 1
