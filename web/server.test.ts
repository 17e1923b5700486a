import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunResults } from '../results/results.ts';
import { began, manifestOf, progress } from './fixtures/story.ts';
import { Watch } from './watch.ts';

const never = new AbortController().signal;
let watch: Watch | undefined;
afterEach(async () => {
  await watch?.close(AbortSignal.abort());
  watch = undefined;
});

const open = async (manifest = manifestOf(['zeros', 'he'], 2, [1]), port: number | undefined = 0) => {
  watch = await Watch.open({ manifest, port });
  return watch;
};

/** What the page answers to a path as it stands, with these headers. */
async function ask({ url }: Watch, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { port } = new URL(url);
  const call = request({ host: '127.0.0.1', port, path, headers, method }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

describe('the page’s port', () => {
  it('serves the page and its files, and nothing else', async () => {
    const page = await open();
    const { text, headers } = await ask(page, '/');
    const files = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]!);
    expect(files.sort()).toEqual(['/app.js', '/icon.svg', '/style.css']);
    for (const path of [...files, '/squares.js'])
      expect(await ask(page, path)).toMatchObject({ status: 200 });
    for (const path of [
      '/report',
      '/nothing',
      '/words.test.ts',
      '/tsconfig.json',
      '/../watch.ts',
      '/%2e%2e/watch.ts',
      '/browser/app.js',
      '//etc/passwd',
      '/app.js/',
      'http://127.0.0.1/',
    ])
      expect((await ask(page, path)).status, path).toBe(404);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; connect-src 'self'/,
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });

  it('answers to its own names alone, and not from inside somebody else’s page', async () => {
    const page = await open();
    for (const host of ['127.0.0.1', '127.0.0.1:1234', 'localhost:8080', 'LOCALHOST'])
      expect((await ask(page, '/', { host })).status, host).toBe(200);
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '[::1]'])
      expect((await ask(page, '/', { host })).status, host).toBe(403);
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask(page, '/app.js', foreign)).status).toBe(403);
    expect((await ask(page, '/', { ...foreign, 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  });

  it('can be read and not written', async () => {
    const page = await open();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await ask(page, '/', {}, method)).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
    for (const path of ['/', '/events'])
      expect(await ask(page, path, {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it('says how networks are trained', async () => {
    const { text } = await ask(await open(), '/');
    expect(text).toContain('<br>Trained with sgd, learning rate 0.1; batches of 8 examples<br>Run');
  });

  it('shows a study’s words as words', async () => {
    const manifest = manifestOf(['zeros', 'he'], 2, [1]);
    const name = `</script><script>alert(1)</script>"'&`;
    const page = await open({ ...manifest, study: { ...manifest.study, name } });
    const { text } = await ask(page, '/');
    expect(text).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
    expect(text.match(/<script/g)).toHaveLength(2);
    const data = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(text)![1]!;
    expect(JSON.parse(data).run.study).toBe(name);
  });

  it('is where it was asked to be; the usual one gives way, one that was asked for does not', async () => {
    const first = await open(undefined, undefined);
    const second = await Watch.open({ manifest: manifestOf(['a'], 2, [1]), port: undefined });
    expect(second.url).not.toBe(first.url);
    const port = Number(new URL(first.url).port);
    await expect(Watch.open({ manifest: manifestOf(['a'], 2, [1]), port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(`127.0.0.1:${port} for the page`),
    });
    await second.close(never);
  });
});

describe('readers', () => {
  /** Events as a reader gets them, until it is left. */
  async function* read({ url }: Watch, path = '/events', headers = {}) {
    const response = await fetch(new URL(path, url), { headers });
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const data = field('data');
        if (data) yield { event: field('event'), id: field('id')!, data: JSON.parse(data) };
      }
    }
  }
  const next = async <T>(reader: AsyncGenerator<T>) => (await reader.next()).value as T;

  it('hear everything first, then what changes, and go on where they were cut off', async () => {
    const manifest = manifestOf(['zeros', 'he'], 2, [1]);
    const page = await open(manifest);
    const run = page.follow(manifest);
    const reader = read(page);
    const first = await next(reader);
    expect([first.event, first.data.run.trials]).toEqual(['snapshot', 4]);
    run.event(began('w1', [1]));
    const second = await next(reader);
    expect([second.event, second.data['squares/2'].seeds[0].state]).toEqual(['patch', 'training']);
    await reader.return(undefined);
    run.event(progress('w1', [1], 5));
    const again = await next(read(page, '/events', { 'last-event-id': second.id }));
    expect([again.event, again.data['squares/2'].seeds[0].done]).toEqual(['patch', 0.5]);
    // A page that was drawn from a snapshot says so in its address.
    expect(await next(read(page, `/events?since=${second.id}`))).toEqual(again);
  });

  it('are left the time to take the last word and the report, and no more', async () => {
    const manifest = manifestOf(['zeros', 'he'], 2, [1]);
    const page = await open(manifest);
    const reader = read(page);
    await next(reader);
    const results = {
      seconds: 1,
      trials: { total: 4, completed: 4, failed: 0 },
      verdict: { summary: ['he.'], caveats: [] },
    };
    page.judged(results as unknown as RunResults, fileURLToPath(import.meta.url));
    const closed = page.close(never);
    const last = await next(reader);
    expect(last.data.lead).toMatchObject({ phase: 'done', sentences: ['he.'] });
    expect((await ask(page, '/report')).text).toContain('are left the time');
    // Ctrl-C in order not to wait any longer: the verdict stays.
    page.stopping();
    expect((await ask(page, '/')).text).toContain('"phase":"done"');
    await reader.return(undefined);
    await closed;
    await expect(fetch(page.url)).rejects.toThrow();
  });
});
