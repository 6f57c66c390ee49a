import { render, svg } from '/lib/lit-html/lit-html.js';

const FAINTEST = 0.07;

function middle(row, top) {
  const box = row.getBoundingClientRect();
  return Math.round((box.top + box.height / 2 - top) * 10) / 10;
}

function curve(width, from, to) {
  const bend = width * 0.5;
  return `M0,${from} C${bend},${from} ${width - bend},${to} ${width},${to}`;
}

/**
 * Draws what follows from what: a curve from each window entry to each slot that names it as a reason.
 *
 * @param {SVGSVGElement} canvas between the two lists
 * @param {{from: HTMLElement, to: HTMLElement, weight: number, lit: boolean}[]} links
 */
export function drawLines(canvas, links) {
  const { top, width } = canvas.getBoundingClientRect();
  if (width === 0) {
    return;
  }
  render(links.filter(({ weight }) => Number.isFinite(weight)).map(({ from, to, weight, lit }) => svg`
    <path class=${lit ? 'lit' : ''} d=${curve(width, middle(from, top), middle(to, top))}
      stroke-width=${1 + 3.5 * weight} stroke-opacity=${FAINTEST + 0.35 * weight}></path>`),
  canvas);
}
