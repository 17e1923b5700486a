/**
 * The catalogue of error codes: whose fault an error is, and whether the work that met it is tried again.
 *
 * Everything derives from that: the exit status, the status of a gRPC answer, what an attempt costs a trial,
 * whether a worker goes on. Nobody who catches an error decides it anew. `docs/operations.md` lists every
 * code; a test keeps the two lists equal.
 */

/**
 * Whose fault an error is:
 *
 * - `trial`: of the trial that met it. It costs the trial an attempt, since another trial may do better.
 * - `worker`: of the worker alone, which is stopping. It costs the trial nothing.
 * - `infrastructure`: of NATS, the coordinator, the API server or a network. It costs the trial nothing.
 * - `user`: of a setting, file, disk or credential that a person has to mend, on the machine where it was
 *   met. It costs the trial nothing, and a worker that meets it ends.
 */
export type Fault = 'trial' | 'worker' | 'infrastructure' | 'user';

/**
 * Whether work that met an error is tried again: `never`, `again` as it is, or `smaller`, in packs of half
 * the size.
 */
export type Retry = 'never' | 'again' | 'smaller';

/** What a code means. `exit` is the status of a process that it ends. */
interface Kind {
  readonly exit: 1 | 2 | 130;
  readonly fault: Fault;
  readonly retry: Retry;
  readonly meaning: string;
}

const user = (meaning: string): Kind => ({ exit: 2, fault: 'user', retry: 'never', meaning });
const charged = (retry: Retry, meaning: string): Kind => ({ exit: 1, fault: 'trial', retry, meaning });
const outage = (meaning: string): Kind => ({ exit: 1, fault: 'infrastructure', retry: 'again', meaning });

/**
 * Every error code, with what it means. The key is what programs see; the words are what `docs/operations.md`
 * says.
 */
export const ERROR_CODES = {
  USAGE: user('The command line is not valid.'),
  STUDY_INVALID: user('The study file breaks a rule; every broken rule is listed with its line and column.'),
  STUDY_NOT_FOUND: user('There is no study file at the given path.'),
  DATASET_UNKNOWN: user('The study names a dataset that fanout does not know.'),
  DATASET_MISSING: user('A dataset file is not there, or another than it should be.'),
  DATASET_CORRUPT: user('A dataset file is truncated, has the wrong checksum, or holds values out of range.'),
  DATASET_UNSUPPORTED: user(
    'A dataset file has a layout that fanout does not read (object dtype, Fortran order, …).',
  ),
  RUN_NOT_FOUND: user('No run with this id is in the output directory.'),
  RUN_MISMATCH: user('The run that is to be resumed was made from another study, dataset or version.'),
  RUN_LOCKED: user('Another coordinator is working on this run.'),
  RUN_STORE_LOST: user(
    'The storage of a run is gone or was emptied: its recorded outcomes cannot be trusted to be whole.',
  ),
  OUTPUT_UNWRITABLE: user('The output directory cannot be written.'),
  PORT_IN_USE: user('A port that fanout was told to listen on is taken.'),
  NATS_UNAVAILABLE: {
    exit: 2,
    fault: 'user',
    retry: 'again',
    meaning: 'No usable nats-server: none could be found, started or reached.',
  },
  NATS_UNSUITABLE: user(
    'The NATS server lacks something that fanout needs (JetStream, a recent version, permissions).',
  ),
  BACKEND_UNAVAILABLE: user('The training backend that was asked for cannot be used on this machine.'),
  SETUP_FAILED: user(
    'A part of fanout could not be installed on this machine; nothing of it was left behind.',
  ),
  LIMIT_REACHED: user(
    'The machine or the shell does not allow as many open files or processes as are needed.',
  ),
  CREDENTIALS_REFUSED: user('The other side refused the credentials, or none were given.'),
  OUTCOME_INVALID: charged('never', 'A worker reported an outcome that cannot be true; it was not recorded.'),
  TRIAL_UNKNOWN: charged('never', 'A worker named a run, pack or trial that the manifest does not have.'),
  MODEL_TOO_LARGE: charged('never', 'One trial alone needs more memory than the worker has.'),
  OUT_OF_MEMORY: charged('smaller', 'A worker ran out of memory; the pack is given out again, smaller.'),
  // The trial may be what the device is lost by: it is charged.
  DEVICE_LOST: charged(
    'again',
    'The GPU of a worker was lost while it trained: its driver was reset, or it ran out of memory.',
  ),
  PROGRAM_MISSING: user(
    'The program that trains the trials, or the directory it runs in, is not there, or may not be executed.',
  ),
  PROGRAM_FAILED: charged(
    'again',
    'The program of a trial ended with an exit status other than 0, or by a signal.',
  ),
  PROGRAM_TIMEOUT: charged(
    'again',
    'The program of a trial took longer than the study allows, or was silent for longer, and was stopped.',
  ),
  PROGRAM_NO_METRIC: charged(
    'never',
    'The program of a trial ended in order and never reported the metric that the study decides by.',
  ),
  PROGRAM_TRY_AGAIN: outage('The program of a trial asked to be tried again elsewhere (exit status 75).'),
  // The trial may be what kills its workers: it is charged.
  WORKER_LOST: charged('again', 'A worker stopped renewing its lease: it was killed, stuck or cut off.'),
  UNAVAILABLE: outage('A service did not answer in time.'),
  RUN_NOT_SERVED: outage(
    'The coordinator does not serve the run at the moment: it is starting, or plans anew.',
  ),
  INTERRUPTED: {
    exit: 130,
    fault: 'worker',
    retry: 'again',
    meaning: 'The command was interrupted; it can be resumed.',
  },
  INTERNAL: charged('never', 'A defect of fanout itself; please report it.'),
} as const satisfies Record<string, Kind>;

/** One of the catalogue's codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether a text from elsewhere is one of the codes. Pure. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

/** Whose fault errors of a code are. Pure. */
export function faultOf(code: ErrorCode): Fault {
  return ERROR_CODES[code].fault;
}

/** Whether, and how, work that met an error of a code is tried again. Pure. */
export function retryOf(code: ErrorCode): Retry {
  return ERROR_CODES[code].retry;
}
