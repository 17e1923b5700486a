import { FanoutError } from './errors.ts';

/**
 * The form of a run's documents that this fanout writes and reads: its manifest, its ledger and
 * `results.json`.
 */
export const DOCUMENT_VERSION = 2;

/** What tells a document of a run, in any version. */
interface Versioned {
  readonly run?: unknown;
  readonly version?: unknown;
  readonly versions?: { readonly fanout?: unknown };
}

/**
 * Refuses a document of a run that has another form: of its outcomes nothing could be read, and all would
 * seem to be lost. `what` names the document and its run. What is no document of a run passes: who reads it
 * says so by its field. Throws RUN_MISMATCH.
 */
export function mustHaveThisForm(document: unknown, what: string): void {
  const { run, version = 1, versions } = (document ?? {}) as Versioned;
  if (typeof run !== 'string' || version === DOCUMENT_VERSION) return;
  const maker = typeof versions?.fanout === 'string' ? ` of fanout ${versions.fanout}` : '';
  throw new FanoutError(
    'RUN_MISMATCH',
    `${what} has version ${JSON.stringify(version).slice(0, 40)}${maker}, and this fanout reads version ${DOCUMENT_VERSION}`,
    { hint: 'use the fanout that started the run, or start the study as a new run' },
  );
}
