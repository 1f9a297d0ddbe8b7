"""Files that several processes share, and that must outlive a power cut."""

import fcntl
import os
from pathlib import Path


def lock(file: int) -> bool:
    """Hold an open file until it is closed; tell whether nobody else does.

    Without waiting in the system: processes are greenlets, and all of them would wait.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sync(path: Path) -> None:
    """Wait until a file, or which names a folder holds, is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
