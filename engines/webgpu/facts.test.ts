/** What an adapter is: a GPU or software, told by what it says of itself. */
import { expect, it, test } from 'vitest';
import { adapterAbilities, adapterFacts, adapterName } from './facts.ts';

const adapter = (info: object, features: string[] = []) =>
  adapterFacts({
    info: { vendor: '', architecture: '', device: '', description: '', ...info },
    limits: {
      maxBufferSize: 2 ** 31,
      maxStorageBufferBindingSize: 2 ** 30,
      maxComputeWorkgroupStorageSize: 49152,
    },
    features: new Set(features),
  } as unknown as GPUAdapter);

test.each([
  [
    { vendor: 'nvidia', architecture: 'hopper', device: 'nvidia-h100', description: 'NVIDIA: 580.159' },
    false,
  ],
  [{ vendor: 'amd', description: 'radv: Mesa 24.1' }, false],
  [{ vendor: 'apple', architecture: 'metal-3' }, false],
  [{ vendor: 'google', architecture: 'swiftshader' }, true],
  [{ vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, true],
  [{ vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }, true],
  [{ vendor: '', architecture: 'warp' }, true],
  [{ vendor: 'nvidia', isFallbackAdapter: true }, true],
  [{}, false],
])('%j: software %s', (info, software) => {
  expect(adapter(info).software).toBe(software);
});

it('shows its name and abilities in a line each, with what is not known left out', () => {
  const card = adapter(
    {
      vendor: 'nvidia',
      architecture: 'hopper',
      description: 'NVIDIA: 580',
      subgroupMinSize: 32,
      subgroupMaxSize: 32,
    },
    ['shader-f16', 'subgroups', 'timestamp-query'],
  );
  expect(adapterName(card)).toBe('nvidia hopper (NVIDIA: 580)');
  expect(adapterAbilities(card)).toMatch(
    /^buffers up to 2,048 MiB, 1,024 MiB .* 48 KiB .* subgroups of 32, f16$/,
  );
  expect(adapterName(adapter({}))).toBe('an adapter without a name');
  expect(adapterAbilities(adapter({}))).toMatch(/no subgroups, no f16, no timestamps$/);
});
