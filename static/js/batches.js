// How what waits is sent: in pieces that the server takes, and what its answers mean. Pure.

export const MOST_BYTES = 48 * 1024; // of UTF-8: a server may take no more than 64 KiB
export const MOST_OPS = 100;
export const PATIENCE = 15_000; // ms until no answer counts as no network
const FIRST_PAUSE = 1000; // ms
const LONGEST_PAUSE = 30_000;
const encoder = new TextEncoder();

const bytes = (value) => encoder.encode(JSON.stringify(value)).length;

// An operation as the server takes it.
export function written({ op, habit, date, slot, done, note, at }) {
  return {
    op,
    type: "tick",
    habit,
    date,
    slot: Number(slot),
    done,
    ...(note !== undefined && { note }),
    at: new Date(at).toISOString(),
  };
}

// The rows that go next: the oldest, of one couple, at most `most`, as many as fit; one at least.
export function batch(rows, most = MOST_OPS, room = MOST_BYTES) {
  const taken = [];
  let size = 512; // what is around them
  for (const row of rows) {
    if (taken.length === most || row.couple !== rows[0].couple) break;
    size += bytes(written(row)) + 1;
    if (taken.length && size >= room) break;
    taken.push(row);
  }
  return taken;
}

// A place, as a name.
export const key = ({ habit, date, slot }) => `${habit} ${date} ${slot}`;

export const hasTwice = (rows) => new Set(rows.map(key)).size < rows.length;

// When an envelope claims to have been sent. The server takes for the time that something waited to
// be sent what lies between `at` and this, and never more than until now: so this may be early, as
// by how long a request took before (`lag`), and nothing is ever dated before it was said.
export const sentAt = (rows, started, lag) => started - shift(rows, lag);

export const shift = (rows, lag) => lag + (hasTwice(rows) ? PATIENCE : 0);

// What is to be done after an answer: `code` is that of its problem document, if it is one.
// Other servers on the way answer too: only what is surely ours makes anything be dropped.
export function verdict(status, code, results) {
  if (status === 200) return Array.isArray(results) && results.length ? "final" : "wait";
  if (status === 401) return "sign in";
  if (status === 413) return "halve";
  if (status === 403 && code === "csrf_failed") return "stale";
  if (status === 410 && code === "unlinked") return "gone";
  if (status === 404 && code === "not_found") return "gone";
  return "wait";
}

// How long until the next try, in ms. `chance` is from 0 to 1: not all phones ring at once.
export function pause(tries, retryAfter, chance) {
  const longest = Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE);
  const wanted = Number(retryAfter) > 0 ? Number(retryAfter) * 1000 : 0;
  return Math.max(longest * (0.5 + chance / 2), wanted);
}
