/** The adapter that WebGPU offers, as one JSON line; or why there is none, with exit status 1. */
import { openAdapter } from '../../../engines/webgpu/adapter.ts';
import { adapterAbilities, adapterName } from '../../../engines/webgpu/facts.ts';
import { lookAtVulkan } from '../../../engines/webgpu/vulkan.ts';
import { asFanoutError } from '../../../proto/errors.ts';

try {
  const { facts } = await openAdapter();
  const text = `${adapterName(facts)}: ${adapterAbilities(facts)}`;
  console.log(JSON.stringify({ text, ...facts }));
} catch (thrown) {
  const { message, hint } = asFanoutError(thrown);
  console.log(JSON.stringify({ text: `no adapter: ${message}`, hint, vulkan: lookAtVulkan() }));
  process.exitCode = 1;
}
