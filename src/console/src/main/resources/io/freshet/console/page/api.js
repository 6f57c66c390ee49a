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
    const body = await response.json().catch(() => ({}));
    throw new ApiError(response.status, body.error ?? `The server answered ${response.status}`);
  }
  return response.status === 204 ? null : response.json();
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

  function open() {
    connecting(stream);
    source = new EventSource(`/api/live/${path}`);
    source.addEventListener('open', () => opened(stream));
    source.addEventListener(name, (event) => onData(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      lost(stream);
      if (source.readyState === EventSource.CLOSED) {
        stop();
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
