/** What is answered to a request for a Study's results: decided here, and sent by `server.ts`. */
import type { StudyObject } from '../study/object.ts';
import type { User } from './front-proxy.ts';
import { discovery, type Part, type Route, routeOf } from './route.ts';

/** Something that can be sent. */
export interface Content {
  readonly type: string;
  readonly body: string | Buffer;
}

/** What the results of Studies are had by. */
export interface ResultsParts {
  readonly group: string;
  /** The Study of that name; undefined where this installation has none. */
  readonly study: (namespace: string, name: string) => StudyObject | undefined;
  /** Whether the user may read that Study: the API server's own answer. Throws UNAVAILABLE. */
  readonly mayRead: (user: User, namespace: string, study: string) => Promise<boolean>;
  /** What a run left, or a sentence that says why it is not there. */
  readonly content: (
    run: string,
    part: Part,
    log: { readonly trial?: string | undefined; readonly attempt?: number | undefined },
  ) => Promise<Content | string>;
}

export interface Answer extends Content {
  readonly status: number;
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(value)}\n`,
});

/** A refusal in the words of the Kubernetes API, which kubectl shows as its own. Pure. */
export function refusal(code: number, reason: string, message: string): Answer {
  return json(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code });
}

/** The answer to a request. Throws what the parts throw. */
export async function answer(
  parts: ResultsParts,
  { method, url }: { readonly method: string; readonly url: string },
  user: User | undefined,
): Promise<Answer> {
  if (!user) return refusal(401, 'Unauthorized', 'the request names no user: ask by way of the API server');
  const route = routeOf(parts.group, url);
  if (!route) return refusal(404, 'NotFound', 'there is nothing at this path');
  if (method !== 'GET') return refusal(405, 'MethodNotAllowed', 'results can be read, and nothing else');
  return route.kind === 'discovery' ? json(200, discovery(parts.group)) : part(parts, route, user);
}

async function part(
  { study: find, mayRead, content }: ResultsParts,
  { namespace, study: name, part, trial, attempt }: Extract<Route, { kind: 'part' }>,
  user: User,
): Promise<Answer> {
  // Before anything is looked at: who may not read it does not hear whether it is there.
  if (!(await mayRead(user, namespace, name)))
    return refusal(
      403,
      'Forbidden',
      `${JSON.stringify(user.user)} may not get studies.fanout.dev "${name}" in namespace "${namespace}"`,
    );
  const study = find(namespace, name);
  if (!study)
    return refusal(404, 'NotFound', `there is no Study "${name}" of this installation in "${namespace}"`);
  const { run } = study.status ?? {};
  if (run === undefined) return refusal(404, 'NotFound', `Study "${name}" has no run yet`);
  const found = await content(run, part, { trial, attempt });
  return typeof found === 'string' ? refusal(404, 'NotFound', found) : { status: 200, ...found };
}
