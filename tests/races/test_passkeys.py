"""One answer of a passkey lets in one, however many present it at the same moment."""

from collections import Counter
from functools import partial

from flask import Flask

from tests.races.conftest import ROUNDS, together
from tests.support.browser import Browser
from tests.support.cheap_passwords import cheap_passwords
from tests.support.passkeys import Authenticator, added
from tests.support.people import Someone

THREADS = 6
HERE = "/sign-in/passkey"


def test_of_many_with_one_answer_one_is_let_in(app: Flask, ana: Someone) -> None:
    with cheap_passwords():
        phone = Authenticator()
        added(ana, phone)
    browsers = [Browser(app) for _ in range(THREADS)]
    tokens = [browser.token() for browser in browsers]
    for _ in range(ROUNDS):
        asked = browsers[0].send(f"{HERE}/options", csrf_token=tokens[0]).get_json()
        fields = {"challenge": asked["challenge"], **phone.sign(asked["options"])}
        tries = [
            partial(browser.send, HERE, csrf_token=token, **fields)
            for browser, token in zip(browsers, tokens, strict=True)
        ]
        answers = Counter(answer.status_code for answer in together(tries))
        assert answers == {303: 1, 409: THREADS - 1}
        browsers = [Browser(app) for _ in range(THREADS)]
        tokens = [browser.token() for browser in browsers]
