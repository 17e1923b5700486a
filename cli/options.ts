import { InvalidArgumentError } from 'commander';
import { BACKENDS, type Backend } from '../engines/engine.ts';

/** For an option that may be given several times. */
export function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

/**
 * A whole number in digits, within bounds; undefined where a text is none. The one rule for options and for
 * the environment. Pure.
 */
export function parseWhole(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d{1,15}$/.test(text) && value >= least && value <= most ? value : undefined;
}

/** A whole number within bounds, for commander. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = parseWhole(text, least, most);
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}, found "${text}".`);
  };
}

/** A training backend, or `auto`, for commander. */
export function backendName(text: string): Backend | 'auto' {
  const known = ['auto', ...BACKENDS] as const;
  const found = known.find((name) => name === text);
  if (found) return found;
  throw new InvalidArgumentError(`must be one of ${known.join(', ')}, found "${text}".`);
}

/** A number above 0 and below a bound, for commander. */
export function positiveNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value < most) return value;
    const bound = most < 1e9 ? ` and less than ${most}` : '';
    const share = shareOf(text);
    const hint = share !== undefined && share > 0 && share < most ? ` ${text.trim()} is ${share}.` : '';
    throw new InvalidArgumentError(`must be a number more than 0${bound}, found "${text}".${hint}`);
  };
}

/** What a figure in per cent is as a share; undefined where a text is none. Pure. */
function shareOf(text: string): number | undefined {
  const figure = /^\s*(\d+\.?\d*|\.\d+)\s*%\s*$/.exec(text)?.[1];
  return figure === undefined ? undefined : Number((Number(figure) / 100).toPrecision(12));
}

/** `0/2`: a worker's place among those of its machine, and how many they are. Throws for anything else. */
export function slotOfMachine(text: string): { readonly index: number; readonly of: number } {
  const [, index, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || index >= of)
    throw new InvalidArgumentError(
      `must be INDEX/COUNT, such as 0/2, the index from 0, found ${JSON.stringify(text.slice(0, 80))}`,
    );
  return { index, of };
}
