"""Of which talk a device asks no more: "not this time" is said here, and stored nowhere else."""

from flask import Response

from tracker.web.pages.narrow_cookies import NarrowCookie

_COOKIE = NarrowCookie("woven_talk_left", "/", 36)


def keep(response: Response, talk_id: str) -> None:
    """Ask no more about this one, as long as the browser stays open."""
    _COOKIE.keep(response, talk_id)


def is_left(talk_id: str) -> bool:
    """Tell whether somebody said on this device that a talk is not to be ticked."""
    return _COOKIE.kept() == talk_id
