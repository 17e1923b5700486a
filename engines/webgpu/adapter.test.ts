/** The adapter of this machine, asked for in processes of their own, since the loader looks at its start. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { wishOf } from './adapter.ts';
import { lookAtVulkan } from './vulkan.ts';

/** Debian's chromium brings a Vulkan in software, and a loader. */
const CHROMIUM = '/usr/lib/chromium';
const SWIFTSHADER = `${CHROMIUM}/vk_swiftshader_icd.json`;
const ASK = `
  const { openAdapter } = await import('${new URL('./adapter.ts', import.meta.url)}');
  const said = await openAdapter().then(
    ({ facts }) => facts,
    ({ code, message, hint }) => ({ code, message, hint }),
  );
  console.log(JSON.stringify(said));`;

/** What a process with these variables is told; it ends by itself, and writes nothing else. */
function asked(env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', ASK],
    { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, timeout: 60_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

test.each([
  [{}, { software: false }],
  [{ FANOUT_WEBGPU_ADAPTER: '' }, { software: false }],
  [{ FANOUT_WEBGPU_ADAPTER: 'software' }, { software: true }],
  [{ FANOUT_WEBGPU_ADAPTER: 'H100' }, { software: false, name: 'H100' }],
])('%j asks for %j', (env, wish) => {
  expect(wishOf(env)).toEqual(wish);
});

it('looks at what VK_ICD_FILENAMES names, and says what is wrong with each', () => {
  const here = import.meta.filename;
  const { named, drivers } = lookAtVulkan({ VK_ICD_FILENAMES: `/no/such.json:${here}` });
  expect(named).toBe('VK_ICD_FILENAMES');
  expect(drivers).toEqual([
    { file: '/no/such.json', trouble: 'there is no such file' },
    { file: here, trouble: 'it names no library' },
  ]);
});

it('says what is missing and what to do, and Dawn is not asked in vain', () => {
  expect(asked({ VK_DRIVER_FILES: '/no/such.json' })).toEqual({
    code: 'BACKEND_UNAVAILABLE',
    message: expect.stringMatching(/no GPU can be used: .*VK_DRIVER_FILES names \/no\/such\.json/),
    hint: expect.stringMatching(/correct or unset VK_DRIVER_FILES/),
  });
});

test.runIf(existsSync(SWIFTSHADER))('an adapter in software is used only where it is asked for', () => {
  const swiftshader = { LD_LIBRARY_PATH: CHROMIUM, VK_DRIVER_FILES: SWIFTSHADER, XDG_RUNTIME_DIR: '/tmp' };
  expect(asked({ ...swiftshader, FANOUT_WEBGPU_ADAPTER: 'software' })).toMatchObject({
    software: true,
    architecture: 'swiftshader',
  });
  for (const wish of ['', 'SwiftShader']) {
    expect(asked({ ...swiftshader, FANOUT_WEBGPU_ADAPTER: wish })).toEqual({
      code: 'BACKEND_UNAVAILABLE',
      message: expect.stringMatching(/the only adapter is software: google swiftshader/),
      hint: expect.stringMatching(/--backend wasm.*FANOUT_WEBGPU_ADAPTER=software/),
    });
  }
  expect(asked({ ...swiftshader, FANOUT_WEBGPU_ADAPTER: 'Voodoo' })).toMatchObject({
    message: expect.stringMatching(/FANOUT_WEBGPU_ADAPTER=Voodoo/),
    hint: expect.stringMatching(/one of: SwiftShader/),
  });
});
