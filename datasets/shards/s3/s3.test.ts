import { describe, expect, it } from 'vitest';
import { serveFiles } from '../../../test/support/file-server.ts';
import { remote } from '../access.ts';
import { locate } from '../location.ts';
import { remoteSettings } from '../settings.ts';
import { storeFor } from '../stores.ts';
import { httpUrl, s3Url, shownS3 } from './address.ts';
import { s3Settings } from './settings.ts';

const KEY = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
const at = (text: string, environment = {}) => httpUrl(s3Url(text), s3Settings(environment)).href;

describe('addresses', () => {
  it.each([
    ['s3://b-1/a/index.json', {}, 'https://b-1.s3.us-east-1.amazonaws.com/a/index.json'],
    ['s3://b-1/i', { AWS_REGION: 'eu-west-1' }, 'https://b-1.s3.eu-west-1.amazonaws.com/i'],
    ['s3://b-1/i', { AWS_DEFAULT_REGION: 'cn-north-1' }, 'https://b-1.s3.cn-north-1.amazonaws.com.cn/i'],
    ['s3://with.dots/i', {}, 'https://s3.us-east-1.amazonaws.com/with.dots/i'],
    ['s3://b-1/i', { AWS_ENDPOINT_URL_S3: 'http://minio:9000/' }, 'http://minio:9000/b-1/i'],
    ['s3://b-1/i', { AWS_ENDPOINT_URL: 'https://host/store' }, 'https://host/store/b-1/i'],
    [
      "s3://b-1/a b/%41+'?#ä",
      { AWS_ENDPOINT_URL: 'https://host' },
      'https://host/b-1/a%20b/%2541%2B%27%3F%23%C3%A4',
    ],
  ])('%s with %j is %s', (text, environment, url) => {
    expect(at(text, environment)).toBe(url);
    expect(shownS3(s3Url(text))).toBe(text);
  });

  it.each([
    's3://bucket',
    's3://bucket/',
    's3:///key',
    's3://bu cket/key',
    's3://bucket/../key',
    's3://user@bucket/key',
  ])('%s is none', (text) => {
    expect(() => locate(text)).toThrow(/must be s3:\/\/BUCKET\/KEY/);
  });

  it.each([
    [{ AWS_ACCESS_KEY_ID: 'key' }, /AWS_SECRET_ACCESS_KEY is missing/],
    [{ AWS_SECRET_ACCESS_KEY: 'secret' }, /AWS_ACCESS_KEY_ID is missing/],
    [
      { AWS_ENDPOINT_URL_S3: 'minio:9000' },
      /AWS_ENDPOINT_URL_S3 must be an http\(s\) URL, found "minio:9000"/,
    ],
    [
      { AWS_ENDPOINT_URL: 'http://user:secret@minio' },
      /AWS_ENDPOINT_URL must be an http\(s\) URL, found one with a user in it/,
    ],
  ])('the environment %j is refused', (environment, message) => {
    expect(() => s3Settings(environment)).toThrow(message);
  });
});

describe('secrets', () => {
  it('a signature names host, date and session, and has no secret in it', async () => {
    const settings = { directory: '', limit: 0, s3: s3Settings({ ...KEY, AWS_REGION: 'eu-west-1' }) };
    const { headers, redirect } = await remote(s3Url('s3://bucket/i'), settings, undefined).ask();
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-security-token']).toBe('session');
    expect(JSON.stringify(headers)).not.toContain('"secret"');
    expect(redirect).toBe('manual');
  });

  it('what was signed for one server is carried to no other, and the bucket’s region is named', async () => {
    const [server, other] = [await serveFiles('/nowhere'), await serveFiles('/nowhere')];
    try {
      server.mischief = (_, response) => {
        response.writeHead(301, { location: `${other.url}/b/i`, 'x-amz-bucket-region': 'eu-north-1' });
        response.end('<Error><Code>PermanentRedirect</Code></Error>');
        return true;
      };
      const index = locate('s3://bucket/index.json');
      const store = storeFor(index, { ...KEY, AWS_ENDPOINT_URL_S3: server.url });
      await expect(store.read(index)).rejects.toMatchObject({
        code: 'DATASET_MISSING',
        message: 's3://bucket/index.json answered with HTTP status 301 (PermanentRedirect)',
        hint: expect.stringMatching(/AWS_REGION=eu-north-1/),
      });
      expect(server.requests).toHaveLength(1);
      expect(other.requests).toEqual([]);
    } finally {
      await server.stop();
      await other.stop();
    }
  });

  it('a token that has expired is a matter of credentials', async () => {
    const server = await serveFiles('/nowhere');
    try {
      server.mischief = (_, response) => {
        response.writeHead(400).end('<Error><Code>ExpiredToken</Code><Token0>session</Token0></Error>');
        return true;
      };
      const index = locate('s3://bucket/index.json');
      const store = storeFor(index, { ...KEY, AWS_ENDPOINT_URL_S3: server.url });
      await expect(store.read(index)).rejects.toMatchObject({
        code: 'CREDENTIALS_REFUSED',
        message: expect.not.stringMatching(/session/),
      });
    } finally {
      await server.stop();
    }
  });

  it('the token of a web server does not go along to where that points', async () => {
    const [server, other] = [await serveFiles('/nowhere'), await serveFiles('/nowhere')];
    try {
      server.mischief = (_, response) => {
        response.writeHead(302, { location: `${other.url}/index.json` }).end();
        return true;
      };
      other.mischief = (_, response) => {
        response.end('here');
        return true;
      };
      const index = locate(`${server.url}/index.json`);
      const bytes = await storeFor(index, { FANOUT_DATASET_TOKEN: 'of-a-test' }).read(index);
      expect(Buffer.from(bytes).toString()).toBe('here');
      expect([server.tokens, other.tokens]).toEqual([['of-a-test'], ['']]);
    } finally {
      await server.stop();
      await other.stop();
    }
  });
});

it('settings of S3 that are wrong are no matter of a web server', () => {
  const settings = remoteSettings({ AWS_ACCESS_KEY_ID: 'half' });
  expect(remote(new URL('https://a.example/x'), settings, undefined).shown).toBe('https://a.example/x');
  expect(() => remote(s3Url('s3://bucket/x'), settings, undefined)).toThrow(/AWS_SECRET_ACCESS_KEY/);
});
