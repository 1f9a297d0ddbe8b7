"""Forms with which a browser's session begins: signing in, making an account, joining."""

import marshmallow as ma

from tracker.schemas.account import AccountIn, SignIn
from tracker.schemas.checkbox import Checkbox


class SignInForm(SignIn):
    """An account that is there, and whether others use this device too."""

    shared = Checkbox()


class SignUpForm(AccountIn):
    """A new account, and whether others use this device too.

    Its language is the page's.
    """

    class Meta(AccountIn.Meta):
        """What is not asked."""

        exclude = ("language",)

    shared = Checkbox()


class JoinSignUp(SignUpForm):
    """A new account, with what was presented to get here."""

    code = ma.fields.Raw(load_only=True)
    step = ma.fields.Raw(load_only=True)


class JoinSignIn(SignInForm):
    """An account that is there, with what was presented to get here."""

    code = ma.fields.Raw(load_only=True)
    step = ma.fields.Raw(load_only=True)
