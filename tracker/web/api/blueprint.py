"""The blueprint all API features use: schema in, service, schema out, and the document of it."""

import sys
from collections.abc import Callable
from typing import Any, NoReturn

import flask_smorest
from flask import Request, Response, g, request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from tracker.problems import BadShape
from tracker.web.api import door, problems
from tracker.web.api.door import me

Exists = Callable[[Any, str], object]
exists: dict[str, Exists] = {}
"""For a path parameter's name, how to tell that its row is there: raises NotFound or Gone."""


class Parser(FlaskParser):
    """Take the body the door has read; refuse a bad shape in the contract's order."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Return the body."""
        return g.body

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, **kwargs: Any
    ) -> NoReturn:
        """Answer 404 or 410 before 422: a stranger does not learn what the shape should be.

        Only a refusal pays for this look-up; on the usual way the service fetches the row once.
        """
        for name, value in (request.view_args or {}).items():
            if name in exists:
                exists[name](me(), value)
        # webargs puts the messages under their one location: json or query.
        (messages,) = error.normalized_messages().values()
        raise BadShape(messages)


class Blueprint(flask_smorest.Blueprint):
    """A feature's routes."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str) -> None:
        # The feature's own first words are what the document says of its calls.
        about = (sys.modules[import_name].__doc__ or "").partition("\n\n")[0].strip()
        super().__init__(name, import_name, description=about)
        self.before_request(door.enter)


class Api(flask_smorest.Api):
    """Leave errors to `problems`, which answers for the whole application."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer with a problem document."""
        return problems.answer(problems.of_http(error))
