"""The OpenAPI document and the page made of it."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from jsonschema_rs import Draft202012Validator

from tests.support.people import Someone, problem
from tracker.error_codes import CODES
from tracker.web.api import docs, docs_view

CONTRACT = """
POST /api/accounts
POST /api/tokens
GET /api/tokens
DELETE /api/tokens/{}
PUT /api/me/password
GET /api/me
PATCH /api/me
POST /api/me/export
DELETE /api/me
POST /api/invites
GET /api/invites/{}
POST /api/invites/{}/accept
DELETE /api/invites/{}
GET /api/couple
PATCH /api/couple
POST /api/couple/unlink
POST /api/habits
GET /api/habits
GET /api/habits/{}
POST /api/habits/{}/accept
POST /api/habits/{}/counter
POST /api/habits/{}/decline
POST /api/habits/{}/withdraw
POST /api/habits/{}/amend
POST /api/habits/{}/retire
GET /api/pauses
POST /api/pauses
DELETE /api/pauses/{}
PUT /api/habits/{}/occasions/{}
PUT /api/habits/{}/ticks/{}
DELETE /api/habits/{}/ticks/{}
GET /api/habits/{}/ticks
POST /api/sync
GET /api/habits/{}/progress
GET /api/progress
GET /api/changes
"""
PUBLIC = {
    "POST /api/accounts",
    "POST /api/password-resets",
    "POST /api/password-resets/{}",
    "POST /api/tokens",
    "GET /api/invites/{}",
}


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    response = app.test_client().get("/api/openapi.json")
    assert response.status_code == 200
    found: dict[str, Any] = response.get_json()
    return found


@pytest.fixture
def page(app: Flask) -> str:
    response = app.test_client().get("/api/docs")
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    return response.get_data(as_text=True)


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {re.sub(r'{.*?}', '{}', path)}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in docs_view.METHODS
    }


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        inner = {name for value in node.values() for name in references(value)}
        return inner | ({node["$ref"]} if "$ref" in node else set())
    if isinstance(node, list):
        return {name for value in node for name in references(value)}
    return set()


def test_every_call_of_the_contract_is_in_the_document(document: dict[str, Any]) -> None:
    assert set(CONTRACT.split("\n")) - {""} - set(operations(document)) == set()


def test_every_route_of_the_api_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        f"{method} {re.sub(r'<.*?>', '{}', rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert routes - {"GET /api/docs", "GET /api/openapi.json"} == set(operations(document))


def test_the_document_says_how_to_sign_in(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["description"]
    schemes = document["components"]["securitySchemes"]
    assert schemes["token"]["scheme"] == "bearer"
    assert schemes["session"]["name"] == "woven_session"
    for name, operation in operations(document).items():
        if name in PUBLIC:
            assert operation["security"] == []
        elif name.startswith("GET"):
            assert operation["security"] == [{"token": []}, {"session": []}]
        else:
            assert operation["security"] == [{"token": []}, {"session": [], "csrf": []}]


def test_the_words_of_the_page_are_found_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[docs_view.Page] = []

    def view(document: docs_view.Schema) -> docs_view.Page:
        looks.append(docs_view.view(document))
        return looks[-1]

    monkeypatch.setattr(docs, "view", view)
    first, second = (app.test_client().get("/api/docs").text for _ in range(2))
    assert first.partition("<h1")[2].partition("</main>")[0] in second
    assert len(looks) == 1


def test_every_call_names_its_refusals_as_problems(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        statuses = set(operation["responses"])
        assert {"429", "503"} < statuses
        assert "default" not in statuses
        assert ("401" in statuses) == (name not in PUBLIC - {"POST /api/tokens"})
        assert ("404" in statuses) or "{}" not in name
        for status, response in operation["responses"].items():
            assert status < "400" or response["$ref"].startswith("#/components/responses/")
    for response in document["components"]["responses"].values():
        (media,) = response["content"]
        assert media == "application/problem+json"
    described = document["components"]["schemas"]["Problem"]["properties"]
    assert set(described) == {"type", "title", "status", "detail", "code", "errors"}


def test_what_a_body_names_may_be_missing_too(document: dict[str, Any]) -> None:
    calls = operations(document)
    assert {"404", "410"} <= set(calls["POST /api/reminders"]["responses"])
    assert "404" in calls["POST /api/me/calendar"]["responses"]
    assert "404" not in calls["GET /api/me/calendar"]["responses"]


def test_calls_about_what_not_everybody_has_name_404(document: dict[str, Any]) -> None:
    calls = operations(document)
    for name in ("/api/habits/order", "/api/coaching/me"):
        for method in ("GET", "PUT", "PATCH"):
            assert "404" in calls.get(f"{method} {name}", {"responses": "404"})["responses"]


def test_every_schema_can_be_read_by_other_programs(document: dict[str, Any]) -> None:
    """Patterns above all: Python's own spelling is no regular expression elsewhere."""
    for schema in document["components"]["schemas"].values():
        Draft202012Validator({**schema, "components": document["components"]})
    times = document["components"]["schemas"]["ReminderIn"]["properties"]["time"]
    read = Draft202012Validator(times)
    assert [read.is_valid(text) for text in ("20:15", "120:15", "20:15\n", "24:00")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_refusal_looks_as_documented(app: Flask, document: dict[str, Any]) -> None:
    shape = document["components"]["schemas"]["Problem"]
    refused = problem(app.test_client().post("/api/accounts", json={"x": 1}), 422, "invalid")
    assert set(refused) == set(shape["properties"])
    refused = problem(app.test_client().get("/api/me"), 401, "not_signed_in")
    assert set(refused) == set(shape["required"])


def test_nothing_in_the_document_leads_nowhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        node: Any = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    named = {one.rpartition("/")[2] for one in references(document) if "/schemas/" in one}
    assert set(document["components"]["schemas"]) == named


def test_every_path_parameter_and_feature_is_described(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        named = {parameter["name"] for parameter in item.get("parameters", ())}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all(parameter["description"] for parameter in item.get("parameters", ()))
    assert all(tag["description"] for tag in document["tags"])
    assert all(operation["summary"] for operation in operations(document).values())


def test_bodies_show_their_bounds(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["SyncIn"]["properties"]["ops"]["maxItems"] == 100
    assert schemas["SyncIn"]["properties"]["ops"]["items"] == {
        "$ref": "#/components/schemas/TickOp"
    }
    title = schemas["HabitIn"]["properties"]["title"]
    assert (title["type"], title["minLength"], title["maxLength"]) == ("string", 1, 80)
    note = schemas["TickIn"]["properties"]["note"]
    assert (note["type"], note["maxLength"]) == (["string", "null"], 500)
    assert schemas["PauseIn"]["properties"]["first"]["format"] == "date"
    assert schemas["OccasionIn"]["type"] == ["object", "null"]
    assert schemas["HabitIn"]["additionalProperties"] is False


def test_a_body_is_required_where_a_field_is(document: dict[str, Any]) -> None:
    found = operations(document)
    assert found["POST /api/habits"]["requestBody"]["required"] is True
    assert found["POST /api/invites"]["requestBody"]["required"] is False
    assert found["DELETE /api/me"]["requestBody"]["required"] is True
    assert "requestBody" not in found["DELETE /api/pauses/{}"]


class Reader(HTMLParser):
    """Collect what a page points at, and what can be pointed at."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(found)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        for name in ("href", "src"):
            if found.get(name):
                self.links.append(str(found[name]))


def test_the_page_lists_every_call_field_and_code(page: str, document: dict[str, Any]) -> None:
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for name, schema in document["components"]["schemas"].items():
        if name != "Empty":
            assert f'id="shape-{name}"' in page
        for field in schema.get("properties", {}):
            assert f"<code>{field}</code>" in page
    for code in CODES:
        assert f'<div id="{code}">' in page
    for words in ("required", "text, 1 to 80 characters", "list of TickOp, at most 100 items"):
        assert words in page


def test_what_a_problem_s_type_names_is_on_the_page(app: Flask, page: str) -> None:
    refused = problem(app.test_client().get("/api/me"), 401, "not_signed_in")
    address, _, anchor = refused["type"].partition("#")
    assert address == "/api/docs"
    assert f'id="{anchor}"' in page


def test_the_page_leads_nowhere_else_and_its_anchors_are_there(app: Flask, page: str) -> None:
    read = Reader(page)
    assert len(read.ids) == len(set(read.ids))
    for link in read.links:
        if link == app.config["WOVEN"].exit_url:
            continue
        if link.startswith("#"):
            assert link[1:] in read.ids, link
        else:
            assert link.startswith(("/", "data:,")), link
    assert "style" not in read.attributes


def test_the_page_is_there_signed_in_and_tells_nobody_about_others(
    app: Flask, ana: Someone, couple: str, dev: Someone
) -> None:
    response = ana.get("/api/docs")
    assert response.status_code == 200
    assert ana.email not in response.get_data(as_text=True)
    assert dev.stream() == []


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 80}, "text, 1 to 80 characters"),
        ({"type": ["string", "null"], "maxLength": 500}, "text, at most 500 characters, or null"),
        ({"type": "integer", "minimum": 1, "maximum": 7}, "whole number, 1 to 7"),
        ({"type": "integer", "minimum": 0, "maximum": 2**63 - 1}, "whole number, at least 0"),
        ({"type": "boolean", "default": True}, "true or false; true if left out"),
        ({"type": ["string", "null"], "enum": ["a", "b", None]}, "a · b, or null"),
        (
            {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
            "list of whole number, at most 3 items",
        ),
        ({"anyOf": [{"$ref": "#/components/schemas/Terms"}, {"type": "null"}]}, "Terms, or null"),
        ({"type": "string", "format": "uuid"}, "id"),
        ({}, "any value"),
    ],
)
def test_types_and_bounds_are_put_into_words(schema: dict[str, Any], said: str) -> None:
    assert docs_view.words(schema) == said
