"""Links for screens over the API: the address once, the list for both, ending by either."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.support.people import Someone, link, problem
from tests.support.walls import Screen, make

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def test_the_address_is_told_once(app: Flask, ana: Someone, ben: Someone, couple: str) -> None:
    made = ana.post("/api/walls")
    assert made.status_code == 201
    document = made.get_json()
    assert document.pop("url").startswith("http://127.0.0.1:8000/wall/")
    assert document == {
        "id": document["id"],
        "names": True,
        "by": ana.id,
        "made_on": "2026-05-20",
    }
    for person in (ana, ben):
        assert person.get("/api/walls").get_json() == {"items": [document], "next": None}


def test_a_list_in_pages(ana: Someone, couple: str, time_machine: Any) -> None:
    ids = []
    for _ in range(3):
        ids.append(make(ana)["id"])
        time_machine.shift(1)
    first = ana.get("/api/walls?limit=2").get_json()
    rest = ana.get(f"/api/walls?limit=2&after={first['next']}").get_json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    assert rest["next"] is None


def test_names_are_set_and_a_link_is_ended_by_either(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    made = make(ana, names=False)
    screen = Screen(app, made["path"])
    assert "Ana" not in screen.text
    changed = ben.patch(f"/api/walls/{made['id']}", {"names": True})
    assert (changed.status_code, changed.get_json()["names"]) == (200, True)
    assert "Ana and Ben" in screen.text
    assert ben.delete(f"/api/walls/{made['id']}").status_code == 204
    assert screen.get().status_code == 404
    problem(ana.delete(f"/api/walls/{made['id']}"), 404, "not_found")


def test_a_sixth_is_too_many(ana: Someone, ben: Someone, couple: str) -> None:
    for _ in range(5):
        make(ana)
    for person in (ana, ben):
        problem(person.post("/api/walls"), 409, "too_many")


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("post", {"names": "on"}),
        ("post", {"names": None}),
        ("post", {"x": 1}),
        ("patch", {}),
        ("patch", {"names": 1}),
        ("patch", {"names": True, "by": "me"}),
        ("delete", {"names": True}),
    ],
)
def test_another_shape_is_refused(ana: Someone, couple: str, method: str, body: Any) -> None:
    path = "/api/walls" if method == "post" else f"/api/walls/{make(ana)['id']}"
    problem(ana.call(method.upper(), path, json=body), 422, "invalid")


def test_who_is_linked_with_nobody_has_no_list(max_: Someone) -> None:
    for answer in (max_.get("/api/walls"), max_.post("/api/walls", {"names": "x"})):
        problem(answer, 404, "not_found")


def test_so_many_are_made_in_an_hour(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATE_LIMITS="on")
    ana, ben = Someone(app, "ana"), Someone(app, "ben")
    link(ana, ben)
    for _ in range(20):
        ana.delete(f"/api/walls/{make(ana)['id']}")
    problem(ana.post("/api/walls"), 429, "too_many_tries")
