"""What a use case can refuse. Each has a stable code; the web gives it a status."""

from tracker.spoken import N_


class Refusal(Exception):
    """A use case said no."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class NotFound(Refusal):
    """Not there, or not yours: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__("not_found", N_("There is nothing here for you."))


class Gone(Refusal):
    """It was yours, until the couple was unlinked."""

    def __init__(self) -> None:
        super().__init__("unlinked", N_("You two are not linked any more."))


class Unauthenticated(Refusal):
    """Nobody is signed in, or the proof does not hold."""

    def __init__(self, code: str = "not_signed_in", detail: str = N_("Sign in first.")) -> None:
        super().__init__(code, detail)


class Forbidden(Refusal):
    """Yours, but not in your role."""


class Conflict(Refusal):
    """The state of things does not allow it."""


class Invalid(Refusal):
    """A value that the facts do not allow; `field` names it."""

    def __init__(self, code: str, detail: str, field: str) -> None:
        super().__init__(code, detail)
        self.field = field


class TooMany(Refusal):
    """Tried too often; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too_many_tries", N_("Too many tries. Wait a little and try again."))
        self.retry_after = retry_after
