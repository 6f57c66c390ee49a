import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { ago, dateTime, isoTime } from './format.js';
import { itemLink, text } from './links.js';

/**
 * A user's behaviour window, newest first.
 *
 * @param {object[]} entries
 * @param {(what: object | null) => void} onPoint told which entry is pointed at
 */
export function windowList(entries, onPoint) {
  const pointed = (entry) => () => onPoint({ entry: entry.eventId });
  return html`
    <ol class="entries">
      ${repeat(entries, (entry) => entry.eventId, (entry) => html`
        <li class="entry" data-key=${entry.eventId} @pointerenter=${pointed(entry)}
          @pointerleave=${() => onPoint(null)} @focusin=${pointed(entry)} @focusout=${() => onPoint(null)}>
          ${itemLink(entry)}
          <span class="tag">${text(entry.type)}${entry.value === null ? nothing
            : html`<b class="num">${entry.value}</b>`}</span>
          <time class="num small muted" datetime=${isoTime(entry.timestamp)}
            title=${dateTime(entry.timestamp)}>${ago(entry.timestamp)}</time>
        </li>`)}
    </ol>`;
}
