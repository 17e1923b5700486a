/**
 * Who may do what at a NATS server of fanout. The coordinator and the workers have an account each. JetStream
 * is in the coordinator's; of it a worker reaches two services, "give me the next pack" and "this pack is
 * done". The server gives each request of a worker a reply subject of its own inside the coordinator's
 * account, so that no reply subject that a worker chooses can name a subject of the ledger.
 * https://docs.nats.io/running-a-nats-service/configuration/securing_nats/accounts
 */
import { consumerName, PACK_STREAM, workerInbox } from '../../proto/queue.ts';

/** The account that has JetStream: queue, ledgers, manifests. */
export const COORDINATOR_ACCOUNT = 'FANOUT';
const WORKER_ACCOUNT = 'FANOUT_WORKERS';
const SYSTEM_ACCOUNT = 'FANOUT_SYSTEM';

/** A password, or the environment variable of the server that has it. */
export type Password = string | { readonly variable: string };

export interface Login {
  readonly user: string;
  readonly pass: Password;
}

export interface WorkerLogin extends Login {
  /** The only run whose packs it may take; absent: any. */
  readonly run?: string;
}

export interface Logins {
  readonly coordinator: Login;
  readonly workers: readonly WorkerLogin[];
  /** May ask the server how it is. Absent: nobody may. */
  readonly system?: Login;
}

export interface Permissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

const nextPack = (consumer: string) => `$JS.API.CONSUMER.MSG.NEXT.${PACK_STREAM}.${consumer}`;
const answerPack = (consumer: string) => `$JS.ACK.${PACK_STREAM}.${consumer}.>`;

/**
 * All that a worker may do: ask for a pack of its run, answer it, and receive replies in its own inbox. Pure.
 */
export function workerPermissions({ user, run }: Pick<WorkerLogin, 'user' | 'run'>): Permissions {
  const consumer = run === undefined ? '*' : consumerName(run);
  return {
    publish: { allow: [nextPack(consumer), answerPack(consumer)] },
    subscribe: { allow: [`${workerInbox(user)}.>`] },
  };
}

/**
 * A request for a pack gets several messages in reply: heartbeats, then the pack. What the server remembers
 * of a request is forgotten this long after the last of them; a worker's request lasts 2 s.
 */
const NEXT_PACK_EXPORT = { response_type: 'stream', response_threshold: '30s' };

/** The settings of the server that concern accounts, as JSON values. Pure. */
export function accountSettings({ coordinator, workers, system }: Logins) {
  const services = [nextPack('*'), answerPack('*')] as const;
  return {
    accounts: {
      [COORDINATOR_ACCOUNT]: {
        jetstream: 'enabled',
        users: [entry(coordinator)],
        exports: [
          { service: services[0], ...NEXT_PACK_EXPORT, accounts: [WORKER_ACCOUNT] },
          { service: services[1], accounts: [WORKER_ACCOUNT] },
        ],
      },
      [WORKER_ACCOUNT]: {
        users: workers.map((worker) => ({ ...entry(worker), permissions: workerPermissions(worker) })),
        imports: services.map((subject) => ({ service: { account: COORDINATOR_ACCOUNT, subject } })),
      },
      ...(system && { [SYSTEM_ACCOUNT]: { users: [entry(system)] } }),
    },
    ...(system && { system_account: SYSTEM_ACCOUNT }),
  };
}

const entry = ({ user, pass }: Login) => ({ user, password: pass });

/**
 * The same as text of the server's configuration file, where strings are those of JSON and variables are
 * bare. Pure.
 */
export function accountConfig(logins: Logins): string {
  return Object.entries(accountSettings(logins))
    .map(([name, value]) => `${name}: ${configValue(value)}\n`)
    .join('');
}

function configValue(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/\{\s*"variable": "(\w+)"\s*\}/g, '$$$1');
}
