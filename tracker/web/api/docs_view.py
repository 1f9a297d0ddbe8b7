"""Put the OpenAPI document into words, for the documentation page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "array": "list",
}
FORMATS = {
    "uuid": "id",
    "date": "date, YYYY-MM-DD",
    "date-time": "instant, UTC",
    "email": "email address",
    "password": "password",
    "uri": "address",
}
METHODS = ("get", "post", "put", "patch", "delete")
HUGE = 2**31 - 1
"""From here on a bound is the machine's, and of no interest to a reader."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body or of an answer, or a parameter. `shape` names the object it holds."""

    name: str
    required: bool
    words: str
    shape: str | None
    about: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its fields in words."""

    name: str
    about: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what comes with it."""

    status: str
    about: str
    shape: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    public: bool
    parameters: Sequence[Field]
    body: Shape | None
    answers: Sequence[Answer]
    refusals: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Feature:
    """Calls that belong together."""

    name: str
    about: str
    calls: Sequence[Call]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows of the document."""

    about: str
    features: Sequence[Feature]
    shapes: Sequence[Shape]


def view(document: Schema) -> Page:
    """Return the document in words."""
    shapes = document["components"]["schemas"]
    features = []
    for tag in document.get("tags", ()):
        calls = list(_calls(document, tag["name"], shapes))
        if calls:
            features.append(Feature(tag["name"], tag.get("description", ""), calls))
    listed = [_shape(name, shapes[name]) for name in sorted(shapes) if name != "Empty"]
    return Page(document["info"].get("description", ""), features, listed)


def _calls(document: Schema, tag: str, shapes: Schema) -> Iterator[Call]:
    for path, item in document["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is not None and tag in operation.get("tags", ()):
                yield _call(document, path, item, method, operation, shapes)


def _call(
    document: Schema, path: str, item: Schema, method: str, operation: Schema, shapes: Schema
) -> Call:
    said = [*item.get("parameters", ()), *operation.get("parameters", ())]
    answers: list[Answer] = []
    refusals: list[Answer] = []
    for status, response in sorted(operation["responses"].items()):
        answer = _answer(document, str(status), response)
        (refusals if answer.status >= "400" else answers).append(answer)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = _reference(body.get("schema", {}))
    return Call(
        anchor=f"{method}-{path.removeprefix('/api/').replace('/', '-').translate(_BRACES)}",
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        about=operation.get("description", ""),
        public=operation.get("security") == [],
        parameters=[_parameter(parameter) for parameter in said],
        body=_shape(name, shapes[name]) if name else None,
        answers=answers,
        refusals=refusals,
    )


_BRACES = {ord("{"): None, ord("}"): None}


def _parameter(parameter: Schema) -> Field:
    schema = parameter.get("schema", {})
    return Field(
        name=parameter["name"],
        required=bool(parameter.get("required")),
        words=words(schema),
        shape=None,
        about=parameter.get("description", ""),
        place=parameter["in"],
    )


def _answer(document: Schema, status: str, response: Schema) -> Answer:
    name = _reference(response)
    if name is not None:
        response = document["components"]["responses"][name]
    contents = list(response.get("content", {}).values())
    shape = _reference(contents[0].get("schema", {})) if contents else None
    return Answer(status, response.get("description", ""), shape)


def _shape(name: str, schema: Schema) -> Shape:
    required = schema.get("required", ())
    fields = [
        Field(
            name=field,
            required=field in required,
            words=words(inner),
            shape=_inner(inner),
            about=inner.get("description", ""),
        )
        for field, inner in schema.get("properties", {}).items()
    ]
    about = schema.get("description", "")
    if "null" in _types(schema):
        about = f"{about} The whole body may be null.".strip()
    return Shape(name, about, fields)


def words(schema: Schema) -> str:
    """Return a schema's type and bounds in words: `text, 1 to 80 characters, or null`."""
    variants = schema.get("anyOf") or schema.get("oneOf") or ()
    types = _types(schema) | {name for one in variants for name in _types(one)}
    said = _kind(schema, types)
    said += "".join(f", {bound}" for bound in _bounds(schema, types))
    if "null" in types:
        said += ", or null"
    if schema.get("default") is not None:
        said += f"; {_value(schema['default'])} if left out"
    return said


def _kind(schema: Schema, types: set[str]) -> str:
    options = [_value(option) for option in schema.get("enum", ()) if option is not None]
    if options:
        return " · ".join(options)
    if "array" in types:
        inner = schema.get("items", {})
        name = _reference(inner)
        return f"list of {name}" if name else f"list of {words(inner)}" if inner else "list"
    name = _inner(schema)
    if name:
        return name
    for kind in sorted(types - {"null"}):
        return FORMATS.get(schema.get("format", ""), TYPES[kind])
    return "any value"


def _bounds(schema: Schema, types: set[str]) -> Iterator[str]:
    for names, unit in (
        (("minLength", "maxLength"), " characters"),
        (("minimum", "maximum"), ""),
        (("minItems", "maxItems"), " items"),
    ):
        low, high = (schema.get(name) for name in names)
        if high is not None and high >= HUGE:
            high = None
        if low is not None and high is not None:
            yield f"{low} to {high}{unit}"
        elif high is not None:
            yield f"at most {high}{unit}"
        elif low is not None and (low, unit) != (1, " characters"):
            yield f"at least {low}{unit}"
    if "example" in schema:
        yield f"such as {schema['example']}"


def _types(schema: Schema) -> set[str]:
    declared = schema.get("type", ())
    return {declared} if isinstance(declared, str) else set(declared)


def _inner(schema: Schema) -> str | None:
    """Return the name of the object that a field holds, by itself, in a list, or unless null."""
    if "array" in _types(schema):
        return _inner(schema.get("items", {}))
    for one in (
        schema,
        *schema.get("anyOf", ()),
        *schema.get("oneOf", ()),
        *schema.get("allOf", ()),
    ):
        name = _reference(one)
        if name:
            return name
    return None


def _reference(schema: Schema) -> str | None:
    reference = schema.get("$ref")
    return None if reference is None else str(reference).rpartition("/")[2]


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
