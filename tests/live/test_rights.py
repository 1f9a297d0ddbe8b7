"""Rights are those of now: what ends a credential or a couple ends its sockets, for good."""

import time
from collections.abc import Callable

import pytest
import requests

from tests.support.credentials import another
from tests.support.habits import agreed
from tests.support.people import PASSWORD, link
from tests.support.remote import Ear, Raw, Remote
from tests.support.server import LiveServer
from tracker import clock
from tracker.extensions import db
from tracker.models import Credential
from tracker.services import transaction
from tracker.web import csrf

IN_FORCE = 5.0
"""Seconds within which sockets are closed."""


def token_id(person: Remote) -> str:
    items = person.get("/api/tokens").get_json()["items"]
    return str(next(item["id"] for item in items if item["current"]))


def delete_token(person: Remote, credential_id: str) -> None:
    assert person.delete(f"/api/tokens/{credential_id}").status_code == 204


def change_password(person: Remote, credential_id: str) -> None:
    body = {"password": PASSWORD, "new_password": "another walk by the sea, later"}
    assert person.put("/api/me/password", body).status_code == 204


def behind_the_servers_back(person: Remote, credential_id: str) -> None:
    """Delete the row as another process would, telling nobody."""
    with person.app.app_context(), transaction.writing() as session:
        session.execute(db.delete(Credential).where(Credential.id == credential_id))


@pytest.mark.parametrize("end", [delete_token, change_password, behind_the_servers_back])
def test_the_end_of_a_token_ends_its_sockets_alone(
    ana: Remote, ben: Remote, habit: str, end: Callable[[Remote, str], None]
) -> None:
    credential_id, secret = another(ana)
    revoked = Ear(ana.server, {"Authorization": f"Bearer {secret}"})
    with ana.ear() as of_ana, ben.ear() as of_ben:
        end(ana, credential_id)
        ended = time.monotonic()
        revoked.wait_closed(IN_FORCE)
        assert revoked.said("bye") == [{"reason": "signed_out"}]
        ben.put(f"/api/habits/{habit}/ticks/{clock.now().date()}", {"note": "MARKER"})
        of_ben.wait_changes(1)
        of_ana.wait_for(lambda: [c for c in of_ana.changes if c["kind"] == "tick"], "the tick")
        assert of_ana.said("bye") == []
        # Not even the row that tells of the end is for the one whom it ends.
        assert [event for at, event, _ in revoked.heard if at > ended and event == "change"] == []
        assert revoked.changes == []
    with pytest.raises(Exception, match=r"(?i)401|unauthorized|refused|error"):
        Ear(ana.server, {"Authorization": f"Bearer {secret}"})


def test_nothing_follows_the_end_even_in_the_same_moment(
    ana: Remote, ben: Remote, habit: str
) -> None:
    """Ticks rain while the token is deleted: no row behind the deletion reaches the socket."""
    today = clock.now().date()
    for _ in range(3):
        credential_id, secret = another(ana)
        revoked = Ear(ana.server, {"Authorization": f"Bearer {secret}"})
        for turn in range(6):
            (ben.put if turn % 2 == 0 else ben.delete)(f"/api/habits/{habit}/ticks/{today}")
            if turn == 2:
                delete_token(ana, credential_id)
        revoked.wait_closed(IN_FORCE)
        last = max((item["seq"] for item in revoked.changes), default=0)
        ends = [item["seq"] for item in ana.stream() if item["kind"] == "settings"]
        assert last < ends[-1]


def test_an_ended_client_cannot_join_again_on_its_old_connection(
    ana: Remote, ben: Remote, habit: str
) -> None:
    """Socket.IO would let it: its connection is still there, with the rights of its upgrade."""
    credential_id, secret = another(ana)
    raw = Raw(ana.server, None, headers={"Authorization": f"Bearer {secret}"})
    raw.send("40")
    raw.receive_all(0.1)
    delete_token(ana, credential_id)
    assert any("bye" in message for message in raw.receive_all(0.5))
    try:
        raw.send("40")
        raw.send('421["catch_up"]')
    except OSError:
        pass
    ben.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
    assert raw.receive_all(0.5) == []
    assert raw.is_closed(IN_FORCE)


