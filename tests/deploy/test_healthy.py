"""`python -m deploy.healthy`: what a container's health check and systemd go by."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy import healthy
from deploy.processes import free_port


class Web(BaseHTTPRequestHandler):
    """There at once, ready at the third time of asking."""

    asked = 0

    def do_GET(self) -> None:
        Web.asked += self.path == "/readyz"
        self.send_response(200 if self.path == "/healthz" or Web.asked >= 3 else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with HTTPServer(("127.0.0.1", 0), Web) as server:
        monkeypatch.setenv("PORT", str(server.server_address[1]))
        monkeypatch.setattr(Web, "asked", 0)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("web")
def test_there_is_not_ready_and_ready_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert healthy.main([]) == 0
    assert healthy.main(["--ready"]) == 1
    assert healthy.main(["--ready", "--wait", "20"]) == 0
    assert Web.asked == 3
    monkeypatch.setenv("BIND", "0.0.0.0")
    assert healthy.main(["--ready"]) == 0


def test_where_nobody_serves_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    assert healthy.main(["--wait", "0.3"]) == 1
