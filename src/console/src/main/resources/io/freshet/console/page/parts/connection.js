const states = new Map();
const reasons = new Map();
const listeners = new Set();
let told = 'connecting';
let toldReason = null;

function set(stream, state, reason = null) {
  if (state === null) {
    states.delete(stream);
  } else {
    states.set(stream, state);
  }
  if (reason === null) {
    reasons.delete(stream);
  } else {
    reasons.set(stream, reason);
  }
  const all = [...states.values()];
  const now = ['lost', 'connecting', 'live'].find((each) => all.includes(each)) ?? 'connecting';
  const why = [...reasons.values()][0] ?? null;
  if (now !== told || why !== toldReason) {
    told = now;
    toldReason = why;
    listeners.forEach((listener) => listener(now, why));
  }
}

/** The stream was asked for; one that was lost stays lost until it is open. */
export function connecting(stream) {
  if (states.get(stream) !== 'lost') {
    set(stream, 'connecting');
  }
}

/** The stream delivers. */
export function opened(stream) {
  set(stream, 'live');
}

/**
 * The stream broke and will be tried again.
 *
 * @param {object} stream
 * @param {string | null} [reason] why, in the server's words, if it gave any; who knows none keeps those
 *   of the time before
 */
export function lost(stream, reason = reasons.get(stream) ?? null) {
  set(stream, 'lost', reason);
}

/** Nobody wants the stream any more. */
export function closed(stream) {
  set(stream, null);
}

/** How the streams of the page are: `connecting`, `live` or `lost`. */
export function connectionState() {
  return told;
}

/** @param {(state: string, reason: string | null) => void} listener told of each change */
export function onConnection(listener) {
  listeners.add(listener);
}
