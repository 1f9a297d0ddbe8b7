"""Child processes that never outlive this one, and free ports for them."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

# Looked up before any fork: a child of a threaded parent must not load libraries.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to kill this child with its parent, so that even SIGKILL leaves nothing behind."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    log: IO[bytes] | None = None,
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start argv in a session of its own; call it from a thread that lives as long as the child.

    Its own session keeps a ctrl-C at the terminal from reaching the child before its parent, which
    stops things in order. (Linux counts the end of the calling *thread* as the parent's death.)
    """
    return subprocess.Popen(
        list(argv),
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )


def end(process: subprocess.Popen[bytes], how: signal.Signals, *, grace: float = 10) -> None:
    """Signal the process and reap it; after grace seconds it is killed."""
    if process.poll() is None:
        process.send_signal(how)
        process.send_signal(signal.SIGCONT)  # a frozen process takes no other signal
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], *, seconds: float = 30
) -> bool:
    """Poll until ready; False when the process ended or the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if ready():
            return True
        time.sleep(0.03)
    return False


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Tell whether a server could bind the port on the loopback address."""
    with socket.socket() as probe:
        # As servers do: connections that a former server left in TIME_WAIT are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
