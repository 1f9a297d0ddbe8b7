"""Links for screens on the wall, and a browser that was let in by one."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.people import Someone

COOKIE = "woven_wall"
UPGRADE = "EIO=4&transport=websocket&wall=1"


def make(person: Someone, **fields: Any) -> dict[str, str]:
    """Make a link by the API; return its id, secret and path."""
    made = person.post("/api/walls", fields)
    assert made.status_code == 201, made.get_json()
    secret = made.get_json()["url"].rpartition("/")[2]
    return {"id": made.get_json()["id"], "secret": secret, "path": f"/wall/{secret}"}


class Screen:
    """The tablet in the kitchen."""

    def __init__(self, app: Flask, path: str) -> None:
        """Open a link on it."""
        self.client: FlaskClient = app.test_client()
        self.entered = self.client.get(path)

    def get(self, **headers: str) -> TestResponse:
        """Look at it."""
        return self.client.get("/wall", headers=headers)

    @property
    def text(self) -> str:
        """What it shows; it has to show something."""
        response = self.get()
        assert response.status_code == 200, response.status_code
        return response.get_data(as_text=True)

    @property
    def version(self) -> str:
        """Which version of what it shows it says it is."""
        return self.text.partition('data-version="')[2].partition('"')[0]

    def cookie(self) -> str | None:
        """Return what it is let in by."""
        found = self.client.get_cookie(COOKIE, domain="127.0.0.1")
        return None if found is None else found.value
