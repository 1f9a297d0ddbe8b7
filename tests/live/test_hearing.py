"""What is heard over a socket: one's own stream, after its commit, and nothing else."""

from datetime import timedelta

import pytest

from tests.support.habits import agreed
from tests.support.remote import SOON, Ear, Raw, Remote
from tests.support.server import LiveServer
from tracker import clock
from tracker.services import couples


def tick_path(habit: str) -> str:
    return f"/api/habits/{habit}/ticks/{clock.now().date()}"


def test_ready_is_said_once_and_tells_where_the_stream_stands(ana: Remote, habit: str) -> None:
    with ana.ear() as ear:
        (ready,) = ear.said("ready")
        assert ready["cursor"] == 0
        assert ready["now"].endswith("Z")
        ana.put(tick_path(habit))
        ear.wait_changes(1)
        assert len(ear.said("ready")) == 1
    with ana.ear() as ear:
        assert ear.said("ready")[0]["cursor"] == 1
        assert ear.changes == []


def test_both_partners_hear_a_tick_as_their_stream_has_it(
    ana: Remote, ben: Remote, habit: str
) -> None:
    with ana.ear() as of_ana, ben.ear() as of_ben:
        ana.put(tick_path(habit))
        (heard_by_ana,), (heard_by_ben,) = of_ana.wait_changes(1), of_ben.wait_changes(1)
    assert [heard_by_ana] == ana.stream()
    assert [heard_by_ben] == ben.stream()
    assert heard_by_ana["kind"] == "tick"
    assert heard_by_ana["by"] == ana.id
    # To the day alone for the partner.
    assert heard_by_ben["at"] == clock.now().date().isoformat()
    assert heard_by_ana["at"].endswith("Z")


def test_a_tick_is_heard_at_once(ana: Remote, ben: Remote, habit: str) -> None:
    with ben.ear() as ear:
        ana.put(tick_path(habit))
        ear.wait_changes(1, seconds=1.0)  # the sweep alone would need up to two


def test_no_word_of_a_note_is_sent_or_logged(
    server: LiveServer, ana: Remote, ben: Remote, habit: str
) -> None:
    with ana.ear() as of_ana, ben.ear() as of_ben:
        ana.put(tick_path(habit), {"note": "MARKER by the river"})
        answer = of_ana.call(
            "sync",
            {
                "couple": ana.get("/api/couple").get_json()["id"],
                "device": "00000000-0000-4000-8000-000000000001",
                "sent_at": clock.now().isoformat(),
                "ops": [
                    {
                        "op": "00000000-0000-4000-8000-000000000002",
                        "type": "tick",
                        "habit": habit,
                        "date": clock.now().date().isoformat(),
                        "done": True,
                        "note": "MARKER by the sea",
                        "at": clock.now().isoformat(),
                    }
                ],
            },
        )
        assert [result["status"] for result in answer["results"]] == ["applied"]
        assert of_ana.wait_changes(2)[0]["data"]["has_note"] is True
        assert of_ben.wait_changes(2)[0]["data"]["has_note"] is True
        assert "MARKER" not in str(of_ana.heard) + str(of_ben.heard) + str(answer)
    assert "MARKER" not in server.log
    assert ana.secret not in server.log


def test_changes_come_in_the_order_of_the_stream_without_gaps(
    ana: Remote, ben: Remote, couple: str
) -> None:
    habits = [agreed(ana, couple, clock.now().date(), times=20) for _ in range(2)]
    with ana.ear() as of_ana, ben.ear() as of_ben, ben.ear() as of_bens_other_phone:
        for slot in range(20):
            person = (ana, ben)[slot % 2]
            for habit in habits:
                person.put(tick_path(habit), {"slot": slot})
        for ear in (of_ana, of_ben, of_bens_other_phone):
            heard = [item["seq"] for item in ear.wait_changes(40)]
            assert heard == list(range(1, 41))


