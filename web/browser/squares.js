// @ts-check
/** The grid: a table whose squares are explored with the arrow keys, each told in words below it. */
/** @import { ArmPart, RunPart, SquarePart } from '../view.ts' */
import { el, setText, svg } from './dom.js';
import { detailOf, paint } from './square.js';
import { deviationText, valueText } from './words.js';

/** Changes in row and column, by key. */
const MOVES = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-Infinity, 0],
  PageDown: [Infinity, 0],
});

export class Squares {
  #run;
  /** @type {HTMLTableCellElement[][]} rows of squares, then mean and spread */
  #cells;
  /** @type {(SquarePart | undefined)[]} */
  #squares = [];
  /** @type {(ArmPart | undefined)[]} */
  #arms = [];
  /** @type {[row: number, column: number]} */
  #place = [0, 0];
  #detail = el('p', { class: 'detail aside', id: 'detail' });

  /**
   * @param {HTMLElement} root
   * @param {RunPart} run
   */
  constructor(root, run) {
    this.#run = run;
    this.#cells = run.arms.map(() => [
      ...Array.from({ length: run.folds }, () => el('td', { tabindex: -1, class: 'queued' })),
      el('td', { tabindex: -1, class: 'mean' }),
      el('td', { tabindex: -1, class: 'spread' }),
    ]);
    const table = this.#table();
    root.replaceChildren(el('div', { class: 'scroll', id: 'squares-scroll' }, table), this.#detail, key(run));
    this.#cellAt(0, 0)?.setAttribute('tabindex', '0');
    table.addEventListener('keydown', (event) => this.#move(event));
    table.addEventListener('focusin', (event) => this.#chosenBy(event.target));
    table.addEventListener('pointerover', (event) =>
      this.#tell(...(this.#placeOf(event.target) ?? this.#place)),
    );
    table.addEventListener('pointerleave', () => this.#tell(...this.#place));
    this.#tell(0, 0);
  }

  /**
   * @param {number} index arm by arm, each fold by fold
   * @param {SquarePart} square
   */
  drawSquare(index, square) {
    const { folds } = this.#run;
    this.#squares[index] = square;
    const cell = this.#cellAt(Math.floor(index / folds), index % folds);
    if (cell) paint(cell, square, this.#run.scale);
  }

  /**
   * @param {number} index
   * @param {ArmPart} arm
   */
  drawArm(index, arm) {
    this.#arms[index] = arm;
    const { folds } = this.#run;
    const [mean, deviation] = [this.#cellAt(index, folds), this.#cellAt(index, folds + 1)];
    if (mean) setText(mean, valueText(arm.mean, this.#run.scale));
    if (deviation) setText(deviation, deviationText(arm.stddev, this.#run.scale));
  }

  /** The place of the square that has the focus; undefined when it is elsewhere. */
  get focused() {
    return this.#cellAt(...this.#place) === document.activeElement ? this.#place : undefined;
  }

  /**
   * Takes the focus, where the grid has such a place.
   * @param {readonly [row: number, column: number]} place
   */
  focus([row, column]) {
    this.#cellAt(row, column)?.focus();
  }

  /** What is told below the grid may have changed. */
  drawn() {
    this.#tell(...this.#place);
  }

  #table() {
    const { arms, folds, hasFolds, metric, one, seeds } = this.#run;
    const head = el(
      'tr',
      {},
      el('th', { scope: 'col' }, one),
      ...Array.from({ length: folds }, (_, fold) =>
        el('th', { scope: 'col' }, hasFolds ? `fold ${fold}` : metric),
      ),
      el('th', { scope: 'col' }, 'mean'),
      el('th', { scope: 'col' }, 'std. dev.'),
    );
    const rows = arms.map((arm, row) =>
      el('tr', {}, el('th', { scope: 'row' }, swatch(arm), arm.label), ...(this.#cells[row] ?? [])),
    );
    const caption = `Each ${one}${hasFolds ? ' on each fold' : ''}: ${metric}${seeds.length > 1 ? `, mean over ${seeds.length} seeds` : ''}. Arrow keys move from square to square.`;
    return el(
      'table',
      { class: 'squares', role: 'grid', 'aria-readonly': 'true' },
      el('caption', { class: 'unseen' }, caption),
      el('thead', {}, head),
      el('tbody', {}, ...rows),
    );
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  #cellAt(row, column) {
    return this.#cells[row]?.[column];
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const move = MOVES[event.key];
    const place = this.#placeOf(event.target);
    if (!move || !place || event.altKey || event.metaKey) return;
    event.preventDefault();
    const [down, right] = event.ctrlKey ? [Math.sign(move[1]) * Infinity || move[0], move[1]] : move;
    const within = (/** @type {number} */ value, /** @type {number} */ most) =>
      Math.max(0, Math.min(most, value));
    const row = within(place[0] + (down || 0), this.#cells.length - 1);
    const column = within(place[1] + right, this.#run.folds + 1);
    this.#cellAt(row, column)?.focus();
  }

  /** @param {EventTarget | null} target */
  #chosenBy(target) {
    const place = this.#placeOf(target);
    if (!place) return;
    this.#cellAt(...this.#place)?.setAttribute('tabindex', '-1');
    this.#cellAt(...place)?.setAttribute('tabindex', '0');
    this.#place = place;
    this.#tell(...place);
  }

  /**
   * @param {EventTarget | null} target
   * @returns {[row: number, column: number] | undefined}
   */
  #placeOf(target) {
    const cell = target instanceof Element ? target.closest('td') : null;
    if (!cell) return undefined;
    const row = this.#cells.findIndex((cells) => cells.includes(cell));
    return row < 0
      ? undefined
      : [row, /** @type {HTMLTableCellElement[]} */ (this.#cells[row]).indexOf(cell)];
  }

  /**
   * Tells a square in words.
   * @param {number} row
   * @param {number} column
   */
  #tell(row, column) {
    const { arms, folds, hasFolds } = this.#run;
    const label = arms[row]?.label ?? '';
    const square = this.#squares[row * folds + column];
    const arm = this.#arms[row];
    if (column < folds && square)
      this.#detailIs(
        el('b', {}, hasFolds ? `${label}, fold ${column}` : label),
        ': ',
        ...detailOf(square, this.#run, `${arms[row]?.id}/${column}`),
      );
    else if (arm)
      this.#detailIs(
        el('b', {}, label),
        `: mean ${valueText(arm.mean, this.#run.scale)}, standard deviation ${deviationText(arm.stddev, this.#run.scale)}, over ${arm.completed} of ${arm.trials} trials`,
      );
  }

  /**
   * Shows this below the grid, only where it differs: a link that has the focus keeps it.
   * @param {...(Node | string)} children
   */
  #detailIs(...children) {
    const news = el('p', {}, ...children);
    if (news.innerHTML === this.#detail.innerHTML) return;
    const focused = this.#detail.querySelector('a:focus')?.getAttribute('href');
    this.#detail.replaceChildren(...news.childNodes);
    for (const link of this.#detail.querySelectorAll('a'))
      if (focused && link.getAttribute('href') === focused) link.focus();
  }
}

/** @param {{ readonly colour: string, readonly shape: string }} look */
export function swatch({ colour, shape }) {
  return svg(
    'svg',
    { class: 'swatch', viewBox: '-1.4 -1.4 2.8 2.8', 'aria-hidden': 'true' },
    svg('path', { d: shape, fill: colour }),
  );
}

/** @param {RunPart} run */
function key({ metric, scale, logs }) {
  const colours = el(
    'span',
    { class: 'scale' },
    ...Array.from({ length: 10 }, (_, step) => el('span', { class: `s${step}` })),
  );
  return el(
    'ul',
    { class: 'key aside' },
    el('li', {}, '· queued'),
    el('li', {}, '40%… in training, and how far'),
    scale === 'share'
      ? el('li', {}, `98.68 ${metric} in per cent, from low`, colours, 'to high')
      : el('li', {}, `0.1234 ${metric}`),
    el('li', {}, '† has a finding'),
    el('li', {}, '✕ failed'),
    logs && el('li', {}, 'choose a square for the logs of its trials'),
  );
}
