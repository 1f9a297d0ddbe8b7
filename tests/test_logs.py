"""Of an error the log says where it came from and of which kind it is, and never what it says."""

import errno
import io
import json
import logging
from collections.abc import Callable

import pytest
import structlog
from flask import Flask
from sqlalchemy import exc

from tests.support.people import Someone
from tracker import clock, logs, server
from tracker.models import Habit
from tracker.services import transaction

WORDS = "MARKER words"
"""Not written where it fails: the log shows lines of the code."""


def store_nonsense(ana: Someone) -> None:
    with ana.app.app_context(), transaction.writing() as session:
        session.add(
            Habit(
                owner_id=ana.id,
                title=WORDS,
                why=WORDS,
                state="nonsense",
                created_at=clock.now(),
            )
        )


def misread(_ana: Someone) -> None:
    try:
        int(WORDS)
    except ValueError as error:
        raise RuntimeError(WORDS) from error


@pytest.mark.parametrize(
    ("fail", "kind"), [(store_nonsense, "IntegrityError"), (misread, "RuntimeError")]
)
def test_what_an_error_says_is_not_in_the_log(
    make_app: Callable[..., Flask],
    capsys: pytest.CaptureFixture[str],
    fail: Callable[[Someone], None],
    kind: str,
) -> None:
    ana = Someone(make_app(), "ana")
    with pytest.raises((exc.IntegrityError, RuntimeError)) as caught:
        fail(ana)
    structlog.get_logger("tracker").error("unexpected", exc_info=caught.value)
    info = (caught.type, caught.value, caught.tb)
    server.say_where(None, *info)
    record = logging.makeLogRecord({"msg": "failed", "exc_info": info})
    said = capsys.readouterr().err
    for text in (said, logs.Formatter("%(message)s").format(record)):
        assert "MARKER" not in text
        assert kind in text
        assert f"in {fail.__name__}" in text
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines] == ["unexpected", "greenlet_failed"]
    for line in lines if fail is misread else ():
        assert line["exception"].index("builtins.ValueError") < line["exception"].index(kind)


def test_an_error_of_the_store_is_named_by_its_code(
    make_app: Callable[..., Flask], store: str
) -> None:
    ana = Someone(make_app(), "ana")
    with pytest.raises(exc.IntegrityError) as caught:
        store_nonsense(ana)
    code = {"sqlite": "(SQLITE_CONSTRAINT_CHECK)", "postgres": "(23514)"}[store]
    assert code in logs.where((caught.type, caught.value, caught.tb))


def test_a_line_that_finds_no_room_fails_nothing() -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    logger = structlog.WriteLoggerFactory(file=logs.Unfailing(Full()))()  # type: ignore[arg-type]
    logger.msg("a line")
