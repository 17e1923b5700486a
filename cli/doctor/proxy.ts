import { proxiesOf, shownProxy } from '../../datasets/proxied-fetch.ts';
import { asFanoutError } from '../../proto/errors.ts';
import { type Check, note, ok, problem } from './check.ts';

/**
 * Which proxy files from elsewhere are fetched by. What belongs to a run goes through none, so that a proxy
 * hinders no run here.
 */
export function checkProxy(environment: NodeJS.ProcessEnv = process.env): Check {
  try {
    const { http, https, none } = proxiesOf(environment);
    const unread = unreadOf(environment, none);
    if (!http && !https)
      return unread.length === 0
        ? ok('proxy', 'none is set')
        : note('proxy', `none is used: ${unread.join('; ')}`);
    const found = [
      ...(http ? [`${shownProxy(http)} for http`] : []),
      ...(https ? [`${shownProxy(https)} for https`] : []),
      `none for ${none || 'no host by NO_PROXY'}`,
    ];
    return note(
      'proxy',
      `${[found.join(', '), ...unread].join('; ')}; NATS, gRPC and 127.0.0.1 are reached without one`,
    );
  } catch (thrown) {
    const { message, hint } = asFanoutError(thrown);
    return problem('proxy', message, hint ?? 'correct it');
  }
}

/** What is set and not read. Pure. */
function unreadOf(environment: NodeJS.ProcessEnv, none: string): string[] {
  const all = ['all_proxy', 'ALL_PROXY'].find((name) => environment[name]);
  const ranges = none.split(/[\s,]+/).filter((host) => /\/\d+$/.test(host));
  return [
    ...(all === undefined ? [] : [`${all} is not read, HTTP_PROXY and HTTPS_PROXY are`]),
    ...(ranges.length === 0
      ? []
      : [`NO_PROXY takes names and addresses, no ranges: ${ranges.join(', ')} is passed by`]),
  ];
}
