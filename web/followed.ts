import { randomBytes } from 'node:crypto';
import type { Manifest } from '../study/manifest.ts';
import type { Standing } from './lead.ts';
import { Versions } from './versions.ts';
import { partsOf } from './view.ts';
import { viewOf } from './view-of.ts';
import { WatchedRun } from './watched-run.ts';

/** Something to tell a reader: everything, or what changed since it was last told. */
export interface Message {
  readonly event: 'snapshot' | 'patch';
  /** What the reader knows afterwards: it sends this back when it comes again. */
  readonly id: string;
  /** JSON: parts of the page by name. */
  readonly data: string;
}

/**
 * The run that the page follows now, and how the command stands. Another run of the same command takes its
 * place.
 */
export class Followed {
  readonly #now: () => number;
  /** Tells this process's page from those of others, which a browser may come from. */
  readonly #process = randomBytes(6).toString('hex');
  /** Id of the run that the command is about; its blocks of seeds have ids of their own. */
  readonly #shown: string;
  #number = 0;
  #versions = new Versions();
  #run: WatchedRun;
  #standing: Standing = { phase: 'starting' };
  #endedAt: number | undefined;

  /** `now`: Unix time in seconds. */
  constructor(manifest: Manifest, now: () => number) {
    this.#now = now;
    this.#shown = manifest.run;
    this.#run = new WatchedRun(manifest, manifest.run, undefined, now);
  }

  get run(): WatchedRun {
    return this.#run;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** From here on another run is shown: the next block of seeds. */
  follow(manifest: Manifest): WatchedRun {
    this.#number += 1;
    this.#versions = new Versions();
    this.#run = new WatchedRun(manifest, this.#shown, this.#standing.earlier, this.#now);
    this.#endedAt = undefined;
    return this.#run;
  }

  /** The command stands differently from now on; what is not named stays as it was. */
  stand(change: Partial<Standing>): void {
    this.#standing = { ...this.#standing, ...change };
  }

  /** Nothing of the run will change any more: its clock stands still. */
  over(): void {
    this.#endedAt ??= this.#now();
  }

  /** Draws the page anew. Returns whether anything on it changed. */
  update(): boolean {
    return this.#versions.update(partsOf(viewOf(this.#run, this.#standing, this.#endedAt ?? this.#now())));
  }

  /** What a reader is to be told who knows `id`; undefined: nothing. Any other id, or none: everything. */
  after(id: string | undefined): Message | undefined {
    const { latest } = this.#versions;
    const page = `${this.#process}-${this.#number}`;
    const [known, version] = id?.split('.') ?? [];
    const since = known === page && /^\d{1,9}$/.test(version ?? '') ? Number(version) : 0;
    if (since === latest) return undefined;
    const event = since > 0 && since < latest ? 'patch' : 'snapshot';
    return { event, id: `${page}.${latest}`, data: this.#versions.since(event === 'patch' ? since : 0) };
  }
}
