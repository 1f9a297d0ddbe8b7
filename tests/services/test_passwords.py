"""What a password may be, and how it is kept."""

import subprocess
import sys

import pytest
from argon2 import PasswordHasher, extract_parameters

from tests.support.people import CHEAP_HASH, PASSWORD
from tracker.services import passwords
from tracker.services.errors import Invalid

pytestmark = pytest.mark.usefixtures("real_hashes")


def judge(password: str) -> None:
    passwords.refuse_weak(password, field="password", email="ana@example.org", name="Ana Lima")


def test_a_hash_costs_what_owasp_asks_at_least() -> None:
    parameters = extract_parameters(passwords.make_hash(PASSWORD))
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)
    assert parameters.type.name == "ID"


def test_a_password_fits_its_own_hash_alone() -> None:
    kept = passwords.make_hash(PASSWORD)
    assert passwords.verify(kept, PASSWORD)
    assert not passwords.verify(kept, PASSWORD + " ")
    assert not passwords.is_outdated(kept)


def test_nobody_has_a_password_and_the_dummy_costs_as_much() -> None:
    assert not passwords.verify(None, PASSWORD)
    assert not passwords.is_outdated(passwords.DUMMY)
    assert extract_parameters(passwords.DUMMY) == extract_parameters(passwords.make_hash("x"))


def test_a_hash_of_another_cost_is_outdated_and_rubbish_fits_nothing() -> None:
    assert passwords.is_outdated(CHEAP_HASH)
    assert not passwords.verify("rubbish", PASSWORD)
    assert not passwords.verify(PasswordHasher().hash("other words"), PASSWORD)


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop",
        "Password123",
        "ILOVEYOU123",
        "1234567890",
        "9876543210",
        "7890123456",
        "abcdefghij",
        "aaaaaaaaaaaa",
        "          ",
        "abababababab",
        "xyzxyzxyzxy",
        "ana@example.org",
        "ANA@EXAMPLE.ORG1",
        "ana lima 12",
        "anaanaanaana",
        "wovenwoven12",
        "Woven habits",
        "ana woven 22",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        judge(password)
    assert (refused.value.code, refused.value.field) == ("weak_password", "password")


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "ana walks by the river", "söndagskaffe på balkongen", "  outer space  "],
)
def test_words_in_a_row_are_welcome(password: str) -> None:
    judge(password)


def test_under_gevent_hashing_does_not_stop_the_others() -> None:
    program = """
import gevent.monkey; gevent.monkey.patch_all()
import gevent
from tracker.services import passwords
turns = 0
def spin():
    global turns
    while True:
        turns += 1
        gevent.sleep(0.001)
gevent.spawn(spin)
kept = passwords.make_hash("a quiet walk")
assert passwords.verify(kept, "a quiet walk") and not passwords.verify(kept, "another")
assert turns > 3, turns
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
