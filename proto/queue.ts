import { FanoutError } from './errors.ts';

/** Names in NATS that coordinator and worker share. */
export const PACK_STREAM = 'FANOUT_PACKS';
const SUBJECT_ROOT = 'fanout.packs';
/** Every pack of every run. */
export const ALL_PACKS = `${SUBJECT_ROOT}.>`;
const WORKER_INBOX = '_INBOX_WORKER';

/**
 * Where a worker receives its replies: below a prefix of its NATS user's own, which no other user may read.
 * Pure.
 */
export function workerInbox(user = 'anonymous'): string {
  return `${WORKER_INBOX}.${user.replace(/[^A-Za-z0-9_-]/g, '_') || '_'}`;
}

/**
 * A lease on a message, and how often it is renewed, in milliseconds (design: ack_wait 60 s, working() every
 * 15 s).
 */
export const LEASE_MS = 60_000;
export const RENEWALS_PER_LEASE = 4;

/** Run ids: what a person may type and a path, subject and key may hold. */
const RUN_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether this is a well-formed run id. Pure. */
export function isRunId(id: string): boolean {
  return RUN_ID.test(id);
}

/** The subject of a pack of a run; `*` for all packs of it. Pure. */
export function packSubject(run: string, pack: string): string {
  return `${SUBJECT_ROOT}.${run}.${pack}`;
}

/** The pack's name in a subject of a run; undefined when the subject is not one. Pure. */
export function packOfSubject(run: string, subject: string): string | undefined {
  const prefix = packSubject(run, '');
  return subject.startsWith(prefix) ? subject.slice(prefix.length) : undefined;
}

/** The durable consumer that all workers of a run share. Pure. */
export function consumerName(run: string): string {
  return `run-${run}`;
}

/** What a message of the queue holds. */
export interface PackMessage {
  readonly run: string;
  readonly pack: string;
  /** Attempts at these trials before this message was made: as part of a larger pack. */
  readonly priorAttempts: number;
}

/** Writes a message. Pure. */
export function encodePackMessage(message: PackMessage): string {
  return JSON.stringify(message);
}

/** Reads a message. Pure. Throws TRIAL_UNKNOWN when it is not one. */
export function decodePackMessage(text: string): PackMessage {
  try {
    const { run, pack, priorAttempts } = JSON.parse(text) as Partial<PackMessage>;
    if (
      typeof run === 'string' &&
      isRunId(run) &&
      typeof pack === 'string' &&
      Number.isInteger(priorAttempts) &&
      priorAttempts! >= 0
    ) {
      return { run, pack, priorAttempts: priorAttempts! };
    }
  } catch {
    // Falls through to the one message below: what it was does not matter to anyone.
  }
  throw new FanoutError('TRIAL_UNKNOWN', `a message of the queue is not a pack: ${text.slice(0, 80)}`);
}
