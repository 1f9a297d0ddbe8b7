"""Ask the web process on this machine whether it is there (/healthz), or ready for work (/readyz).

`python -m deploy.healthy [--ready] [--wait SECONDS]`: exit code 0 where it is. For a container's
health check, and for systemd, which starts the next process once this one is ready.
"""

import argparse
import http.client
import os
import sys
import time

SECONDS = 3.0
"""How long an answer is waited for."""
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def answers(host: str, port: int, path: str) -> bool:
    """Tell whether the process answers 200 there."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main(arguments: list[str] | None = None) -> int:
    """Ask until it answers or the time is up; return the exit code."""
    parser = argparse.ArgumentParser(prog="deploy.healthy", description="Ask the web process here.")
    parser.add_argument("--ready", action="store_true", help="ask /readyz in place of /healthz")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="go on asking")
    wanted = parser.parse_args(arguments)
    bind = os.environ.get("BIND", "127.0.0.1")
    host = "127.0.0.1" if bind in _EVERYWHERE else bind
    port = int(os.environ.get("PORT") or "8000")
    deadline = time.monotonic() + wanted.wait
    while not answers(host, port, "/readyz" if wanted.ready else "/healthz"):
        if time.monotonic() >= deadline:
            return 1
        time.sleep(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
