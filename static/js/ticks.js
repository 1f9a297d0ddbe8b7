// Ticks on their way to the server: one request a place at a time, the last word wins, and what
// could not be sent is tried again as long as the page is open.

import { here } from "./fragment.js";

const PATIENCE = 15_000; // ms until no answer counts as no network
const SLOW = 600; // ms after which the page says that it is still saving
const PAUSES = [1000, 2000, 4000, 8000, 15_000]; // ms between tries

const key = ({ habit, date, slot }) => `${habit} ${date} ${slot}`;

export class Ticks {
  #cells = new Map();
  #listener;

  // The listener hears of each cell: sending, waiting(why), saved(answer), refused(problem).
  constructor(listener) {
    this.#listener = listener;
    addEventListener("online", () => this.#retry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#retry(); });
  }

  // Tells whether something is on its way for this place.
  has(place) {
    return this.#cells.has(key(place));
  }

  // `line`: what was written with it, for a tick that comes back.
  say(place, done, line) {
    const known = this.#cells.get(key(place));
    if (known) {
      known.done = done;
      known.line = line;
      if (!known.busy) this.#send(known);
      return;
    }
    const cell = { ...place, done, line, before: !done, busy: false, tries: 0, timer: 0 };
    this.#cells.set(key(place), cell);
    this.#send(cell);
  }

  #retry() {
    for (const cell of this.#cells.values()) if (!cell.busy) this.#send(cell);
  }

  async #send(cell) {
    clearTimeout(cell.timer);
    const said = cell.done;
    const slow = setTimeout(() => this.#listener.sending(cell), SLOW);
    cell.busy = true;
    let answer;
    let status;
    try {
      const response = await this.#put(cell, said);
      status = response.status;
      answer = await response.json();
    } catch {
      status ||= 0; // no answer, or one that was cut off or is no JSON
      if (status < 400) status = 0;
    }
    clearTimeout(slow);
    cell.busy = false;
    if (status === 401) {
      location.replace(`/sign-in?next=${encodeURIComponent(here())}`);
    } else if (status === 0 || status >= 500 || status === 429) {
      this.#wait(cell, status === 0 ? "network" : "busy");
    } else if (status >= 400) {
      this.#cells.delete(key(cell));
      this.#listener.refused(cell, answer ?? { code: "", detail: "" });
    } else if (cell.done !== said) {
      cell.before = said; // pressed again meanwhile
      this.#send(cell);
    } else {
      this.#cells.delete(key(cell));
      this.#listener.saved(cell, answer);
    }
  }

  #wait(cell, why) {
    const pause = PAUSES[Math.min(cell.tries, PAUSES.length - 1)];
    cell.tries += 1;
    cell.timer = setTimeout(() => this.#send(cell), pause);
    this.#listener.waiting(cell, why);
  }

  #put({ habit, date, slot, line }, done) {
    const address = `/api/habits/${habit}/ticks/${date}`;
    const token = document.querySelector("meta[name=csrf-token]").content;
    const signal = AbortSignal.timeout(PATIENCE);
    const headers = { "X-CSRF-Token": token };
    if (!done) {
      return fetch(`${address}?slot=${slot}`, { method: "DELETE", headers, signal });
    }
    return fetch(address, {
      method: "PUT",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify({ slot: Number(slot), ...(line && { note: line }) }),
      signal,
    });
  }
}
