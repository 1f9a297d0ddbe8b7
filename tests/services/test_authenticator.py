"""Codes of an authenticator: those of the standard, around now, each in its one spelling."""

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.authenticator import code
from tracker.services import authenticator

OF_THE_STANDARD = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert authenticator.step_of(OF_THE_STANDARD, digits, now) == seconds // 30


@pytest.mark.parametrize("away", [-2, -1, 0, 1, 2])
def test_a_clock_may_be_one_step_off(away: int) -> None:
    secret = authenticator.fresh()
    step = authenticator.step_of(secret, code(secret, NOW, steps=away), NOW)
    right = int(NOW.timestamp()) // 30 + away
    assert step == (right if abs(away) < 2 else None)


def test_each_secret_is_another_one_of_160_bits() -> None:
    secrets = {authenticator.fresh() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "123\u2011456"])
def test_gaps_do_not_matter(typed: str) -> None:
    assert authenticator.read(typed) == "123456"


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12345a", "\uff11\uff12\uff13456", "٠١٢٣٤٥"]
)
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert authenticator.read(typed) is None


def test_the_address_names_the_account_and_says_how_codes_are_made() -> None:
    secret = authenticator.fresh()
    parts = urlsplit(authenticator.uri(secret, "ána+x@example.org"))
    assert (parts.scheme, parts.netloc, parts.path) == (
        "otpauth",
        "totp",
        "/Woven:%C3%A1na%2Bx%40example.org",
    )
    assert parse_qs(parts.query) == {
        "secret": [secret],
        "issuer": ["Woven"],
        "digits": ["6"],
        "period": ["30"],
        "algorithm": ["SHA1"],
    }
