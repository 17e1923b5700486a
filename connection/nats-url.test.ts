import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitNatsUrl } from './nats-url.ts';

describe('an address of NATS', () => {
  it.each([
    ['nats://127.0.0.1:4222', { url: 'nats://127.0.0.1:4222' }],
    ['host', { url: 'host' }],
    ['tls://a:1, tls://b:2', { url: 'tls://a:1,tls://b:2' }],
    ['nats://me:secret@host:4222', { url: 'nats://host:4222', user: 'me', password: 'secret' }],
    ['me:secret@host', { url: 'host', user: 'me', password: 'secret' }],
    ['nats://token@host', { url: 'nats://host', token: 'token' }],
    ['nats://me:a%40b%2Fc@host', { url: 'nats://host', user: 'me', password: 'a@b/c' }],
    ['nats://me:50%@host', { url: 'nats://host', user: 'me', password: '50%' }],
    ['nats://me:a,b@host,nats://other', { url: 'nats://host,nats://other', user: 'me', password: 'a,b' }],
    ['nats://a:1,nats://me:secret@b:2', { url: 'nats://a:1,nats://b:2', user: 'me', password: 'secret' }],
  ])('%s is split into where and who', (given, expected) => {
    expect(splitNatsUrl(given)).toEqual(expected);
  });

  it('shows no password, whatever characters it has', () => {
    const password = fc
      .string({ minLength: 1 })
      .map((text) => `hidden${text.replace(/,\s*[a-z][a-z0-9+.-]*:\/\//gi, '')}hidden`);
    fc.assert(
      fc.property(fc.array(password, { minLength: 1, maxLength: 3 }), (passwords) => {
        const given = passwords.map((secret, index) => `nats://user:${secret}@host-${index}:4222`).join(',');
        expect(splitNatsUrl(given).url).not.toContain('hidden');
      }),
    );
  });
});
