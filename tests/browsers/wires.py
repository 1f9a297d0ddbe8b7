"""WebDriver's commands, over HTTP as WebKit takes them and over a socket as Firefox does."""

import json
import socket
from typing import Any, Protocol

import requests

PATIENCE = 60
"""Seconds for one command; a page may have to be loaded in it."""
COMMANDS = {
    "Navigate": ("POST", "/url"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementClear": ("POST", "/element/{id}/clear"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "TakeScreenshot": ("GET", "/screenshot"),
    "SetWindowRect": ("POST", "/window/rect"),
}
"""Marionette's name of each command, and where W3C WebDriver has it."""


class Refused(Exception):
    """The browser could not do what it was told."""


class Wire(Protocol):
    """A browser's ear."""

    version: str

    def call(self, command: str, **params: Any) -> Any:
        """Tell it to do something; return what came of it, or raise Refused."""

    def close(self) -> None:
        """End the session, and with it the browser."""


class HttpWire:
    """W3C WebDriver: a program beside the browser listens on a port."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._url = f"http://127.0.0.1:{port}/session"
        wanted = {"capabilities": {"alwaysMatch": capabilities}}
        answer = self._ask("POST", self._url, wanted)
        self._url += f"/{answer['sessionId']}"
        self.version = answer["capabilities"].get("browserVersion", "?")

    def _ask(self, method: str, url: str, body: Any) -> Any:
        answer = requests.request(method, url, json=body, timeout=PATIENCE).json()["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise Refused(f"{answer['error']}: {answer.get('message', '')[:400]}")
        return answer

    def call(self, command: str, **params: Any) -> Any:
        """Tell the browser to do something."""
        method, path = COMMANDS[command]
        url = self._url + path.format(**params)
        return self._ask(method, url, params if method == "POST" else None)

    def close(self) -> None:
        """End the session."""
        requests.delete(self._url, timeout=PATIENCE)


class MarionetteWire:
    """What Firefox has of its own, so that no program is needed beside it: `length:[0, id, …]`."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._file = self._socket.makefile("rb")
        self._number = 0
        self._read()  # its greeting
        answer = self.call("NewSession", capabilities={"alwaysMatch": capabilities})
        self.version = answer["capabilities"].get("browserVersion", "?")

    def _read(self) -> Any:
        length = b""
        while (digit := self._file.read(1)) != b":":
            if not digit:
                raise Refused("Firefox has hung up")
            length += digit
        return json.loads(self._file.read(int(length)))

    def call(self, command: str, **params: Any) -> Any:
        """Tell the browser to do something."""
        prefix = "" if ":" in command else "WebDriver:"
        self._number += 1
        said = json.dumps([0, self._number, prefix + command, params]).encode()
        self._socket.sendall(b"%d:%s" % (len(said), said))
        _, _, error, result = self._read()
        if error:
            raise Refused(f"{error['error']}: {error['message'][:400]}")
        if isinstance(result, dict) and set(result) == {"value"}:
            return result["value"]
        return result

    def close(self) -> None:
        """End the browser."""
        self.call("Marionette:Quit", flags=["eForceQuit"])
        self._file.close()
        self._socket.close()
