/** Who has lost NATS while it works says so: an idle worker looks otherwise as if nothing were wrong. */
import { expect, it } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import { Passageway } from '../faults/arena/passageway.ts';
import { startTestNats, workerAddress } from '../support/cluster.ts';

it('says that NATS is away once that takes long, until it is back', async () => {
  const nats = await startTestNats();
  const network = await Passageway.open(Number(new URL(nats.server.url).port));
  const said: string[] = [];
  const connection = await connectNats(
    { ...workerAddress(nats.server), url: `nats://127.0.0.1:${network.port}` },
    { name: 'test', longWaitMs: 20, onLongWait: (text) => void said.push(text) },
  );
  const away = /^the NATS server at nats:\/\/127\.0\.0\.1:\d+ has been away for \d+ s; waiting for it$/;
  // The first connection may have taken as long.
  const ofAbsence = () => said.filter((text) => away.test(text));
  try {
    expect(ofAbsence()).toEqual([]);
    for (const times of [1, 2]) {
      network.passage = 'cut';
      await expect.poll(ofAbsence, { timeout: 30_000, interval: 5 }).toHaveLength(times);
      network.passage = 'open';
      await expect.poll(() => connection.flush().then(() => 'back'), { timeout: 30_000 }).toBe('back');
    }
  } finally {
    await connection.close();
    await network.close();
    await nats.stop();
  }
});
