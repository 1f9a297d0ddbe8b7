"""Saying yes to an invitation and proving who one is, in one form."""

import marshmallow as ma

from tracker.schemas.account import AccountIn, SignIn


class JoinSignUp(AccountIn):
    """A new account, with what was presented to get here."""

    code = ma.fields.Raw(load_only=True)
    step = ma.fields.Raw(load_only=True)


class JoinSignIn(SignIn):
    """An account that is there, with what was presented to get here."""

    code = ma.fields.Raw(load_only=True)
    step = ma.fields.Raw(load_only=True)
