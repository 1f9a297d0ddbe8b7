"""How often a password may be guessed and an account made: the same for programs and forms."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tracker import clock
from tracker.services import errors, second_factor, second_factor_news
from tracker.services.accounts import address_key
from tracker.web import limits

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


def sign_up(email: str) -> None:
    """Count an account to be made. Raises TooMany."""
    limits.limit("sign_up_from", limits.network(), limit=20, window=HOUR)
    limits.limit("sign_up", address_key(email), limit=10, window=HOUR)


def finish_sign_up(sign_up_id: str) -> None:
    """Count a guess at the password of an account to be. Raises TooMany."""
    limits.limit("finish_sign_up", sign_up_id, limit=10, window=HOUR)


def reset(email: str) -> None:
    """Count a wish for a new password. Raises TooMany, whether there is such an account or not."""
    limits.limit("reset_from", limits.network(), limit=20, window=HOUR)
    limits.limit("reset", address_key(email), limit=5, window=HOUR)


def mail(person_id: str) -> None:
    """Count a mail that somebody has sent, to whatever address. Raises TooMany."""
    limits.limit("mail", person_id, limit=5, window=HOUR)


def sign_in(email: str) -> None:
    """Count a guess. Raises TooMany, for an address without an account as for another.

    Few from one place, so that whoever guesses elsewhere does not lock the owner out at once.
    """
    limits.limit("sign_in_from", limits.network(), limit=50, window=QUARTER)
    limits.limit("sign_in_here", address_key(email), limits.network(), limit=10, window=QUARTER)
    limits.limit("sign_in", address_key(email), limit=100, window=HOUR)


def ask_passkey() -> None:
    """Count a question to the passkey of whom nobody knows yet: each is a row. Raises TooMany.

    What is to be signed cannot be guessed: this bounds the rows alone.
    """
    limits.limit("passkey_from", limits.network(), limit=100, window=QUARTER)


def signed_in(email: str) -> None:
    """Take the guess back: it was none."""
    limits.forgive("sign_in_from", limits.network())
    limits.forgive("sign_in_here", address_key(email), limits.network())
    limits.forgive("sign_in", address_key(email))


@contextmanager
def proving(person_id: str) -> Iterator[None]:
    """Count what happens inside as a guess at the password of somebody who is signed in.

    It was none where it went well, or was refused for anything but the password. Few from one
    session: whoever guesses in one that they stole must not keep the owner, in another, from ending
    it. Raises TooMany.
    """
    here = limits.credential()
    limits.limit("prove_here", person_id, here, limit=10, window=QUARTER)
    limits.limit("prove", person_id, limit=100, window=HOUR)
    try:
        yield
    except errors.Refusal as refusal:
        if refusal.code != "wrong_password":
            _was_no_guess(person_id, here)
        raise
    _was_no_guess(person_id, here)


def _was_no_guess(person_id: str, here: str) -> None:
    limits.forgive("prove_here", person_id, here)
    limits.forgive("prove", person_id)


@contextmanager
def second_step(person_id: str) -> Iterator[None]:
    """Count what happens inside as a guess at a code, unless it was none.

    Who guesses knows the password. Three codes of a million count at a time: fifty guesses a day
    leave them one chance in 20 a year. Whoever is signed in is in no way hindered, and is told.
    Raises TooMany.
    """
    guesses = (("second_step", 5, QUARTER), ("second_step_day", 50, DAY))
    try:
        # In this order: tries while locked out do not use up the day as well.
        for name, most, window in guesses:
            limits.limit(name, person_id, limit=most, window=window)
    except errors.TooMany:
        _tell_of_guesses(person_id)
        raise
    with _guessed(person_id, *(name for name, _, _ in guesses)):
        yield


@contextmanager
def second_step_inside(person_id: str) -> Iterator[None]:
    """Count a guess at a code by who is signed in: apart, so that nobody outside uses these up.

    Raises TooMany.
    """
    limits.limit("second_step_inside", person_id, limit=5, window=QUARTER)
    with _guessed(person_id, "second_step_inside"):
        yield


@contextmanager
def second_proof(person_id: str) -> Iterator[None]:
    """Count a guess at a password, and one at a code, by who is signed in. Raises TooMany."""
    with proving(person_id), second_step_inside(person_id):
        yield


@contextmanager
def _guessed(person_id: str, *names: str) -> Iterator[None]:
    try:
        yield
    except errors.Refusal as refusal:
        if refusal.code != second_factor.WRONG:
            for name in names:
                limits.forgive(name, person_id)
        raise
    for name in names:
        limits.forgive(name, person_id)


def _tell_of_guesses(person_id: str) -> None:
    try:
        limits.limit("second_step_told", person_id, limit=1, window=DAY)
    except errors.TooMany:
        return
    second_factor_news.guessed(person_id, clock.now())
