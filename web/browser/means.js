// @ts-check
/** Mean of the study's metric by arm, best first, with one standard deviation to both sides. */
/** @import { ArmPart, RunPart } from '../view.ts' */
import { el, svg } from './dom.js';
import { rangeOf, shortened, ticks, tickText } from './scale.js';
import { deviationText, valueText } from './words.js';

const ROW = 26;
const MOST = 24;

/**
 * @param {HTMLElement} root
 * @param {RunPart} run
 * @param {readonly ArmPart[]} arms
 */
export function drawMeans(root, run, arms) {
  const known = arms
    .flatMap((arm, index) => (arm.mean === null ? [] : [{ ...run.arms[index], ...arm, mean: arm.mean }]))
    .sort((a, b) => (run.direction === 'minimize' ? a.mean - b.mean : b.mean - a.mean));
  if (known.length === 0) {
    root.replaceChildren(el('p', { class: 'quiet' }, 'No trial is completed yet.'));
    return;
  }
  const shown = known.slice(0, MOST);
  const [low, high] = rangeOfMeans(shown, run.scale);
  const width = Math.max(280, root.clientWidth || 480);
  const letters = width < 420 ? 14 : 26;
  const left = Math.min(letters, Math.max(...shown.map(({ label = '' }) => label.length))) * 7.2 + 26;
  const right = 62;
  const height = shown.length * ROW + 30;
  const x = (/** @type {number} */ value) => left + ((value - low) / (high - low)) * (width - left - right);
  const marks = ticks(low, high, width < 420 ? 4 : 6);
  const rows = shown.map(({ label = '', colour = '', shape = '', mean, stddev }, index) => {
    const y = index * ROW + ROW / 2;
    const inside = mean >= low;
    const [from, to] = [x(Math.max(low, mean - (stddev ?? 0))), x(Math.min(high, mean + (stddev ?? 0)))];
    return [
      svg('path', { d: shape, fill: colour, transform: `translate(8 ${y}) scale(5)` }),
      svg('text', { class: 'name', x: 22, y: y + 4 }, shortened(label, letters)),
      svg('text', { class: 'strong', x: width, y: y + 4, 'text-anchor': 'end' }, valueText(mean, run.scale)),
      inside && stddev !== null && svg('path', { class: 'whisker', d: `M${from} ${y}H${to}` }),
      inside
        ? svg('path', { d: shape, fill: colour, transform: `translate(${x(mean)} ${y}) scale(5.5)` })
        : svg('text', { x: left, y: y + 4 }, '◂'),
    ];
  });
  const chart = svg(
    'svg',
    {
      class: 'chart',
      role: 'img',
      viewBox: `0 0 ${width} ${height}`,
      'aria-label': `Mean ${run.metric} so far, best first: ${shown.map(({ label, mean, stddev }) => `${label} ${valueText(mean, run.scale)}${stddev === null ? '' : ` ± ${deviationText(stddev, run.scale)}`}`).join('; ')}.`,
    },
    ...marks.flatMap((tick) => [
      svg('path', { class: 'rule', d: `M${x(tick)} 0V${height - 24}` }),
      svg('text', { x: x(tick), y: height - 6, 'text-anchor': 'middle' }, tickText(tick, marks, run.scale)),
    ]),
    ...rows.flat(),
  );
  const outside = shown.some(({ mean }) => mean < low);
  const note = [
    `Mean ${run.metric} of completed trials; the line is one standard deviation to both sides.`,
    low > 0 && 'The axis does not start at 0.',
    outside && '◂ lies to its left.',
    known.length > shown.length && `${known.length - shown.length} more are in the grid.`,
  ];
  root.replaceChildren(chart, el('p', { class: 'note' }, note.filter(Boolean).join(' ')));
}

/**
 * The stretch in which those lie that learned, where the whole scale would hide their differences.
 * @param {readonly (ArmPart & { readonly mean: number })[]} arms
 * @param {RunPart['scale']} scale
 * @returns {[low: number, high: number]}
 */
function rangeOfMeans(arms, scale) {
  if (scale === 'plain') return rangeOf(arms.flatMap(endsOf), scale);
  const learners = arms.filter(({ learned }) => learned);
  if (learners.length === 0) return [0, 1];
  const range = rangeOf(learners.flatMap(endsOf), scale);
  return range[1] - range[0] < 0.25 ? range : [0, 1];
}

/** @param {ArmPart & { readonly mean: number }} arm */
function endsOf({ mean, stddev }) {
  return [mean - (stddev ?? 0), mean + (stddev ?? 0)];
}
