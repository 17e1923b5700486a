import { withMinus } from './wording/numbers.ts';

export { confidence, percent, points, pValue, rate, spread } from './wording/numbers.ts';

/** A loss with four significant digits; an en dash where there is none. Pure. */
export function loss(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value !== 0 && Math.abs(value) < 0.001) return withMinus(value.toExponential(2));
  return withMinus(value.toFixed(Math.abs(value) >= 100 ? 1 : 4));
}

/** A whole number with thousands apart: `60,000`. Pure, and the same in every locale. */
export function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Seconds as a person says them: `9.4 s`, `12 min 5 s`, `3 h 20 min`. Pure. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${total % 60} s`;
}

/** `2026-11-24T04:27:22.123Z` as `2026-11-24 04:27 UTC`; anything else as it is. Pure. */
export function instant(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}

/** `a`, `a and b`, `a, b and c`. Pure. */
export function enumerate(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 trial`, `2 trials`. Pure. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${whole(number)} ${number === 1 ? noun : plural}`;
}
