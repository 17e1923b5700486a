// @ts-check
/** The study's metric against epoch, by arm: on the whole scale, and magnified for those that learn. */
/** @import { ArmPart, RunPart } from '../view.ts' */
import { el, svg } from './dom.js';
import { apart, rangeOf, shortened, ticks, tickText } from './scale.js';
import { valueText } from './words.js';

/**
 * @typedef {ArmPart & { readonly label: string, readonly colour: string, readonly shape: string }} Curve
 */

const HEIGHT = 250;
/** Least width of a panel, and what lies between two: as the style sheet has them. */
const PANEL = 460;
const GAP = 24;
/** More names than this do not fit beside a chart; the best are named, the others are in the grid. */
const MOST_NAMES = 14;
/** On longer curves marks would be a smear. */
const MOST_MARKS = 20;

/**
 * @param {HTMLElement} root
 * @param {RunPart} run
 * @param {readonly ArmPart[]} arms
 */
export function drawCurves(root, run, arms) {
  const curves = /** @type {Curve[]} */ (arms.map((arm, index) => ({ ...run.arms[index], ...arm }))).filter(
    ({ curve }) => curve.length > 0,
  );
  if (curves.length === 0) {
    root.replaceChildren(el('p', { class: 'quiet' }, 'No epoch has ended yet.'));
    return;
  }
  const learners = curves.filter(({ learned, completed }) => learned && completed > 0);
  const panels = [panel(root, run, curves, ...wholeScale(run, curves))];
  if (learners.length > 0) {
    const values = learners.flatMap(({ curve }) => curve.map(([, value]) => value));
    panels.push(
      panel(
        root,
        run,
        learners,
        rangeOf(values, run.scale),
        `Those that learned: ${run.metric}; the axis does not start at 0`,
      ),
    );
  }
  root.replaceChildren(...panels);
}

/**
 * All values, and what is said of that: of shares the whole scale, of other metrics as far as they reach.
 * @param {RunPart} run
 * @param {readonly Curve[]} curves
 * @returns {[range: readonly [low: number, high: number], title: string]}
 */
function wholeScale(run, curves) {
  if (run.scale === 'share') return [[0, 1], `All ${run.many}: ${run.metric} from 0% to 100%`];
  const values = curves.flatMap(({ curve }) => curve.map(([, value]) => value));
  return [rangeOf(values, run.scale), `All ${run.many}: ${run.metric}`];
}

/**
 * @param {HTMLElement} root
 * @param {RunPart} run
 * @param {readonly Curve[]} curves
 * @param {readonly [low: number, high: number]} range
 * @param {string} title
 */
function panel(root, run, curves, [low, high], title) {
  const columns = Math.max(1, Math.floor((root.clientWidth + GAP) / (PANEL + GAP)));
  const width = Math.max(280, (root.clientWidth + GAP) / columns - GAP);
  const letters = width < 420 ? 13 : 26;
  const byValue = [...curves].sort((a, b) => lastOf(b) - lastOf(a));
  // The best are named: at the top, or, where less is better, at the foot.
  const named = run.direction === 'minimize' ? byValue.slice(-MOST_NAMES) : byValue.slice(0, MOST_NAMES);
  const room = Math.min(letters, Math.max(...named.map(({ label }) => label.length))) * 7.2 + 36;
  const box = { left: 44, right: width - room, top: 8, bottom: HEIGHT - 38 };
  // Where nobody knows the epochs beforehand: as many as there are so far.
  const last = run.epochs ?? Math.max(2, ...curves.map(({ curve }) => curve.at(-1)?.[0] ?? 0));
  const x = (/** @type {number} */ epoch) =>
    box.left + 8 + ((epoch - 1) / Math.max(1, last - 1)) * (box.right - box.left - 14);
  const y = (/** @type {number} */ value) =>
    box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
  const levels = ticks(low, high, 5);
  const epochs = ticks(1, last, Math.max(1, Math.min(6, last - 1))).filter(
    (epoch) => Number.isInteger(epoch) && epoch >= 1,
  );
  const chart = svg(
    'svg',
    {
      class: 'chart',
      role: 'img',
      viewBox: `0 0 ${width} ${HEIGHT}`,
      'aria-label': `${title}. ${alternative(run, curves)}`,
    },
    ...levels.flatMap((level) => [
      svg('path', { class: 'rule', d: `M${box.left} ${y(level)}H${box.right}` }),
      svg(
        'text',
        { x: box.left - 6, y: y(level) + 4, 'text-anchor': 'end' },
        tickText(level, levels, run.scale),
      ),
    ]),
    svg('path', { class: 'axis', d: `M${box.left} ${box.bottom}H${box.right}` }),
    ...epochs.map((epoch) =>
      svg('text', { x: x(epoch), y: box.bottom + 16, 'text-anchor': 'middle' }, epoch),
    ),
    svg('text', { x: (box.left + box.right) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' }, 'epoch'),
    ...curves.flatMap((curve) => line(curve, x, y)),
    ...names(named, letters, box, x, y),
  );
  return el('div', { class: 'panel' }, el('p', { class: 'over' }, title), chart);
}

/**
 * @param {Curve} curve
 * @param {(epoch: number) => number} x
 * @param {(value: number) => number} y
 */
function line({ curve, colour, shape, learned }, x, y) {
  const path = curve.map(
    ([epoch, value], index) => `${index === 0 ? 'M' : 'L'}${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`,
  );
  const marked = curve.length <= MOST_MARKS ? curve : curve.slice(-1);
  return [
    svg('path', { class: `line${learned ? '' : ' lost'}`, d: path.join(''), stroke: colour }),
    ...marked.map(([epoch, value]) =>
      svg('path', {
        d: shape,
        fill: colour,
        transform: `translate(${x(epoch).toFixed(1)} ${y(value).toFixed(1)}) scale(4)`,
      }),
    ),
  ];
}

/**
 * The names beside the ends of the curves, moved apart where they would cover each other.
 * @param {readonly Curve[]} named the largest value first
 * @param {number} letters
 * @param {{ readonly right: number, readonly top: number, readonly bottom: number }} box
 * @param {(epoch: number) => number} x
 * @param {(value: number) => number} y
 */
function names(named, letters, box, x, y) {
  const places = apart(
    named.map((curve) => y(lastOf(curve))),
    15,
    box.top,
    box.bottom,
  );
  return named.flatMap((curve, index) => {
    const place = places[index] ?? 0;
    const end = x(curve.curve.at(-1)?.[0] ?? 1);
    return [
      svg('path', {
        d: curve.shape,
        fill: curve.colour,
        transform: `translate(${box.right + 12} ${place}) scale(4)`,
      }),
      svg('path', { class: 'leader', d: `M${end + 6} ${y(lastOf(curve))}L${box.right} ${place}` }),
      svg('text', { class: 'name', x: box.right + 20, y: place + 4 }, shortened(curve.label, letters)),
    ];
  });
}

/** @param {Curve} curve */
function lastOf({ curve }) {
  return curve.at(-1)?.[1] ?? 0;
}

/**
 * @param {RunPart} run
 * @param {readonly Curve[]} curves
 */
function alternative(run, curves) {
  return `Mean ${run.metric} after the first and the last epoch so far: ${curves
    .map(
      ({ label, curve }) =>
        `${label} ${valueText(curve[0]?.[1] ?? null, run.scale)} to ${valueText(curve.at(-1)?.[1] ?? null, run.scale)}`,
    )
    .join('; ')}.`;
}
