"""For which host passkeys are made: one that browsers make them for."""

import pytest
from flask import Flask

from tracker import config
from tracker.web import relying_party

SECRET = {"SECRET_KEY": "for tests alone, thirty-two or more"}
VAPID = {"VAPID_KEY": "AAAAAAAAAABMvZ40Lu8lWQ465CjDXSvumPU54pOJR8g"}


@pytest.mark.parametrize(
    ("public_url", "host", "address"),
    [
        ("", "localhost", "http://localhost:8000"),
        ("https://woven.example", "woven.example", "https://woven.example"),
        ("https://woven.example:8443", "woven.example", "https://woven.example:8443"),
        ("http://localhost:5000", "localhost", "http://localhost:5000"),
        ("http://woven.example", None, None),
        ("https://192.0.2.7", None, None),
        ("https://[2001:db8::7]", None, None),
    ],
)
def test_it_is_the_host_of_the_public_address(
    public_url: str, host: str | None, address: str | None
) -> None:
    app = Flask("tracker")
    settings = config.from_environ({"PUBLIC_URL": public_url, **SECRET, **VAPID})
    app.config["WOVEN"] = settings
    there = public_url or "http://127.0.0.1:8000"
    with app.test_request_context(base_url=there):
        party = relying_party.of_this_server()
        assert relying_party.address() == address
        assert relying_party.is_here() == (address == there)
    assert (party.id if party else None) == host
    assert party is None or party.origins == settings.origins
    if address:
        with app.test_request_context(base_url=address):
            assert relying_party.is_here()
