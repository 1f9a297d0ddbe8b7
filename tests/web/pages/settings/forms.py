"""Opening pages and sending their forms as somebody, without a browser."""

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import ORIGIN
from tests.support.people import FROM_A_PAGE, Someone


def page(person: Someone, path: str) -> str:
    """Return a page that is there."""
    response = person.get(path, headers=FROM_A_PAGE)
    assert response.status_code == 200, response.status_code
    text = response.get_data(as_text=True)
    assert not re.search(r"\s(style|on[a-z]+)=", text)
    return text


def press(person: Someone, path: str, **fields: Any) -> TestResponse:
    """Send a form to an address, with the token that pages carry."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', page(person, "/settings"))
    assert token is not None
    form = {"csrf_token": token[1], **fields}
    return person.call("POST", path, data=form, headers={"Origin": ORIGIN})
