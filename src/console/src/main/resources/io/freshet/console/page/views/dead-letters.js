import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { listen } from '../api.js';
import { ago, bytes, count, dateTime, isoTime } from '../parts/format.js';
import { notice } from '../parts/notice.js';

const RAW_LIMIT = 2_000;

/** Where the record stood; null where the dead letter does not say. */
function where(letter) {
  return letter.topic === null ? null : `${letter.topic}-${letter.partition}@${letter.offset}`;
}

function sample(letter) {
  const cut = letter.raw.length >= RAW_LIMIT;
  return html`
    <li>
      <details class="letter">
        <summary>
          <bdi class="message">${letter.message}</bdi>
          <span class="about small muted">
            <span class="tag">${letter.reason}</span>
            ${letter.topic === null ? nothing : html`<bdi class="num">${where(letter)}</bdi>`}
            <span class="num">${bytes(letter.size)}</span>
            <time class="num" datetime=${isoTime(letter.at)} title=${dateTime(letter.at)}
              >${ago(letter.at)}</time>
          </span>
        </summary>
        <pre tabindex="0" aria-label="The record's value">${letter.raw}</pre>
        ${cut ? html`<p class="small muted">Only the beginning of ${bytes(letter.size)}.</p>` : nothing}
      </details>
    </li>`;
}

/** Records that could not become events, and why. */
export function showDeadLetters(host) {
  let data = null;
  let chosen = null;

  function choose(reason) {
    chosen = chosen === reason ? null : reason;
    draw();
  }

  const when = ({ lastMinute, last }) => (
    lastMinute ? `${count(lastMinute)} in the last minute` : `last ${ago(last)}`);

  const reasonRow = ({ reason, count: all, ...rest }) => html`
    <li><button class="reason" aria-pressed=${String(chosen === reason)} @click=${() => choose(reason)}>
      <bdi class="cut">${reason}</bdi><b class="num">${count(all)}</b>
      <span class="small muted">${when(rest)}</span>
    </button></li>`;

  function content() {
    if (data.total === 0) {
      return notice('No dead letter. Every record became an event.');
    }
    // New ones come in front, so that a place counted from the end stays.
    const key = (letter, i) => where(letter) ?? String(shown.length - i);
    const shown = data.samples.filter((letter) => chosen === null || letter.reason === chosen);
    return html`
      <div class="grid aside">
        <section class="card"><header><h2>Reasons</h2></header>
          <ul class="plain">${repeat(data.reasons, (each) => each.reason, reasonRow)}</ul></section>
        <section class="card"><header><h2>Samples</h2><span class="muted small">newest first</span></header>
          ${shown.length ? html`<ul class="plain">${repeat(shown, key, sample)}</ul>`
            : notice('No sample of this reason.')}</section>
      </div>`;
  }

  function draw() {
    render(html`
      <header class="page"><h1>Dead letters</h1>
        ${data ? html`<span class="muted"><b class="num">${count(data.total)}</b> in all</span>` : nothing}
      </header>
      ${data === null ? notice('Waiting for the first count.') : content()}`, host);
  }

  draw();
  return listen('dead-letters', 'dead-letters', (next) => {
    data = next;
    draw();
  });
}
