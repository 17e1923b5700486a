/** Decimal numbers, as programs write them; not `inf`, hexadecimal or grouped ones. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a cell is; undefined for any other text. May be infinite where it is too large. Pure. */
export function numberIn(cell: string): number | undefined {
  return NUMBER.test(cell) ? Number(cell) : undefined;
}

/** Whether a number can be a value of a dataset, which is float32. Pure. */
export function fitsFloat32(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}

const DATE = /^\d{4}-\d\d?-\d\d?(?:[T ]\d\d?:\d\d.*)?$|^\d\d?[./]\d\d?[./]\d{2,4}$/;

/** Whether a cell looks like a date: 2024-01-31, 31.1.2024, 1/31/24, with a time or without. Pure. */
export function isDate(cell: string): boolean {
  return DATE.test(cell);
}

/** What to do about a cell that is no number, where it is known. Pure. */
export function numberAdvice(cell: string): string {
  if (/^[+-]?(?:inf|infinity)$/i.test(cell)) return ': values must be finite';
  if (/^[+-]?\d+,\d+$/.test(cell)) return ': write decimals with a point';
  return '';
}
