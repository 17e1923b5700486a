/** Who is believed of the servers of a cluster while they choose a leader; what they answer is injected. */
import { JetStreamApiError } from '@nats-io/jetstream';
import type { KvStatus } from '@nats-io/kv';
import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { insistently, leaderStatus } from './leader-status.ts';

/** What a server says of a bucket: who leads it, and who its own peers are. */
const says = (values: number, leader: string | undefined, ...peers: string[]) =>
  ({ values, streamInfo: { cluster: { leader, replicas: peers.map((name) => ({ name })) } } }) as KvStatus;
const missing = new JetStreamApiError({ code: 404, err_code: 10_059, description: 'stream not found' });
/** The last answer of each kind was seen of three servers of which one had lost its storage. */
const started = says(0, undefined, 'a', 'b', 'c');
const follower = says(3, 'a', 'a', 'b');
const leader = says(200, 'a', 'b', 'c');

/** A bucket that answers so, one after the other. */
function bucket(...answers: (KvStatus | Error)[]) {
  let asked = 0;
  const status = async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { status, asked: () => asked };
}

it('believes the leader, and nobody who has just started or follows it', async () => {
  const kv = bucket(started, follower, missing, leader);
  expect((await leaderStatus(kv, 3)).values).toBe(200);
  expect(kv.asked()).toBe(4);
});

it.each([
  ['a leader that has nothing', says(0, 'a', 'b', 'c'), 3],
  ['a server that stands alone, and names no leader', says(0, undefined), 1],
])('asks %s once', async (_, answer, copies) => {
  const kv = bucket(answer);
  expect((await leaderStatus(kv, copies)).values).toBe(0);
  expect(kv.asked()).toBe(1);
});

it('asks a server that stands alone once, also when it has no such bucket', async () => {
  const kv = bucket(missing, leader);
  await expect(leaderStatus(kv, 1)).rejects.toBe(missing);
});

it('says in the end what there is to say: no leader, no such stream; another error at once', async () => {
  const unavailable = { code: 'UNAVAILABLE' };
  await expect(insistently(async () => undefined, 0)).rejects.toMatchObject(unavailable);
  await expect(insistently(async () => undefined, 0)).rejects.toBeInstanceOf(FanoutError);
  await expect(insistently(() => Promise.reject(missing), 0)).rejects.toBe(missing);
  const defect = new TypeError('a defect');
  await expect(leaderStatus(bucket(defect, leader), 3)).rejects.toBe(defect);
});
