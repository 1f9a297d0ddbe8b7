"""`make cluster` with the real app: it serves, outlives a web process, leaves nothing."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.cluster import ROOT
from deploy.local_servers import program
from deploy.processes import free_port
from tests.support.servers import missing_servers_skip


def status(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as reply:
        return int(reply.status)


def wait_for(said: str, output: Path, cluster: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while said not in output.read_text():
        assert cluster.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.1)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that PostgreSQL's own user can reach, which tmp_path keeps to this one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_cluster_outlives_a_web_process_and_leaves_nothing(
    tmp_path: Path, open_folder: Path
) -> None:
    with missing_servers_skip():
        program("initdb", "postgresql")
        program("redis-server", "redis-server")
    port = free_port()
    output = tmp_path / "output"
    with output.open("wb") as out:
        cluster = subprocess.Popen(
            [sys.executable, "-m", "deploy.cluster"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "TMPDIR": str(open_folder)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for("ctrl-C stops everything", output, cluster)
        webs = [int(pid) for pid in re.findall(r"\(process (\d+)\)", output.read_text())]
        assert len(webs) == 3
        assert [status(port) for _ in range(3)] == [200] * 3

        os.kill(webs[0], signal.SIGKILL)
        # A process that is dying may still take a connection.
        wait_for("ended with -9", output, cluster)
        assert [status(port) for _ in range(6)] == [200] * 6

        cluster.terminate()
        assert cluster.wait(30) == 0, output.read_text()
    finally:
        cluster.kill()
        cluster.wait()
    for pid in webs:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert list(open_folder.iterdir()) == []
