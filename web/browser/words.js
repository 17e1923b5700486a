// @ts-check
/** Numbers and states in words, as the report and the terminal have them. All pure. */
/** @import { SeedPart, SquarePart } from '../view.ts' */

const STATES = { queued: 'queued', training: 'in training', completed: 'completed', failed: 'failed' };
const FINDINGS = { dead_start: 'dead start', diverged: 'diverged', did_not_learn: 'did not learn' };

/**
 * A share 0 … 1 as a percentage: `98.42%`; an en dash where there is none.
 * @param {number | null} share
 * @param {number} [digits]
 */
export function percent(share, digits = 2) {
  return share === null ? '–' : `${(100 * share).toFixed(digits)}%`;
}

/**
 * A standard deviation of shares, in percentage points: `0.31 pp`; an en dash where there is none.
 * @param {number | null} stddev
 */
export function spread(stddev) {
  return stddev === null ? '–' : `${(100 * stddev).toFixed(2)} pp`;
}

/** @typedef {import('../view.ts').RunPart['scale']} Scale what the study's metric is: a share, or as it is */

/**
 * A value of the study's metric: `98.42%`, or `0.05123`; an en dash where there is none.
 * @param {number | null} value
 * @param {Scale} scale
 */
export function valueText(value, scale) {
  return scale === 'share' || value === null ? percent(value) : figure(value);
}

/**
 * A standard deviation of such values: `0.31 pp`, or `0.0012`.
 * @param {number | null} stddev
 * @param {Scale} scale
 */
export function deviationText(stddev, scale) {
  return scale === 'share' || stddev === null ? spread(stddev) : figure(stddev);
}

/**
 * Any figure, to four significant digits.
 * @param {number} value
 */
export function figure(value) {
  return Number(value.toPrecision(4)).toString().replaceAll('-', '−');
}

/**
 * A whole number with thousands apart: `60,000`.
 * @param {number} value
 */
export function whole(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * `0:07`, `12:30`, `3:05:00`.
 * @param {number} seconds
 */
export function clock(seconds) {
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/**
 * One trial: `completed, 98.42%, did not learn, attempt 2`.
 * @param {SeedPart} trial
 * @param {Scale} scale
 */
export function trialText(trial, scale) {
  const value = valueText(trial.value, scale);
  return [
    STATES[trial.state],
    trial.state === 'training' && `${percent(trial.done, 0)} of its steps`,
    trial.value !== null && (trial.state === 'training' ? `${value} so far` : value),
    ...trial.findings.map((kind) => FINDINGS[kind]),
    trial.attempt > 1 && `attempt ${trial.attempt}`,
    trial.reason,
  ]
    .filter((part) => part !== false && part !== null)
    .join(', ');
}

/**
 * A square of the grid in one line: of one seed its trial, of several how many are where.
 * @param {SquarePart} square
 * @param {Scale} scale
 */
export function squareText({ mean, seeds }, scale) {
  const [only] = seeds;
  if (seeds.length === 1 && only) return trialText(only, scale);
  const number = (/** @type {SeedPart['state']} */ state) =>
    seeds.filter((seed) => seed.state === state).length;
  const found = seeds.filter(({ findings }) => findings.length > 0).length;
  return [
    mean !== null && `mean ${valueText(mean, scale)}`,
    `${number('completed')} of ${seeds.length} seeds completed`,
    number('training') > 0 && `${number('training')} in training`,
    number('failed') > 0 && `${number('failed')} failed`,
    found > 0 && `${found} with a finding`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}
