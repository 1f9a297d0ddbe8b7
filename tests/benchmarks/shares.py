"""Hold processes to a share of a processor, so that a small machine can ask what a large one shows.

By Linux's control groups where these can be written to (root, usually); else by halting a process
whenever it has had its share.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PERIOD = 0.01
"""Seconds within which a share is given."""
GROUPS = Path("/sys/fs/cgroup")


@contextmanager
def held(pid: int, share: float) -> Iterator[str]:
    """Let a process have at most this share of one processor; yields how that is done."""
    group = _group(pid, share)
    if group is not None:
        try:
            yield "by a control group"
        finally:
            _disband(group)
        return
    over = threading.Event()
    halting = threading.Thread(target=_halt, args=(pid, share, over.is_set), daemon=True)
    halting.start()
    try:
        yield "by halting"
    finally:
        over.set()
        halting.join()


def _group(pid: int, share: float) -> Path | None:
    """Put a process into a control group of its own; None where that may not be."""
    period = round(PERIOD * 1e6)
    quota = round(share * period)
    both = (
        (GROUPS / "cpu", {"cpu.cfs_period_us": period, "cpu.cfs_quota_us": quota}),  # version 1
        (GROUPS, {"cpu.max": f"{quota} {period}"}),  # version 2
    )
    for root, settings in both:
        group = root / f"woven-{pid}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            for name, value in settings.items():
                (group / name).write_text(str(value))
            (group / "cgroup.procs").write_text(str(pid))
        except OSError:
            _disband(group)
        else:
            return group
    return None


def _disband(group: Path) -> None:
    with contextlib.suppress(OSError):
        for pid in (group / "cgroup.procs").read_text().split():
            (group.parent / "cgroup.procs").write_text(pid)
    with contextlib.suppress(OSError):
        group.rmdir()


def _halt(pid: int, share: float, is_over: Callable[[], bool]) -> None:
    """Halt a process that has had more than its share, until it has not."""
    began, before = time.monotonic(), used(pid)
    halted = False
    while not is_over():
        over_share = used(pid) - before > (time.monotonic() - began) * share
        if over_share != halted:
            os.kill(pid, signal.SIGSTOP if over_share else signal.SIGCONT)
            halted = over_share
        time.sleep(PERIOD / 5)
    os.kill(pid, signal.SIGCONT)


def used(pid: int) -> float:
    """Return the seconds of a processor that a process has used."""
    return sum(
        int(task.read_text().split()[0]) / 1e9
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
    )
