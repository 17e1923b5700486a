import type { WorkerId } from '../proto/generated/fanout/v1/WorkerId.ts';
import type { Manifest } from '../study/manifest.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import type { WorkerMetrics } from './metrics/metrics.ts';
import type { Trainer } from './trainers/trainer.ts';

/** What a worker works with. */
export interface Workbench {
  readonly coordinator: CoordinatorClient;
  readonly trainer: Trainer;
  readonly worker: WorkerId;
  /** Aborted when the worker is to hand back what it holds. */
  readonly signal: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly metrics: WorkerMetrics;
  readonly onState: (state: 'loading' | 'training' | 'idle') => void;
  /** Of the run that the trainer was prepared for. */
  manifest?: Manifest;
}
