/** Where a file of a dataset lies: on a volume, or behind a URL. */

import { dirname, isAbsolute, join } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { s3Url, shownS3 } from './s3/address.ts';

export type Location =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: URL };

const SCHEME = /^(https?|s3):\/\//i;

/** Whether a text is a URL and no path. Pure. */
export const isUrl = (text: string): boolean => SCHEME.test(text);

/** A path, or an http(s) or s3 URL, as a location. Pure. Throws DATASET_UNSUPPORTED. */
export function locate(text: string): Location {
  if (!isUrl(text)) return { kind: 'path', path: text };
  if (/^s3:/i.test(text)) return { kind: 'url', url: s3Url(text) };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw new FanoutError(
      'DATASET_UNSUPPORTED',
      `the dataset's address ${url ? shownLocation({ kind: 'url', url }) : shownText(text)} ${url ? 'has a user or password in it' : 'is no URL'}`,
      { hint: 'give a plain http(s) URL; a token goes into the environment variable FANOUT_DATASET_TOKEN' },
    );
  }
  return { kind: 'url', url };
}

/** A file that an index names: beside the index, or at a URL of its own. Pure. Throws DATASET_UNSUPPORTED. */
export function beside(index: Location, file: string): Location {
  if (isUrl(file)) return locate(file);
  if (
    isAbsolute(file) ||
    /[\\:]/.test(file) ||
    file.split('/').some((part) => part === '..' || part === '')
  ) {
    throw new FanoutError(
      'DATASET_UNSUPPORTED',
      `the index names the file ${JSON.stringify(file)}, which must lie beside it or below, or be an http(s) or s3 URL`,
      { hint: 'make the shards with: fanout dataset pack' },
    );
  }
  if (index.kind === 'path') return { kind: 'path', path: join(dirname(index.path), file) };
  const path = file.split('/').map(encodeURIComponent).join('/');
  return { kind: 'url', url: new URL(path, index.url) };
}

/** A location as messages have it: without a query, which of a presigned URL is a secret. Pure. */
export function shownLocation(location: Location): string {
  if (location.kind === 'path') return shownText(location.path);
  if (location.url.protocol === 's3:') return shownText(shownS3(location.url));
  const { origin, pathname, search } = location.url;
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}
