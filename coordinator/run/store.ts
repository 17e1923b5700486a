import { jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../proto/manifest.ts';
import { FROM_THE_LEADER } from '../ledger/leader.ts';
import type { AttemptStore, Begun } from './attempts.ts';

/** The bucket of everything about runs that is not an outcome. */
export const RUNS_BUCKET = 'fanout-runs';

/** What is kept of runs beside their ledgers: manifests, and the attempts that were begun. */
export interface RunStore extends AttemptStore {
  /** Keeps a new run's manifest. Throws RUN_MISMATCH when there is another one under its id. */
  create(manifest: Manifest): Promise<void>;
  get(run: string): Promise<Manifest | undefined>;
  /** Forgets everything about a run. Safe to repeat. */
  remove(run: string): Promise<void>;
}

const manifestKey = (run: string) => `${run}.manifest`;
const begunKey = (run: string, pack: string) => `${run}.begun.${pack}`;

/** Opens the store, and makes it if the server has none. */
export async function openRunStore(connection: NatsConnection, replicas: number): Promise<RunStore> {
  const manager = await jetstreamManager(connection);
  const kv = await new Kvm(connection).create(RUNS_BUCKET, { history: 1, replicas, ...FROM_THE_LEADER });
  return {
    async create(manifest) {
      const existing = await readManifest(kv, manifest.run);
      if (existing && existing.checksum !== manifest.checksum) {
        throw new FanoutError('RUN_MISMATCH', `run ${manifest.run} exists already, made of something else`, {
          hint: 'start a run under another id',
        });
      }
      if (!existing) await kv.create(manifestKey(manifest.run), JSON.stringify(manifest));
    },
    get: (run) => readManifest(kv, run),
    async begun(run, pack) {
      return (await kv.get(begunKey(run, pack)))?.json<Begun>();
    },
    async keepBegun(run, pack, begun) {
      await kv.put(begunKey(run, pack), JSON.stringify(begun));
    },
    async remove(run) {
      // The stream's messages themselves: a key that is purged would leave a marker, for ever.
      await manager.streams.purge(`KV_${RUNS_BUCKET}`, { filter: `$KV.${RUNS_BUCKET}.${run}.>` });
    },
  };
}

async function readManifest(kv: KV, run: string): Promise<Manifest | undefined> {
  const entry = await kv.get(manifestKey(run));
  return entry && entry.operation === 'PUT' ? entry.json<Manifest>() : undefined;
}
