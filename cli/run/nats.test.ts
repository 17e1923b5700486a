import { expect, it, onTestFinished } from 'vitest';
import { startTestNats } from '../../test/support/cluster.ts';
import { provideNats } from './nats.ts';

it('with a server of somebody else workers show what the coordinator shows', async () => {
  const { server, stop } = await startTestNats();
  onTestFinished(stop);
  const { user, pass } = server.coordinator;
  const url = server.url.replace('nats://', `nats://${user}:${pass}@`);
  const nats = await provideNats(url, undefined as never);
  onTestFinished(nats.stop);
  expect(nats.coordinator).toMatchObject({ user, password: pass });
  // No user and no password beside it: each worker process takes them from the address.
  expect(nats.workerEnvironment(1)).toEqual({ FANOUT_NATS_URL: url });
});
