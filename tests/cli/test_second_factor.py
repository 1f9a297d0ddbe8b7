"""Who has lost all codes asks whoever runs the server."""

import pytest
from flask import Flask

from tests.support.authenticator import set_up
from tests.support.people import Someone

pytestmark = pytest.mark.store("sqlite")


def test_it_is_turned_off_for_one_account_and_told(app: Flask, ana: Someone, ben: Someone) -> None:
    set_up(ana)
    set_up(ben)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["second-factor-off", ana.email.upper()])
    assert (done.exit_code, done.output.partition(".")[0]) == (0, "Turned off")
    assert ana.get("/api/me/second-factor").get_json() == {"on": False, "recovery_codes_left": 0}
    assert ben.get("/api/me/second-factor").get_json()["on"] is True
    assert ana.stream()[-1]["data"] == {"what": "second_factor"}
    for address in (ana.email, "nobody@example.org"):
        again = runner.invoke(args=["second-factor-off", address])
        assert again.exit_code == 1
        assert "No account with this address has a second step." in again.output
