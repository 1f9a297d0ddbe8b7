"""Hold an answer against the OpenAPI document: its status, its type, and the shape of its body.

And what was asked, where it was done: a body that the document forbids may not be taken.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
from werkzeug.test import TestResponse

from tests.faults.fuzz_cases import Request
from tracker.error_codes import CODES

EMPTY = (204, 304)
PROBLEM = "application/problem+json"
ELSEWHERE = {404: "not_found", 405: "method_not_allowed"}
"""What becomes of a request that is for no operation of the document."""
ALONE = {"POST /api/sync": "ops"}
"""Lists whose items are taken or refused one by one, in an answer that is 200 all the same."""


class Answers:
    """The document's promises about answers."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._validators: dict[int, jsonschema_rs.Validator] = {}
        self._paths = [
            (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path, item)
            for path, item in sorted(document["paths"].items(), key=lambda one: "{" in one[0])
        ]

    def complaint(self, request: Request, response: TestResponse) -> str | None:
        """Say what is wrong with an answer; None where it keeps all promises."""
        status = response.status_code
        if status >= 500:
            return f"{status} {response.get_data(as_text=True)[:200]}"
        item = self._item(request)
        if request.method == "HEAD":
            return "HEAD answered with a body" if response.get_data() else None
        if request.method == "OPTIONS":
            return self._problem(response) if response.get_data() else None
        operation = None if item is None else item.get(request.method.lower())
        if operation is None:
            return self._elsewhere(response)
        documented = operation["responses"].get(str(status))
        if documented is None:
            return f"{status} is not documented ({_code(response)})"
        if "$ref" in documented:
            documented = self._referred(documented["$ref"])
        return self._taken(operation, request, status) or self._shape(documented, response)

    def _taken(self, operation: Mapping[str, Any], request: Request, status: int) -> str | None:
        """Say which part of a body is none that the document allows, where it was taken."""
        asked = operation.get("requestBody")
        if status >= 300 or not request.body or asked is None:
            return None
        schema = asked["content"]["application/json"]["schema"]
        body = _normalised(json.loads(request.body))
        if request.operation in ALONE:
            body[ALONE[request.operation]] = []
        wrong = self._wrong(schema, body)
        return wrong and f"{status} for a body that is not allowed {wrong}"

    def _item(self, request: Request) -> Mapping[str, Any] | None:
        """Return what the document says of a path: one that was drawn may be another's."""
        path = request.address.partition("?")[0]
        return next((item for form, _, item in self._paths if form.fullmatch(path)), None)

    def _elsewhere(self, response: TestResponse) -> str | None:
        status = response.status_code
        if status not in ELSEWHERE:
            return f"{status} for what is no operation"
        if status == 405 and not response.headers.get("Allow"):
            return "405 without Allow"
        said = self._problem(response)
        return said or (None if _code(response) == ELSEWHERE[status] else f"code {_code(response)}")

    def _shape(self, documented: Mapping[str, Any], response: TestResponse) -> str | None:
        status, content = response.status_code, documented.get("content", {})
        for name, header in documented.get("headers", {}).items():
            if header.get("required", status in (429, 503)) and name not in response.headers:
                return f"{status} without {name}"
        if status in EMPTY or not content:
            return f"{status} with a body" if response.get_data() else None
        if response.mimetype not in content:
            return f"{status} as {response.mimetype}"
        if response.mimetype == PROBLEM and (said := self._problem(response)):
            return said
        if not (response.mimetype or "").endswith("json"):
            return None
        schema = content[response.mimetype].get("schema")
        return None if schema is None else self._mismatch(schema, response)

    def _problem(self, response: TestResponse) -> str | None:
        if response.mimetype != PROBLEM:
            return f"{response.status_code} as {response.mimetype}"
        found = json.loads(response.get_data())
        if found.get("status") != response.status_code or found.get("code") not in CODES:
            return f"problem with {found.get('status')} {found.get('code')}"
        if (response.status_code == 422) != bool(found.get("errors")):
            return f"{response.status_code} {found['code']} with errors {found.get('errors')}"
        return None

    def _mismatch(self, schema: Mapping[str, Any], response: TestResponse) -> str | None:
        try:
            found = json.loads(response.get_data())
        except ValueError:
            return f"{response.status_code} is not JSON"
        wrong = self._wrong(schema, found)
        return wrong and f"{response.status_code} {wrong}"

    def _wrong(self, schema: Mapping[str, Any], value: Any) -> str | None:
        """Say where a value breaks a schema of the document first."""
        if id(schema) not in self._validators:
            whole = {**schema, "components": self._document["components"]}
            self._validators[id(schema)] = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=True
            )
        wrong = next(self._validators[id(schema)].iter_errors(value), None)
        if wrong is None:
            return None
        return f"at {'.'.join(map(str, wrong.instance_path))}: {wrong.message[-160:]}"

    def _referred(self, ref: str) -> Mapping[str, Any]:
        found: Any = self._document
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]
        return found


def _code(response: TestResponse) -> str | None:
    found = response.get_json(silent=True)
    return found.get("code") if isinstance(found, dict) else None


def _normalised(value: Any) -> Any:
    """Return a body as it is judged: the document's lengths are those of texts as they are kept."""
    if isinstance(value, dict):
        return {name: _normalised(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_normalised(inner) for inner in value]
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    return value
