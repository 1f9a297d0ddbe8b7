"""Ticks that are told late over real sockets: the partner hears nothing before, and them then."""

from datetime import timedelta

from tests.support.remote import QUIET, Raw, Remote
from tests.support.telling import tells
from tracker import clock
from tracker.services import telling


def test_the_partner_hears_nothing_before_and_just_these_then(
    ana: Remote, ben: Remote, habit: str
) -> None:
    tells(ana, "day_end")
    wire = Raw(ben.server, ben)
    wire.send("40")
    wire.receive_all(QUIET)
    day = clock.now().date()
    with ana.ear() as hers, ana.ear() as her_other, ben.ear() as his:
        path = f"/api/habits/{habit}/ticks/{day}"
        for note in ("One", "Two", None):
            assert ana.put(path, {"note": note}).status_code == 200
        for ear in (hers, her_other):
            told = [each["data"] for each in ear.wait_changes(3)]
            assert [each["has_note"] for each in told] == [True, True, False]
        assert his.changes == []
        assert [frame for frame in wire.receive_all(QUIET) if frame != "2"] == []
        with ana.app.app_context():  # another process; its moment is within a day and an hour
            telling.tell(ana.id, clock.now() + timedelta(days=2))
        (item,) = his.wait_changes(1)
        data = item["data"]
        assert (data["person"], data["date"], data["done"]) == (ana.id, str(day), True)
        assert (len(item["at"]), data["has_note"]) == (10, False)  # a day, and no instant
        assert hers.wait_changes(4)[-1]["data"] == data
    wire.close()
