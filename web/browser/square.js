// @ts-check
/** One square of the grid: an arm on a fold, with all its seeds. */
/** @import { RunPart, SeedPart, SquarePart } from '../view.ts' */
import { el, logLink } from './dom.js';
import { figure, percent, squareText, trialText } from './words.js';

/**
 * Draws a square's state and figure into its cell.
 * @param {HTMLTableCellElement} cell
 * @param {SquarePart} square
 * @param {RunPart['scale']} scale
 */
export function paint(cell, square, scale) {
  const state = stateOf(square.seeds);
  const found = square.seeds.some(({ findings }) => findings.length > 0);
  const step = square.step === null ? '' : ` s${square.step}`;
  cell.className = `${state}${state === 'failed' ? '' : step}`;
  cell.style.setProperty('--done', String(doneOf(square.seeds)));
  const more = moreText(square.seeds);
  const seen = `${whatText(square, state, scale)}${found ? '†' : ''}`;
  const told = squareText(square, scale);
  if (cell.textContent === seen + more + told) return;
  // The figure is for the eye, the words are for the ear.
  cell.replaceChildren(
    el(
      'span',
      { class: 'seen', 'aria-hidden': 'true' },
      seen,
      more !== '' && el('span', { class: 'more' }, more),
    ),
    el('span', { class: 'unseen' }, told),
  );
}

/**
 * Of several seeds the one that says most about what is going on.
 * @param {readonly SeedPart[]} seeds
 */
function stateOf(seeds) {
  const order = /** @type {const} */ (['training', 'failed', 'completed', 'queued']);
  return order.find((state) => seeds.some((seed) => seed.state === state)) ?? 'queued';
}

/**
 * @param {SquarePart} square
 * @param {SeedPart['state']} state
 * @param {RunPart['scale']} scale
 */
function whatText({ mean, seeds }, state, scale) {
  if (mean !== null) return scale === 'share' ? (100 * mean).toFixed(2) : figure(mean);
  if (state === 'failed') return '✕ failed';
  if (state === 'training') return `${percent(doneOf(seeds), 0)}…`;
  return '·';
}

/**
 * With several seeds: how many have got how far.
 * @param {readonly SeedPart[]} seeds
 */
function moreText(seeds) {
  if (seeds.length === 1) return '';
  const number = (/** @type {SeedPart['state']} */ state) =>
    seeds.filter((seed) => seed.state === state).length;
  const failed = number('failed') > 0 ? ` ✕${number('failed')}` : '';
  return `${number('completed')}/${seeds.length}${failed}`;
}

/**
 * How far those are that are in training.
 * @param {readonly SeedPart[]} seeds
 */
function doneOf(seeds) {
  const training = seeds.filter(({ state }) => state === 'training');
  return training.length === 0 ? 0 : training.reduce((sum, { done }) => sum + done, 0) / training.length;
}

/**
 * Tells a square in words, with several seeds each of them; each with a link to its log, once it may have
 * one.
 * @param {SquarePart} square
 * @param {RunPart} run
 * @param {string} block the arm and the fold, as they begin the keys of its trials
 * @returns {(Node | string)[]}
 */
export function detailOf(square, { scale, logs }, block) {
  const { seeds } = square;
  /** @param {SeedPart} trial */
  const log = (trial) => {
    const ended = trial.state === 'completed' || trial.state === 'failed' || trial.attempt > 1;
    const key = `${block}/${trial.seed}`;
    return logs && ended ? [' (', logLink(key, 'log', `Log of ${key}`), ')'] : [];
  };
  const [only] = seeds;
  if (seeds.length === 1 && only) return [squareText(square, scale), ...log(only)];
  const each = seeds.flatMap((trial, index) => [
    `${index === 0 ? '' : '; '}Seed ${trial.seed}: ${trialText(trial, scale)}`,
    ...log(trial),
  ]);
  return [`${squareText(square, scale)}. `, ...each, '.'];
}
