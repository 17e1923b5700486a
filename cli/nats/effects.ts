import type { RunCommand } from '../fetch/run-command.ts';

/**
 * Everything that looking for nats-server does to the world; passed in, so that the search itself can be
 * tested without it.
 */
export interface Effects {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly path: string;
  /** Directory of the user's cache for fanout; made when first written. */
  readonly cacheDirectory: string;
  /** Runs a command to its end; never throws: a command that is not there is a result too. */
  readonly run: RunCommand;
  /**
   * Fetches a file into memory. Throws when the host does not answer within 5 s or the file is larger than
   * `maxBytes`.
   */
  download(url: string, maxBytes: number): Promise<Uint8Array>;
  isExecutable(path: string): Promise<boolean>;
  /** Says what is going on, in a line. */
  progress(message: string): void;
}

/** A nats-server binary, found or fetched. */
export interface FoundServer {
  readonly path: string;
  /** "2.14.6". */
  readonly version: string;
  /** Name of the source it came from. */
  readonly source: string;
}

/** One place that a nats-server can come from. */
export interface Source {
  readonly name: string;
  /** Whether asking this source may reach for the network. */
  readonly fetches: boolean;
  /**
   * Path and version of a binary that runs and is new enough. Throws an Error whose message is the reason why
   * not.
   */
  find(effects: Effects): Promise<{ readonly path: string; readonly version: string }>;
  /**
   * What asking it would most likely do, in a few words, without doing it. Throws an Error with the reason
   * why it would fail.
   */
  outlook(effects: Effects): Promise<string>;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };
const MACHINES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** "linux-amd64" and the like, as the pins and the release name it. Throws for a platform without pins. */
export function platformOf({ platform, arch }: Pick<Effects, 'platform' | 'arch'>): string {
  const [system, machine] = [SYSTEMS[platform], MACHINES[arch]];
  if (!system || !machine) throw new Error(`there is none for ${platform} on ${arch}`);
  return `${system}-${machine}`;
}
