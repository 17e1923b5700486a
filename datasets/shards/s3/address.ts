/** Addresses of objects: `s3://bucket/key`, and where a server has that. */

import { FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';
import type { S3Settings } from './settings.ts';

/**
 * `s3://bucket/key` as a URL whose path is encoded; the key is taken as it stands, as Amazon's tools do.
 * Pure. Throws DATASET_UNSUPPORTED.
 */
export function s3Url(text: string): URL {
  const [, bucket, key] = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,253})\/(.+)$/i.exec(text) ?? [];
  const segments = key?.split('/') ?? [];
  if (bucket && segments.every((segment) => segment !== '.' && segment !== '..'))
    return new URL(`s3://${bucket}/${segments.map(encoded).join('/')}`);
  throw new FanoutError(
    'DATASET_UNSUPPORTED',
    `the dataset's address ${shownText(text)} must be s3://BUCKET/KEY`,
    {
      hint: 'for example: s3://my-datasets/cats/index.json',
    },
  );
}

/** An object's address as people write it. Pure. */
export const shownS3 = ({ host, pathname }: URL): string => `s3://${host}${decodeURIComponent(pathname)}`;

/**
 * Where a server has an object. Amazon wants the bucket in the host's name; other servers have it in the
 * path. Pure.
 */
export function httpUrl({ host: bucket, pathname }: URL, { endpoint, region }: S3Settings): URL {
  // Encoded as a signature has it, whatever the index's file names look like.
  const key = pathname
    .split('/')
    .map((segment) => encoded(decodeURIComponent(segment)))
    .join('/');
  if (endpoint) return new URL(`${endpoint.origin}${endpoint.pathname.replace(/\/$/, '')}/${bucket}${key}`);
  const amazon = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // A certificate covers one name in front of Amazon's: a bucket with dots would be several.
  return new URL(
    bucket.includes('.') ? `https://${amazon}/${bucket}${key}` : `https://${bucket}.${amazon}${key}`,
  );
}

/** Everything encoded but what RFC 3986 calls unreserved. */
const encoded = (segment: string) =>
  encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
