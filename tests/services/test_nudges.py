"""A small sign: at most one arrives a day, and whoever sends it cannot tell whether it did."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from time_machine import TimeMachineFixture

from tests.conftest import ORIGIN
from tests.support.habits import agreed
from tests.support.people import FROM_A_PAGE, Someone, problem
from tests.support.reminding import device, heard
from tracker.extensions import db
from tracker.services import contact, nudges
from tracker.services.errands import Errand
from tracker.services.reminders.relevance import Open

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, TODAY)


def allow(person: Someone, **wishes: object) -> contact.Contact:
    with person.app.app_context():
        return contact.change(person.id, {"nudges": True, **wishes})


def send(person: Someone, habit: str) -> list[Errand]:
    """Send a sign and do what that comes to; return the pushes."""
    with heard() as asked:
        assert person.post(f"/api/habits/{habit}/nudge").status_code == 204
        pushes: list[Errand] = []
        with person.app.app_context():
            for errand in list(asked):
                assert errand.name == "nudge"
                sender, about, at = errand.ids
                nudges.deliver(sender, about, datetime.fromisoformat(at), datetime.now(UTC))
        pushes += [errand for errand in asked if errand.name == "push.nudge"]
    return pushes


def test_it_reaches_every_device_of_who_takes_signs(ana: Someone, ben: Someone, habit: str) -> None:
    allow(ben)
    phones = {device(ben), device(ben)}
    pushes = send(ana, habit)
    assert {errand.ids[0] for errand in pushes} == phones
    assert {errand.ids[1:] for errand in pushes} == {(habit, "2026-05-20T18:30:00.000Z")}


def test_one_a_day_is_sent_and_one_a_day_arrives(
    ana: Someone,
    ben: Someone,
    couple: str,
    habit: str,
    time_machine: TimeMachineFixture,
) -> None:
    allow(ben)
    device(ben)
    other = agreed(ana, couple, TODAY, title="Another")
    assert len(send(ana, habit)) == 1
    assert send(ana, habit) == send(ana, other) == []
    with ana.app.app_context():  # a queue that hands it out twice
        with heard() as asked:
            nudges.deliver(ana.id, habit, NOW, NOW)
        assert asked == []
    time_machine.move_to(NOW + DAY, tick=False)
    assert len(send(ana, other)) == 1


FATES: dict[str, Callable[[Someone, str], object]] = {
    "wanted": lambda ben, _: (allow(ben), device(ben)),
    "never allowed": lambda ben, _: device(ben),
    "muted": lambda ben, _: (allow(ben), device(ben), allow(ben, nudges=False)),
    "quiet hours": lambda ben, _: (
        allow(ben, quiet_from="18:00", quiet_until="19:00"),
        device(ben),
    ),
    "done already": lambda ben, habit: (
        allow(ben),
        device(ben),
        ben.put(f"/api/habits/{habit}/ticks/{TODAY}"),
    ),
    "no device": lambda ben, _: allow(ben),
}


@pytest.mark.parametrize("fate", FATES)
def test_only_where_it_is_wanted_it_arrives(
    ana: Someone, ben: Someone, habit: str, fate: str
) -> None:
    FATES[fate](ben, habit)
    assert bool(send(ana, habit)) == (fate == "wanted")


@contextmanager
def noted(app: Flask) -> Iterator[list[str]]:
    """Note the statements that the store is told."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_nothing_tells_the_sender_what_became_of_it(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    """The same answer, the same statements, one errand of the same kind, and no stream row."""
    seen = {}
    for number, (fate, make) in enumerate(FATES.items()):
        habit = agreed(ana, couple, TODAY, title="Talk")
        with app.app_context():
            db.session.execute(db.text("DELETE FROM contact_wishes"))
            db.session.execute(db.text("DELETE FROM push_subscriptions"))
            db.session.commit()
        make(ben, habit)
        before = (ana.stream(), ben.stream())
        with heard() as asked, noted(app) as statements:
            answer = ana.post(f"/api/habits/{habit}/nudge")
        headers = {name: value for name, value in answer.headers if name != "X-Request-Id"}
        kinds = [(errand.name, len(errand.ids)) for errand in asked]
        seen[fate] = (answer.status_code, answer.get_data(), headers, statements, kinds)
        page = ana.get(f"/habits/{habit}", headers=FROM_A_PAGE).get_data(as_text=True)
        assert "You sent a small sign today." in page
        with app.app_context():
            nudges.deliver(ana.id, habit, NOW, NOW)
        assert (ana.stream(), ben.stream()) == before
        assert number == 0 or seen[fate] == seen["wanted"], fate
    assert seen["wanted"][4] == [("nudge", 3)]


@pytest.mark.parametrize("fate", FATES)
def test_whether_it_is_wanted_or_not_the_habit_is_folded(
    ana: Someone, ben: Someone, habit: str, fate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folding is nearly all of the work; whoever sends may measure how busy the server is."""
    FATES[fate](ben, habit)
    folded: list[str] = []

    class Noted(Open):
        def on(self, habit_id: str, day: date) -> bool:
            folded.append(habit_id)
            return super().on(habit_id, day)

    monkeypatch.setattr(nudges, "Open", Noted)
    with ana.app.app_context():
        nudges.deliver(ana.id, habit, NOW, NOW)
    assert folded == [habit]


def test_what_waited_too_long_or_has_ended_goes_nowhere(
    app: Flask, ana: Someone, ben: Someone, habit: str
) -> None:
    allow(ben)
    device(ben)
    with heard() as asked, app.app_context():
        nudges.deliver(ana.id, habit, NOW - timedelta(minutes=16), NOW)
    assert asked == []
    assert ben.post("/api/couple/unlink").status_code == 204
    with heard() as asked, app.app_context():
        nudges.deliver(ana.id, habit, NOW, NOW)
    assert asked == []


def test_only_for_a_habit_in_force_that_one_shares(
    ana: Someone, ben: Someone, habit: str, dev: Someone, eva: Someone
) -> None:
    problem(dev.post(f"/api/habits/{habit}/nudge"), 404, "not_found")
    assert ana.post(f"/api/habits/{habit}/retire").status_code == 200
    problem(ana.post(f"/api/habits/{habit}/nudge"), 409, "not_active")
    assert dev.stream() == eva.stream() == []


def test_by_the_form_of_the_page(ana: Someone, ben: Someone, habit: str) -> None:
    page = ana.get(f"/habits/{habit}", headers=FROM_A_PAGE).get_data(as_text=True)
    assert "Send Ben a small sign" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    form = {"csrf_token": token[1]}
    path = f"/habits/{habit}/nudge"
    response = ana.call("POST", path, data=form, headers={"Origin": ORIGIN})
    assert (response.status_code, response.location) == (303, f"/habits/{habit}?said=sign")
    page = ana.get(response.location, headers=FROM_A_PAGE).get_data(as_text=True)
    assert "Your sign is sent." in page
    assert "Send Ben a small sign" not in page
    assert "sign is sent" not in ben.get(f"/habits/{habit}", headers=FROM_A_PAGE).get_data(True)
