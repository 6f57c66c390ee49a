const MOVE = { duration: 420, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' };
const APPEAR = { duration: 600, easing: 'ease-out' };
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Remembers where the rows of a list are, so that they can slide from there once the list is drawn anew.
 *
 * @param {Map<string, HTMLElement>} rows by key
 * @returns {(after: Map<string, HTMLElement>) => Promise<void>} starts the motion, is done when it is over
 */
export function moved(rows) {
  const tops = new Map([...rows].map(([key, row]) => [key, row.offsetTop]));
  return async (after) => {
    if (calm.matches) {
      return;
    }
    const running = [];
    for (const [key, row] of after) {
      const from = tops.get(key);
      if (from === undefined) {
        running.push(row.animate({ opacity: [0, 1] }, APPEAR));
      } else if (from !== row.offsetTop) {
        running.push(row.animate({ transform: [`translateY(${from - row.offsetTop}px)`, 'none'] }, MOVE));
      }
    }
    await Promise.allSettled(running.map((animation) => animation.finished));
  };
}
