import { describe, expect, it } from 'vitest';
import { serveFiles } from '../../test/support/file-server.ts';
import { remote } from './access.ts';
import { remoteSettings } from './settings.ts';
import { bringBytes } from './transfer.ts';

const shown = async (file: string, index: string, origin?: string) => {
  const settings = remoteSettings({ FANOUT_DATASET_TOKEN: 'secret', FANOUT_DATASET_TOKEN_ORIGIN: origin });
  const { headers } = await remote(new URL(file), settings, new URL(index)).ask();
  return headers.authorization;
};

it('shows the token to the server of the index alone', async () => {
  expect(await shown('https://a.example/1.npy', 'https://a.example/i.json')).toBe('Bearer secret');
  expect(await shown('https://b.example/1.npy', 'https://a.example/i.json')).toBeUndefined();
});

it('shows a token that is bound to a server to no other, whatever index a study names', async () => {
  const bound = 'https://a.example:443/any/path';
  expect(await shown('https://a.example/i.json', 'https://a.example/i.json', bound)).toBe('Bearer secret');
  expect(await shown('https://evil.example/i.json', 'https://evil.example/i.json', bound)).toBeUndefined();
  expect(await shown('http://a.example/i.json', 'http://a.example/i.json', bound)).toBeUndefined();
  expect(await shown('https://a.example/1.npy', 'https://evil.example/i.json', bound)).toBeUndefined();
});

it('says what is wrong with a server that is none', () => {
  expect(() => remoteSettings({ FANOUT_DATASET_TOKEN_ORIGIN: 'a.example' })).toThrow(
    /FANOUT_DATASET_TOKEN_ORIGIN must be the address of a server, found "a.example"/,
  );
});

describe('the S3 key', () => {
  const KEY = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  const shard = new URL('s3://bucket/shard-00000.npy');
  const [web, bucket] = [new URL('https://a.example/i.json'), new URL('s3://bucket/i.json')];

  it.each([
    ['another bucket', bucket],
    ['a volume', undefined],
  ])('signs what an index from %s names', async (_, index) => {
    const { headers } = await remote(shard, remoteSettings(KEY), index).ask();
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=key\//);
  });

  it('is withheld from a dataset whose index comes from a web server', async () => {
    expect((await remote(shard, remoteSettings(KEY), web).ask()).headers).toEqual({});
  });

  it.each([
    ['there is none', {}, bucket, /^set AWS_ACCESS_KEY_ID/],
    ['it was shown', KEY, bucket, /^check that this access key may read it/],
    ['it was withheld', KEY, web, /from a web server does not get to use the S3 key: put the index into/],
    ['there is none to withhold', {}, web, /from a web server does not get to use the S3 key/],
  ])('says what to do when the server refuses and %s', async (_, environment, index, hint) => {
    const server = await serveFiles('/nowhere');
    server.mischief = (_request, response) => {
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      return true;
    };
    try {
      const settings = remoteSettings({ ...environment, AWS_ENDPOINT_URL: server.url });
      await expect(bringBytes(remote(shard, settings, index), {}, {})).rejects.toMatchObject({
        code: 'CREDENTIALS_REFUSED',
        message: 's3://bucket/shard-00000.npy answered with HTTP status 403 (AccessDenied)',
        hint: expect.stringMatching(hint),
      });
    } finally {
      await server.stop();
    }
  });
});
