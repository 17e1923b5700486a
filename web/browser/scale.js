// @ts-check
/** Axes of charts. All pure. */
import { figure, percent } from './words.js';

/**
 * Round numbers from low to high, about as many as asked for.
 * @param {number} low
 * @param {number} high
 * @param {number} about
 * @returns {number[]}
 */
export function ticks(low, high, about) {
  const rough = (high - low) / about;
  if (!(rough > 0)) return [low];
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * size).find((each) => each >= rough * 0.999) ?? 10 * size;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/**
 * A value at a tick, a share with as many decimals as ticks this far apart need.
 * @param {number} value
 * @param {readonly number[]} all
 * @param {import('./words.js').Scale} scale
 */
export function tickText(value, all, scale) {
  if (scale === 'plain') return figure(Math.abs(value) < 1e-12 ? 0 : value);
  const step = all.length > 1 ? /** @type {number} */ (all[1]) - /** @type {number} */ (all[0]) : 1;
  return percent(value, step >= 0.00999 ? 0 : step >= 0.000999 ? 1 : 2);
}

/**
 * The smallest range that holds all values, with a tenth of it as room on both sides; of shares within 0 … 1.
 * @param {readonly number[]} values
 * @param {import('./words.js').Scale} scale
 * @returns {[low: number, high: number]}
 */
export function rangeOf(values, scale) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = scale === 'share' ? 0.004 : Math.max(1e-6, Math.abs(high) * 0.01);
  const room = Math.max((high - low) * 0.1, (least - (high - low)) / 2);
  return scale === 'share' ? [Math.max(0, low - room), Math.min(1, high + room)] : [low - room, high + room];
}

/**
 * Places for labels at least `gap` apart and as near to where they belong as that allows, within low … high.
 * @param {readonly number[]} wanted ascending
 * @param {number} gap
 * @param {number} low
 * @param {number} high
 * @returns {number[]}
 */
export function apart(wanted, gap, low, high) {
  const places = [];
  let next = low;
  for (const want of wanted) {
    places.push(Math.max(next, want));
    next = Math.max(next, want) + gap;
  }
  let most = high;
  for (let index = places.length - 1; index >= 0; index--) {
    places[index] = Math.min(/** @type {number} */ (places[index]), most);
    most = /** @type {number} */ (places[index]) - gap;
  }
  return places;
}

/**
 * A label that fits a margin: its middle left out when it is longer. The grid has it whole.
 * @param {string} label
 * @param {number} most
 */
export function shortened(label, most) {
  const letters = [...label];
  if (letters.length <= most) return label;
  return `${letters.slice(0, Math.ceil(most / 2)).join('')}…${letters.slice(1 - Math.floor(most / 2)).join('')}`;
}
