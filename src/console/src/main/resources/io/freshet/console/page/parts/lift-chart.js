import uPlot from '/lib/uplot/uPlot.esm.js';
import { axes, chartIn, colour } from './chart.js';

const DAY = 86_400;
const LEAST_SPAN_SECONDS = 60;
const LEAST_PERCENT = 1;

const clock = uPlot.fmtDate('{HH}:{mm}');
const day = uPlot.fmtDate('{D} {MMM}');

const TIMES = {
  incrs: [60, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, DAY, 2 * DAY, 7 * DAY, 30 * DAY],
  values: (u, ticks, index, space, step) => ticks.map((at) => (step >= DAY ? day : clock)(new Date(at * 1_000))),
};

const PERCENTS = { values: (u, ticks) => ticks.map((tick) => `${tick.toLocaleString('en')} %`), size: 58 };

/** The first intervals are so wide that what matters would be a flat line: the newest one sets the scale. */
function reach(points) {
  const { low, high } = points.at(-1);
  const later = points.slice(Math.floor(points.length / 2)).flatMap(({ lift }) => [lift]);
  return Math.max(LEAST_PERCENT, ...[low, high, ...later].map((value) => Math.abs(value) * 100)) * 1.25;
}

/**
 * A lift over time with the band in which the truth is, around a line at no difference.
 *
 * @param {HTMLElement} host gets the canvas and its words
 * @param {(index: number | null) => void} onPoint told which point is pointed at
 * @returns {{draw: Function, close: () => void}} draw takes the points and the chart in words
 */
export function liftChart(host, onPoint) {
  const points = { show: false };
  let most = LEAST_PERCENT;
  const chart = chartIn(host, {
    scales: {
      x: { time: true, range: (u, from, to) => [from ?? 0, Math.max(to ?? 0, (from ?? 0) + LEAST_SPAN_SECONDS)] },
      y: { range: () => [-most, most] },
    },
    axes: axes(PERCENTS, TIMES),
    bands: [{ series: [1, 2], fill: colour('--accent-wash') }],
    series: [{},
      { stroke: colour('--accent-area'), width: 1, points },
      { stroke: colour('--accent-area'), width: 1, points },
      { stroke: colour('--accent'), width: 2, points },
      { stroke: colour('--edge'), width: 1, dash: [4, 4], points }],
    hooks: { setCursor: [(u) => onPoint(u.cursor.idx ?? null)] },
  });

  return {
    draw(all, words) {
      most = all.length ? reach(all) : LEAST_PERCENT;
      const percents = (name) => all.map((point) => point[name] * 100);
      chart.draw([all.map((point) => point.at / 1_000), percents('high'), percents('low'), percents('lift'),
        all.map(() => 0)], words);
    },
    close: chart.close,
  };
}
