/**
 * Settings of a process that stand in its environment: each is checked as an option of the command line is.
 */
import { FanoutError } from '../proto/errors.ts';
import { isHostName } from '../telemetry/host-names.ts';
import { parseWhole } from './options.ts';

/**
 * A lease is renewed four times, each a call to a server; and nobody waits longer than a day for a worker
 * that is gone.
 */
export const LEASE_LEAST_MS = 1_000;
export const LEASE_MOST_MS = 24 * 60 * 60 * 1000;

/** What may be logged: this, and what is worse. */
export const LEVELS = ['debug', 'info', 'warn', 'error'];

/** A whole number of the environment; undefined where it is not set. Throws USAGE. */
export function numberFrom(
  environment: NodeJS.ProcessEnv,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = parseWhole(text, least, most);
  if (value !== undefined) return value;
  throw new FanoutError(
    'USAGE',
    `${name} must be a whole number from ${least} to ${most}, found ${JSON.stringify(text)}`,
    { hint: `correct it, or leave ${name} unset` },
  );
}

/** FANOUT_LEASE_MS, where it is set. Throws USAGE. */
export function leaseFrom(environment: NodeJS.ProcessEnv): { readonly leaseMs?: number } {
  const bounds = { least: LEASE_LEAST_MS, most: LEASE_MOST_MS };
  const leaseMs = numberFrom(environment, 'FANOUT_LEASE_MS', bounds);
  return leaseMs === undefined ? {} : { leaseMs };
}

/** FANOUT_LOG_LEVEL, or `info`. Throws USAGE. */
export function logLevel({ FANOUT_LOG_LEVEL: level }: NodeJS.ProcessEnv): string {
  if (!level) return 'info';
  if (LEVELS.includes(level)) return level;
  throw new FanoutError(
    'USAGE',
    `FANOUT_LOG_LEVEL must be one of ${LEVELS.join(', ')}, found ${JSON.stringify(level)}`,
    { hint: 'correct it, or leave FANOUT_LOG_LEVEL unset' },
  );
}

/**
 * FANOUT_METRICS_HOSTS: names under which the metrics port may be asked, separated by commas; none where it
 * is not set. Throws USAGE.
 */
export function metricsHostsFrom({ FANOUT_METRICS_HOSTS: text }: NodeJS.ProcessEnv): readonly string[] {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !isHostName(name));
  if (wrong === undefined) return names;
  throw new FanoutError(
    'USAGE',
    `FANOUT_METRICS_HOSTS must be names of hosts, without ports, separated by commas, found ${JSON.stringify(wrong)}`,
    { hint: 'such as metrics.example.org,host.docker.internal; IP addresses are always allowed' },
  );
}
