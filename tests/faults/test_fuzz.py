"""A part of F4 (`python -m tests.faults.fuzz`), and that its judge would notice."""

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from werkzeug.test import TestResponse

from tests.faults import fuzz
from tests.faults.fuzz_answers import Answers
from tests.faults.fuzz_cases import Request
from tests.security.furnishing import a_world
from tests.security.matrix import API
from tests.security.operations import documented
from tests.security.world import World

CASES = 600
SECONDS = float(os.environ.get("WOVEN_FUZZ_SECONDS", "25"))
"""Of processor time: a slow machine sends less, and no less than the floor below."""
EACH = 3
"""So many requests for each operation are the least: what fits, what does not, and an edge."""


@pytest.fixture(scope="module")
def world(template: Path, tmp_path_factory: pytest.TempPathFactory):
    """The world, once."""
    with a_world(template, tmp_path_factory.mktemp("fuzz")) as world:
        yield world


@pytest.mark.timeout(300)
def test_no_request_that_was_made_up_breaks_a_promise_of_the_document(world: World) -> None:
    figures = fuzz.run(world, CASES, seconds=SECONDS)
    print(fuzz.shown(figures))
    assert figures.found == {}, fuzz.shown(figures)
    assert figures.fewest >= EACH * figures.operations
    assert figures.operations == len({row.name for row in API if row.rule not in fuzz.UNDRAWN})
    # Refusals alone would show little.
    assert figures.roles["self"].by_class[2] > 0.2 * figures.roles["self"].sent


BY_NAME = {row.name: row for row in API}
HABIT = "GET /api/habits/<string:habit_id>"
NOT_FOUND = {"type": "x", "title": "Not Found", "status": 404, "detail": "", "code": "not_found"}


@pytest.mark.parametrize(
    ("name", "body", "status", "answer", "kind", "said"),
    [
        (HABIT, None, 500, {}, "json", "500"),
        (HABIT, None, 503, {}, "json", "503"),
        (HABIT, None, 418, {}, "json", "418 is not documented"),
        (HABIT, None, 200, {"id": 1}, "json", "200 at"),
        (HABIT, None, 200, "", "html", "200 as text/html"),
        (HABIT, None, 404, NOT_FOUND, "json", "404 as application/json"),
        (HABIT, None, 404, {**NOT_FOUND, "code": "gone"}, "problem+json", "problem with 404 gone"),
        (HABIT, None, 404, NOT_FOUND, "problem+json", None),
        (HABIT, None, 422, {**NOT_FOUND, "status": 422, "code": "invalid"}, "problem+json", "422"),
        (HABIT, None, 429, NOT_FOUND, "problem+json", "429 without Retry-After"),
        ("DELETE /api/me", b'{"password": "x"}', 204, {}, "json", "204 with a body"),
        ("DELETE /api/me", b'{"word": "x"}', 204, None, "json", "204 for a body that is not"),
        ("DELETE /api/me", b'{"password": "x"}', 204, None, "json", None),
    ],
)
def test_an_answer_that_breaks_a_promise_is_noticed(
    world: World, name: str, body: bytes | None, status: int, answer: Any, kind: str, said: str
) -> None:
    document = world.client().get("/api/openapi.json").get_json()
    row = BY_NAME[name]
    request = Request(
        operation=documented(row),
        row=row,
        method=row.method,
        address=row.path(world.ids),
        body=body,
        content_type="application/json",
    )
    with world.app.app_context():
        text = "" if answer is None else world.app.json.dumps(answer)
    mimetype = "text/html" if kind == "html" else f"application/{kind}"
    response = Response(text, status, mimetype=mimetype)
    given = TestResponse(iter([text.encode()]), str(status), response.headers, None)  # type: ignore[arg-type]
    complaint = Answers(document).complaint(request, given)
    assert (complaint is None) if said is None else said in (complaint or ""), complaint
