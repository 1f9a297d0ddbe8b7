"""Complete the generated OpenAPI document with what the schemas do not know.

Who may call, which refusals to expect and what the paths' parts mean is worked out from the views
themselves, so that a new call cannot be forgotten.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

from flask import Flask

from tracker import guard
from tracker.problems import TITLES
from tracker.web.api.blueprint import Api, registered

Operation = dict[str, Any]

PARAMETERS = {
    "habit_id": "A habit's id.",
    "pause_id": "A pause's id.",
    "wall_id": "The id of a link for a screen on the wall.",
    "reminder_id": "The id of one of one's own reminders.",
    "card": "The name of a card that the two have drawn.",
    "talk_id": "A talk's id.",
    "passkey_id": "The id of one of one's own passkeys.",
    "token_id": "The id of a session or token.",
    "invite_code": "The code for typing, or the token from behind the # of the address.",
    "reset_secret": "What the mailed link ends in.",
    "day": "The habit day, YYYY-MM-DD.",
    "week": "The first day of one of the couple's weeks, YYYY-MM-DD.",
    "link_id": "The id of what is between the couple and a coach.",
    "colleague_id": "The id of somebody of one's practice.",
    "asked_id": "The id of a couple that asks for a coach by name.",
    "coach_code": "The code for typing, or the token from behind the # of the address.",
    "client_id": "The id of a couple as its coach goes by it.",
    "suggestion_id": "The id of a habit that one suggested.",
    "goal_id": "A goal's id.",
    "question_id": "The id of a question that is brought to a session.",
    "kept_id": "The id that a couple had as its coach went by it.",
    "round_start": "The first day of a check-in's round, YYYY-MM-DD.",
    "period_start": "The first day of one of the habit's periods, YYYY-MM-DD.",
}
NULLABLE = ("OccasionIn",)
"""Bodies that may be `null` as a whole."""
UNUSED = ("Error", "PaginationMetadata")
"""What flask-smorest brings along and this API does not speak."""
REASONS = {
    400: "The body is not JSON that can be read.",
    401: "Not signed in.",
    403: "Forged, or not in your role.",
    404: "Not there, or not yours.",
    409: "The state of things does not allow it.",
    410: "It belonged to a couple that has ended.",
    413: "Too much at once.",
    415: "Not JSON.",
    422: "A shape or a value that does not fit; `errors` names the fields.",
    429: "Too many tries.",
    503: "The store is busy or full.",
}
HAVE_NOT = (
    "/api/couple",
    "/api/pauses",
    "/api/cards",
    "/api/check-ins",
    "/api/jar",
    "/api/recaps",
    "/api/progress",
    "/api/sync",
    "/api/talks",
    "/api/walls",
    "/api/habits/order",
    "/api/me/push/test",
    "/api/coaching/me",
    "/api/coaching/practice",
)
"""Calls about something that not everybody has."""
FOR_COACHES = ("/api/coaching", "/api/coach-invites")
"""Calls of coaches alone."""
MAKING = {
    "/api/imports": {404, 410},
    "/api/me/calendar": {404},
    "/api/reminders": {404, 410},
    "/api/talks": {410},
}
"""What a POST may meet besides: there is no couple, or no such habit as its body names."""
WAITING = (429, 503)
"""Answers that say when to try again."""
PROBLEM = {
    "type": "object",
    "description": "A refusal, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained."},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is the matter, for people."},
        "code": {"type": "string", "description": "Stable: programs go by it."},
        "errors": {
            "type": "object",
            "description": "With 422: messages by field.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


def complete(app: Flask, api: Api) -> None:
    """Add security, refusals and descriptions to the document; once all routes are there."""
    components = api.spec.components
    for name in UNUSED:
        components.schemas.pop(name, None)
    components.schema("Problem", component=PROBLEM)
    for name in NULLABLE:
        components.schemas[name]["type"] = ["object", "null"]
    _spell_patterns(components.schemas)
    for status, reason in REASONS.items():
        components.responses[_name(status)] = _response(status, reason)
    for name, scheme in _schemes(app).items():
        components.security_scheme(name, scheme)
    for generated in ("DEFAULT_ERROR", "UNPROCESSABLE_ENTITY"):
        components.responses.pop(generated, None)
    for tag in api.spec._tags:
        # The feature's own first words are what the document says of its calls.
        about = sys.modules[app.blueprints[registered(tag["name"])].import_name].__doc__ or ""
        tag["description"] = about.partition("\n\n")[0].strip()
    for path, method, view, operation in _operations(app, api):
        _describe_path(api.spec._paths[path])
        is_public = getattr(view, "woven_public", False)
        operation["security"] = [] if is_public else _security(method)
        _relax_body(components.schemas, method, operation)
        _refusals(path, method, operation, is_public=is_public)


def _operations(app: Flask, api: Api) -> Iterator[tuple[str, str, Any, Operation]]:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[a-z]+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted(rule.methods or ()):
            operation = api.spec._paths.get(path, {}).get(method.lower())
            if operation is not None:
                yield path, method, app.view_functions[rule.endpoint], operation


def _spell_patterns(node: Any) -> None:
    """Write patterns as ECMA 262 has them: Python's begin at the start, and end otherwise."""
    if isinstance(node, dict):
        pattern = node.get("pattern")
        if isinstance(pattern, str) and pattern.endswith(r"\Z"):
            node["pattern"] = f"^(?:{pattern[:-2]})$"
    for inner in node.values() if isinstance(node, dict) else node:
        if isinstance(inner, dict | list):
            _spell_patterns(inner)


