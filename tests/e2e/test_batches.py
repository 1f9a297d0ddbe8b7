"""How what waits is sent: in which pieces, when again, and what an answer means."""

from tests.e2e.conftest import OpenWindow
from tests.support.remote import Remote


def test_batches_fit_and_keep_their_order(open_window: OpenWindow, ana: Remote) -> None:
    window = open_window(ana)
    window.go("/today")
    found = window.page.evaluate(
        """async () => {
          const { batch, hasTwice, pause, sentAt, verdict } = await import(
            document.querySelector("script[src*='/js/']").src.replace(/js\\/.*/, "js/batches.js"));
          const row = (op, note, couple = "c") =>
            ({ op, habit: "h", date: "2026-05-04", slot: op, done: true, at: op, note, couple });
          const many = Array.from({ length: 250 }, (_, op) => row(op));
          const long = Array.from({ length: 90 }, (_, op) => row(op, "ü".repeat(500)));
          const first = batch(long);
          const size = new Blob([JSON.stringify(first)]).size;
          // Off by anything, a wait, a way that takes a while: as the server dates it.
          const early = [];
          for (const off of [-9e8, 0, 9e8]) for (const waited of [0, 1, 86_400_000]) {
            for (const way of [0, 1, 14_000]) for (const lag of [0, 600, 15_000]) {
              for (const rows of [[row(1)], [row(1), row(1)]]) {
                const received = waited + way;
                const at = off;
                const skew = received - sentAt(rows, waited + off, lag);
                const dated = Math.min(at + skew, received);
                const isPlain = !lag && rows.length < 2;
                early.push(dated < 0 || dated > received || (isPlain && dated > way));
              }
            }
          }
          return {
            early: early.includes(true),
            many: batch(many).length,
            order: batch(many, 3).map(({ op }) => op),
            fits: first.length > 20 && size < 48 * 1024,
            one: batch([row(1, "x".repeat(60_000))]).length,
            couples: batch([row(1), row(2, "", "d"), row(3)]).length,
            twice: [hasTwice(many), hasTwice([row(1), row(1)])],
            pauses: [pause(0, null, 1), pause(0, null, 0), pause(20, null, 1), pause(0, "7", 0)],
            verdicts: [[200, null, [1]], [200], [401], [403, "csrf_failed"], [403], [404],
              [404, "not_found"], [410, "unlinked"], [413], [429], [502], [0]]
              .map((answer) => verdict(...answer)),
          };
        }"""
    )
    assert found == {
        "early": False,
        "many": 100,
        "order": [0, 1, 2],
        "fits": True,
        "one": 1,
        "couples": 1,
        "twice": [False, True],
        "pauses": [1000, 500, 30_000, 7000],
        "verdicts": [
            *("final", "wait", "sign in", "stale", "wait", "wait"),
            *("gone", "gone", "halve", "wait", "wait", "wait"),
        ],
    }
