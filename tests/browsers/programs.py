"""Firefox and WebKitGTK on this machine, each started with a home of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from deploy.processes import end, free_port, spawn, wait_until
from tests.browsers.wires import HttpWire, MarionetteWire, Wire
from tests.support.servers import Missing

PACKAGES = {
    "firefox": (("firefox-esr", "firefox"), "firefox-esr"),
    "webkit": (("WebKitWebDriver",), "webkit2gtk-driver"),
    "screen": (("Xvfb",), "xvfb"),
}
"""Names of the programs, and which Debian package has them."""
PREFERENCES = {
    "marionette.port": "{port}",
    "browser.shell.checkDefaultBrowser": "false",
    "browser.startup.page": "0",
    "datareporting.policy.dataSubmissionEnabled": "false",
    "app.update.enabled": "false",
    "network.captive-portal-service.enabled": "false",
    "network.connectivity-service.enabled": "false",
    "services.settings.server": '"data:,"',
    "toolkit.telemetry.server": '"data:,"',
}
SIZE = {"width": 420, "height": 860}


def found(kind: str) -> str:
    """Return the path of a program; raise Missing, which says what to install."""
    names, package = PACKAGES[kind]
    for name in names:
        if path := shutil.which(name):
            return path
    raise Missing(f"{names[0]} was not found (Debian: apt-get install {package})")


def missing() -> list[str]:
    """Return what is missing, in words."""
    said = []
    for kind in PACKAGES:
        try:
            found(kind)
        except Missing as one:
            said.append(str(one))
    return said


@contextmanager
def _home() -> Iterator[tuple[Path, dict[str, str]]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        xdg = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
        yield Path(folder), os.environ | {"HOME": folder, **dict.fromkeys(xdg, folder)}


@contextmanager
def _started(
    argv: list[str], env: dict[str, str], folder: Path, connect: Callable[[], Wire]
) -> Iterator[Wire]:
    """Start a program and connect to it as soon as it listens."""
    wires: list[Wire] = []

    def connected() -> bool:
        with suppress(OSError):
            wires.append(connect())
        return bool(wires)

    with (folder / "log").open("ab") as log:
        process = spawn(argv, cwd=folder, env=env, log=log)
        try:
            if not wait_until(connected, process):
                text = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"{argv[0]} did not start:\n{text[-2000:]}")
            yield wires[0]
            with suppress(OSError):
                wires[0].close()
        finally:
            end(process, signal.SIGTERM)


def _listening(port: int, make: Callable[[int, dict[str, Any]], Wire], **options: Any) -> Wire:
    socket.create_connection(("127.0.0.1", port), 1).close()
    return make(port, options)


@contextmanager
def firefox() -> Iterator[Wire]:
    """Start Firefox without a screen."""
    port = free_port()
    with _home() as (folder, environ):
        lines = [f'user_pref("{name}", {value});' for name, value in PREFERENCES.items()]
        (folder / "user.js").write_text("\n".join(lines).format(port=port))
        argv = [found("firefox"), "--headless", "--no-remote", "--marionette"]
        argv += ["--profile", str(folder)]

        def connect() -> Wire:
            # Nobody may knock before: Marionette lets in one at a time.
            return MarionetteWire(port, {"acceptInsecureCerts": False})

        with _started(argv, environ | {"MOZ_HEADLESS": "1"}, folder, connect) as wire:
            wire.call("SetWindowRect", **SIZE)
            yield wire


@contextmanager
def webkit() -> Iterator[Wire]:
    """Start WebKitGTK's own small browser on a screen that nobody sees."""
    port = free_port()
    with _screen() as display, _home() as (folder, environ):
        environ |= {"DISPLAY": display, "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
        environ |= {"WEBKIT_DISABLE_DMABUF_RENDERER": "1", "NO_AT_BRIDGE": "1"}
        argv = [found("webkit"), f"--port={port}"]
        with _started(
            argv, environ, folder, lambda: _listening(port, HttpWire, browserName="MiniBrowser")
        ) as wire:
            wire.call("SetWindowRect", **SIZE)
            yield wire


@contextmanager
def _screen() -> Iterator[str]:
    reading, writing = os.pipe()
    argv = [found("screen"), "-displayfd", str(writing), "-screen", "0", "1280x1024x24"]
    process = subprocess.Popen(
        [*argv, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            yield f":{said.readline().strip()}"
    finally:
        end(process, signal.SIGTERM)


BROWSERS = {"firefox": firefox, "webkit": webkit}
