import { expect, it } from 'vitest';
import { inheritedEnvironment, programEnvironment } from './environment.ts';
import { gpusOfSlot, listed, programsAtATime, visibleGpus } from './gpus.ts';

const wanted = (gpus: number, perGpu = 1, perMachine?: number) => ({
  gpus,
  concurrency: { perGpu, ...(perMachine === undefined ? {} : { perMachine }) },
});
const slots = (trainer: ReturnType<typeof wanted>, available: string[], count: number) =>
  Array.from({ length: count }, (_, index) => gpusOfSlot(trainer, available, index));

it('gives each GPU to so many programs, whole ones to a program, and none where there are none', () => {
  expect(slots(wanted(0, 2), ['0', '1'], 5)).toEqual(['0', '0', '1', '1', '0']);
  expect(slots(wanted(2), ['0', '1', 'GPU-x', '3', '4'], 3)).toEqual(['0,1', 'GPU-x,3', '0,1']);
  expect(slots(wanted(0), [], 2)).toEqual([undefined, undefined]);
  expect(() => gpusOfSlot(wanted(3), ['0', '1'], 0)).toThrow(
    expect.objectContaining({ code: 'BACKEND_UNAVAILABLE', message: expect.stringMatching(/3 GPUs.*has 2/) }),
  );
});

it.each<[ReturnType<typeof wanted>, number, number, number]>([
  [wanted(0), 0, 8, 8],
  [wanted(0, 1, 2), 0, 8, 2],
  [wanted(0, 4), 1, 8, 4],
  [wanted(0, 4, 3), 2, 8, 3],
  [wanted(2), 8, 64, 4],
  [wanted(2), 8, 3, 3],
  [wanted(4), 2, 8, 1],
])('runs programs at a time: %j with %i GPUs and %i cores: %i', (trainer, gpus, cores, programs) => {
  expect(programsAtATime(trainer, gpus, cores)).toBe(programs);
});

it('takes the GPUs that this process was given itself', async () => {
  expect(await visibleGpus({ CUDA_VISIBLE_DEVICES: '2, GPU-abc' })).toEqual(['2', 'GPU-abc']);
  expect(await visibleGpus({ CUDA_VISIBLE_DEVICES: '' })).toEqual([]);
  expect(listed('0\n1\n')).toEqual(['0', '1']);
  expect(listed('0,-1,1')).toEqual(['0']);
});

it('sets threads where nobody else has, and nothing of fanout but what is of the trial', () => {
  const inherited = inheritedEnvironment({
    PATH: '/bin',
    FANOUT_TOKEN: 'x',
    OMP_NUM_THREADS: '9',
    GONE: undefined,
  });
  expect(inherited).toEqual({ PATH: '/bin', OMP_NUM_THREADS: '9' });
  const trial = { FANOUT_SEED: '1' };
  const study = { MKL_NUM_THREADS: '7', FANOUT_SEED: '2', PYTHONUNBUFFERED: '' };
  expect(programEnvironment({ inherited, trial, threads: 3, gpus: '0', study })).toEqual({
    ...{ PATH: '/bin', OMP_NUM_THREADS: '9', MKL_NUM_THREADS: '7', OPENBLAS_NUM_THREADS: '3' },
    ...{ NUMEXPR_NUM_THREADS: '3', VECLIB_MAXIMUM_THREADS: '3', CUDA_VISIBLE_DEVICES: '0' },
    ...{ PYTHONUNBUFFERED: '', FANOUT_SEED: '1' },
  });
});
