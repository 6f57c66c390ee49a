import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { percent, plural, score } from './format.js';
import { itemCell, itemLink, text, titleOf } from './links.js';
import { notice } from './notice.js';
import { sourceTag } from './sources.js';
import { vars } from './vars.js';

function move(item, place) {
  if (item.was === null) {
    return html`<span class="move new">new</span>`;
  }
  const by = item.was - place;
  if (by === 0) {
    return html`<span class="move" aria-hidden="true"></span>`;
  }
  const [way, arrow] = by > 0 ? ['up', '↑'] : ['down', '↓'];
  const words = `${way} by ${Math.abs(by)}`;
  return html`<span class="move ${way}" title=${words}>
    <span aria-hidden="true">${arrow}${Math.abs(by)}</span><span class="hidden">${words}</span></span>`;
}

/** The probability that the model gives an item; scores are its logarithms. NaN where the score is no number. */
function probability(item) {
  return Number.isFinite(item.score) ? Math.min(Math.exp(item.score), 1) : NaN;
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function reasons(item, titles) {
  if (item.reasons.length === 0) {
    return nothing;
  }
  return html`<ul class="reasons" aria-label="Reasons">${item.reasons.map((reason) => html`
    <li>because of <bdi>${titles.get(reason.itemId) ?? reason.itemId}</bdi>
      ${percent(reason.weight)}</li>`)}</ul>`;
}

function actButton(item, type, act) {
  const label = capital(type);
  return html`<button class="button quiet act" title="${label} as this user" @click=${() => act(item)}
    >${label}<span class="hidden"> ${titleOf(item)} as this user</span></button>`;
}

function slot(item, place, most, { titles, act, type, onPoint }) {
  return html`
    <li class="slot" data-key=${item.itemId} @pointerenter=${() => onPoint({ slot: item.itemId })}
      @pointerleave=${() => onPoint(null)} @focusin=${() => onPoint({ slot: item.itemId })}
      @focusout=${() => onPoint(null)}>
      <span class="rank num">${place}</span>
      ${move(item, place)}
      <div class="what">${itemCell(item)}</div>
      ${sourceTag(item.source)}
      <div class="chance" title="Probability ${percent(probability(item))}, score ${score(item.score)}">
        <i class="bar" ${vars({ '--part': (probability(item) || 0) / most })}></i>
        <b class="num"><span class="hidden">probability </span>${percent(probability(item))}</b>
        <span class="num small muted"><span class="hidden">score </span>${score(item.score)}</span>
      </div>
      ${act ? actButton(item, type, act) : nothing}
      ${reasons(item, titles)}
    </li>`;
}

/**
 * A slate: its slots in order, each with how it moved, where it came from, how likely it is and why.
 *
 * @param {object} slate
 * @param {{titles: Map<string, string>, act: ((item: object) => void) | null, type: string,
 *   onPoint: (what: object | null) => void}} context
 */
export function slateList(slate, context) {
  const most = Math.max(...slate.items.map((item) => probability(item) || 0), Number.MIN_VALUE);
  return slate.items.length === 0 ? notice('This slate is empty.') : html`
    <ol class="slots ${context.act ? 'can-act' : ''}">
      ${repeat(slate.items, (item) => item.itemId, (item, i) => slot(item, i + 1, most, context))}
    </ol>`;
}

/** What the slate before held and this one does not. */
export function leftList(left) {
  return left.length === 0 ? nothing : html`
    <section class="left" aria-label="Left the slate">
      <h3>${plural(left.length, 'item')} left the slate</h3>
      <ul>${left.map((item) => html`
        <li>${itemLink(item)}<span class="num small muted">was ${item.was}</span></li>`)}</ul>
    </section>`;
}

/** One fact about a slate, with its name before it. */
export function fact(name, value) {
  return html`<div><dt>${name}</dt><dd>${typeof value === 'string' ? text(value) : value}</dd></div>`;
}
