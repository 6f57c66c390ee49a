const states = new Map();
const listeners = new Set();
let told = 'connecting';

function set(stream, state) {
  if (state === null) {
    states.delete(stream);
  } else {
    states.set(stream, state);
  }
  const all = [...states.values()];
  const now = ['lost', 'connecting', 'live'].find((each) => all.includes(each)) ?? 'connecting';
  if (now !== told) {
    told = now;
    listeners.forEach((listener) => listener(now));
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

/** The stream broke and will be tried again. */
export function lost(stream) {
  set(stream, 'lost');
}

/** Nobody wants the stream any more. */
export function closed(stream) {
  set(stream, null);
}

/** How the streams of the page are: `connecting`, `live` or `lost`. */
export function connectionState() {
  return told;
}

/** @param {(state: string) => void} listener told of each change */
export function onConnection(listener) {
  listeners.add(listener);
}
