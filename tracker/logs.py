"""Structured logs, one JSON line an event: ids and codes, never content."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set the log level and quieten what would log payloads or whole request lines."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    # By the names they log under: a parent's `disabled` does not reach its children.
    for name in ("engineio.server", "socketio.server", "geventwebsocket"):
        logging.getLogger(name).disabled = True
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
