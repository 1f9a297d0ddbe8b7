"""What is asked for by mail, and what is sent from the page that a mailed link opens."""

from tracker.schemas.account import Email, NewPassword, Proof
from tracker.schemas.account import password as proved
from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Schema


class Mailed(Schema):
    """An address that may get a mail; the same whether it is an account's or not."""

    email = Email(required=True)


class ResetAsked(Schema):
    """The address of an account whose password is lost."""

    email = Email(required=True)


class Reset(Schema):
    """A new password, where a mailed link is the proof."""

    new_password = NewPassword(required=True)


class AddressChange(Proof):
    """Another address, and the password as proof."""

    email = Email(required=True)


class SignUpFinish(Schema):
    """What else is asked where a mailed link makes an account."""

    password = proved(load_default=None)
    shared = Checkbox()
