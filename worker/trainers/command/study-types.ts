/** The resolved study of a command, until study/ has it. */
import type { FoldsSpec, DatasetSpec } from '../../../datasets/spec.ts';
import type { Metric, Objective } from '../../../proto/metrics.ts';
import type { Factor } from '../../../study/study.ts';

export type ParameterValue =
  | number
  | string
  | boolean
  | null
  | readonly ParameterValue[]
  | { readonly [name: string]: ParameterValue };

export interface CommandArm {
  readonly id: string;
  readonly label: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export interface CommandTrainer {
  readonly kind: 'command';
  readonly command: readonly string[];
  readonly directory: string;
  readonly metrics: 'lines' | 'file' | 'none';
  readonly of: 'last' | 'best';
  readonly timeoutSeconds?: number;
  readonly quietSeconds: number;
  readonly concurrency: { readonly perGpu: number; readonly perMachine?: number };
  readonly gpus: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly retries: number;
  readonly image?: string;
}

export interface CommandStudy {
  readonly name: string;
  readonly factors: readonly Factor[];
  readonly arms: readonly CommandArm[];
  readonly control?: string;
  readonly folds: FoldsSpec;
  readonly seeds: readonly number[];
  readonly metrics: readonly Metric[];
  readonly objective: Objective;
  readonly trainer: CommandTrainer;
  readonly dataset?: DatasetSpec;
  readonly examples?: number;
}

/** Stands in for study/command/placeholders.ts. */
export function fill(text: string, values: Readonly<Record<string, ParameterValue>>): string {
  return text.replace(/\{\{([^}]+)\}\}/g, (whole, name: string) => {
    const value = values[name.trim()];
    if (value === undefined) return whole;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
