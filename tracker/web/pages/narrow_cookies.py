"""Cookies for the pages below one path; no script reads them, they end with the browser.

A page under a name of the same domain can set one for a path, and cannot for `/` (with https).
"""

from dataclasses import dataclass

from flask import Response, current_app, request


@dataclass(frozen=True, slots=True)
class NarrowCookie:
    """One of them; what is longer than `most` characters is neither kept nor read."""

    name: str
    path: str
    most: int

    def keep(self, response: Response, value: str) -> None:
        """Hand it to a browser."""
        if len(value) <= self.most:
            response.set_cookie(
                self._name(),
                value,
                path=self.path,
                secure=_https(),
                httponly=True,
                samesite="Lax",
            )

    def kept(self) -> str:
        """Return what the browser holds, empty where that is nothing."""
        sent = request.cookies.get(self._name(), "")
        return sent if len(sent) <= self.most else ""

    def forget(self, response: Response) -> None:
        """Take it out of a browser."""
        response.delete_cookie(
            self._name(), path=self.path, secure=_https(), httponly=True, samesite="Lax"
        )

    def _name(self) -> str:
        if not _https():
            return self.name
        return f"__Host-{self.name}" if self.path == "/" else f"__Secure-{self.name}"


def _https() -> bool:
    return bool(current_app.config["WOVEN"].https)