def test_a_connection_opened_before_cannot_join_after_the_end(
    ana: Remote, ben: Remote, habit: str
) -> None:
    credential_id, secret = another(ana)
    raw = Raw(ana.server, None, headers={"Authorization": f"Bearer {secret}"})
    delete_token(ana, credential_id)
    raw.send("40")
    said = raw.receive_all(0.3)
    ben.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
    said += raw.receive_all(0.3)
    assert not any("ready" in message or "change" in message for message in said)
    assert raw.is_closed(IN_FORCE)


def test_a_client_that_ignores_the_closing_is_hung_up_on(ana: Remote, couple: str) -> None:
    credential_id, secret = another(ana)
    raw = Raw(ana.server, None, headers={"Authorization": f"Bearer {secret}"})
    raw.send("40")
    delete_token(ana, credential_id)
    assert raw.is_closed(IN_FORCE)  # reads bytes, answers nothing


def test_an_ended_session_is_heard_of_as_well(ana: Remote, couple: str) -> None:
    credential_id, secret = another(ana, "session")
    headers = {"Cookie": f"woven_session={secret}", "Origin": ana.server.url}
    ear = Ear(ana.server, headers)
    delete_token(ana, credential_id)
    ear.wait_closed(IN_FORCE)
    assert ear.said("bye") == [{"reason": "signed_out"}]


def test_a_session_that_runs_out_is_closed(ana: Remote, couple: str) -> None:
    credential_id, secret = another(ana, "session")
    ear = Ear(ana.server, {"Cookie": f"woven_session={secret}", "Origin": ana.server.url})
    with ana.app.app_context(), transaction.writing() as session:
        row = session.get(Credential, credential_id)
        assert row is not None
        row.expires_at = clock.now()
    ear.wait_closed(IN_FORCE)
    assert ear.changes == []


def test_unlinking_closes_both_and_each_may_come_back_to_their_own(
    ana: Remote, ben: Remote, couple: str, habit: str
) -> None:
    of_ana, of_ben, of_ben_too = ana.ear(), ben.ear(), ben.ear()
    ana.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
    assert ana.post("/api/couple/unlink").status_code == 204
    for ear in (of_ana, of_ben, of_ben_too):
        ear.wait_closed(IN_FORCE)
        assert ear.said("bye") == [{"reason": "unlinked"}]
        events = [event for _, event, _ in ear.heard if event in ("change", "bye", "disconnect")]
        assert events == ["change", "change", "bye", "disconnect"]
        assert [item["kind"] for item in ear.changes] == ["tick", "unlinked"]
    with ana.ear() as of_ana, ben.ear() as of_ben:
        for person, ear in ((ana, of_ana), (ben, of_ben)):
            page = ear.call("catch_up", {"after": 0})
            assert [item["kind"] for item in page["items"]] == ["tick", "unlinked"]
            assert page["items"] == person.stream()
        ana.patch("/api/me", {"name": "Anna"})
        time.sleep(0.2)
        assert of_ben.changes == []
    answer = ana.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
    assert answer.status_code == 410


def test_a_new_couple_is_no_business_of_the_old_partner(
    server: LiveServer, ana: Remote, ben: Remote, couple: str
) -> None:
    ana.post("/api/couple/unlink")
    fay = Remote(server, "fay")
    habit = agreed(ana, link(ana, fay), clock.now().date())
    with ben.ear() as of_ben, fay.ear() as of_fay:
        ana.put(f"/api/habits/{habit}/ticks/{clock.now().date()}")
        of_fay.wait_changes(1)
        assert of_ben.changes == []
    assert [item["kind"] for item in ben.stream()] == ["unlinked"]


def test_the_erased_are_expelled(ana: Remote, ben: Remote, couple: str) -> None:
    ear = ana.ear()
    with ben.ear() as of_ben:
        assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204
        ear.wait_closed(IN_FORCE)
        of_ben.wait_closed(IN_FORCE)
        assert of_ben.changes[-1]["kind"] == "unlinked"


def test_signing_out_closes_the_sockets_of_that_browser_alone(ana: Remote, couple: str) -> None:
    credential_id, secret = another(ana, "session")
    browser = {"Cookie": f"woven_session={secret}", "Origin": ana.server.url}
    ear = Ear(ana.server, browser)
    with ana.app.app_context():
        token = csrf.token(credential_id)
    with ana.ear() as other:
        answer = requests.post(
            f"{ana.server.url}/sign-out",
            headers=browser | {"X-CSRF-Token": token},
            timeout=10,
            allow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
        ear.wait_closed(IN_FORCE)
        assert ear.said("bye") == [{"reason": "signed_out"}]
        assert other.said("bye") == []
