"""Pushes as a push service gets them: sealed, signed, on time, and with nothing private in them."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from structlog.testing import capture_logs

from tests.support.agreeing import agree, say
from tests.support.jobs import run_errand
from tests.support.people import Someone, link
from tests.support.push_service import HOST, Device, PushService, push_service
from tests.support.pushing import HOSTS, signed_in, subscribe, subscriptions
from tracker import config
from tracker.extensions import db
from tracker.jobs import push as pushes
from tracker.jobs import push_message
from tracker.models import ContactWishes, Credential, Reminder
from tracker.services import transaction, vapid

NOW = datetime(2026, 5, 6, 18, 0, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
MARK = "MARKOFANA"

Clock = time_machine.TimeMachineFixture


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with push_service(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture
def service(running: PushService, monkeypatch: pytest.MonkeyPatch) -> PushService:
    running.answer = b"HTTP/1.1 201 Created\r\nLocation: https://push.example/m/1\r\n\r\n"
    running.requests.clear()
    way = running.way(resolve=lambda _host, _port: ["127.0.0.1"])
    monkeypatch.setattr(pushes, "USUAL", way)
    return running


class Scene:
    """Ana and ben with a habit, ana's device, and a reminder of hers."""

    def __init__(self, app: Flask, **wishes: Any) -> None:
        self.app = app
        self.ana, self.ben = Someone(app, "ana"), Someone(app, "ben")
        link(self.ana, self.ben)
        for person in (self.ana, self.ben):
            person.patch("/api/me", {"name": f"{MARK} {person.name}"})
        self.habit = agree(self.ana, self.ben, title=f"{MARK} walk", why=f"{MARK} why")
        self.browser = signed_in(app, self.ana)
        self.device = Device("anas-phone")
        self.subscribe()
        with app.app_context(), transaction.writing() as session:
            row = Reminder(
                person_id=self.ana.id,
                habit_id=self.habit["id"],
                kind="time",
                time="18:00",
                created_at=NOW,
            )
            session.add(row)
            if wishes:
                session.add(ContactWishes(person_id=self.ana.id, **wishes))
            session.flush()
            self.reminder = row.id

    def subscribe(self, **more: Any) -> None:
        assert subscribe(self.browser, self.device, **more).status_code == 200
        (row,) = subscriptions(self.app)
        self.subscription = row.id

    def remind(self, day: date = TODAY, due: datetime = NOW) -> None:
        about = (self.reminder, day.isoformat(), due.isoformat())
        run_errand(self.app, "push.reminder", self.subscription, *about)

    def nudge(self) -> None:
        about = (self.habit["id"], NOW.isoformat())
        run_errand(self.app, "push.nudge", self.subscription, *about)


@pytest.fixture
def make_scene(make_app: Callable[..., Flask], time_machine: Clock) -> Callable[..., Scene]:
    def make(environ: dict[str, str] | None = None, **wishes: Any) -> Scene:
        time_machine.move_to(NOW, tick=False)
        return Scene(make_app(PUSH_HOSTS=HOSTS, **(environ or {})), **wishes)

    return make


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    return make_scene()


def test_only_the_device_can_read_it_and_it_names_nothing(
    scene: Scene, service: PushService
) -> None:
    scene.remind()
    (request,) = service.requests
    assert MARK.encode() not in request.body
    assert MARK not in str(request.headers)
    said = scene.device.open(request.body)
    notification = said["notification"]
    assert said == {"web_push": 8030, "notification": notification}
    assert notification == {
        "title": "Woven",
        "body": "Something the two of you agreed on is open.",
        "navigate": "http://127.0.0.1:8000/today",
        "tag": notification["tag"],
        "lang": "en-GB",
        "dir": "ltr",
    }
    assert scene.habit["id"] not in json.dumps(said)


def test_it_names_the_habit_where_the_device_may_show_it_and_no_person(
    scene: Scene, service: PushService
) -> None:
    scene.subscribe(names_habits=True)
    scene.remind()
    scene.remind(TODAY + timedelta(days=1))
    scene.remind()
    first, ahead, _ = [scene.device.open(one.body)["notification"] for one in service.requests]
    assert (first["title"], first["body"]) == ("Woven", f"For today: {MARK} walk")
    assert ahead["body"] == f"Coming up: {MARK} walk"
    for request in service.requests:
        assert MARK.encode() not in request.body
        text = json.dumps(scene.device.open(request.body))
        assert f"{MARK} ana" not in text
        assert f"{MARK} ben" not in text
        assert f"{MARK} why" not in text


