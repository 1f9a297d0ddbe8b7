// What time it is at the server, by a clock of this device that nobody can set.

const KEPT = 5 * 60_000; // ms: two clocks drift apart
const NONE = { trip: Infinity, at: -Infinity };

export class ServerClock {
  #samples = [];
  #best = NONE;
  #trusted = -Infinity; // samples from before say little: the device slept meanwhile

  // Notes that between two moments of performance.now() the server said that it was `now` (ms).
  // It said so halfway, give or take half of the way: of several, the quickest knows best.
  note(sent, got, now) {
    const fresh = (one) => one.at > Math.max(got - KEPT, this.#trusted);
    this.#samples.push({ at: got, trip: got - sent, offset: now - (sent + got) / 2 });
    this.#samples = this.#samples.filter(fresh).slice(-20);
    this.#best = this.#samples.reduce((one, other) => (other.trip < one.trip ? other : one), NONE);
  }

  // Takes what a page said for just now, until somebody knows better.
  guess(now) {
    this.#best = { ...NONE, offset: now - performance.now() };
  }

  // From here on only what is noted anew counts, once there is something.
  doubt() {
    this.#trusted = performance.now();
  }

  get isKnown() {
    return this.#best !== NONE;
  }

  now() {
    return performance.now() + this.#best.offset;
  }
}
