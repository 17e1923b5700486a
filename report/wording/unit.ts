import type { Metric } from '../../proto/metrics.ts';
import { figure, percent, points, spread } from './numbers.ts';

/** How the report writes what was measured. */
export interface Unit {
  /** What a value is multiplied by to be drawn: 100 for percentage points. */
  readonly scale: number;
  readonly value: (value: number) => string;
  readonly spread: (stddev: number | null) => string;
  /** A value at the end of an axis or beside a bar: with fewer digits. */
  readonly rough: (value: number) => string;
  /** A difference, signed, without its unit. */
  readonly signed: (difference: number) => string;
  /** What differences are in: `percentage points`, or the name of the metric. */
  readonly differences: string;
}

/** Shares, 0 … 1: in per cent and percentage points. */
export const SHARE: Unit = {
  scale: 100,
  value: percent,
  spread,
  rough: (value) => percent(value, 1),
  signed: points,
  differences: 'percentage points',
};

/** Any other figure, as it is; `name` is what it is called. Pure. */
export function plainUnit(name: string): Unit {
  return {
    scale: 1,
    value: figure,
    spread: (stddev) => (stddev === null ? '–' : figure(stddev)),
    rough: (value) => figure(Number(value.toPrecision(3))),
    signed: (difference) => `${difference > 0 ? '+' : ''}${figure(difference)}`,
    differences: name,
  };
}

/** How values of a metric are written. Pure. */
export function unitOf({ scale, title }: Pick<Metric, 'scale' | 'title'>): Unit {
  return scale === 'share' ? SHARE : plainUnit(title);
}
