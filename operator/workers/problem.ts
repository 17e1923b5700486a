/**
 * Why a run has fewer workers than it wants, in Kubernetes' own words: read off what the API server says of
 * them.
 */
import type { CoreV1Event, V1ContainerStateTerminated, V1Job, V1Pod } from '@kubernetes/client-node';
import { asFanoutError } from '../../proto/errors.ts';

/** What the condition `WorkersReady` and the event of it say. */
export interface Problem {
  /**
   * They are there and do not run; the API server refuses to make them; what there is could not be found out.
   */
  readonly reason: 'NotStarting' | 'NotCreated' | 'NotAdjusted';
  /** The same for as long as the trouble is: `Unschedulable`, `ImagePullBackOff`, `FailedCreate`, … */
  readonly kind: string;
  readonly message: string;
}

/** Waiting for these is ordinary. */
const ORDINARY = ['ContainerCreating', 'PodInitializing'];

/**
 * Why workers do not start: what the scheduler says (`0/3 nodes are available: insufficient nvidia.com/gpu`),
 * what keeps a container from starting (ImagePullBackOff, CrashLoopBackOff), or why there is no pod at all.
 * `podless`: Jobs that have had none for a while; `events`: of Jobs. Undefined when there is nothing to say.
 * Pure.
 */
export function startProblem(
  pods: readonly V1Pod[],
  podless: readonly V1Job[] = [],
  events: readonly CoreV1Event[] = [],
): Problem | undefined {
  const problems = [...pods.flatMap(problemsOfPod), ...podless.map((job) => problemOfJob(job, events))];
  const [first] = problems;
  if (!first) return undefined;
  const message = `${problems.length} of ${pods.length + podless.length} workers do not start: ${first.kind}: ${first.message}`;
  return { reason: 'NotStarting', kind: first.kind, message };
}

/**
 * Why `count` more are not made. `name`: of the Job, another one at each try, and therefore not in the
 * message. Pure.
 */
export function notCreated(count: number, error: unknown, name: string): Problem {
  const message = `${count} more wanted, and cannot be made: ${inWords(error).replaceAll(` "${name}"`, '')}`;
  return { reason: 'NotCreated', kind: 'NotCreated', message };
}

/** Why nothing is known of the workers, and nothing done about them. Pure. */
export function notAdjusted(error: unknown): Problem {
  const message = `the workers cannot be looked after, those there are go on: ${inWords(error)}`;
  return { reason: 'NotAdjusted', kind: 'NotAdjusted', message };
}

function inWords(thrown: unknown): string {
  const { message, hint } = asFanoutError(thrown);
  return hint ? `${message}; ${hint}` : message;
}

/** A kind, and what Kubernetes says of it. */
type Finding = Pick<Problem, 'kind' | 'message'>;

function problemsOfPod({ status }: V1Pod): Finding[] {
  const unscheduled = status?.conditions?.find(
    ({ type, status: holds, reason }) =>
      type === 'PodScheduled' && holds === 'False' && reason === 'Unschedulable',
  );
  if (unscheduled) return [{ kind: 'Unschedulable', message: unscheduled.message ?? '' }];
  return (status?.containerStatuses ?? []).flatMap(({ state, lastState }) => {
    const reason = state?.waiting?.reason;
    if (!reason || ORDINARY.includes(reason)) return [];
    const ended = lastState?.terminated;
    return [{ kind: reason, message: `${state.waiting?.message ?? ''}${ended ? howItEnded(ended) : ''}` }];
  });
}

function howItEnded({ exitCode, reason, message }: V1ContainerStateTerminated): string {
  const words = lastWords(message ?? '');
  return ` (it ended with exit status ${exitCode}${reason ? `, ${reason}` : ''}${words ? `: ${words}` : ''})`;
}

/** What a worker says when an error ends it: `cli/exit.ts`. */
const ERROR = /^fanout: /;
/** Of a message that is not one: longer lines are of a trace, or of a program. */
const MOST_WORDS = 300;

/**
 * Of the end of a log, what tells why the worker ended: its own error with what to do about it, or else the
 * last line. On one line.
 */
function lastWords(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findLastIndex((line) => ERROR.test(line));
  if (error < 0) return (lines.at(-1) ?? '').trim().slice(0, MOST_WORDS);
  const [what, ...rest] = lines.slice(error);
  const hints = rest.filter((line) => line.startsWith('  '));
  return [what!.replace(ERROR, ''), ...hints].map((line) => line.trim()).join('; ');
}

/**
 * A Job says by a condition that it is suspended; why its pod is refused (a quota, PodSecurity) is only in an
 * event.
 */
function problemOfJob({ metadata, status }: V1Job, events: readonly CoreV1Event[]): Finding {
  const suspended = status?.conditions?.find(
    ({ type, status: holds }) => type === 'Suspended' && holds === 'True',
  );
  if (suspended) return { kind: 'Suspended', message: suspended.message ?? '' };
  const refusals = events
    .filter(({ involvedObject }) => involvedObject.uid === metadata?.uid)
    .sort((a, b) => timeOf(b) - timeOf(a));
  const message =
    refusals[0]?.message ??
    `job ${metadata?.name} has no pod: \`kubectl describe job ${metadata?.name}\` may say why`;
  return { kind: refusals[0]?.reason ?? 'NoPod', message };
}

const timeOf = ({ lastTimestamp, eventTime }: CoreV1Event): number =>
  new Date(lastTimestamp ?? eventTime ?? 0).getTime();
