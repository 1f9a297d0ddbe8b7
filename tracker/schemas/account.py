"""Accounts, and what proves whose they are."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from tracker.schemas.fields import Bool, Day, Id, Instant, Int, Schema, Text, Zone, one_of
from tracker.spoken import LANGUAGES, N_

LONGEST_ADDRESS = 254
LANGUAGE = "What Woven speaks to this person; null: as the browser asks, and in mails English."
LONGEST_PASSWORD = 128
TICKS_SEEN = ("at_once", "day_end")
LONGEST_CODE = 40
"""With gaps wherever somebody puts them."""


class Email(Text):
    """An address, as its owner writes it."""

    default_error_messages = {"address": N_("An address such as ana@example.org.")}

    def __init__(self, **kwargs: Any):
        super().__init__(LONGEST_ADDRESS, metadata={"format": "email"}, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        address = super()._deserialize(value, attr, data, **kwargs)
        # Folding lengthens some letters, and the folded address must fit as well.
        if len(unicodedata.normalize("NFC", address.casefold())) > LONGEST_ADDRESS:
            raise self.make_error("long", most=LONGEST_ADDRESS)
        if address.splitlines() != [address]:  # of a separator a mail's header would break
            raise self.make_error("address")
        try:
            return ma.validate.Email()(address)
        except ma.ValidationError:
            raise self.make_error("address") from None


class NewPassword(Text):
    """A password to be set: 10 to 128 code points, outer space and all."""

    default_error_messages = {"short": "At least {least} characters."}

    def __init__(self, least: int = 10, **kwargs: Any):
        metadata = {"format": "password", "minLength": least}
        super().__init__(LONGEST_PASSWORD, strip=False, metadata=metadata, **kwargs)
        self.least = least

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        password = super()._deserialize(value, attr, data, **kwargs)
        if len(password) < self.least:
            raise self.make_error("short", least=self.least)
        return password


def password(**kwargs: Any) -> Text:
    """Return the field of a password that is to be proved, whatever it is."""
    return Text(LONGEST_PASSWORD, strip=False, metadata={"format": "password"}, **kwargs)


def otp(*, description: str = "", **kwargs: Any) -> Text:
    """Return the field of a code: six digits of an authenticator, or a recovery code."""
    return Text(LONGEST_CODE, metadata={"description": description}, **kwargs)


class AccountIn(Schema):
    """A new account."""

    email = Email(required=True)
    password = NewPassword(required=True)
    name = Text(80, required=True)
    timezone = Zone(load_default="UTC")
    language = one_of(
        *LANGUAGES, allow_none=True, load_default=None, metadata={"description": LANGUAGE}
    )


class MeChange(Schema):
    """What a person changes about themselves; what is left out stays."""

    name = Text(80)
    timezone = Zone()
    day_ends_at = Int(0, 6, metadata={"description": "Hours after midnight at which a day ends."})
    ticks_seen = one_of(
        *TICKS_SEEN,
        metadata={"description": "When the partner sees what one ticks; they are not told which."},
    )
    language = one_of(*LANGUAGES, allow_none=True, metadata={"description": LANGUAGE})


class Me(Schema):
    """A person as they see themselves."""

    id = Id(required=True)
    email = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    timezone = ma.fields.String(required=True)
    day_ends_at = ma.fields.Integer(required=True)
    couple = Id(required=True, allow_none=True)
    local_date = Day(required=True)
    ticks_seen = one_of(*TICKS_SEEN, required=True)
    language = one_of(
        *LANGUAGES, required=True, allow_none=True, metadata={"description": LANGUAGE}
    )


class SignIn(Schema):
    """What proves a person, before they are signed in."""

    email = Text(LONGEST_ADDRESS, required=True, metadata={"format": "email"})
    password = password(required=True)


class TokenIn(SignIn):
    """A program that signs in."""

    otp = otp(
        allow_none=True,
        load_default=None,
        description="Where the second factor is on: the authenticator's, or a recovery code.",
    )
    label = Text(80, allow_none=True, load_default=None)


class TokenOut(Schema):
    """A fresh token; it is shown this once."""

    id = Id(required=True)
    token = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    created_at = Instant(required=True)


class Credential(Schema):
    """A session or a token, without its secret."""

    id = Id(required=True)
    kind = one_of("session", "token", required=True)
    label = ma.fields.String(required=True)
    created_at = Instant(required=True)
    last_used_at = Instant(required=True)
    current = Bool(required=True, metadata={"description": "The one that is asking."})
    shared = Bool(required=True, metadata={"description": "On a device that others use too."})


class CredentialPage(Schema):
    """A page of sessions and tokens, oldest first."""

    items = ma.fields.List(ma.fields.Nested(Credential), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class PasswordChange(Schema):
    """A new password, and the present one as proof."""

    password = password(required=True)
    new_password = NewPassword(required=True)
    remove_passkeys = Bool(
        load_default=False,
        metadata={"description": "Whether the passkeys open nothing any more either."},
    )


class Proof(Schema):
    """The password, for what must not happen by somebody else's hand."""

    password = password(required=True)


class TakeAlong(Proof):
    """Which file of one's own data is wanted."""

    kind = one_of("json", "csv", "ics", load_default="json")


class Export(Schema):
    """Everything a person wrote or may read; what it holds grows with the product."""

    made_at = ma.fields.String(required=True, metadata={"format": "date-time"})
    account = ma.fields.Dict(required=True)
    clocks = ma.fields.List(ma.fields.Dict, required=True)
    credentials = ma.fields.List(ma.fields.Dict, required=True)
    second_factor = ma.fields.List(ma.fields.Dict, required=True)
    passkeys = ma.fields.List(ma.fields.Dict, required=True)
    consents = ma.fields.List(ma.fields.Dict, required=True)
    contact = ma.fields.List(ma.fields.Dict, required=True)
    push = ma.fields.List(ma.fields.Dict, required=True)
    reminders = ma.fields.List(ma.fields.Dict, required=True)
    habit_places = ma.fields.List(ma.fields.Dict, required=True)
    recaps = ma.fields.List(ma.fields.Dict, required=True)
    card_wishes = ma.fields.List(ma.fields.Dict, required=True)
    mail_links = ma.fields.List(ma.fields.Dict, required=True)
    invites = ma.fields.List(ma.fields.Dict, required=True)
    waiting = ma.fields.List(
        ma.fields.Dict,
        required=True,
        metadata={"description": "Habits proposed to a partner who is still to come."},
    )
    couples = ma.fields.List(ma.fields.Dict, required=True)
    calendar = ma.fields.List(ma.fields.Dict, required=True)
    untold_ticks = ma.fields.List(
        ma.fields.Dict,
        required=True,
        metadata={"description": "One's own, that the partner sees once one's day has ended."},
    )
    imports = ma.fields.List(
        ma.fields.Dict,
        required=True,
        metadata={"description": "Days of before that wait for the partner's yes."},
    )
    coaching = ma.fields.List(
        ma.fields.Dict,
        required=True,
        metadata={"description": "What a coach wrote, and of no couple what is theirs."},
    )
    kept_ticks = ma.fields.List(
        ma.fields.Dict,
        required=True,
        metadata={"description": "One's own, of couples whose shared data is deleted."},
    )
