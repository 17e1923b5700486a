/** Values of a Parquet file as the texts of a table: what pandas writes of the same table as CSV. */
import type { CellKind } from './parquet-columns.ts';

const TEXTS: Readonly<Record<CellKind, (value: never) => string>> = {
  double: (value: number) => numberText(value, String(value)),
  single: (value: number) => numberText(value, singleText(value)),
  whole: (value: number | bigint) => String(value),
  truth: (value: boolean) => (value ? 'True' : 'False'),
  text: (value: string) => value.trim(),
};

/**
 * The text of a value; empty where there is none, as of NaN, which pandas takes for a missing value. Pure.
 */
export function cellText(kind: CellKind, value: unknown): string {
  return value === null || value === undefined ? '' : TEXTS[kind](value as never);
}

/** Whether a whole number is one that double precision does not tell from its neighbours. Pure. */
export function isBeyondExact(value: unknown): boolean {
  return typeof value === 'bigint' && (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER);
}

function numberText(value: number, text: string): string {
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : text;
}

/** The shortest decimal number that float32 rounds to the value: 9 digits always do. */
function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
