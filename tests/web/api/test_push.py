"""Reminders on a browser: turned on there, moved, turned off, and gone with its session."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.support.jobs import run_errands
from tests.support.people import PASSWORD, Someone, problem
from tests.support.push_service import Device
from tests.support.pushing import HOSTS, signed_in, subscribe, subscriptions, write
from tracker.jobs import outbound
from tracker.services import push
from tracker.services.push import MOST

PATH = "/api/me/push"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(PUSH_HOSTS=HOSTS)


def test_a_browser_subscribes_and_learns_what_the_server_knows(app: Flask, ana: Someone) -> None:
    browser = signed_in(app, ana)
    device = Device()
    before = browser.get(PATH).get_json()
    assert (before["endpoint_digest"], before["names_habits"]) == (None, False)
    assert len(before["key"]) == 87
    response = subscribe(browser, device)
    assert response.status_code == 200, response.get_json()
    digest = push.endpoint_digest(device.endpoint)
    assert response.get_json() == {**before, "endpoint_digest": digest}
    assert browser.get(PATH).get_json() == response.get_json()
    assert write(browser, "DELETE").status_code == 204
    assert browser.get(PATH).get_json() == before
    assert write(browser, "DELETE").status_code == 204


def test_what_it_may_show_is_changed_by_sending_it_again(app: Flask, ana: Someone) -> None:
    browser, device = signed_in(app, ana), Device()
    subscribe(browser, device, names_habits=True)
    (first,) = subscriptions(app)
    assert first.names_habits
    subscribe(browser, device)
    (second,) = subscriptions(app)
    assert (second.id, second.names_habits) == (first.id, False)


def test_a_session_has_one_subscription_and_the_newest_counts(app: Flask, ana: Someone) -> None:
    browser = signed_in(app, ana)
    subscribe(browser, Device("old"))
    subscribe(browser, Device("new"))
    assert [row.endpoint for row in subscriptions(app)] == [Device("new").endpoint]


def test_under_another_account_the_endpoint_moves_over(
    app: Flask, ana: Someone, dev: Someone
) -> None:
    hers, his = signed_in(app, ana), signed_in(app, dev)
    device = Device()
    subscribe(hers, device)
    subscribe(his, device)
    (row,) = subscriptions(app)
    assert row.person_id == dev.id
    assert hers.get(PATH).get_json()["endpoint_digest"] is None


@pytest.mark.parametrize("kept", [(), ("p256dh",), ("auth",)])
def test_who_knows_anothers_endpoint_alone_cannot_end_it(
    app: Flask, ana: Someone, dev: Someone, kept: tuple[str, ...]
) -> None:
    hers, his, device = signed_in(app, ana), signed_in(app, dev), Device()
    subscribe(hers, device)
    document, keys = Device().subscription(), device.subscription()["keys"]
    document["keys"]["auth"] = "A" * 22
    document["keys"] |= {name: keys[name] for name in kept}
    refused = write(his, "PUT", json=document)
    wrong = write(his, "PUT", json={**document, "endpoint": "https://evil.example/x"})
    assert (refused.status_code, refused.get_json()["code"]) == (422, wrong.get_json()["code"])
    (row,) = subscriptions(app)
    assert row.person_id == ana.id
    assert subscribe(signed_in(app, ana), Device()).status_code == 200  # her own, with new keys
    assert len(subscriptions(app)) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example/x", "https://evil.example/x", "https://push.example:8443/x", 7],
)
def test_no_address_but_a_push_services_is_taken(app: Flask, ana: Someone, endpoint: Any) -> None:
    document = {**Device().subscription(), "endpoint": endpoint}
    response = write(signed_in(app, ana), "PUT", json=document)
    assert response.status_code == 422
    assert "endpoint" in response.get_json()["errors"]
    assert subscriptions(app) == []


def test_a_shared_device_gets_none(app: Flask, ana: Someone) -> None:
    browser = signed_in(app, ana, shared=True)
    problem(subscribe(browser, Device()), 403, "shared_device")
    assert subscriptions(app) == []


def test_a_program_gets_none(app: Flask, ana: Someone) -> None:
    problem(ana.put(PATH, Device().subscription()), 403, "session_only")
    assert subscriptions(app) == []


def test_there_is_an_upper_bound(app: Flask, ana: Someone) -> None:
    browsers = [signed_in(app, ana) for _ in range(MOST + 1)]
    for number, browser in enumerate(browsers[:-1]):
        assert subscribe(browser, Device(f"{number}")).status_code == 200
    problem(subscribe(browsers[-1], Device("last")), 409, "too_many")
    assert subscribe(browsers[0], Device("another")).status_code == 200
    write(browsers[1], "DELETE")
    assert subscribe(browsers[-1], Device("last")).status_code == 200


def test_signing_out_ends_it(app: Flask, ana: Someone) -> None:
    browser = signed_in(app, ana)
    subscribe(browser, Device())
    browser.post("/sign-out")
    assert subscriptions(app) == []


def test_another_password_ends_those_elsewhere(app: Flask, ana: Someone) -> None:
    here, there = signed_in(app, ana), signed_in(app, ana)
    subscribe(here, Device("here"))
    subscribe(there, Device("there"))
    body = {"password": PASSWORD, "new_password": "quite another evening"}
    assert write(here, "PUT", "/api/me/password", body).status_code == 204
    assert [row.endpoint for row in subscriptions(app)] == [Device("here").endpoint]


def test_leaving_ends_it_for_both_and_for_nobody_else(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    browsers = {person.id: signed_in(app, person) for person in (ana, ben, dev)}
    for person_id, browser in browsers.items():
        subscribe(browser, Device(person_id[:8]))
    assert len(subscriptions(app)) == 3
    assert write(browsers[ben.id], "POST", "/api/couple/unlink").status_code == 204
    assert [row.person_id for row in subscriptions(app)] == [dev.id]
    assert eva.stream() == []


def test_erasing_the_account_ends_it(app: Flask, ana: Someone) -> None:
    browser = signed_in(app, ana)
    subscribe(browser, Device())
    ana.call("DELETE", "/api/me", json={"password": PASSWORD})
    assert subscriptions(app) == []


def test_the_export_says_where_and_not_how_to_send_there(app: Flask, ana: Someone) -> None:
    device = Device("a-secret-path")
    subscribe(signed_in(app, ana), device)
    document = ana.post("/api/me/export", {"password": PASSWORD}).get_json()
    (entry,) = document["push"]
    assert (entry["kind"], entry["names_habits"]) == ("session", False)
    keys = device.subscription()["keys"]
    for secret in ("a-secret-path", *keys.values()):
        assert secret not in str(document)


def test_one_can_be_sent_to_see_it_a_few_times(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(PUSH_HOSTS=HOSTS, RATE_LIMITS="")
    ana, device = Someone(app, "ana"), Device()
    sent: list[Any] = []

    def post(*given: Any) -> int:
        sent.append(given)
        return 201

    monkeypatch.setattr(outbound, "post", post)
    browser = signed_in(app, ana)
    problem(write(browser, "POST", f"{PATH}/test"), 404, "not_found")
    subscribe(browser, device)
    for _ in range(4):
        assert write(browser, "POST", f"{PATH}/test").status_code == 204
    problem(write(browser, "POST", f"{PATH}/test"), 429, "too_many_tries")
    run_errands(app)
    assert len(sent) == 4
    host, path, body, *_ = sent[0]
    assert f"https://{host}{path}" == device.endpoint
    assert "This is how a reminder" in device.open(body)["notification"]["body"]
