"""What coaches pass beside signing in: where a server is on the web, a second factor."""

from flask import current_app

from tracker.config import Settings
from tracker.services import second_factor
from tracker.services.errors import Forbidden
from tracker.services.principal import Principal


def judge(principal: Principal) -> None:
    """Raise Forbidden (second_factor_required) for a coach whose sign-in is a password alone.

    Thirty couples behind one password are worth guessing it. Not on a machine of one's own.
    """
    settings: Settings = current_app.config["WOVEN"]
    if settings.https and not second_factor.is_on(principal.person_id):
        raise Forbidden(
            "second_factor_required",
            "Who coaches signs in with a second step. Set it up in the settings.",
        )
