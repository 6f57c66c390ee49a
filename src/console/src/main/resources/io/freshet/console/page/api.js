import { closed, connecting, lost, opened } from './parts/connection.js';
import { encode } from './parts/links.js';

const HIDDEN_MILLIS = 60_000;
const RETRY_MILLIS = 2_000;

/** A call that the server refused, with its own words. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} message what the server said
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) {
    throw await refusal(response);
  }
  return response.status === 204 ? null : response.json();
}

async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  return new ApiError(response.status, body.error ?? `The server answered ${response.status}`);
}

/** Why a stream is refused, which an EventSource does not tell; null if it is not, or nobody answers. */
async function whyRefused(path) {
  const asking = new AbortController();
  try {
    const response = await fetch(path, { headers: { Accept: 'text/event-stream' }, signal: asking.signal });
    return response.ok ? null : (await refusal(response)).message;
  } catch {
    return null;
  } finally {
    asking.abort();
  }
}

function post(path, body) {
  return call(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** What this browser may do. Where it must sign in first, `required` is true. */
export async function readSession() {
  try {
    return await call('/api/session');
  } catch (e) {
    if (e.status === 401) {
      return { mayWrite: false, signIn: true, required: true, eventTypes: [], surface: '' };
    }
    throw e;
  }
}

/** @param {string} token the console's token, kept as a cookie by the server */
export function signIn(token) {
  return post('/api/session', { token });
}

/** Who acted last. */
export async function readUsers() {
  return (await call('/api/users')).users;
}

/** @param {string} itemId */
export function readItem(itemId) {
  return call(`/api/items/${encode(itemId)}`);
}

/**
 * Sends an event as a user.
 *
 * @param {string} userId
 * @param {{itemId: string, type: string, surface: string, slateId: string}} interaction
 * @returns {Promise<{eventId: string}>}
 */
export function postInteraction(userId, interaction) {
  return post(`/api/users/${encode(userId)}/interactions`, interaction);
}

/**
 * Listens to a live stream until it is closed. It comes back by itself when it breaks, and rests while the
 * tab is hidden for longer than a minute.
 *
 * @param {string} path below /api/live/
 * @param {string} name name of the server-sent event
 * @param {(data: object) => void} onData
 * @returns {() => void} closes the stream
 */
export function listen(path, name, onData) {
  const stream = {};
  let source = null;
  let retry = 0;
  let rest = 0;
  let ended = false;

  async function tell() {
    const reason = await whyRefused(`/api/live/${path}`);
    if (!ended && source === null && reason !== null) {
      lost(stream, reason);
    }
  }

  function open() {
    connecting(stream);
    source = new EventSource(`/api/live/${path}`);
    source.addEventListener('open', () => opened(stream));
    source.addEventListener(name, (event) => onData(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      lost(stream);
      if (source.readyState === EventSource.CLOSED) {
        stop();
        tell();
        retry = setTimeout(open, RETRY_MILLIS);
      }
    });
  }

  function stop() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function onVisibility() {
    clearTimeout(rest);
    if (document.hidden) {
      rest = setTimeout(stop, HIDDEN_MILLIS);
    } else if (source === null) {
      stop();
      open();
    }
  }

  document.addEventListener('visibilitychange', onVisibility);
  open();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(rest);
    ended = true;
    stop();
    closed(stream);
  };
}

/**
 * Asks again and again while the tab is visible.
 *
 * @param {() => Promise<any>} ask
 * @param {number} everyMillis
 * @param {(answer: any) => void} onAnswer
 * @param {(error: ApiError) => void} onError told what the server refused; a lost connection is the banner's
 * @returns {() => void} ends it
 */
export function poll(ask, everyMillis, onAnswer, onError) {
  let ended = false;
  let timer = 0;
  const stream = {};
  connecting(stream);

  async function once() {
    if (!document.hidden) {
      try {
        const answer = await ask();
        if (!ended) {
          opened(stream);
          onAnswer(answer);
        }
      } catch (e) {
        if (ended) {
          return;
        }
        if (e instanceof ApiError) {
          opened(stream);
          onError(e);
        } else {
          lost(stream);
        }
      }
    }
    if (!ended) {
      timer = setTimeout(once, everyMillis);
    }
  }

  once();
  return () => {
    ended = true;
    clearTimeout(timer);
    closed(stream);
  };
}
