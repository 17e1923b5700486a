/**
 * What a dataset can be, and is seldom meant to be: a line for each, to warn of. Pure functions over what is
 * known of it.
 */
import { shownText } from '../proto/shown-text.ts';
import type { DatasetFacts } from './dataset.ts';

/** Names that a line has room for. */
const SHOWN = 5;

/** Classes in words: `class 0`, `the classes 2, 3 and 4`, by their names where they have some. Pure. */
export function classList(classes: readonly number[], names?: readonly string[]): string {
  const shown = classes.slice(0, SHOWN).map((label) => shownText(names?.[label] ?? String(label)));
  if (shown.length === 1) return `class ${shown[0]}`;
  const last = classes.length > SHOWN ? `${(classes.length - SHOWN).toLocaleString('en')} more` : shown.pop();
  return `the classes ${shown.join(', ')} and ${last}`;
}

/** How many examples each class has. Pure. */
export function classCounts(y: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let index = 0; index < y.length; index++) counts[y[index]!]! += 1;
  return counts;
}

/** What is odd about the classes of all examples: those without one, or a single one. Pure. */
export function classMistakes(counts: readonly number[], names?: readonly string[]): string[] {
  const empty = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  if (empty.length === counts.length - 1) {
    const only = counts.findIndex((count) => count > 0);
    return [`all examples are of ${classList([only], names)}: there is nothing to tell apart`];
  }
  if (empty.length === 0) return [];
  const from1 = empty.length === 1 && empty[0] === 0 && names === undefined;
  const range = `labels are 0 to ${counts.length - 1}`;
  return [
    from1
      ? `${classList(empty)} has no example: the labels are 1 to ${counts.length - 1}. If they count from 1, save y - 1`
      : `${classList(empty, names)} ${empty.length === 1 ? 'has' : 'have'} no example (${range}). ` +
        'To number the classes without gaps: names, y = numpy.unique(y, return_inverse=True)',
  ];
}

/** Channels that images have: grey, colour, and transparency. */
const CHANNELS = new Set([1, 3, 4]);
/** Pixels of a side from which on it is no channel. */
const SIDE = 5;

/** Images with their channels before their rows, as PyTorch has them. Pure. */
export function channelsFirst({ shape }: Pick<DatasetFacts, 'shape'>): string[] {
  const [first, ...sides] = shape;
  if (shape.length !== 3 || !CHANNELS.has(first!) || !sides.every((side) => side >= SIDE)) return [];
  return [
    `examples of ${shape.join(' × ')} look like images with their channels first; fanout takes ` +
      `[height, width, channels]. If they are: x.transpose(0, 2, 3, 1), which makes ${[...sides, first].join(' × ')}`,
  ];
}
