"""The blueprint all API features use: schema in, service, schema out, and the document of it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

import flask_smorest
import marshmallow as ma
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from tracker.problems import BadShape
from tracker.schemas.fields import Schema, is_id
from tracker.web import refusals
from tracker.web.api import door

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

View = Callable[..., Any]
Exists = Callable[[Any, str], object]
exists: dict[str, Exists] = {}
"""For a path parameter's name, how to tell that its row is there: raises NotFound or Gone."""
named: dict[str, Exists] = {}
"""The same for a field of a body that names what the call is about."""


class Loader:
    """Load what the door has read, in the place of webargs: half of a tick's way in was its."""

    DEFAULT_VALIDATION_STATUS = 422

    def use_args(
        self, schema: ma.Schema | type[ma.Schema], *, location: str
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return a decorator that hands a view its body, or its query, as one more argument."""
        shape = schema() if isinstance(schema, type) else schema
        of_nothing = _of_nothing(shape)

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def loaded(*args: Any, **kwargs: Any) -> Any:
                given = _query() if location == "query" else g.body
                try:
                    if given == {} and of_nothing is not None:
                        values = of_nothing.copy()
                    else:
                        values = shape.load(given)
                    return view(*args, values, **kwargs)
                except ma.ValidationError as error:
                    refuse_missing()
                    raise BadShape(error.normalized_messages()) from error
                except BadShape:
                    refuse_missing()
                    raise

            return loaded

        return decorate


def _query() -> dict[str, str]:
    return request.args.to_dict() if request.query_string else {}


def _of_nothing(shape: ma.Schema) -> dict[str, Any] | None:
    """Return what a shape makes of an object without fields; None where it refuses that.

    Most calls have no query, and a tick no body either: it is always the same.
    """
    try:
        values: dict[str, Any] = shape.load({})
    except (ma.ValidationError, BadShape):
        return None
    return values


class Answer(Response):
    """Text of a view: whole, and with headers in which there is nothing for Werkzeug to mend."""

    def get_wsgi_response(
        self, environ: "WSGIEnvironment"
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return it as it is, unless it goes without its body."""
        if self.status_code == 204 or environ["REQUEST_METHOD"] == "HEAD":
            return super().get_wsgi_response(environ)
        return self.iter_encoded(), self.status, self.headers.to_wsgi_list()


def refuse_missing() -> None:
    """Answer 404 or 410 before 422: a stranger does not learn what the shape should be.

    Only a refusal pays for this look-up; on the usual way the service fetches the row once.
    """
    for name, value in (request.view_args or {}).items():
        if name in exists:
            exists[name](door.me(), value)
    body = g.get("body")
    for name, value in body.items() if isinstance(body, dict) else ():
        if name in named and isinstance(value, str) and is_id(value):
            named[name](door.me(), value)


class Blueprint(flask_smorest.Blueprint):
    """A feature's routes."""

    ARGUMENTS_PARSER = Loader()

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.before_request(door.enter)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Return a decorator that attaches a view, documented under the feature's name."""
        decorate: Callable[[View], View] = super().route(rule, tags=[self.name], **options)
        return decorate

    def response(
        self, status_code: int, schema: type[Schema] | None = None, **documented: Any
    ) -> Callable[[View], View]:
        """Return a decorator that answers with a view's result, in the shape of a schema.

        flask-smorest's own only documents: it builds each answer twice, for ETags nobody asks for.
        """
        document = super().response(status_code, schema, **documented)
        shape = None if schema is None else schema()

        def decorate(view: View) -> View:
            @wraps(document(view))
            def answered(*args: Any, **kwargs: Any) -> Response:
                result = view(*args, **kwargs)
                if isinstance(result, Response):
                    return result
                text = "" if shape is None else shape.write(result)
                return Answer(text, status_code, mimetype="application/json")

            return answered

        return decorate


def registered(name: str) -> str:
    """Return what Flask knows a feature's routes by: its pages go by the feature's own name."""
    return f"api_{name}"


class Api(flask_smorest.Api):
    """Leave errors to `refusals`, and describe the routes when the document is first asked for.

    Describing them takes longer than all else at a start.
    """

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        self.routed: list[Blueprint] = []
        super().__init__(app, **kwargs)

    def register_blueprint(self, blp: Blueprint, *, parameters: Any = None, **options: Any) -> None:
        """Attach a feature's routes."""
        self._app.register_blueprint(blp, name=registered(blp.name), **options)
        self.routed.append(blp)

    def _register_responses(self) -> None:
        """Leave these too to describe()."""

    def describe(self) -> None:
        """Put the routes of all features into the document."""
        super()._register_responses()
        for blueprint in self.routed:
            blueprint.register_views_in_doc(
                self, self._app, self.spec, name=registered(blueprint.name), parameters=None
            )
            self.spec.tag({"name": blueprint.name})

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer with a problem document."""
        return refusals.answer_http(error)
