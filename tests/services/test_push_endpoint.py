"""Which addresses may be sent to: those of push services that were named, and no look-alikes."""

import pytest

from tests.support.pushing import HOSTS
from tracker.services.push_endpoint import Endpoint, parse

NAMED = HOSTS.split(",")


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example/push/x",
        "https://push.example:8443/push/x",
        "https://push.example:80/push/x",
        "https://ana@push.example/push/x",
        "https://push.example@evil.example/x",
        "https://push.example",
        "https://push.example.evil.example/x",
        "https://evilpush.example/x",
        "https://evil.example/push.example/x",
        "https://evil.example\\@push.example/x",
        "https://push.example\\.evil.example/x",
        "https://push.example/x#part",
        "https://push.example./x",
        "https://PUSH.example/x",
        "https://many.example/x",
        "https://.many.example/x",
        "https://evilmany.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://push.example/x\r\nHost: evil",
        "https://push.example/ x",
        "https://push.example/é",
        "https://push.éxample/x",
        "//push.example/x",
        "ftp://push.example/x",
        "https://push.example/" + "x" * 2048,
        "",
        "https://push.example/x\n",
        "https://push.example:443:443/x",
        "https://push.example:0443/x",
        "https://push..example/x",
        "https://*.many.example/x",
    ],
)
def test_no_other_address_is_taken(address: str) -> None:
    assert parse(address, NAMED) is None


@pytest.mark.parametrize(
    ("address", "host", "path"),
    [
        ("https://push.example/x", "push.example", "/x"),
        ("https://push.example:443/a:b_c-d?t=x%20y&z=1", "push.example", "/a:b_c-d?t=x%20y&z=1"),
        ("https://a.many.example/x", "a.many.example", "/x"),
        ("https://web.eu-1.many.example/", "web.eu-1.many.example", "/"),
        ("https://push.example//evil.example/x", "push.example", "//evil.example/x"),
        ("https://push.example/@evil.example", "push.example", "/@evil.example"),
    ],
)
def test_that_of_a_push_service_is(address: str, host: str, path: str) -> None:
    assert parse(address, NAMED) == Endpoint(host, path)


def test_where_none_is_named_none_is_taken() -> None:
    assert parse("https://push.example/x", []) is None
