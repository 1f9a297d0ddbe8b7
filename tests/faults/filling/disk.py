"""A disk of a few megabytes that can be filled to its last byte, and emptied."""

import contextlib
import errno
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker import ballast

SIZE = 6 * ballast.SIZE
"""Bytes: twice the ballast is free at the start, so that it is laid."""
PIECES = (1 << 20, 4096, 1)


class SmallDisk:
    """A folder on a disk of its own; where that may not be mounted, processes held to no growth.

    The second is RLIMIT_FSIZE: a file may not become longer than SQLite's log is. Any write
    fails then as on a full disk, but nothing that is given up makes room.
    """

    def __init__(self, folder: Path, *, is_mounted: bool) -> None:
        self.folder = folder
        self.is_mounted = is_mounted
        self.held: set[int] = set()
        """Processes that may not let a file grow."""

    @property
    def kind(self) -> str:
        """Say what is full."""
        return "tmpfs" if self.is_mounted else "RLIMIT_FSIZE"

    @property
    def free(self) -> int:
        """Bytes that are free."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self, *processes: int) -> None:
        """Take all room there is from these processes."""
        if not self.is_mounted:
            longest = max((log.stat().st_size for log in self.folder.glob("*-wal")), default=0)
            for process in processes:
                self._hold(process, longest)
            return
        file = os.open(self.folder / "filler", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            for piece in PIECES:
                with contextlib.suppress(OSError):
                    while True:
                        os.write(file, bytes(piece))
        finally:
            os.close(file)

    def empty(self) -> None:
        """Give all that room back."""
        (self.folder / "filler").unlink(missing_ok=True)
        for process in list(self.held):
            self._hold(process, resource.RLIM_INFINITY)

    def _hold(self, process: int, most: int) -> None:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (most, hard))
        (self.held.discard if most == resource.RLIM_INFINITY else self.held.add)(process)


@contextmanager
def small_disk(size: int = SIZE, *, owner: int | None = None) -> Iterator[SmallDisk]:
    """Mount one; `owner` is the user whose it is."""
    with tempfile.TemporaryDirectory(prefix="woven-disk-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        is_mounted = _mount(folder, size)
        try:
            if owner is not None:
                os.chown(folder, owner, -1)
                folder.chmod(0o700)
            disk = SmallDisk(folder, is_mounted=is_mounted)
            yield disk
            disk.empty()
        finally:
            if is_mounted:
                # Lazily: who is still in it, as a database that is ending, keeps it until then.
                subprocess.run(["umount", "-l", name], check=False, capture_output=True)


def _mount(folder: Path, size: int) -> bool:
    if os.geteuid() != 0:
        return False
    argv = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "woven", str(folder)]
    try:
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0
    except OSError as error:
        if error.errno == errno.ENOENT:
            return False
        raise
