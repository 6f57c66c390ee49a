import { postInteraction } from '../api.js';
import { count } from './format.js';

const PATIENCE_MILLIS = 10_000;
const REMEMBERED = 50;

/**
 * Sends events as a user and says how long the slate that each caused took to come.
 *
 * @param {string} userId
 * @param {(words: string) => void} say
 */
export function clicks(userId, say) {
  const arrivals = new Map();
  let waiting = null;
  let timer = 0;

  function settle() {
    const arrived = arrivals.get(waiting?.eventId);
    if (arrived !== undefined) {
      say(`Slate changed ${count(Math.max(arrived - waiting.sent, 0))} ms after your ${waiting.type}`);
      waiting = null;
      clearTimeout(timer);
    }
  }

  return {
    /** Remembers when the slates came, because one may come before the answer to the event that caused it. */
    seen(slates) {
      for (const { causeEventId } of slates) {
        if (causeEventId !== null && !arrivals.has(causeEventId)) {
          arrivals.set(causeEventId, performance.now());
        }
      }
      for (const oldest of [...arrivals.keys()].slice(0, -REMEMBERED)) {
        arrivals.delete(oldest);
      }
      settle();
    },

    async send(interaction) {
      const { type } = interaction;
      const sent = performance.now();
      clearTimeout(timer);
      say(`Sending your ${type}`);
      try {
        const { eventId } = await postInteraction(userId, interaction);
        waiting = { eventId, sent, type };
        say(`Your ${type} is in, waiting for the slate`);
        timer = setTimeout(() => {
          waiting = null;
          say(`No slate came in ten seconds after your ${type}. Is the job running?`);
        }, PATIENCE_MILLIS);
        settle();
      } catch (e) {
        say(`Your ${type} was refused: ${e.message}`);
      }
    },

    close() {
      clearTimeout(timer);
    },
  };
}
