import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { state } from './experiment.js';
import { ago, count, dateTime, isoTime } from './format.js';
import { text } from './links.js';
import { notice } from './notice.js';

const nameOf = (model, none = 'no model') => (model ? `${model.name} ${model.version}` : none);

function when(at) {
  return html`<time class="num muted small" datetime=${isoTime(at)} title=${dateTime(at)}
    >${ago(at)}</time>`;
}

function step(each) {
  return html`
    <li>
      <p class="facts">${state(each.state)} ${text(nameOf(each.release, 'no release'))}
        <span class="num muted">${count(each.ready)} of ${count(each.subtasks)} ready</span> ${when(each.at)}</p>
      ${each.reason ? html`<p class="why small"><bdi>${each.reason}</bdi></p>` : nothing}
    </li>`;
}

function slotCard({ slot, newest, story }) {
  return html`
    <section class="card">
      <header><h3>${text(slot)}</h3>${when(newest.at)}</header>
      <p class="facts">${state(newest.state)} <b>${text(nameOf(newest.release, 'no release'))}</b></p>
      ${newest.reason ? html`<p class="why"><bdi>${newest.reason}</bdi></p>` : nothing}
      <dl class="pairs">
        <div><dt>Serves now</dt><dd><bdi>${nameOf(newest.serving)}</bdi></dd></div>
        <div><dt>Subtasks ready</dt><dd class="num">${count(newest.ready)} of ${count(newest.subtasks)}</dd></div>
      </dl>
      <details class="story"><summary>Latest ${count(story.length)} statuses</summary>
        <ol>${story.map(step)}</ol></details>
    </section>`;
}

/** What became of the models that were released, by slot. */
export function releases(slots) {
  return html`
    <h2>Releases</h2>
    ${slots.length === 0 ? notice('No status of a release yet.') : html`
      <div class="grid">${repeat(slots, ({ slot }) => slot, slotCard)}</div>`}`;
}
