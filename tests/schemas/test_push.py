"""What a browser says of its subscription: its form, before anything is asked of the facts."""

from typing import Any

import pytest
from marshmallow import ValidationError

from tests.support.push_service import Device
from tracker.schemas.push import PushIn

SHAPE = PushIn()
POINT = Device().subscription()["keys"]["p256dh"]


def test_what_browsers_write_is_taken() -> None:
    for expires in (None, 1_780_000_000_000):
        document = {**Device().subscription(), "expirationTime": expires}
        assert SHAPE.load(document)["keys"] == document["keys"]
    assert SHAPE.load(Device().subscription())["names_habits"] is False


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": POINT},
        {"auth": "A" * 22},
        {"p256dh": POINT, "auth": "A" * 21},
        {"p256dh": POINT, "auth": "A" * 23},
        {"p256dh": POINT, "auth": "+" * 22},
        {"p256dh": POINT, "auth": None},
        {"p256dh": POINT[:-1], "auth": "A" * 22},
        {"p256dh": f"{POINT}=", "auth": "A" * 22},
        {"p256dh": "B" + "A" * 86, "auth": "A" * 22},
        {"p256dh": "A" * 87, "auth": "A" * 22},
        {"p256dh": 7, "auth": "A" * 22},
        {"p256dh": POINT, "auth": "A" * 22, "more": ""},
        "keys",
        None,
    ],
)
def test_keys_that_seal_nothing_are_refused(keys: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        SHAPE.load({**Device().subscription(), "keys": keys})
    assert set(refusal.value.normalized_messages()) == {"keys"}


@pytest.mark.parametrize(
    "endpoint", ["http://push.example/x", "https://push.example/ x", "https://", "", 7, None]
)
def test_what_is_no_address_is_refused(endpoint: Any) -> None:
    with pytest.raises(ValidationError):
        SHAPE.load({**Device().subscription(), "endpoint": endpoint})


def test_what_is_not_asked_for_is_refused() -> None:
    with pytest.raises(ValidationError):
        SHAPE.load(Device().subscription(person="somebody else"))
