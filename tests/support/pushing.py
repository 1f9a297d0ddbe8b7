"""Turning pushes on in a signed-in browser."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.browser import ORIGIN, Browser
from tests.support.people import CHEAP_HASH, Someone
from tests.support.push_service import HOST, Device
from tracker import clock
from tracker.extensions import db
from tracker.models import PushSubscription
from tracker.services import credentials
from tracker.services.proving import Identity

HOSTS = f"{HOST},*.many.example"
"""For PUSH_HOSTS."""


def write(browser: Browser, method: str, path: str = "/api/me/push", json: Any = None) -> Any:
    """Write by the API, as a script of a page does."""
    headers = {"Origin": ORIGIN, "X-CSRF-Token": browser.token("/settings")}
    body = {} if json is None else json
    return browser.client.open(path, method=method, json=body, headers=headers)


def subscribe(browser: Browser, device: Device, **more: Any) -> TestResponse:
    """Turn pushes on for a device."""
    return write(browser, "PUT", json=device.subscription(**more))


def signed_in(app: Flask, person: Someone, *, shared: bool = False) -> Browser:
    """Return a browser of somebody who is signed in, past the password."""
    identity = Identity(person.id, CHEAP_HASH, None)
    with app.app_context():
        secret, _ = credentials.begin(
            identity, kind="session", label="test", now=clock.now(), shared=shared
        )
    browser = Browser(app)
    browser.client.set_cookie("woven_session", secret, domain="127.0.0.1")
    return browser


def subscriptions(app: Flask) -> list[PushSubscription]:
    """Return all there are."""
    with app.app_context():
        return list(db.session.scalars(db.select(PushSubscription)))
