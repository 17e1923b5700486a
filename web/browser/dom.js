// @ts-check
/** Elements with attributes and children; text is always text, never markup. */

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | number | false | null | undefined} Child */
/** @typedef {Record<string, string | number | boolean | undefined>} Attributes */

/**
 * An HTML element. An attribute that is undefined or false is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  fill(element, attributes, children);
  return element;
}

/**
 * A link to the log of a trial.
 * @param {string} trial its key
 * @param {string} text
 * @param {string} label for who listens instead of looking
 */
export function logLink(trial, text, label) {
  return el('a', { href: `/log?trial=${encodeURIComponent(trial)}`, 'aria-label': label }, text);
}

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * Changes a text only where it differs: what has not changed is not read out again, and a selection stays.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A text with the names of arms in it set off, where they stand as whole words.
 * @param {string} text
 * @param {ReadonlySet<string>} names
 * @returns {(Node | string)[]}
 */
export function emphasized(text, names) {
  return text
    .split(/([\w.=-]*\w)/)
    .map((word) => (names.has(word) ? el('b', { class: 'name' }, word) : word));
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 * @param {readonly Child[]} children
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      element.append(typeof child === 'number' ? String(child) : child);
}