def test_it_speaks_the_language_of_whom_it_is_for(scene: Scene, service: PushService) -> None:
    scene.ana.patch("/api/me", {"language": "de"})
    scene.remind()
    (request,) = service.requests
    said = scene.device.open(request.body)["notification"]
    assert (said["lang"], said["body"]) == (
        "de",
        "Etwas, das ihr beide abgemacht habt, ist offen.",
    )


def test_a_week_to_look_back_on_names_nothing_and_is_told_to_who_still_wishes_it(
    make_scene: Callable[..., Scene], service: PushService
) -> None:
    scene = make_scene(recap=True, quiet_from="22:00", quiet_until="07:00")
    scene.subscribe(names_habits=True)
    about = (scene.subscription, NOW.isoformat())
    run_errand(scene.app, "push.recap", *about)
    (request,) = service.requests
    notification = scene.device.open(request.body)["notification"]
    assert notification["body"] == "A week of the two of you can be looked back on."
    assert notification["navigate"] == "http://127.0.0.1:8000/recap"
    assert MARK not in json.dumps(notification)
    run_errand(scene.app, "push.recap", about[0], (NOW - timedelta(hours=1)).isoformat())
    with scene.app.app_context(), transaction.writing() as session:
        session.get_one(ContactWishes, scene.ana.id).recap = False
    run_errand(scene.app, "push.recap", *about)
    assert len(service.requests) == 1


def test_its_size_does_not_tell_what_it_says(scene: Scene, service: PushService) -> None:
    scene.remind()
    scene.subscribe(names_habits=True)
    scene.remind()
    generic, named = service.requests
    assert len(generic.body) == len(named.body) <= 4096


def test_the_push_service_learns_who_sends_and_for_how_long_to_keep_it(
    scene: Scene, service: PushService
) -> None:
    scene.remind()
    (request,) = service.requests
    assert request.path == "/push/anas-phone"
    headers = request.headers
    assert headers["host"] == HOST
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["urgency"] == "high"
    assert headers["ttl"] == str(3 * 3600)
    assert 1 <= len(headers["topic"]) <= 32
    claims = request.claims()
    assert claims["aud"] == f"https://{HOST}"
    assert NOW.timestamp() < claims["exp"] <= (NOW + timedelta(hours=12)).timestamp()
    assert claims["sub"] == "mailto:woven@127.0.0.1"
    settings = scene.app.config["WOVEN"]
    assert claims["key"] == vapid.public_key(settings.vapid_key)
    assert settings.vapid_key not in str(headers)
    wanted = {"host", "accept-encoding", "content-length", "authorization", "content-encoding"}
    assert set(headers) == wanted | {"content-type", "ttl", "urgency", "topic"}


def test_messages_of_the_same_kind_take_each_others_place_unless_they_name_something(
    scene: Scene, service: PushService
) -> None:
    scene.remind()
    scene.remind()
    scene.subscribe(names_habits=True)
    scene.remind()
    topics = [request.headers["topic"] for request in service.requests]
    assert topics[0] == topics[1] != topics[2]
    tags = [scene.device.open(one.body)["notification"]["tag"] for one in service.requests]
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize(
    ("environ", "contact"),
    [
        ({"MAIL_FROM": "care@woven.example"}, "mailto:care@woven.example"),
        ({"PUBLIC_URL": "http://woven:8000"}, "mailto:woven@woven"),
        ({"PUBLIC_URL": "https://woven.example"}, "https://woven.example"),
        (
            {"PUBLIC_URL": "https://woven.example", "MAIL_URL": "smtps://mail.example"},
            "mailto:woven@woven.example",
        ),
    ],
)
def test_it_says_whom_to_write_to(tmp_path: Path, environ: dict[str, str], contact: str) -> None:
    given = {"INSTANCE_DIR": str(tmp_path), **environ}
    assert push_message._contact(config.from_environ(given)) == contact


@pytest.mark.parametrize(
    ("now", "wishes", "seconds"),
    [
        (NOW, {}, 3 * 3600),
        (NOW.replace(hour=21, minute=30), {}, 1800),  # quiet from 22:00
        (NOW, {"quiet_from": "18:10", "quiet_until": "07:00"}, 600),
        (NOW, {"quiet_from": "17:00", "quiet_until": "17:30"}, 3 * 3600),
        (NOW.replace(hour=23), {"quiet_from": "05:00", "quiet_until": "05:00"}, 3600),
    ],
)
def test_it_does_not_wait_into_the_night_nor_into_the_next_day(
    make_scene: Callable[..., Scene],
    service: PushService,
    time_machine: Clock,
    now: datetime,
    wishes: dict[str, str],
    seconds: int,
) -> None:
    scene = make_scene(**wishes)
    time_machine.move_to(now, tick=False)
    scene.remind(due=now)
    (request,) = service.requests
    assert request.headers["ttl"] == str(seconds)


