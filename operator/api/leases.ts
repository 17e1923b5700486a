/** The Lease by which one replica of a coordinator leads, and the label by which its Service finds it. */
import {
  CoordinationV1Api,
  CoreV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Lease,
  V1MicroTime,
} from '@kubernetes/client-node';
import type { LeaseStore } from '../leadership/election.ts';
import type { LeaseState } from '../leadership/hold.ts';
import { statusOf, unlessGone, withDeadline } from './deadline.ts';

/** The pod that leads has it, and no other. */
export const LEADER_LABEL = 'fanout.dev/leader';

/** How long one call may take: shorter than a term, so that a leader notices that it cannot renew. */
const CALL_MS = 3_000;

/** The Lease of that name. */
export function leaseStore(
  config: KubeConfig,
  {
    namespace,
    name,
    termSeconds,
  }: { readonly namespace: string; readonly name: string; readonly termSeconds: number },
): LeaseStore {
  const api = config.makeApiClient(CoordinationV1Api);
  const refusedAsOld = (error: unknown): false => {
    if (statusOf(error) === 409) return false;
    throw error;
  };
  return {
    async read() {
      const call = withDeadline('read a lease', api.readNamespacedLease({ namespace, name }), CALL_MS);
      const found = await call.catch(unlessGone);
      return found && { state: stateOf(found), version: found.metadata?.resourceVersion ?? '' };
    },
    async write({ holder, renewed, transitions }, version) {
      const body: V1Lease = {
        metadata: { name, namespace, ...(version === undefined ? {} : { resourceVersion: version }) },
        spec: {
          holderIdentity: holder,
          leaseDurationSeconds: termSeconds,
          renewTime: new V1MicroTime(renewed),
          leaseTransitions: transitions,
        },
      };
      const call =
        version === undefined
          ? api.createNamespacedLease({ namespace, body })
          : api.replaceNamespacedLease({ namespace, name, body });
      return withDeadline('write a lease', call, CALL_MS).then(() => true, refusedAsOld);
    },
  };
}

function stateOf({ spec }: V1Lease): LeaseState {
  return {
    holder: spec?.holderIdentity ?? '',
    renewed: spec?.renewTime ? new Date(spec.renewTime).toISOString() : '',
    transitions: spec?.leaseTransitions ?? 0,
  };
}

/** Puts the label on this pod, and takes it off the others that have it: a frozen leader keeps its own. */
export async function markLeader(config: KubeConfig, namespace: string, pod: string): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  const mark = (name: string, value: string | null) =>
    withDeadline(
      'mark the leader',
      core.patchNamespacedPod(
        { namespace, name, body: { metadata: { labels: { [LEADER_LABEL]: value } } } },
        merge,
      ),
    ).catch(unlessGone);
  const labelSelector = `${LEADER_LABEL}=true`;
  const { items } = await withDeadline('list leaders', core.listNamespacedPod({ namespace, labelSelector }));
  for (const { metadata } of items)
    if (metadata?.name && metadata.name !== pod) await mark(metadata.name, null);
  await mark(pod, 'true');
}

/** Takes the label off this pod: it was started again, and has to be chosen again. */
export async function unmarkLeader(config: KubeConfig, namespace: string, pod: string): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  const body = { metadata: { labels: { [LEADER_LABEL]: null } } };
  await withDeadline('take the mark off', core.patchNamespacedPod({ namespace, name: pod, body }, merge));
}
