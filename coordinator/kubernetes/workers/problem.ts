import type { V1Pod } from '@kubernetes/client-node';

/** Waiting for these is ordinary. */
const ORDINARY = ['ContainerCreating', 'PodInitializing'];

/**
 * Why pods do not run, in one line: what the scheduler says (`0/3 nodes are available: insufficient nvidia.com/gpu`) or what keeps a
 * container from starting (ImagePullBackOff, CrashLoopBackOff). Undefined when there is nothing to say. Pure.
 */
export function podProblem(pods: readonly V1Pod[]): string | undefined {
  const problems = pods.flatMap((pod) => {
    const unscheduled = pod.status?.conditions?.find(
      ({ type, status, reason }) =>
        type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
    );
    if (unscheduled) return [`Unschedulable: ${unscheduled.message ?? ''}`];
    return (pod.status?.containerStatuses ?? []).flatMap(({ state, lastState }) => {
      const reason = state?.waiting?.reason;
      if (!reason || ORDINARY.includes(reason)) return [];
      const ended = lastState?.terminated;
      const how = ended
        ? ` (it ended with exit status ${ended.exitCode}${ended.reason ? `, ${ended.reason}` : ''})`
        : '';
      return [`${reason}: ${state.waiting?.message ?? ''}${how}`];
    });
  });
  const [first] = problems;
  return first === undefined
    ? undefined
    : `${problems.length} of ${pods.length} workers do not start: ${first}`;
}

/** What kind of problem `podProblem` tells of: `Unschedulable`, `ImagePullBackOff`, … Pure. */
export function kindOfProblem(problem: string): string {
  return /do not start: (\w+)/.exec(problem)?.[1] ?? problem;
}
