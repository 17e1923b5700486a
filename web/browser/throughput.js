// @ts-check
/** Examples per second over time. */
/** @import { ThroughputPart } from '../view.ts' */
import { el, svg } from './dom.js';
import { ticks } from './scale.js';
import { clock, whole } from './words.js';

const HEIGHT = 190;

/**
 * @param {HTMLElement} root
 * @param {ThroughputPart} throughput
 */
export function drawThroughput(root, { width: stretch, rates }) {
  if (rates.length < 2 || Math.max(...rates) === 0) {
    root.replaceChildren(el('p', { class: 'quiet' }, 'No examples have been counted.'));
    return;
  }
  const width = Math.max(280, root.clientWidth || 480);
  const levels = ticks(0, Math.max(...rates) * 1.05, 4);
  const top = Math.max(...rates, levels.at(-1) ?? 1) * 1.02;
  const box = {
    left: 10 + 7.2 * whole(levels.at(-1) ?? 0).length,
    right: width - 8,
    top: 8,
    bottom: HEIGHT - 26,
  };
  const x = (/** @type {number} */ place) => box.left + (place / (rates.length - 1)) * (box.right - box.left);
  const y = (/** @type {number} */ rate) => box.bottom - (rate / top) * (box.bottom - box.top);
  const path = rates
    .map((rate, place) => `${place === 0 ? 'M' : 'L'}${x(place).toFixed(1)} ${y(rate).toFixed(1)}`)
    .join('');
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const end = clock(rates.length * stretch);
  const chart = svg(
    'svg',
    {
      class: 'chart',
      role: 'img',
      viewBox: `0 0 ${width} ${HEIGHT}`,
      'aria-label': `Examples per second over ${end}: ${whole(mean)} on average, ${whole(Math.max(...rates))} at most, ${whole(rates.at(-1) ?? 0)} at last.`,
    },
    ...levels.flatMap((level) => [
      svg('path', { class: 'rule', d: `M${box.left} ${y(level)}H${box.right}` }),
      svg('text', { x: box.left - 6, y: y(level) + 4, 'text-anchor': 'end' }, whole(level)),
    ]),
    svg('path', { class: 'area', d: `${path}L${box.right} ${box.bottom}L${box.left} ${box.bottom}Z` }),
    svg('path', { class: 'line', d: path, stroke: 'var(--link)' }),
    svg('text', { x: box.left, y: HEIGHT - 6 }, '0:00'),
    svg('text', { x: box.right, y: HEIGHT - 6, 'text-anchor': 'end' }, end),
  );
  root.replaceChildren(
    chart,
    el(
      'p',
      { class: 'note' },
      `Examples per second, over the time of this part of the run; ${whole(mean)} on average.`,
    ),
  );
}
