/** What of a pod template is fanout's own, and what of a cluster a study may not reach for. All pure. */

/** The container that a worker runs in. */
export const WORKER_CONTAINER = 'worker';
/** How the names of fanout's own variables begin. */
export const OWN_VARIABLES = 'FANOUT_';
/** How the names of labels begin by which fanout, and the policies of its network, find its pods. */
export const OWN_LABELS = ['fanout.dev/', 'app.kubernetes.io/'] as const;
/** The volume that holds what programs keep between attempts. */
export const CHECKPOINTS_VOLUME = 'fanout-checkpoints';
/** The volume by which fanout's own program comes into an image that has none of it. */
export const PROGRAM_VOLUME = 'fanout-program';

/** A place in a template, and what is wrong with it. */
export interface TemplateProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Fields whose own field `name` is that of a Secret. */
const SECRET_REFERENCES = new Set(['secretKeyRef', 'secretRef', 'secret', 'nodePublishSecretRef']);

/**
 * References to objects of fanout itself: its credentials, its results and the storage of NATS, the rights of
 * its coordinator. Whoever may write a study may name the other Secrets, claims and service accounts of the
 * namespace that workers run in. `podSpec`: as it was written, of any form.
 */
export function protectedReferences(podSpec: unknown): TemplateProblem[] {
  return [...references(podSpec, [])].flatMap(({ path, kind, name }) =>
    isProtected(kind, name)
      ? [{ path, message: `must not be ${JSON.stringify(name)}: that ${kind} is of fanout itself` }]
      : [],
  );
}

type Kind = 'Secret' | 'claim' | 'service account' | 'volume';

function isProtected(kind: Kind, name: string): boolean {
  switch (kind) {
    case 'Secret':
      return name.startsWith('fanout-');
    case 'claim':
      return name === 'fanout-results' || name.startsWith('data-fanout-');
    case 'service account':
      return name.startsWith('fanout-') && name !== 'fanout-worker';
    case 'volume':
      return name === PROGRAM_VOLUME;
  }
}

interface Reference {
  readonly path: readonly PropertyKey[];
  readonly kind: Kind;
  readonly name: string;
}

function* references(value: unknown, path: readonly PropertyKey[]): Generator<Reference> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const kind = typeof inner === 'string' ? kindOf(key, path) : undefined;
    if (kind !== undefined) yield { path: at, kind, name: inner as string };
    yield* references(inner, at);
  }
}

function kindOf(key: string, path: readonly PropertyKey[]): Kind | undefined {
  if (key === 'secretName') return 'Secret';
  if (key === 'claimName') return 'claim';
  if (key === 'serviceAccountName' || key === 'serviceAccount') return 'service account';
  if (key !== 'name') return undefined;
  const [list, parent] = [path.at(-2), String(path.at(-1))];
  if (SECRET_REFERENCES.has(parent)) return 'Secret';
  if ((list === 'volumes' && path.length === 2) || list === 'volumeMounts') return 'volume';
  return undefined;
}
