import type { JetStreamClient } from '@nats-io/jetstream';
import { type KV, type KvEntry, Kvm } from '@nats-io/kv';
import { mustHaveThisForm } from '../../proto/document-version.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import { FROM_THE_LEADER } from '../ledger/leader.ts';
import { ensureWriteOnce, streamOfBucket } from '../ledger/write-once.ts';
import { mendStream } from '../storage/mend-stream.ts';
import { type AttemptStore, readBegun } from './attempts.ts';

/** What changes while a run lasts: the attempts that were begun, and which coordinator works on it. */
export const RUNS_BUCKET = 'fanout-runs';
/** The manifests, which never change. */
export const MANIFESTS_BUCKET = 'fanout-manifests';

/** What is kept of runs beside their ledgers: manifests, and the attempts that were begun. */
export interface RunStore extends AttemptStore {
  /** Keeps a new run's manifest. Throws RUN_MISMATCH when there is another one under its id. */
  create(manifest: Manifest): Promise<void>;
  /** Throws RUN_MISMATCH when another version of fanout made the run. */
  get(run: string): Promise<Manifest | undefined>;
  /**
   * Puts a manifest back that cannot be read any more, though the server may list it. Throws what NATS
   * throws.
   */
  putBack(manifest: Manifest): Promise<void>;
  /** Forgets everything about a run. Safe to repeat. */
  remove(run: string): Promise<void>;
}

/** Where versions of fanout before the bucket of manifests kept one, in the bucket of what changes. */
const earlierManifestKey = (run: string) => `${run}.manifest`;
const begunKey = (run: string, pack: string) => `${run}.begun.${pack}`;

/** Opens the store, and makes it if the server has none. */
export async function openRunStore(client: JetStreamClient, replicas: number): Promise<RunStore> {
  const manager = await client.jetstreamManager();
  const kv = await new Kvm(client).create(RUNS_BUCKET, { history: 1, replicas, ...FROM_THE_LEADER });
  await ensureWriteOnce(manager, MANIFESTS_BUCKET, replicas);
  const manifests = await new Kvm(client).open(MANIFESTS_BUCKET, { ...FROM_THE_LEADER });
  const get = async (run: string) =>
    (await readManifest(manifests, run)) ?? (await readManifest(kv, earlierManifestKey(run)));
  return {
    async create(manifest) {
      const existing = await get(manifest.run);
      if (existing && existing.checksum !== manifest.checksum) {
        throw new FanoutError('RUN_MISMATCH', `run ${manifest.run} exists already, made of something else`, {
          hint: 'start a run under another id',
        });
      }
      if (!existing) await manifests.create(manifest.run, JSON.stringify(manifest));
    },
    get,
    async putBack(manifest) {
      const stream = streamOfBucket(MANIFESTS_BUCKET);
      await mendStream(client, manager, stream, `$KV.${MANIFESTS_BUCKET}.${manifest.run}`);
      await manifests.create(manifest.run, JSON.stringify(manifest));
    },
    async begun(run, pack) {
      const entry = await kv.get(begunKey(run, pack));
      return entry ? readBegun(jsonOf(entry)) : undefined;
    },
    async keepBegun(run, pack, begun) {
      await kv.put(begunKey(run, pack), JSON.stringify(begun));
    },
    async remove(run) {
      // The stream's messages themselves: a key that is purged would leave a marker, for ever.
      await manager.streams.purge(streamOfBucket(RUNS_BUCKET), { filter: `$KV.${RUNS_BUCKET}.${run}.>` });
      await manager.streams.purge(streamOfBucket(MANIFESTS_BUCKET), {
        filter: `$KV.${MANIFESTS_BUCKET}.${run}`,
      });
    },
  };
}

/** The value of an entry; undefined for one that is no JSON. Pure. */
function jsonOf(entry: KvEntry): unknown {
  try {
    return entry.json();
  } catch {
    return undefined;
  }
}

/** Throws RUN_MISMATCH for one of another form. */
async function readManifest(kv: KV, key: string): Promise<Manifest | undefined> {
  const entry = await kv.get(key);
  if (entry?.operation !== 'PUT') return undefined;
  const manifest = entry.json<Manifest>();
  mustHaveThisForm(manifest, `the manifest of run ${manifest?.run}`);
  return manifest;
}
