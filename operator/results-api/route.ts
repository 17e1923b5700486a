/** What can be asked of a Study's results, and by which path. Pure. */

export const RESULTS_VERSION = 'v1';

/** What a Study's run left, each by a name of its own. */
export const PARTS = ['results', 'report', 'logs', 'table', 'manifest'] as const;
export type Part = (typeof PARTS)[number];

/** A path of the API group, read. */
export type Route =
  | { readonly kind: 'discovery' }
  | {
      readonly kind: 'part';
      readonly namespace: string;
      readonly study: string;
      readonly part: Part;
      /** Of `logs`: of which trial, and of which attempt (absent: the last). */
      readonly trial?: string;
      readonly attempt?: number;
    };

/**
 * The API group of an installation: `results.fanout.dev`, or `b.results.fanout.dev` of one with a class.
 * Undefined for a class that is no label of a domain name.
 */
export function resultsGroup(installation: string | undefined): string | undefined {
  if (installation === undefined) return 'results.fanout.dev';
  return NAME.test(installation) && !installation.includes('.')
    ? `${installation}.results.fanout.dev`
    : undefined;
}

/** Names of objects, as Kubernetes has them: nothing in a path but what they may have. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** The path of one part of what a Study left. */
export function pathOf(
  group: string,
  { namespace, study, part, trial, attempt }: Extract<Route, { kind: 'part' }>,
): string {
  const path = `/apis/${group}/${RESULTS_VERSION}/namespaces/${namespace}/studies/${study}/${part}`;
  const query = new URLSearchParams({
    ...(trial === undefined ? {} : { trial }),
    ...(attempt === undefined ? {} : { attempt: String(attempt) }),
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** What a path asks for; undefined where it is none of this group. */
export function routeOf(group: string, url: string): Route | undefined {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const root = `/apis/${group}/${RESULTS_VERSION}`;
  if (pathname.replace(/\/$/, '') === root) return { kind: 'discovery' };
  const found = /^\/namespaces\/([^/]+)\/studies\/([^/]+)\/([a-z]+)$/.exec(
    pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : '',
  );
  const [, namespace = '', study = '', name] = found ?? [];
  const part = PARTS.find((each) => each === name);
  if (!part || !NAME.test(namespace) || !NAME.test(study)) return undefined;
  const [trial, attempt] = [searchParams.get('trial'), searchParams.get('attempt')];
  if (attempt !== null && !/^[1-9]\d{0,6}$/.test(attempt)) return undefined;
  return {
    ...{ kind: 'part', namespace, study, part },
    ...(trial === null ? {} : { trial }),
    ...(attempt === null ? {} : { attempt: Number(attempt) }),
  } as Route;
}

/** What the group says of itself, to kubectl and its kin. */
export function discovery(group: string): unknown {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${group}/${RESULTS_VERSION}`,
    resources: PARTS.map((part) => ({
      name: `studies/${part}`,
      singularName: '',
      namespaced: true,
      kind: 'Study',
      verbs: ['get'],
    })),
  };
}
