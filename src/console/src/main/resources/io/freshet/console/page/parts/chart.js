import uPlot from '/lib/uplot/uPlot.esm.js';

const SPAN_SECONDS = 600;
const HEIGHT = 190;
const FONT = '12px Roboto';
const dark = matchMedia('(prefers-color-scheme: dark)');

const clock = uPlot.fmtDate('{HH}:{mm}');

const LAST_MINUTES = {
  values: (u, ticks) => ticks.map((at) => clock(new Date(at * 1_000))),
  incrs: [60, 120, 180, 300],
};

/** Colours are read when they are drawn, so that a change of the colour scheme needs no new chart. */
export function colour(name) {
  return () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function axes(y, x = LAST_MINUTES) {
  const common = {
    stroke: colour('--muted'),
    font: FONT,
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  return [
    { ...common, grid: { show: false }, space: 70, size: 26, gap: 6, ...x },
    // On a logarithmic scale uPlot leaves out ticks that have no room, as nulls.
    { ...common, size: 46, gap: 6, space: 36,
      values: (u, ticks) => ticks.map((tick) => tick?.toLocaleString('en') ?? null), ...y },
  ];
}

const LINEAR = {
  scale: { range: (u, least, most) => [0, niceAbove(most ?? 0)] },
  y: { incrs: Array.from({ length: 24 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3)) },
};

const LOG = {
  scale: { distr: 3, range: (u, least, most) => [1, Math.max(100, 10 ** Math.ceil(Math.log10(most ?? 1)))] },
  y: {
    // Only powers of ten get a line.
    splits: (u, axis, least, most) => Array.from({ length: Math.log10(most) + 1 }, (_, power) => 10 ** power),
  },
};

function niceAbove(most) {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 10)));
  return Math.max(10, Math.ceil((most * 1.05) / step * 2) / 2 * step);
}

/**
 * A chart that follows the width of its host and the colour scheme.
 *
 * @param {HTMLElement} host gets the canvas and its words
 * @param {object} options of uPlot, without sizes
 * @returns {{draw: Function, close: () => void}} draw takes the data and the chart in words
 */
export function chartIn(host, options) {
  const width = (most) => Math.max(Math.floor(most), 200);
  const plot = new uPlot({
    width: width(host.clientWidth),
    height: HEIGHT,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    ...options,
  }, options.series.map(() => []), host);
  host.setAttribute('role', 'img');

  const redraw = () => plot.redraw();
  const sized = new ResizeObserver(([entry]) => {
    plot.setSize({ width: width(entry.contentRect.width), height: HEIGHT });
  });
  sized.observe(host);
  dark.addEventListener('change', redraw);
  document.fonts.load(FONT).then(redraw);

  return {
    draw(data, words) {
      plot.setData(data);
      host.setAttribute('aria-label', words);
    },
    close() {
      sized.disconnect();
      dark.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}

/**
 * A live chart of two series over the last ten minutes. The first is an area and the second a line over it;
 * on a logarithmic scale, where an area from zero means nothing, they are the edges of a band.
 *
 * @param {HTMLElement} host gets the canvas and its words
 * @param {object} options
 * @param {boolean} [options.log] whether the scale is logarithmic
 * @param {(index: number | null) => void} options.onPoint told which second is pointed at
 * @returns {{draw: Function, close: () => void}} draw takes the seconds, both series and the chart in words
 */
export function timeChart(host, { log = false, onPoint }) {
  const axis = log ? LOG : LINEAR;
  const points = { show: false };
  const area = { fill: colour('--accent-area'), width: 0, points };
  const line = (name) => ({ stroke: colour(name), width: 1.5, points });
  const chart = chartIn(host, {
    scales: { x: { time: true, range: (u, least, most) => [most - SPAN_SECONDS, most] }, y: axis.scale },
    axes: axes(axis.y),
    bands: log ? [{ series: [2, 1], fill: colour('--accent-wash') }] : [],
    series: [{}, ...(log ? [line('--accent'), line('--ink-line')] : [area, line('--accent')])],
    hooks: { setCursor: [(u) => onPoint(u.cursor.idx ?? null)] },
  });
  const shown = (value) => (log && value !== null ? Math.max(value, 1) : value);

  return {
    draw(seconds, first, second, words) {
      chart.draw([seconds, first.map(shown), second.map(shown)], words);
    },
    close: chart.close,
  };
}
