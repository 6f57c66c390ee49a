import { html, render } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { createRef, ref } from '/lib/lit-html/directives/ref.js';
import { listen } from '../api.js';
import { about, ratioAlarm, variantsTable, wide } from '../parts/experiment.js';
import { dateTime, digits, pValue, percent, signedPercent, signedRange } from '../parts/format.js';
import { liftChart } from '../parts/lift-chart.js';
import { encode } from '../parts/links.js';
import { notice } from '../parts/notice.js';

const HEADS = ['Value', 'Difference', '95 % interval', 'Lift', '95 % interval', 'p-value', 'Variance saved'];

function comparisons({ experimentId, variants }) {
  const rows = variants.flatMap(({ name, metrics }) => (metrics?.metrics ?? []).map((each) => ({ name, ...each })));
  return rows.length === 0 ? notice('No figures yet.') : wide(`Metrics of ${experimentId}`, html`
    <table>
      <thead><tr><th scope="col">Metric</th><th scope="col">Variant</th>
        ${HEADS.map((head) => html`<th scope="col" class="num">${head}</th>`)}</tr></thead>
      <tbody>${rows.sort((a, b) => a.metric.localeCompare(b.metric)).map(({ name, metric, value, comparison }) => html`
        <tr><th scope="row"><bdi>${metric.replaceAll('-', ' ')}</bdi></th><td><bdi>${name}</bdi></td>
          <td class="num">${digits(value)}</td>
          <td class="num">${digits(comparison?.difference)}</td>
          <td class="num">${comparison ? `${digits(comparison.differenceLow)} to ${digits(comparison.differenceHigh)}`
            : '–'}</td>
          <td class="num">${signedPercent(comparison?.lift)}</td>
          <td class="num">${signedRange(comparison?.liftLow, comparison?.liftHigh)}</td>
          <td class="num">${pValue(comparison?.pValue)}</td>
          <td class="num">${percent(comparison?.varianceSaved)}</td></tr>`)}</tbody>
    </table>`);
}

/** One experiment: its figures, and how the lift in click-through rate went. */
export function showExperiment(host, id) {
  const charts = new Map();
  let data = null;

  function chartOf(variant) {
    if (!charts.has(variant)) {
      charts.set(variant, { element: createRef(), chart: null, pointed: null });
    }
    return charts.get(variant);
  }

  function curveCard({ variant, points }) {
    const { element, pointed } = chartOf(variant);
    const shown = points[pointed] ?? points.at(-1);
    return html`
      <section class="card">
        <header><h2>CTR lift of <bdi>${variant}</bdi></h2>
          <span class="muted small num">${dateTime(shown.at)}</span></header>
        <ul class="legend"><li><i class="key"></i>lift <b class="num">${signedPercent(shown.lift)}</b></li>
          <li><i class="key area"></i>always-valid interval
            <b class="num">${signedRange(shown.low, shown.high)}</b></li></ul>
        <div class="chart" ${ref(element)}></div>
      </section>`;
  }

  function content() {
    if (data === null) {
      return notice('Waiting for the first figures.');
    }
    const { standing } = data;
    if (standing === null) {
      return notice('Nothing is known of this experiment.');
    }
    const curves = data.curves.filter(({ points }) => points.length);
    return html`
      <section class="card experiment">${about(standing)}${ratioAlarm(standing)}${variantsTable(standing)}</section>
      ${curves.length ? html`<div class="grid halves">${repeat(curves, ({ variant }) => variant, curveCard)}</div>`
        : notice('No curve yet: it begins when both variants have enough users to compare.')}
      <section class="card"><header><h2>All metrics</h2>
        <span class="muted small">intervals and p-values hold however often one looks</span></header>
        ${comparisons(standing)}</section>`;
  }

  function draw() {
    render(html`
      <header class="page"><h1 class="id"><a href="#/experiments">Experiments</a> <bdi>${id}</bdi></h1></header>
      ${content()}`, host);
  }

  function drawCharts() {
    const drawn = new Set();
    for (const { variant, points } of data.curves.filter((curve) => curve.points.length)) {
      const own = chartOf(variant);
      own.chart ??= liftChart(own.element.value, (index) => {
        own.pointed = index;
        draw();
      });
      const { at, lift, low, high } = points.at(-1);
      own.chart.draw(points, `Lift in click-through rate of ${variant} over time, on ${dateTime(at)} `
        + `${signedPercent(lift)}, interval ${signedRange(low, high)}`);
      drawn.add(variant);
    }
    for (const [variant, { chart }] of charts) {
      if (!drawn.has(variant)) {
        chart?.close();
        charts.delete(variant);
      }
    }
  }

  draw();
  const close = listen(`experiments/${encode(id)}`, 'experiment', (next) => {
    data = next;
    draw();
    drawCharts();
  });
  return () => {
    close();
    charts.forEach(({ chart }) => chart?.close());
  };
}
