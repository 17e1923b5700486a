/**
 * How a server is asked for a file, and who is shown what: a secret goes to the server it is meant for, and
 * to no other.
 */
import { shownLocation } from './location.ts';
import { httpUrl } from './s3/address.ts';
import type { S3Settings } from './s3/settings.ts';
import { signedHeaders } from './s3/sign.ts';
import type { RemoteSettings } from './settings.ts';

/** One request, good for some minutes. */
export interface Asked {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `manual`: what was signed for one server is not carried on to another. */
  readonly redirect: 'follow' | 'manual';
}

/** A file behind a URL. */
export interface Remote {
  /** As messages have it. */
  readonly shown: string;
  /** What to do where the server refuses. */
  readonly credentialsHint: string;
  ask(): Promise<Asked>;
}

/**
 * A file behind an http(s) or s3 URL. `index`: where the dataset's index lies, if behind a URL. Its server
 * alone is shown the token; and a dataset from a web server does not get to use the S3 credentials.
 */
export function remote(url: URL, all: RemoteSettings, index: URL | undefined): Remote {
  const shown = shownLocation({ kind: 'url', url });
  if (url.protocol !== 's3:') {
    const { token, tokenOrigin } = all;
    const headers: Record<string, string> =
      token !== undefined && index?.origin === url.origin && (tokenOrigin ?? url.origin) === url.origin
        ? { authorization: `Bearer ${token}` }
        : {};
    return {
      shown,
      credentialsHint:
        'set FANOUT_DATASET_TOKEN for coordinator and workers; a presigned URL may have expired',
      ask: async () => ({ url, headers, redirect: 'follow' }),
    };
  }
  const { s3 } = all;
  const { credentials: _, ...anonymous } = s3;
  const trusted = index === undefined || index.protocol === 's3:';
  const settings: S3Settings = trusted ? s3 : anonymous;
  const at = httpUrl(url, settings);
  return {
    shown,
    credentialsHint:
      settings.credentials === undefined
        ? trusted
          ? 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for coordinator and workers'
          : 'a dataset whose index comes from a web server does not get to use the S3 key: put the index into the bucket, or on a volume'
        : "check that this access key may read it (s3:GetObject), that the object is there, and the machine's clock",
    ask: async () => ({ url: at, headers: await signedHeaders(at, settings), redirect: 'manual' }),
  };
}
