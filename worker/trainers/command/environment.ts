/** Libraries that start a thread for each core unless they are told otherwise. */
const THREADS = [
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
];

export interface EnvironmentParts {
  /** The worker's own. */
  readonly worker: Readonly<Record<string, string | undefined>>;
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
 * The environment of a program: the worker's, without anything of fanout's, which is where its secrets are;
 * then what fanout tells; then what the study says. Numbers of threads are set only where neither the user
 * nor the study has. Pure.
 */
export function programEnvironment(parts: EnvironmentParts): Record<string, string> {
  const inherited = Object.entries(parts.worker).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isOwn(entry[0]),
  );
  const study = Object.entries(parts.study).filter(([name]) => !isOwn(name));
  return {
    ...Object.fromEntries(THREADS.map((name) => [name, String(parts.threads)])),
    ...Object.fromEntries(inherited),
    // Otherwise Python keeps what it prints to itself until there is a lot of it.
    PYTHONUNBUFFERED: '1',
    ...(parts.gpus === undefined ? {} : { CUDA_VISIBLE_DEVICES: parts.gpus }),
    ...Object.fromEntries(study),
    ...parts.trial,
  };
}
