// What somebody did on this device, until the server has said what became of it.
//
// It is stored before anything is sent, and dropped once there is a final answer. Until then the
// newest word on a place is what the page shows.

import { key } from "./batches.js";
import * as device from "./device.js";

export { key };

export class Outbox {
  #newest = new Map(); // by place
  #storing = Promise.resolve();
  #isRead = false;

  constructor(person) {
    this.person = person;
  }

  // Reads what is stored, from this page and from others.
  async rows() {
    const rows = await device.unsent(this.person);
    for (const row of rows) this.#note(row);
    this.#isRead = true;
    return rows;
  }

  // What was said just now, without reading it back: what others have stored meanwhile comes after.
  async next() {
    await this.#storing;
    const rows = this.#isRead ? device.known(this.person) : [];
    return rows.length ? rows : this.rows();
  }

  #note(row) {
    const known = this.#newest.get(key(row));
    if (!known || (known.op && known.order <= row.order)) this.#newest.set(key(row), row);
  }

  // Tells whether something is on its way for this place.
  has(place) {
    return this.#newest.has(key(place));
  }

  is(row) {
    return this.#newest.get(key(row))?.op === row.op;
  }

  newest() {
    return [...this.#newest.values()];
  }

  // Stores one, in the order in which they were said; returns it as it was stored.
  add(row) {
    const said = { ...row, person: this.person };
    this.#newest.set(key(said), said);
    this.#storing = this.#storing.then(() => device.add(said)).then((whole) => {
      // Meanwhile something newer may have been said of the place.
      if (this.#newest.get(key(said)) === said) this.#newest.set(key(said), whole);
      return whole;
    });
    return this.#storing;
  }

  // Returns those of them that were the newest word on their place.
  async settle(rows) {
    await device.drop(rows.map((row) => row.op));
    const last = rows.filter((row) => this.is(row));
    for (const row of last) this.#newest.delete(key(row));
    return last;
  }

  // What another window has sent meanwhile, `rows` being all that is left.
  settled(rows) {
    const left = new Set(rows.map((row) => row.op));
    const sent = this.newest().filter((row) => row.op && !left.has(row.op));
    for (const row of sent) this.#newest.delete(key(row));
    return sent;
  }
}
