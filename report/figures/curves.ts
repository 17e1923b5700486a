import type { TrialResult } from '../../results/results.ts';
import type { Group } from '../groups.ts';

/**
 * The mean of a metric over an arm's completed trials after an epoch (from 1); null when no trial has
 * a finite value.
 */
export interface CurvePoint {
  readonly epoch: number;
  readonly mean: number | null;
}

/** The learning curve of an arm: one point for each epoch that any of its trials reached. Pure. */
export function curveOf({ completed }: Group, metric: string): readonly CurvePoint[] {
  const length = Math.max(0, ...completed.map(epochsOfTrial));
  return Array.from({ length }, (_, index) => {
    const values = completed
      .map(({ history }) => history[metric]?.[index])
      .filter((value): value is number => value !== null && value !== undefined);
    const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    return { epoch: index + 1, mean };
  });
}

/** Epochs that a trial has values of. Pure. */
export function epochsOfTrial({ history }: Pick<TrialResult, 'history'>): number {
  return Math.max(0, ...Object.values(history).map((values) => values.length));
}

/** The most epochs that any trial of the groups has. Pure. */
export function epochsOf(groups: readonly Group[]): number {
  return Math.max(0, ...groups.flatMap(({ completed }) => completed.map(epochsOfTrial)));
}
