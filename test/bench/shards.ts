/**
 * How fast a dataset in shards is read and decoded, without training: `npm run bench:shards -- INDEX
 * [TIMES]`.
 */
import { resolve } from 'node:path';
import { isUrl } from '../../datasets/shards/location.ts';
import { openShards } from '../../datasets/shards/open.ts';
import { verifyShards } from '../../datasets/shards/verify.ts';

const [index, times = '3'] = process.argv.slice(2);
if (!index) throw new Error('which index?');
const dataset = await openShards({ kind: 'shards', index: isUrl(index) ? index : resolve(index) });
console.log(`${dataset.examples} examples of ${dataset.shape.join(' × ')}, ${dataset.layout}`);
for (let turn = 1; turn <= Number(times); turn++) {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await verifyShards(dataset);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1000 / dataset.examples;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${Math.round(dataset.examples / seconds)} examples/s, ${cpu.toFixed(3)} CPU-ms each, ${Math.round(peak)} MiB at most`,
  );
}
