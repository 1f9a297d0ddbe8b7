"""Forms with which a browser's session begins: signing in, making an account, joining."""

import marshmallow as ma

from tracker.schemas.account import AccountIn, SignIn


class Ticked(ma.fields.Boolean):
    """A box in a form: sent as `on` where it is ticked, and not at all where it is not."""

    truthy = {"on"}
    falsy: set[object] = set()

    def __init__(self) -> None:
        super().__init__(load_default=False)


class SignInForm(SignIn):
    """An account that is there, and whether others use this device too."""

    shared = Ticked()


class SignUpForm(AccountIn):
    """A new account, and whether others use this device too."""

    shared = Ticked()


class JoinSignUp(SignUpForm):
    """A new account, with what was presented to get here."""

    code = ma.fields.Raw(load_only=True)
    step = ma.fields.Raw(load_only=True)


class JoinSignIn(SignInForm):
    """An account that is there, with what was presented to get here."""

    code = ma.fields.Raw(load_only=True)
    step = ma.fields.Raw(load_only=True)