def _schemes(app: Flask) -> dict[str, dict[str, str]]:
    cookie = guard.session_cookie(app.config["WOVEN"])
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "For programs, from POST /api/tokens. It wins over a cookie.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie,
            "description": "For browsers, from the sign-in page.",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRF-Token",
            "description": "With every write by cookie: the page's `csrf-token` meta element.",
        },
    }


def _security(method: str) -> list[dict[str, list[str]]]:
    browser: dict[str, list[str]] = {"session": []}
    if method != "GET":
        browser["csrf"] = []
    return [{"token": []}, browser]


def _describe_path(item: dict[str, Any]) -> None:
    for parameter in item.get("parameters", ()):
        parameter.setdefault("description", PARAMETERS[parameter["name"]])


def _relax_body(schemas: dict[str, Any], method: str, operation: Operation) -> None:
    """An empty body stands for `{}`, and a DELETE that needs no field has none to speak of."""
    body = operation.get("requestBody")
    if body is None:
        return
    name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    body["required"] = bool(schemas[name].get("required"))
    if method == "DELETE" and not body["required"]:
        del operation["requestBody"]


def _refusals(path: str, method: str, operation: Operation, *, is_public: bool) -> None:
    statuses = {429, 503}
    if not is_public or path == "/api/tokens":
        statuses.add(401)
    if method != "GET":
        statuses |= {400, 403, 409, 413, 415}
    if path.startswith(FOR_COACHES):
        statuses.add(403)  # without the second factor that a public server asks of them
    if "{" in path or path.startswith(HAVE_NOT):
        statuses.add(404)
    if path == "/api/sync" or any(f"{{{name}_id}}" in path for name in ("habit", "pause", "talk")):
        statuses.add(410)
    if method == "POST":
        statuses |= MAKING.get(path, set())
    if "requestBody" in operation or operation.get("parameters") or "{day}" in path:
        statuses.add(422)
    responses = operation["responses"]
    responses.pop("default", None)
    responses.pop("422", None)
    for status in sorted(statuses):
        responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int) -> str:
    return TITLES[status].replace(" ", "")


def _response(status: int, reason: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    response: dict[str, Any] = {
        "description": reason,
        "content": {"application/problem+json": {"schema": schema}},
    }
    if status in WAITING:
        response["headers"] = {
            "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
        }
    return response
