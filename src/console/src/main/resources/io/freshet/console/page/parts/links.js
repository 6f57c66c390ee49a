import { html, nothing } from '/lib/lit-html/lit-html.js';

/**
 * An id as a part of an address. Half a surrogate pair, which an id may hold, would make the encoding fail.
 *
 * @param {string} id
 */
export function encode(id) {
  return encodeURIComponent(id.toWellFormed());
}

/** @param {string} itemId */
export function itemHref(itemId) {
  return `#/items/${encode(itemId)}`;
}

/** @param {string} userId */
export function userHref(userId) {
  return `#/users/${encode(userId)}`;
}

/** @param {string} experimentId */
export function experimentHref(experimentId) {
  return `#/experiments/${encode(experimentId)}`;
}

/** Text of any script and length, on one line, whole in its tooltip. */
export function text(value, className = '') {
  return html`<bdi class="cut ${className}" title=${value}>${value}</bdi>`;
}

/** An item's title, or its id where the catalogue has none. */
export function titleOf(item) {
  return item.title ?? item.itemId;
}

/** Link to an item by its title. */
export function itemLink(item) {
  return html`<a class="cut item-link" href=${itemHref(item.itemId)} title=${titleOf(item)}
    ><bdi>${titleOf(item)}</bdi></a>`;
}

/** Link to an item by its title, with its category below. */
export function itemCell(item) {
  return html`
    ${itemLink(item)}
    ${item.category ? text(item.category, 'small muted') : nothing}`;
}
