/** Libraries that start a thread for each core unless they are told otherwise. */
const THREADS = [
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
];

export interface EnvironmentParts {
  /** What it inherits of the worker's own. */
  readonly inherited: Readonly<Record<string, string>>;
  /** What fanout tells of the trial: names that begin with FANOUT_. */
  readonly trial: Readonly<Record<string, string>>;
  /** Threads that are the program's share of the machine's cores, at least 1. */
  readonly threads: number;
  /** The GPUs it may use, as CUDA_VISIBLE_DEVICES has them; undefined: there is nothing to share out. */
  readonly gpus: string | undefined;
  /** The study's `trainer.environment`. */
  readonly study: Readonly<Record<string, string>>;
}

const isOwn = (name: string) => name.startsWith('FANOUT_');

/**
 * Of a worker's environment what its programs inherit: nothing of fanout's, which is where its secrets are.
 * Pure.
 */
export function inheritedEnvironment(
  worker: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = Object.entries(worker).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isOwn(entry[0]),
  );
  return Object.fromEntries(entries);
}

/**
 * The environment of a program: what it inherits, then what the study says, then what fanout tells. Numbers
 * of threads are set only where neither the user nor the study has. Pure.
 */
export function programEnvironment(parts: EnvironmentParts): Record<string, string> {
  const study = Object.entries(parts.study).filter(([name]) => !isOwn(name));
  // Not by spreading, which takes ten times as long with so many names.
  return Object.assign(
    {},
    Object.fromEntries(THREADS.map((name) => [name, String(parts.threads)])),
    parts.inherited,
    // Otherwise Python keeps what it prints to itself until there is a lot of it.
    { PYTHONUNBUFFERED: '1' },
    parts.gpus === undefined ? {} : { CUDA_VISIBLE_DEVICES: parts.gpus },
    Object.fromEntries(study),
    parts.trial,
  );
}