def test_a_tick_said_again_is_not_heard_again(ana: Remote, ben: Remote, habit: str) -> None:
    with ben.ear() as ear:
        for _ in range(3):
            ana.put(tick_path(habit))
        ana.delete(tick_path(habit))
        assert [item["data"]["done"] for item in ear.wait_changes(2)] == [True, False]


def test_habits_pauses_and_settings_are_heard_too(ana: Remote, ben: Remote, couple: str) -> None:
    with ben.ear() as ear:
        today = clock.now().date()
        proposed = ana.post(
            "/api/habits", {"title": "MARKER", "cadence": {"unit": "day"}, "mode": "together"}
        ).get_json()
        ana.post("/api/pauses", {"habit": None, "first": today.isoformat(), "last": None})
        ana.patch("/api/couple", {"backfill_days": 5})
        heard = ear.wait_changes(3)
        assert [item["kind"] for item in heard] == ["habit", "pause", "couple"]
        assert heard[0]["data"]["id"] == proposed["id"]
        assert "MARKER" not in str(ear.heard)
        assert heard == ben.stream()


def test_what_another_process_commits_is_heard_by_the_sweep(
    ana: Remote, ben: Remote, couple: str
) -> None:
    """As after a crash between commit and publish: nobody told this server."""
    with ana.ear() as of_ana, ben.ear() as of_ben:
        with ana.app.app_context():
            couples.change(ana.id, clock.now(), backfill_days=7)
        assert of_ana.wait_changes(1, SOON)[0]["kind"] == "couple"
        assert of_ben.wait_changes(1, SOON) == ben.stream()


def test_a_gap_is_filled_from_the_stream_before_what_follows(
    ana: Remote, ben: Remote, couple: str, habit: str
) -> None:
    with ben.ear() as ear:
        with ana.app.app_context():
            couples.change(ana.id, clock.now(), backfill_days=7)
        ana.put(tick_path(habit))
        assert [item["seq"] for item in ear.wait_changes(2)] == [1, 2]
        assert ear.changes == ben.stream()


def test_a_client_that_never_joins_hears_nothing(ana: Remote, ben: Remote, habit: str) -> None:
    mute = Raw(ana.server, ben)
    with ben.ear() as ear:
        ana.put(tick_path(habit))
        ear.wait_changes(1)
    assert mute.receive_all() == []
    mute.close()


@pytest.mark.parametrize("namespace", ["/admin", "/person", "//"])
def test_there_is_one_namespace_alone(ana: Remote, namespace: str) -> None:
    raw = Raw(ana.server, ana)
    raw.send(f"40{namespace},")
    assert all(message.startswith("44") for message in raw.receive_all())
    raw.close()


@pytest.mark.parametrize("event", ["join", "enter_room", "change", "ready", "bye", "message", "*"])
def test_a_client_can_say_nothing_that_others_hear(
    ana: Remote, ben: Remote, couple: str, event: str
) -> None:
    with ben.ear() as of_ben, ana.ear() as of_ana:
        of_ana.client.emit(event, {"room": f"person:{ben.id}", "to": ben.id, "seq": 1})
        assert of_ana.call("catch_up", {"after": 0})["items"] == []
        assert of_ben.changes == []
        assert of_ben.said("bye") == []


def test_a_clock_far_off_is_no_hindrance(ana: Remote, couple: str, habit: str) -> None:
    with ana.ear() as ear:
        off = clock.now() + timedelta(days=3000)
        answer = sync(ear, couple, habit, at=off.isoformat(), sent_at=off.isoformat())
        assert [result["status"] for result in answer["results"]] == ["applied"]
        ear.wait_changes(1)


def sync(ear: Ear, couple: str, habit: str, *, at: str, sent_at: str) -> dict:
    op = {
        "op": "00000000-0000-4000-8000-000000000003",
        "type": "tick",
        "habit": habit,
        "date": clock.now().date().isoformat(),
        "done": True,
        "at": at,
    }
    envelope = {
        "couple": couple,
        "device": "00000000-0000-4000-8000-000000000001",
        "sent_at": sent_at,
        "ops": [op],
    }
    return ear.call("sync", envelope)
