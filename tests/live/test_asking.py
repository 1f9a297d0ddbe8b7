"""What a client may ask over its socket, and how it is refused."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.habits import agreed
from tests.support.remote import Ear, Raw, Remote
from tests.support.server import LiveServer
from tracker import clock


@pytest.fixture
def ear(ana: Remote) -> Iterator[Ear]:
    with ana.ear() as ear:
        yield ear


def operation(habit_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "op": str(uuid4()),
        "type": "tick",
        "habit": habit_id,
        "date": clock.now().date().isoformat(),
        "done": True,
        "at": clock.now().isoformat(),
    } | fields


def envelope(couple: str, *ops: Any, **fields: Any) -> dict[str, Any]:
    return {
        "couple": couple,
        "device": str(uuid4()),
        "sent_at": clock.now().isoformat(),
        "ops": list(ops),
    } | fields


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer["status"], answer["code"]) == (status, code), answer
    assert set(answer) >= {"type", "title", "status", "detail", "code"}
    return answer


def test_catch_up_answers_as_the_api_does(ana: Remote, ben: Remote, habit: str, ear: Ear) -> None:
    for _ in range(2):
        ana.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
        ben.delete(f"/api/habits/{habit}/ticks/{clock.now().date()}")
        ana.delete(f"/api/habits/{habit}/ticks/{clock.now().date()}")
    for after in (0, 1, 4, 5, 99, 2**63 - 1):
        answer = ear.call("catch_up", {"after": after})
        assert answer == ana.get(f"/api/changes?after={after}").get_json()
    assert ear.call("catch_up", {}) == ana.get("/api/changes").get_json()
    assert ear.call("catch_up") == ana.get("/api/changes").get_json()
    assert ear.call("catch_up", {"after": 99})["reset"] is True


def test_a_sync_is_answered_and_the_partner_hears_of_it(
    ana: Remote, ben: Remote, couple: str, habit: str, ear: Ear
) -> None:
    sent = envelope(couple, operation(habit), operation(habit, date="2001-01-01"))
    with ben.ear() as of_ben:
        answer = ear.call("sync", sent)
        assert [result["status"] for result in answer["results"]] == ["applied", "rejected"]
        assert answer["changes"] == ana.stream()
        assert (answer["cursor"], answer["more"]) == (1, False)
        assert of_ben.wait_changes(1) == ben.stream()
        again = ear.call("sync", sent)
        assert [result["status"] for result in again["results"]] == ["duplicate", "rejected"]
        assert len(of_ben.changes) == 1
    assert ear.wait_changes(1) == ana.stream()


SHAPES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "x",
    "",
    [],
    [[]],
    [{}],
    [1, 2],
    {"after": None},
    {"after": -1},
    {"after": "1"},
    {"after": True},
    {"after": 1.0},
    {"after": 2**63},
    {"after": 10**90},
    {"after": []},
    {"after": {}},
    {"before": 1},
    {"after": 1, "limit": 1},
    {"": 1},
    {"\x00": 1},
    {"\ud800": 1},
    {"after": "\ud800"},
    {"_schema": 1},
    {"after": {"after": {"after": 0}}},
    {"__proto__": {}},
    {"k" * 5000: 1},
]


@pytest.mark.parametrize("shape", range(len(SHAPES)))
@pytest.mark.parametrize("event", ["catch_up", "sync"])
def test_another_shape_is_422(event: str, shape: int, ear: Ear) -> None:
    answer = refused(ear.call(event, SHAPES[shape]), 422, "invalid")
    assert answer["errors"]
    assert all(isinstance(texts, list) for texts in answer["errors"].values())


def test_not_a_number_is_422(ear: Ear) -> None:
    for value in (float("inf"), float("nan")):
        refused(ear.call("catch_up", {"after": value}), 422, "invalid")


@pytest.mark.parametrize(
    "broken",
    [
        {"couple": None},
        {"couple": "x"},
        {"couple": 1},
        {"couple": "A" * 36},
        {"device": None},
        {"device": "\x00"},
        {"sent_at": "now"},
        {"sent_at": 0},
        {"sent_at": "2026-13-01T00:00:00Z"},
        {"sent_at": "9999-12-31T23:59:59Z"},
        {"sent_at": "2026-01-01T00:00:00"},
        {"after": -1},
        {"after": 2**64},
        {"ops": None},
        {"ops": {}},
        {"ops": "x"},
        {"ops": [None] * 101},
        {"extra": 1},
    ],
)
def test_a_broken_envelope_is_422(broken: dict[str, Any], couple: str, ear: Ear) -> None:
    refused(ear.call("sync", envelope(couple) | broken), 422, "invalid")


def test_bad_operations_are_rejected_alone(
    ana: Remote, couple: str, habit: str, stranger: Remote, ear: Ear
) -> None:
    today = clock.now().date()
    bad: list[Any] = [
        None,
        1,
        "x",
        [],
        {},
        [operation(habit)],
        operation(habit, op=None),
        operation(habit, op="x" * 9000),
        operation(habit, op="\ud800"),
        operation(habit, op=str(uuid4()).upper()),
        operation(habit, type="cheer"),
        operation(habit, habit=None),
        operation(habit, habit=str(uuid4())),
        operation(habit, habit="../" * 9),
        operation(habit, date="today"),
        operation(habit, date="2026-02-30"),
        operation(habit, date=1),
        operation(habit, date=str(today + timedelta(days=2))),
        operation(habit, date=str(today - timedelta(days=9))),
        operation(habit, slot=-1),
        operation(habit, slot=1),
        operation(habit, slot=2**40),
        operation(habit, slot="0"),
        operation(habit, slot=None),
        operation(habit, done=None),
        operation(habit, done="true"),
        operation(habit, note=1),
        operation(habit, note="\x00"),
        operation(habit, note="\ud800"),
        operation(habit, note="x" * 501),
        operation(habit, at="now"),
        operation(habit, at="1970-01-01T00:00:00Z"),
        operation(habit, at=str(clock.now() - timedelta(days=31)).replace(" ", "T")),
        operation(habit, extra=1),
    ]
    answer = ear.call("sync", envelope(couple, *bad, operation(habit)))
    statuses = [result["status"] for result in answer["results"]]
    assert statuses == ["rejected"] * len(bad) + ["applied"]
    assert all(result["code"] for result in answer["results"][:-1])
    assert len(ana.stream()) == 1


def test_an_extreme_clock_is_answered(couple: str, habit: str, ear: Ear) -> None:
    for at, sent_at in (
        ("2199-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00+14:00"),
        ("1970-01-01T00:00:00+23:59", "2199-12-31T23:59:59-23:59"),
    ):
        answer = ear.call("sync", envelope(couple, operation(habit, at=at), sent_at=sent_at))
        assert answer.get("results") or answer["status"] == 422


def test_a_foreign_couple_is_404_and_one_that_was_is_410(
    ana: Remote, couple: str, habit: str, eavesdroppers: Any, ear: Ear
) -> None:
    foreign = eavesdroppers[0][0].get("/api/couple").get_json()["id"]
    refused(ear.call("sync", envelope(foreign, operation(habit))), 404, "not_found")
    refused(ear.call("sync", envelope(str(uuid4()), operation(habit))), 404, "not_found")
    ana.post("/api/couple/unlink")
    ear.wait_closed()
    with ana.ear() as again:
        refused(again.call("sync", envelope(couple, operation(habit))), 410, "unlinked")
        refused(again.call("sync", envelope(foreign)), 404, "not_found")
        assert again.changes == []


def test_a_strangers_habit_is_like_none(couple: str, eavesdroppers: Any, ear: Ear) -> None:
    dev = eavesdroppers[0][0]
    theirs = agreed(dev, dev.get("/api/couple").get_json()["id"], clock.now().date())
    for unknown in (theirs, str(uuid4())):
        answer = ear.call("sync", envelope(couple, operation(unknown)))
        assert [result["code"] for result in answer["results"]] == ["not_found"]


JUNK = [
    "4",
    "42",
    "42[",
    "42[]",
    "42{}",
    "42null",
    '42["catch_up"',
    '42"catch_up"',
    "42[1]",
    "42[null,null]",
    '42["connect"]',
    '42["disconnect"]',
    '42["catch_up",{},{},{}]',
    "43",
    "431[]",
    "43999[1]",
    "44",
    '44{"a":1}',
    "47",
    "49",
    "4x",
    "x",
    "9",
    "99",
    "2",
    "2probe",
    "3",
    "5",
    "6",
    "0",
    '0{"sid":"x"}',
    "40",
    "40{}",
    '40{"a":',
    "40[]",
    "40/,",
    "40,",
    "4٤",
    "42" + "9" * 99 + '["catch_up"]',
    "42" + "9" * 5000 + '["catch_up"]',
    '421["catch_up",' + "[" * 30_000 + "]" * 30_000 + "]",
    '421["sync",' + '{"a":' * 9_000 + "1" + "}" * 9_000 + "]",
    '421["catch_up",{"after":1e999}]',
    '421["catch_up",{"after":' + "9" * 5000 + "}]",
    '42["catch_up","' + "\\ud800" * 9 + '"]',
    "b",
    "b!!!!",
    "bAAAA",
    '451-["sync",{"_placeholder":true,"num":0}]',
    '459999999999-["sync"]',
    '461-1[{"_placeholder":true,"num":0}]',
    "1",
]


@pytest.mark.parametrize("junk", range(len(JUNK)))
def test_junk_harms_nobody(junk: int, server: LiveServer, ana: Remote, couple: str) -> None:
    raw = Raw(server, ana)
    raw.send("40")
    raw.receive_all(0.05)
    try:
        raw.send(JUNK[junk])
        raw.receive_all(0.05)
        raw.send('427["catch_up"]')
        answered = raw.receive(1)
    except OSError:
        answered = None  # it was hung up on, which is an answer too
    while answered is not None and not answered.startswith("437"):
        assert answered[:2] in ("43", "44", "6", "3probe"), answered
        answered = raw.receive(1)
    if answered is not None:
        assert json.loads(answered[3:]) == [{"items": [], "cursor": 0, "reset": False}]
    raw.close()
    with ana.ear() as ear:
        assert ear.call("catch_up")["items"] == []


def test_an_empty_message_ends_the_connection_alone(server: LiveServer, ana: Remote) -> None:
    raw = Raw(server, ana)
    raw.send("40")
    raw.send("")
    assert raw.is_closed()
    with ana.ear() as ear:
        assert ear.call("catch_up")["items"] == []


def test_bytes_are_hung_up_on(server: LiveServer, ana: Remote) -> None:
    """Attachments that never end would be kept until they do."""
    raw = Raw(server, ana)
    raw.send("40")
    raw.socket.send_binary(b"x")
    assert raw.is_closed()


def test_nothing_of_what_was_sent_is_in_the_log(server: LiveServer, ana: Remote) -> None:
    raw = Raw(server, ana)
    for message in ("40", '42["MARKER', '42["sync",{"MARKER":1}]', '42["MARKER"]', "42MARKER"):
        raw.send(message)
    raw.receive_all()
    raw.close()
    for event in ("catch_up", "sync"):
        with ana.ear() as ear:
            ear.call(event, {"MARKER": "MARKER"})
    assert "MARKER" not in server.log
    assert "Traceback" not in server.log, server.log[-3000:]
