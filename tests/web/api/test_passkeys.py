"""Passkeys by the API: listed, added after the password, removed by it, and told of."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.services.test_mail_links import confirm
from tests.support.cheap_passwords import cheap_passwords
from tests.support.jobs import run_errands
from tests.support.mails import mails
from tests.support.passkeys import Authenticator, added, asked
from tests.support.people import PASSWORD, Someone, problem

pytestmark = pytest.mark.store("sqlite")
HERE = "/api/passkeys"


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap_passwords():
        yield


def test_they_are_added_listed_and_removed(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone
) -> None:
    problem(ana.post(f"{HERE}/options", {"password": "not this one"}), 403, "wrong_password")
    problem(ana.post(f"{HERE}/options"), 422, "invalid")
    confirm(ana)
    first, second = (added(ana, Authenticator(), label) for label in ("My phone", "The key"))
    page = ana.get(f"{HERE}?limit=1").get_json()
    assert [(one["id"], one["label"], one["last_used_at"]) for one in page["items"]] == [
        (first, "My phone", None)
    ]
    rest = ana.get(f"{HERE}?after={page['next']}").get_json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([second], None)
    assert set(page["items"][0]) == {"id", "label", "created_at", "last_used_at"}
    for other in (ben, dev):
        assert other.get(HERE).get_json()["items"] == []
        problem(other.delete(f"{HERE}/{first}", json={"password": PASSWORD}), 404, "not_found")
    problem(ana.delete(f"{HERE}/{first}", json={}), 422, "invalid")
    wrong = {"password": "not this one"}
    problem(ana.delete(f"{HERE}/{first}", json=wrong), 403, "wrong_password")
    assert ana.delete(f"{HERE}/{first}", json={"password": PASSWORD}).status_code == 204
    problem(ana.delete(f"{HERE}/{first}", json={"password": PASSWORD}), 404, "not_found")
    told = [item for item in ana.stream() if item["kind"] == "settings"]
    assert [item["data"] for item in told] == [{"what": "passkeys"}] * 3
    assert not [item for item in ben.stream() + dev.stream() if item["kind"] == "settings"]
    run_errands(app)
    assert [(mail.to, mail.subject) for mail in mails(app)] == [
        (ana.email, "Woven: a new passkey"),
        (ana.email, "Woven: a new passkey"),
        (ana.email, "Woven: a passkey was removed"),
    ]
    assert "/settings/password" in mails(app)[0].body
    assert "My phone" not in mails(app)[0].body


def test_what_is_no_passkey_is_refused_in_words(ana: Someone) -> None:
    question = asked(ana)
    made = Authenticator().make(question["options"])
    good = {"challenge": question["challenge"], "label": "My phone", **made}
    for name, bad in (
        ("client_data", "not base64url!"),
        ("client_data", "A"),
        ("client_data", ""),
        ("client_data", "A" * 6000),
        ("attestation", None),
        ("attestation", 7),
        ("label", ""),
        ("label", "a" * 81),
    ):
        errors = problem(ana.post(HERE, good | {name: bad}), 422, "invalid")["errors"]
        assert set(errors) == {name}
    problem(ana.post(HERE, good | {"challenge": "\0"}), 409, "challenge_over")
    problem(ana.post(HERE, good | {"attestation": "AAAA"}), 422, "bad_passkey")
    problem(ana.post(HERE, good), 409, "challenge_over")


def test_a_server_without_a_name_says_so(make_app: Callable[..., Flask]) -> None:
    base = "http://192.0.2.7:8000"
    app = make_app(PUBLIC_URL=base)
    ana = Someone(app, "ana")
    answer = ana.post(f"{HERE}/options", {"password": PASSWORD}, base_url=base)
    problem(answer, 409, "no_passkeys")
