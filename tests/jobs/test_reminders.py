"""The round that takes what is due, for everybody: who is put off holds up none of the others."""

from typing import Any

import pytest
from flask import Flask

from tests.support.jobs import run_round
from tracker.jobs import reminders
from tracker.services.reminders import taking
from tracker.store import StoreBusy


def test_who_is_put_off_is_asked_once_and_all_the_others_get_theirs(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, asked = ["ana", "ben", "dev", "eva"], []

    def take_due(person_id: str, _now: Any) -> int:
        asked.append(person_id)
        if person_id == "ben":
            raise StoreBusy
        waiting.remove(person_id)
        return 1

    monkeypatch.setattr(reminders, "PEOPLE", 2)
    monkeypatch.setattr(taking, "waiting", lambda _now, most: waiting[:most])
    monkeypatch.setattr(taking, "take_due", take_due)
    run_round(app, "reminders")
    assert asked == ["ana", "ben", "dev", "eva"]
    assert waiting == ["ben"]
