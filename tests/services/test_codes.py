import re

import pytest

from tracker.services import codes
from tracker.services.codes import Clicked, Typed

KEY = b"k" * 32


@pytest.mark.parametrize(
    "text",
    ["7QK4-M2ZD-R8TV", "7qk4m2zdr8tv", " 7QK4 M2ZD\tR8TV ", "7qk4–m2zd–r8tv", "7-Q-K-4-M2ZDR8TV"],
)
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    assert codes.read(text) == Typed("7QK4", "M2ZDR8TV")


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert codes.read("oOiI-lL00-1111") == codes.read("0011-1100-1111")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7QK4",
        "7QK4-M2ZD-R8TVX",
        "7QK4-M2ZD-R8TU",  # no U in the alphabet
        "7QK4-M2ZD-R8Tß",
        "7QK4-M2ZD-R8T\x00",
        "7QK4-M2ZD-R8T\ud800",
        "-" * 100_000,
        "a" * 21,
        "a" * 23,
        "é" * 22,
    ],
)
def test_what_is_neither_code_nor_token_is_nothing(text: str) -> None:
    assert codes.read(text) is None


def test_fresh_secrets_read_as_themselves() -> None:
    for _ in range(200):
        code, token = codes.fresh_code(), codes.fresh_token()
        assert codes.read(code.shown()) == code
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code.shown())
        assert codes.read(token.token) == token
        assert len(token.token) == 22


def test_a_proof_counts_for_its_own_finder_and_key_alone() -> None:
    kept = codes.proof_digest(Typed("AAAA", "BBBBBBBB"), KEY)
    assert codes.proves(Typed("AAAA", "BBBBBBBB"), kept, KEY)
    assert not codes.proves(Typed("AAAA", "BBBBBBBC"), kept, KEY)
    assert not codes.proves(Typed("AAAC", "BBBBBBBB"), kept, KEY)
    assert not codes.proves(Typed("AAAA", "BBBBBBBB"), kept, b"x" * 32)


def test_digests_do_not_hold_what_they_are_of() -> None:
    code = Typed("AAAA", "BBBBBBBB")
    kept = {codes.finder_digest(code, KEY), codes.proof_digest(code, KEY), Clicked("c" * 22).digest}
    assert len(kept) == 3
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in kept)
