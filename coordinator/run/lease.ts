import type { JetStreamClient } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { FanoutError } from '../../proto/errors.ts';
import { pause } from '../../waiting/interruption.ts';
import { RUNS_BUCKET } from './store.ts';

/**
 * Which coordinator works on a run; an empty name: none. A claim stands as long as it is renewed: no clock is
 * compared with another's.
 */
interface Claim {
  readonly holder: string;
}

export interface RunLease {
  /** Rejects with RUN_LOCKED when another coordinator has taken the run over. */
  readonly lost: Promise<never>;
  release(): Promise<void>;
}

export interface LeaseOptions {
  /** Names this coordinator. One that comes back under its old name takes its claim up at once. */
  readonly holder: string;
  /** A claim that is not renewed for so long is free. */
  readonly ttlMs: number;
  /** With another coordinator at work: wait until it has gone, instead of leaving. */
  readonly wait: boolean;
  /** Aborted: wait no longer. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when there is somebody to wait for, with its name. */
  readonly onWait?: (holder: string) => void;
}

/** Pause after a claim was not taken, in milliseconds. */
const RETRY_MS = 50;

/**
 * Keeps two coordinators from working on one run: a claim in KV, taken and renewed by compare-and-set. It
 * spares double work; nothing is recorded twice even without it, since the ledger itself takes one outcome
 * for each trial. Throws RUN_LOCKED when another coordinator renews its claim and `wait` is off, INTERRUPTED
 * when told to stop while waiting.
 */
export async function acquireLease(
  client: JetStreamClient,
  run: string,
  options: LeaseOptions,
): Promise<RunLease> {
  const kv = await new Kvm(client).open(RUNS_BUCKET);
  const key = `${run}.coordinator`;
  let revision = await claim(kv, key, run, options);
  let fail!: (error: FanoutError) => void;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined);
  const timer = setInterval(async () => {
    try {
      revision = await kv.update(key, encode(options), revision);
    } catch {
      // NATS away: the claim may run out, and is taken up again if nobody else came. Another holder: leave.
      const entry = await kv.get(key).catch(() => undefined);
      if (entry === undefined) return;
      if (entry && decode(entry.value).holder !== options.holder) {
        clearInterval(timer);
        fail(locked(run, decode(entry.value)));
      } else {
        revision = entry?.revision ?? 0;
      }
    }
  }, options.ttlMs / 3);
  return {
    lost,
    async release() {
      clearInterval(timer);
      await kv.update(key, JSON.stringify({ holder: '' } satisfies Claim), revision).catch(() => undefined);
    },
  };
}

async function claim(kv: KV, key: string, run: string, options: LeaseOptions): Promise<number> {
  let told = false;
  let watched: { readonly revision: number; readonly since: number } | undefined;
  for (;;) {
    const entry = await kv.get(key);
    const current = entry ? decode(entry.value) : undefined;
    if (entry && watched?.revision !== entry.revision) {
      // Renewed while it was watched: somebody is at work.
      if (watched && current!.holder !== '' && !options.wait) throw locked(run, current!);
      watched = { revision: entry.revision, since: performance.now() };
    }
    const free =
      !current ||
      current.holder === '' ||
      current.holder === options.holder ||
      performance.now() - watched!.since > options.ttlMs;
    if (free) {
      try {
        return entry
          ? await kv.update(key, encode(options), entry.revision)
          : await kv.create(key, encode(options));
      } catch {
        // Somebody was faster, or NATS stores nothing: look again.
        await pause(RETRY_MS, options.signal);
        continue;
      }
    }
    if (!told && options.wait) options.onWait?.(current.holder);
    told = true;
    await pause(Math.min(1_000, options.ttlMs / 10), options.signal);
  }
}

const encode = ({ holder }: LeaseOptions) => JSON.stringify({ holder } satisfies Claim);
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Claim;

function locked(run: string, { holder }: Claim): FanoutError {
  return new FanoutError('RUN_LOCKED', `coordinator ${JSON.stringify(holder)} is working on run ${run}`, {
    hint: 'wait for it to end, or stop it',
  });
}
