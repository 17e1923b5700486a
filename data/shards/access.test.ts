import { expect, it } from 'vitest';
import { remote } from './access.ts';
import { remoteSettings } from './settings.ts';

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
