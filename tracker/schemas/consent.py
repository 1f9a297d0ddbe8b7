"""What a person has said yes to, and taking it back."""

from typing import Any

import marshmallow as ma

from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Day, Schema, one_of


def _subject(**kwargs: Any) -> ma.fields.String:
    return one_of("notice", "checkins", **kwargs)


class Consent(Schema):
    """A yes to one version of one text; ended where `withdrawn_on` is a day."""

    subject = _subject(
        required=True,
        metadata={
            "description": "`notice`: who sees what one shares, and that whoever runs the server "
            "can read it. `checkins`: answers about feelings."
        },
    )
    version = ma.fields.Integer(
        required=True, metadata={"description": "Of the words that were said yes to."}
    )
    is_current = ma.fields.Boolean(
        required=True, metadata={"description": "Whether these are the words of now."}
    )
    given_on = Day(required=True)
    withdrawn_on = Day(required=True, allow_none=True)


class Consents(Schema):
    """The newest yes to each text. `due`: what goes on without a yes to the words of now."""

    items = ma.fields.List(ma.fields.Nested(Consent), required=True)
    due = ma.fields.List(_subject(), required=True)


class CheckinsWithdrawal(Schema):
    """What goes when the yes to check-ins is taken back."""

    opened = one_of(
        "true",
        "false",
        load_default="false",
        metadata={"description": "Take one's answers out of the opened rounds too, for both."},
    )


class RenewForm(Schema):
    """A yes to the words of now."""

    subject = _subject(required=True)


class CheckinsWithdrawalForm(Schema):
    """The same as a page sends it."""

    opened = Checkbox()
