import { html, nothing } from '/lib/lit-html/lit-html.js';
import { amount, count, dateTime, pValue, part, percent, rate, shortCount, signedPercent, signedRange } from './format.js';
import { text } from './links.js';
import { notice } from './notice.js';

const CLICKS = 'click-through-rate';
const MARKS = { running: 'well', active: 'well', refused: 'ill', rejected: 'ill' };

/** A state in words; the mark before it says whether somebody should look. */
export function state(name) {
  return html`<span class="mark ${MARKS[name] ?? ''}"><i></i>${name ?? 'state not reported'}</span>`;
}

/** A metric of a variant; undefined where it has none. */
export function metricOf(variant, metric) {
  return variant.metrics?.metrics.find((each) => each.metric === metric);
}

function lift(metric) {
  const beside = metric?.comparison;
  return beside
    ? html`<td class="num"><b>${signedPercent(beside.lift)}</b></td>
      <td class="num">${signedRange(beside.liftLow, beside.liftHigh)}</td>
      <td class="num">${pValue(beside.pValue)}</td>`
    : html`<td class="num muted">–</td><td class="num muted">–</td><td class="num muted">–</td>`;
}

function row(variant) {
  const { metrics } = variant;
  const clicks = metricOf(variant, CLICKS);
  return html`
    <tr><th scope="row"><span class="variant">${text(variant.name)}
        ${variant.control ? html`<span class="tag">control</span>` : nothing}</span></th>
      <td class="num">${percent(variant.share)}</td>
      <td class="num">${shortCount(metrics?.users)}</td>
      <td class="num">${shortCount(metrics?.exposures)}</td>
      <td class="num">${shortCount(metrics?.clicks)}</td>
      <td class="num">${rate(clicks?.value)}</td>
      <td class="num">${shortCount(metrics?.conversions)}</td>
      <td class="num">${amount(metrics?.value)}</td>
      <td class="num">${shortCount(metrics?.coverage?.items)}</td>
      <td class="num">${part(metrics?.coverage?.share)}</td>
      <td class="num">${count(metrics?.freshness?.medianMillis)}</td>
      <td class="num">${count(metrics?.freshness?.p99Millis)}</td>
      ${lift(clicks)}</tr>`;
}

const HEADS = ['Share', 'Users', 'Exposures', 'Clicks', 'CTR', 'Conversions', 'Value', 'Items', 'Coverage',
  'Freshness p50, ms', 'p99, ms', 'CTR lift', '95 % interval', 'p-value'];

/** A wide table scrolls in itself, with the keyboard, too. */
export function wide(label, table) {
  return html`<div class="wide" tabindex="0" role="region" aria-label=${label}>${table}</div>`;
}

/** The variants with what their users did. */
export function variantsTable({ experimentId, variants }) {
  return variants.length === 0 ? notice('No variant is known.') : wide(`Variants of ${experimentId}`, html`
    <table>
      <thead><tr><th scope="col">Variant</th>
        ${HEADS.map((head) => html`<th scope="col" class="num">${head}</th>`)}</tr></thead>
      <tbody>${variants.map(row)}</tbody>
    </table>`);
}

/** Says that figures may not be trusted. */
export function ratioAlarm({ sampleRatioAlarm, sampleRatioPValue }) {
  return sampleRatioAlarm ? html`
    <p class="alarm"><b>Sample ratio mismatch.</b> Users do not come to the variants as their shares say
      (p ${sampleRatioPValue < 0.001 ? '' : '= '}${pValue(sampleRatioPValue)}). Something loses or repeats users:
      do not trust the figures until it is found.</p>` : nothing;
}

function span({ start, end }) {
  if (start === null && end === null) {
    return nothing;
  }
  return html`<span class="num">${start === null ? '' : `from ${dateTime(start)} `}${
    end === null ? '' : `until ${dateTime(end)}`}</span>`;
}

/** State, where and when it runs, and why it is not what it should be. */
export function about(experiment) {
  const { reason, since, surfaces } = experiment;
  const refused = experiment.state === 'refused';
  return html`
    <p class="facts">${state(experiment.state)}
      ${since === null ? nothing : html`<span class="muted num">since ${dateTime(since)}</span>`}
      <span class="muted">${surfaces.length ? html`on <bdi>${surfaces.join(', ')}</bdi>` : 'on every surface'}
        ${span(experiment)}</span></p>
    ${reason ? html`<p class="why ${refused ? '' : 'muted'}"><bdi>${reason}</bdi></p>` : nothing}
    ${refused ? html`<p class="muted small">A version that was accepted before goes on as it was; shares here are
      those of the newest record.</p>` : nothing}`;
}
