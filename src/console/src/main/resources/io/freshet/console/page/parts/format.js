const NOTHING = '–';
/** A number and its unit stay on one line. */
const GAP = '\u00a0';
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const hundredth = new Intl.NumberFormat('en', { maximumFractionDigits: 2, minimumFractionDigits: 2 });
const signed = new Intl.NumberFormat('en', {
  maximumFractionDigits: 1, minimumFractionDigits: 1, signDisplay: 'exceptZero' });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dateAndClock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const known = (value) => Number.isFinite(value);

/** The farthest from 1970 that a Date can be. */
const MOST_MILLIS = 8.64e15;
const isDate = (at) => known(at) && Math.abs(at) <= MOST_MILLIS;

/** 12,345 */
export function count(value) {
  return known(value) ? whole.format(value) : NOTHING;
}

/** 12,345 up to 99,999, then 123.5K */
export function shortCount(value) {
  return known(value) && value >= 100_000 ? compact.format(value) : count(value);
}

/** Milliseconds with as many digits as matter, without the unit. */
export function millisNumber(value) {
  return known(value) ? (value < 9.95 ? tenth : whole).format(value) : NOTHING;
}

/** 9.1 ms, 120 ms, 2.4 s */
export function millis(value) {
  if (!known(value)) {
    return NOTHING;
  }
  return value >= 1_000 ? `${tenth.format(value / 1_000)}${GAP}s` : `${millisNumber(value)}${GAP}ms`;
}

/** 9 ms, 2.4 s: for times that were taken in whole milliseconds. */
export function wholeMillis(value) {
  return value < 1_000 ? `${count(value)}${GAP}ms` : millis(value);
}

/** Microseconds as 12 µs, 900 µs, 3.0 ms */
export function micros(value) {
  if (!known(value)) {
    return NOTHING;
  }
  return value >= 1_000 ? millis(value / 1_000) : `${whole.format(value)}${GAP}µs`;
}

/** 34.6 kB */
export function bytes(value) {
  if (!known(value)) {
    return NOTHING;
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let left = value;
  while (left >= 1_000 && unit < units.length - 1) {
    left /= 1_000;
    unit++;
  }
  return `${unit === 0 ? whole.format(left) : tenth.format(left)}${GAP}${units[unit]}`;
}

/** A part of one as 4.3 %, 62 % */
export function percent(part) {
  if (!known(part)) {
    return NOTHING;
  }
  const value = part * 100;
  return `${(value < 9.95 ? tenth : whole).format(value)}${GAP}%`;
}

/** A part of one with one decimal, as 4.3 %, 62.0 %: for columns */
export function part(value) {
  return known(value) ? `${tenth.format(value * 100)}${GAP}%` : NOTHING;
}

/** A part of one with two decimals, as 4.31 % */
export function rate(part) {
  return known(part) ? `${hundredth.format(part * 100)}${GAP}%` : NOTHING;
}

/** A change as +4.3 %, −12.0 % */
export function signedPercent(part) {
  return known(part) ? `${signed.format(part * 100).replace('-', '−')}${GAP}%` : NOTHING;
}

/** An interval of changes as −1.2 to +4.3 % */
export function signedRange(low, high) {
  return known(low) && known(high)
    ? `${signedPercent(low).slice(0, -2)} to ${signedPercent(high)}` : NOTHING;
}

/** Four digits of any number, as 0.04313 */
export function digits(value) {
  return known(value) ? precise.format(value).replace('-', '−') : NOTHING;
}

/** A sum as 3.25, 99.5, 12,345, 1.2M */
export function amount(value) {
  return known(value) && Math.abs(value) < 1_000 ? digits(value) : shortCount(value);
}

/** A p-value as 0.034, less than 0.001 as < 0.001 */
export function pValue(value) {
  if (!known(value)) {
    return NOTHING;
  }
  return value < 0.001 ? `<${GAP}0.001` : value.toFixed(3);
}

/** A score with two digits and a true minus sign. */
export function score(value) {
  return known(value) ? value.toFixed(2).replace('-', '−') : NOTHING;
}

/** now, 12 s ago, 3 min ago, 2 h ago, 5 d ago */
export function ago(at, now = Date.now()) {
  return duration(at === null ? NaN : now - at, 'now', ' ago');
}

/** How long since then: 12 s, 3 min, 2 h, 5 d */
export function since(at, now = Date.now()) {
  return duration(at === null ? NaN : now - at, '1 s', '');
}

function duration(elapsed, least, suffix) {
  if (!known(elapsed)) {
    return NOTHING;
  }
  const seconds = Math.floor(elapsed / 1_000);
  if (seconds < 1) {
    return least;
  }
  const [value, unit] = seconds < 60 ? [seconds, 's']
    : seconds < 3_600 ? [seconds / 60, 'min']
      : seconds < 86_400 ? [seconds / 3_600, 'h'] : [seconds / 86_400, 'd'];
  return `${whole.format(Math.floor(value))}${GAP}${unit}${suffix}`;
}

/** 14:03:07 */
export function time(at) {
  return isDate(at) ? clock.format(at) : NOTHING;
}

/** 28 Nov 2026, 14:03:07 */
export function dateTime(at) {
  return isDate(at) ? dateAndClock.format(at) : NOTHING;
}

/** For machines: 2026-11-28T14:03:07.000Z, or nothing */
export function isoTime(at) {
  return isDate(at) ? new Date(at).toISOString() : '';
}

/** 1 slate, 12 slates */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}
