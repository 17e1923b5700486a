import { join } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { parseBytes } from '../byte-size.ts';
import { cacheDirectory } from '../cache-directory.ts';
import { type S3Settings, s3Settings } from './s3/settings.ts';

/** How shards from elsewhere are had and kept. */
export interface RemoteSettings {
  /** The cache's directory; several processes may share it. */
  readonly directory: string;
  /** Bytes that the cache may take. */
  readonly limit: number;
  /** Shown as `Authorization: Bearer …` to the server that has the index, and to no other. */
  readonly token?: string;
  /**
   * The one server that is ever shown the token, `https://data.example.org`; absent: whichever has the index.
   */
  readonly tokenOrigin?: string;
  /** For addresses that begin with s3://. */
  readonly s3: S3Settings;
  /**
   * How often in a row a transfer may fail without a byte more, and how long it waits after the first time;
   * twice as long each time.
   */
  readonly attempts?: number;
  readonly backoffMs?: number;
  /** How long a server may stay silent. */
  readonly silenceMs?: number;
  /** Bytes that an index may have; absent: `LARGEST_INDEX`. */
  readonly largestIndex?: number;
}

/** What the cache may take where FANOUT_CACHE_BYTES does not say. */
const LIMIT = 10 * 2 ** 30;

/**
 * The settings that the environment has: FANOUT_CACHE, FANOUT_CACHE_BYTES, FANOUT_DATASET_TOKEN,
 * FANOUT_DATASET_TOKEN_ORIGIN, and those of S3, which throw when they are asked for. Throws USAGE.
 */
export function remoteSettings(environment: NodeJS.ProcessEnv = process.env): RemoteSettings {
  const { FANOUT_CACHE_BYTES: bytes, FANOUT_DATASET_TOKEN: token } = environment;
  const tokenOrigin = originOf(environment.FANOUT_DATASET_TOKEN_ORIGIN);
  const limit = bytes ? parseBytes(bytes) : LIMIT;
  if (limit === undefined) {
    throw new FanoutError('USAGE', `FANOUT_CACHE_BYTES must be a number of bytes, found "${bytes}"`, {
      hint: 'for example: FANOUT_CACHE_BYTES=20GiB',
    });
  }
  return {
    directory: join(cacheDirectory(environment), 'shards'),
    limit,
    ...(token ? { token } : {}),
    ...(tokenOrigin ? { tokenOrigin } : {}),
    // Asked for, and found wrong, only where a dataset has to do with S3.
    get s3() {
      return s3Settings(environment);
    },
  };
}

function originOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new FanoutError(
    'USAGE',
    `FANOUT_DATASET_TOKEN_ORIGIN must be the address of a server, found "${text}"`,
    {
      hint: 'for example: FANOUT_DATASET_TOKEN_ORIGIN=https://data.example.org',
    },
  );
}
