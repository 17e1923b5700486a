import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import type { CommandTrainer } from '../../study/command/trainer.ts';
import { withCheckpoints } from './checkpoints.ts';
import { withProgram } from './program.ts';

const TRAINER: CommandTrainer = {
  ...{ kind: 'command', command: ['train'], directory: '.', metrics: 'lines', of: 'last', quietSeconds: 60 },
  ...{ concurrency: { perGpu: 1 }, gpus: 0, environment: {}, retries: 1 },
};

const SAFE = { readOnlyRootFilesystem: true };

/** As the installation has it, with more in its pod. */
const template = (pod: object = {}, worker: object = {}): V1PodTemplateSpec => ({
  spec: {
    securityContext: { runAsGroup: 10001 },
    containers: [
      {
        name: 'worker',
        image: 'fanout-worker-gpu:1',
        args: ['worker', '--backend', 'wasm'],
        env: [{ name: 'A', value: 'b' }],
        resources: { requests: { cpu: '1' }, limits: { memory: '1Gi', 'nvidia.com/gpu': '1' } },
        securityContext: SAFE,
        ...worker,
      },
    ],
    ...pod,
  },
});

const made = (trainer: Partial<CommandTrainer>, given = template()) =>
  withCheckpoints(withProgram(given, { ...TRAINER, ...trainer }), 'r1').spec!;

it('runs the program in fanout’s own image, where the study names none', () => {
  const { containers, initContainers, volumes } = made({});
  expect(containers[0]).toMatchObject({
    image: 'fanout-worker-gpu:1',
    args: ['worker', '--trainer', 'command'],
    env: [
      { name: 'A', value: 'b' },
      { name: 'HOME', value: '/tmp' },
      { name: 'FANOUT_CHECKPOINTS', value: '/checkpoints/r1' },
      { name: 'FANOUT_CHECKPOINTS_LAST', value: 'pod' },
    ],
    volumeMounts: [{ name: 'fanout-checkpoints', mountPath: '/checkpoints' }],
  });
  expect(containers[0]!.command).toBeUndefined();
  expect(initContainers).toBeUndefined();
  expect(volumes).toEqual([{ name: 'fanout-checkpoints', emptyDir: {} }]);
});

it('brings the worker into the image of the study, as safe as the worker itself, without its devices', () => {
  const own = { name: 'fetch', image: 'f' };
  const { containers, initContainers, volumes } = made(
    { image: 'python:3' },
    template({ initContainers: [own] }),
  );
  expect(initContainers).toEqual([
    {
      name: 'fanout-program',
      image: 'fanout-worker-gpu:1',
      command: ['node', '/app/dist/cli/carried/copy.js', '/fanout'],
      resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } },
      securityContext: SAFE,
      volumeMounts: [{ name: 'fanout-program', mountPath: '/fanout' }],
    },
    own,
  ]);
  expect(containers[0]).toMatchObject({
    image: 'python:3',
    args: ['worker', '--trainer', 'command'],
    resources: { limits: { 'nvidia.com/gpu': '1' } },
    securityContext: SAFE,
  });
  expect(containers[0]!.command?.at(-1)).toBe('/fanout/program/fanout.mjs');
  expect(containers[0]!.volumeMounts).toContainEqual({
    ...{ name: 'fanout-program', mountPath: '/fanout', readOnly: true },
  });
  expect(volumes?.map(({ name }) => name)).toEqual(['fanout-program', 'fanout-checkpoints']);
});

it('keeps checkpoints on the volume of that name, which the worker’s group may write', () => {
  const claim = { name: 'fanout-checkpoints', persistentVolumeClaim: { claimName: 'c' } };
  const { containers, volumes, securityContext } = made({}, template({ volumes: [claim] }));
  expect(volumes).toEqual([claim]);
  expect(containers[0]!.env).not.toContainEqual(expect.objectContaining({ name: 'FANOUT_CHECKPOINTS_LAST' }));
  expect(securityContext).toEqual({
    ...{ runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch' },
  });
  const mine = { fsGroup: 7 };
  expect(made({}, template({ volumes: [claim], securityContext: mine })).securityContext).toEqual(mine);
});

it('takes the place where the study mounts it, and its HOME', () => {
  const mount = { name: 'fanout-checkpoints', mountPath: '/data/kept/', subPath: 'a' };
  const env = [{ name: 'HOME', value: '/home/me' }];
  const [worker] = made({}, template({}, { volumeMounts: [mount], env })).containers;
  expect(worker!.volumeMounts).toEqual([mount]);
  expect(worker!.env).toEqual(
    expect.arrayContaining([...env, { name: 'FANOUT_CHECKPOINTS', value: '/data/kept/r1' }]),
  );
});

it('gives the built-in trainer the same place, and leaves the rest of its container alone', () => {
  const [before, after] = [template(), withCheckpoints(template(), 'r1')];
  const { env, volumeMounts, ...rest } = after.spec!.containers[0]!;
  expect({ ...rest, env: before.spec!.containers[0]!.env }).toEqual(before.spec!.containers[0]);
  expect(env).toContainEqual({ name: 'FANOUT_CHECKPOINTS', value: '/checkpoints/r1' });
  expect(volumeMounts).toEqual([{ name: 'fanout-checkpoints', mountPath: '/checkpoints' }]);
  expect(after.spec!.volumes).toEqual([{ name: 'fanout-checkpoints', emptyDir: {} }]);
});
