/**
 * The program `fanout`, in a process that dies at a chosen point of its n-th `Complete`:
 * FANOUT_TEST_CRASH=after_create:3. The program itself knows nothing of it: methods of two of its objects are
 * wrapped from outside.
 */
import { Bucket } from '@nats-io/kv/internal';
import { Run } from '../../../coordinator/run/run.ts';
import type { CrashPoint } from '../mischief.ts';

const [point, count] = (process.env.FANOUT_TEST_CRASH ?? ':0').split(':') as [CrashPoint, string];
let left = Number(count);

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const complete = Run.prototype.complete;
Run.prototype.complete = async function (request) {
  left -= 1;
  if (left === 0 && point === 'before_validate') die();
  const recording = await complete.call(this, request);
  // The reply is written when this has returned.
  if (left === 0 && point === 'after_reply') setTimeout(die, 5);
  return recording;
};

const create = Bucket.prototype.create;
Bucket.prototype.create = async function (...args) {
  if (left === 0 && point === 'before_create') die();
  const revision = await create.apply(this, args);
  if (left === 0 && point === 'after_create') die();
  return revision;
};

await import('../../../cli/program.ts');
