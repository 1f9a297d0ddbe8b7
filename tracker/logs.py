"""Structured logs, one JSON line an event: ids and codes, never content."""

import contextlib
import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: str) -> None:
    """Set the log level and quieten what would log payloads or whole request lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # By the names they log under: a parent's `disabled` does not reach its children.
    for name in ("engineio.server", "socketio.server", "geventwebsocket"):
        logging.getLogger(name).disabled = True
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(where),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=Unfailing(sys.stderr)),  # type: ignore[arg-type]
    )


class Unfailing:
    """Where lines are written to; one that finds no room is dropped.

    On a full disk, or with its reader gone, a log would otherwise fail what it only tells of.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> None:
        """Write a line."""
        with contextlib.suppress(OSError):
            self._file.write(line)

    def flush(self) -> None:
        """Hand on what was written."""
        with contextlib.suppress(OSError):
            self._file.flush()


class Formatter(logging.Formatter):
    """What libraries log, with their errors as our own."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Say where an error comes from, and not what it says."""
        return where(ei)


def where(exc_info: ExcInfo) -> str:
    """Return where an error comes from and of which kind it is, after what led to it.

    Not what it says: PostgreSQL quotes the whole row that it refuses, and Python the value.
    """
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(told) < 10:  # one may lead to itself
        told.append("".join([*traceback.format_tb(error.__traceback__), _kind(error)]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(reversed(told))


def _kind(error: BaseException) -> str:
    """Name an error's type, and the code that a database gives it."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({code})" if code else name
