"""How long one's tap takes to the other's screen, as two browsers see it."""

from playwright.sync_api import expect

from tests.support.today import Row

# Both clocks are this machine's: the time at which a page began, and from there on a steady one.
NOTE_TAPS = """() => {
  window.taps = [];
  document.addEventListener("click", (event) => {
    window.taps.push(performance.timeOrigin + event.timeStamp);
  }, { capture: true });
}"""
# A thread is to be seen once the frame that it is drawn in has been painted: the first task after.
NOTE_THREADS = """() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => window.seen(performance.timeOrigin + performance.now());
  new MutationObserver(() => requestAnimationFrame(() => channel.port2.postMessage(null)))
    .observe(document.body, { subtree: true, attributeFilter: ["data-down", "data-across"] });
}"""
EXPECT_ONE = "window.thread = new Promise((seen) => { window.seen = seen; }); true"


def from_tap_to_thread(tapping: Row, watching: Row, count: int) -> list[float]:
    """Tick and untick so many times; return the ms until it was to be seen at the other's.

    The rows are the same habit's, on Today of either, and nobody has ticked it; the one who taps is
    the first of the two.
    """
    tapping.hand.page.evaluate(NOTE_TAPS)
    watching.hand.page.evaluate(NOTE_THREADS)
    took = []
    for number in range(count):
        watching.hand.page.evaluate(EXPECT_ONE)
        tapping.tap()
        seen = watching.hand.page.evaluate("window.thread")
        took.append(seen - tapping.hand.page.evaluate("window.taps.at(-1)"))
        watching.shows(*(() if number % 2 else ("down",)))
        expect(tapping.part).to_contain_text("Taken back." if number % 2 else "Saved.")
    return took