def test_of_a_day_that_is_over_nothing_is_sent(scene: Scene, service: PushService) -> None:
    scene.remind(TODAY - timedelta(days=1))
    assert service.requests == []


def test_what_waited_longer_than_a_quarter_of_an_hour_is_dropped(
    scene: Scene, service: PushService
) -> None:
    scene.remind(due=NOW - timedelta(minutes=15))
    scene.remind(due=NOW - timedelta(minutes=15, seconds=1))
    assert len(service.requests) == 1


def leave(scene: Scene) -> None:
    with scene.app.app_context(), transaction.writing() as session:
        membership = db.metadata.tables["memberships"]
        session.execute(membership.update().values(ended_at=NOW))


def drop_reminder(scene: Scene) -> None:
    with scene.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(Reminder))


def drop_session(scene: Scene) -> None:
    with scene.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(Credential).filter_by(kind="session"))


def outlive_session(scene: Scene) -> None:
    with scene.app.app_context(), transaction.writing() as session:
        session.execute(db.update(Credential).filter_by(kind="session").values(expires_at=NOW))


def hand_over(scene: Scene) -> None:
    with scene.app.app_context(), transaction.writing() as session:
        session.execute(db.update(Reminder).values(person_id=scene.ben.id))


def retire(scene: Scene) -> None:
    say(scene.ben, scene.habit, "retire")


@pytest.mark.parametrize(
    "end", [leave, drop_reminder, drop_session, outlive_session, hand_over, retire]
)
def test_what_ended_meanwhile_is_not_sent(
    scene: Scene, service: PushService, end: Callable[[Scene], None]
) -> None:
    end(scene)
    scene.remind()
    assert service.requests == []


def test_a_nudge_comes_where_it_is_wanted(
    make_scene: Callable[..., Scene], service: PushService
) -> None:
    scene = make_scene(nudges=True)
    scene.nudge()
    scene.subscribe(names_habits=True)
    scene.nudge()
    generic, named = [scene.device.open(one.body)["notification"] for one in service.requests]
    assert generic["body"] == "A small nudge. Have a look when it suits you."
    assert named["body"] == f"A small nudge: {MARK} walk"
    assert [one.headers["urgency"] for one in service.requests] == ["normal", "normal"]
    assert MARK not in str(generic)


def test_a_nudge_that_is_not_allowed_any_more_is_not_sent(
    scene: Scene, service: PushService
) -> None:
    scene.nudge()
    assert service.requests == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_goes(scene: Scene, service: PushService, status: int) -> None:
    service.answer = f"HTTP/1.1 {status} Gone\r\n\r\n".encode()
    scene.remind()
    assert len(service.requests) == 1
    assert subscriptions(scene.app) == []


def test_one_that_was_renewed_meanwhile_stays(
    scene: Scene, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renew(*_: Any) -> int:
        scene.device = Device("renewed")
        scene.subscribe()
        return 410

    monkeypatch.setattr(pushes.outbound, "post", renew)
    scene.remind()
    assert [row.endpoint for row in subscriptions(scene.app)] == [scene.device.endpoint]


def test_every_other_refusal_is_logged_by_its_status_alone_and_not_tried_again(
    scene: Scene, service: PushService
) -> None:
    scene.subscribe(names_habits=True)
    statuses = (301, 307, 400, 401, 403, 413, 429, 500, 503)
    with capture_logs() as logged:
        for status in statuses:
            there = f"Location: https://{HOST}/elsewhere"
            service.answer = f"HTTP/1.1 {status} No\r\n{there}\r\nRetry-After: 1\r\n\r\n".encode()
            scene.remind()
    assert len(service.requests) == len(statuses)
    assert len(subscriptions(scene.app)) == 1
    refused = {"event": "push_refused", "log_level": "warning"}
    assert logged == [{**refused, "status": status} for status in statuses]


def test_a_service_that_is_not_there_is_logged_by_a_word(
    scene: Scene, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_host: str, _port: int) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(pushes, "USUAL", service.way(resolve=fail))
    with capture_logs() as logged:
        scene.remind()
    assert logged == [{"event": "push_not_sent", "log_level": "warning", "why": "gaierror"}]
    assert len(subscriptions(scene.app)) == 1


def test_a_host_that_was_taken_off_the_list_is_asked_no_more(
    scene: Scene, service: PushService
) -> None:
    settings = scene.app.config["WOVEN"]
    scene.app.config["WOVEN"] = replace(settings, push_hosts=("fcm.googleapis.com",))
    scene.remind()
    assert service.requests == []
    assert subscriptions(scene.app) == []
