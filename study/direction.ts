/** Which of two values is better: nothing may take it for granted that it is the larger. */
import type { Objective } from '../proto/metrics.ts';

type Direction = Objective['direction'];

/** An order of values of a metric, for `sort`: below 0 where `a` is better than `b`. Pure. */
export function bestFirst(direction: Direction): (a: number, b: number) => number {
  return direction === 'maximize' ? (a, b) => b - a : (a, b) => a - b;
}

/** How much better `a` is than `b`: above 0 where it is, in the metric's own unit. Pure. */
export function gain(direction: Direction, a: number, b: number): number {
  return direction === 'maximize' ? a - b : b - a;
}
