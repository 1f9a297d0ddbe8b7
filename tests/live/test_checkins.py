"""A check-in over real sockets: nothing is heard of it until it opens, and then by both."""

from tests.support import checkins
from tests.support.remote import QUIET, Raw, Remote


def test_the_partner_hears_nothing_until_it_opens(ana: Remote, ben: Remote, couple: str) -> None:
    checkins.agree(ana, ben, every=2)
    wire = Raw(ben.server, ben)
    wire.send("40")
    wire.receive_all(QUIET)
    with ana.ear() as hers, ana.ear() as her_other, ben.ear() as his:
        checkins.seal(ana, **checkins.WORDS)
        checkins.withdraw(ana)
        checkins.seal(ana)
        hers.wait_changes(3)
        her_other.wait_changes(3)
        assert his.changes == []
        assert [frame for frame in wire.receive_all(QUIET) if frame != "2"] == []
        opened = checkins.seal(ben)
        told = {"round": opened["start"], "state": "opened"}
        assert [each["data"] for each in his.wait_changes(1)] == [told]
        assert hers.wait_changes(4)[-1]["data"] == told
    assert "opened" in "".join(wire.receive_all(QUIET))
    wire.close()
