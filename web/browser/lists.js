// @ts-check
/** What is told in lists: the workers, and what a person should know of. */
/** @import { TroublePart, WorkerPart } from '../view.ts' */
import { el, logLink } from './dom.js';
import { whole } from './words.js';

/**
 * @param {HTMLElement} root
 * @param {readonly WorkerPart[]} workers
 * @param {boolean} counts whether trials count their examples
 */
export function drawWorkers(root, workers, counts) {
  if (workers.length === 0) {
    root.replaceChildren(el('p', { class: 'quiet' }, 'No worker has spoken yet.'));
    return;
  }
  const head = ['worker', 'state', 'work', ...(counts ? ['examples/s'] : [])].map((name, column) =>
    el('th', { scope: 'col', class: column === 3 && 'number' }, name),
  );
  const rows = workers.map(({ name, state, work, examplesPerSecond }) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, name),
      el('td', { class: state }, state === 'lost' ? '✕ lost' : state),
      el('td', {}, work),
      counts && el('td', { class: 'number' }, examplesPerSecond === null ? '' : whole(examplesPerSecond)),
    ),
  );
  const table = el(
    'table',
    { class: 'workers' },
    el('caption', { class: 'unseen' }, 'Workers and what they do'),
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...rows),
  );
  const box = root.firstElementChild;
  // The box stays, so that who has scrolled or focused it is not thrown out.
  if (box?.classList.contains('scroll')) box.replaceChildren(table);
  else
    root.replaceChildren(
      el('div', { class: 'scroll', role: 'group', 'aria-label': 'Table of workers', tabindex: 0 }, table),
    );
}

/**
 * @param {HTMLElement} root
 * @param {readonly TroublePart[]} troubles
 */
export function drawTroubles(root, troubles) {
  if (troubles.length === 0) {
    root.replaceChildren(el('p', { class: 'quiet' }, 'None so far.'));
    return;
  }
  root.replaceChildren(
    el(
      'ul',
      { class: 'told' },
      ...troubles.map(({ kind, title, text, lines, log }) =>
        el(
          'li',
          { class: kind },
          el('b', {}, title),
          ` ${text} `,
          log !== undefined && logLink(log, 'Log', `Log of ${log}`),
          lines !== undefined && el('pre', { tabindex: 0, 'aria-label': 'Its last lines' }, lines.join('\n')),
        ),
      ),
    ),
  );
}
