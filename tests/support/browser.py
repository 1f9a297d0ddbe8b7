"""A browser: cookies, an Origin, and forms filled in as the page shows them."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.people import FROM_A_PAGE, PASSWORD

ORIGIN = "http://127.0.0.1:8000"


class Browser:
    """Somebody's browser, without JavaScript."""

    def __init__(self, app: Flask, server: str | None = None) -> None:
        """Open one; `server`: where the app is, if not on this machine."""
        self.client: FlaskClient = app.test_client()
        self.origin = server or ORIGIN
        self.where: dict[str, Any] = {"base_url": server} if server else {}

    def get(self, path: str) -> TestResponse:
        """Open a page, as one of ours leads there."""
        return self.client.get(path, headers=FROM_A_PAGE, **self.where)

    def token(self, path: str = "/sign-in") -> str:
        """Return the token that a page carries; any page's will do."""
        page = self.get(path).get_data(as_text=True)
        found = re.search(r'name="csrf[-_]token" (?:content|value)="([0-9a-f]{64})">', page)
        assert found is not None, page
        return found[1]

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form of the page at `path`."""
        return self.send(path, csrf_token=self.token(path), **fields)

    def send(self, path: str, origin: str | None = "own", **fields: Any) -> TestResponse:
        """Send fields and nothing else."""
        said = self.origin if origin == "own" else origin
        headers = {} if said is None else {"Origin": said}
        return self.client.post(path, data=fields, headers=headers, **self.where)

    def sign_in(self, email: str, password: str = PASSWORD, **fields: Any) -> TestResponse:
        """Sign in by the form."""
        return self.post("/sign-in", email=email, password=password, **fields)

    def cookie(self, name: str) -> Any:
        """Return a cookie, None where there is none."""
        return self.client.get_cookie(name, domain="127.0.0.1")
