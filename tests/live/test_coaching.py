"""A coach who is shown out: the sockets close, nothing follows, and their own stream is theirs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.live.test_rights import IN_FORCE
from tests.support.coached import let_in
from tests.support.remote import Remote
from tests.support.server import LiveServer
from tracker import clock
from tracker.extensions import db
from tracker.models import CoachLink
from tracker.services import transaction
from tracker.services.coaching import lapses


@pytest.fixture
def cleo(server: LiveServer) -> Remote:
    """Return cleo, who coaches."""
    return Remote(server, "cleo")


@pytest.fixture
def client(ana: Remote, ben: Remote, cleo: Remote, couple: str) -> str:
    """Let cleo in; return the link's id."""
    return let_in(cleo, couple, ana, ben)


def shown_out(one: Remote, client: str) -> None:
    assert one.delete(f"/api/couple/coach/{client}").status_code == 204


def left(one: Remote, _client: str) -> None:
    assert one.post("/api/couple/unlink").status_code == 204


def lapsed_and_noted_by_another_process(one: Remote, client: str) -> None:
    """Write what the job writes, in a process whose sockets these are not."""
    with one.app.app_context():
        with transaction.writing() as session:
            session.get_one(CoachLink, client).lapses_at = clock.now() - timedelta(minutes=1)
        lapses.note(client, clock.now())
        db.session.remove()


@pytest.mark.parametrize(
    ("end", "reason"),
    [(shown_out, "coach"), (left, "unlinked"), (lapsed_and_noted_by_another_process, "coach")],
)
def test_the_coachs_sockets_close_and_come_back_to_hear_nothing_more_of_the_two(
    ana: Remote,
    ben: Remote,
    cleo: Remote,
    client: str,
    end: Callable[[Remote, str], None],
    reason: str,
) -> None:
    ears = [cleo.ear(), cleo.ear()]
    body = {"habit": None, "first": clock.now().date().isoformat()}
    pause = ana.post("/api/pauses", body).get_json()["id"]
    for ear in ears:
        (heard,) = ear.wait_changes(1)
        assert (heard["by"], heard["data"]) == (None, {"client": client, "what": "pause"})
        assert len(heard["at"]) == len("2026-05-20")
    end(ben, client)
    for ear in ears:
        ear.wait_closed(IN_FORCE)
        assert ear.said("bye") == [{"reason": reason}]
        events = [event for _, event, _ in ear.heard if event in ("change", "bye", "disconnect")]
        assert events == ["change", "change", "bye", "disconnect"]
    said: list[dict[str, Any]] = cleo.stream()
    with cleo.ear() as again:
        assert again.call("catch_up", {"after": 0})["items"] == said
        ana.delete(f"/api/pauses/{pause}")
        ana.patch("/api/me", {"name": "Anna"})
        cleo.patch("/api/me", {"name": "Kleo"})  # so that there is a last thing to wait for
        again.wait_for(lambda: again.changes, "one's own")
        assert [item["kind"] for item in again.changes] == ["settings"]
    assert cleo.stream()[: len(said)] == said
    assert not {ana.id, ben.id} & set(str(said).split("'"))


def test_what_a_couple_does_by_day_is_nothing_a_coach_hears(
    ana: Remote, ben: Remote, cleo: Remote, client: str, habit: str
) -> None:
    with cleo.ear() as of_cleo, ben.ear() as of_ben:
        path = f"/api/habits/{habit}"
        ana.put(f"{path}/ticks/{clock.now().date()}", {"note": "MARKER"})
        ana.post("/api/check-ins/agreement", {"every": 1})
        ana.post(f"/api/couple/coach/{client}/renew")
        body = {"habit": None, "first": clock.now().date().isoformat()}
        ana.post("/api/pauses", body)
        of_cleo.wait_for(lambda: of_cleo.changes, "the pause")
        of_ben.wait_for(lambda: [c for c in of_ben.changes if c["kind"] == "pause"], "the pause")
        assert [item["data"]["what"] for item in of_cleo.changes] == ["pause"]
    assert [item["data"]["what"] for item in cleo.stream()] == ["pause"]
