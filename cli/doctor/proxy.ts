import { proxiesOf, shownProxy } from '../../datasets/proxied-fetch.ts';
import { asFanoutError } from '../../proto/errors.ts';
import { type Check, note, ok, problem } from './check.ts';

/** Which proxy files from elsewhere are fetched by. What belongs to a run goes through none, so that a proxy hinders no run here. */
export function checkProxy(environment: NodeJS.ProcessEnv = process.env): Check {
  try {
    const { http, https, none } = proxiesOf(environment);
    if (!http && !https) return ok('proxy', 'none is set');
    const found = [
      ...(http ? [`${shownProxy(http)} for http`] : []),
      ...(https ? [`${shownProxy(https)} for https`] : []),
      `none for ${none || 'no host by NO_PROXY'}`,
    ];
    return note('proxy', `${found.join(', ')}; NATS, gRPC and 127.0.0.1 are reached without one`);
  } catch (thrown) {
    const { message, hint } = asFanoutError(thrown);
    return problem('proxy', message, hint ?? 'correct it');
  }
}
