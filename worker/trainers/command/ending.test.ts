import { expect, it } from 'vitest';
import { type Ending, failureOfEnding } from './ending.ts';
import { counterFiles, oomKillsIn } from './oom-kills.ts';

const ending = (changes: Partial<Ending>): Ending => ({
  ...{ trial: 'a/0/1', exit: { status: 0, signal: null }, oomKilled: false, output: 'last\n' },
  ...{ objective: 'accuracy', reported: true, trainer: { metrics: 'lines', quietSeconds: 60 } },
  ...changes,
});
const status = (number: number) => ({ status: number, signal: null });
const killed = { status: null, signal: 'SIGKILL' } as const;

it.each<[string, Partial<Ending>, string | undefined]>([
  ['in order', {}, undefined],
  ['in order, without the objective', { reported: false }, 'PROGRAM_NO_METRIC'],
  [
    'without a metric, of which none is asked',
    { reported: false, trainer: { metrics: 'none', quietSeconds: 1 } },
    undefined,
  ],
  ['with a status', { exit: status(1) }, 'PROGRAM_FAILED'],
  ['asking to be tried elsewhere', { exit: status(75) }, 'PROGRAM_TRY_AGAIN'],
  ['killed by the kernel for memory', { exit: killed, oomKilled: true }, 'OUT_OF_MEMORY'],
  ['the same of a child of its shell', { exit: status(137), oomKilled: true }, 'OUT_OF_MEMORY'],
  ['killed by somebody', { exit: killed }, 'PROGRAM_FAILED'],
  ['with a status while the kernel killed another', { exit: status(1), oomKilled: true }, 'PROGRAM_FAILED'],
  ['in order, having spoken of memory', { output: 'CUDA out of memory' }, undefined],
  ['beyond its time, whatever it made of that', { limit: 'timeout', exit: status(0) }, 'PROGRAM_TIMEOUT'],
])('a program that ended %s', (_, changes, code) => {
  expect(failureOfEnding(ending(changes))?.code).toBe(code);
});

it.each([
  'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB',
  'RuntimeError: CUDA error: out of memory',
  'jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate',
  'tensorflow.python.framework.errors_impl.ResourceExhaustedError: {{function_node …}} OOM when allocating tensor',
  'CUDA_ERROR_OUT_OF_MEMORY: out of memory',
  'MemoryError',
  'numpy.core._exceptions._ArrayMemoryError: Unable to allocate 7.45 GiB for an array',
  "terminate called after throwing an instance of 'std::bad_alloc'",
  'Error: cannot allocate vector of size 7.5 Gb',
])('knows a want of memory by what was printed: %s', (line) => {
  const error = failureOfEnding(ending({ exit: status(1), output: `Traceback:\n${line}\n` }));
  expect(error).toMatchObject({ code: 'OUT_OF_MEMORY', retry: 'smaller' });
});

it('says which signal a shell means', () => {
  expect(failureOfEnding(ending({ exit: status(139) }))!.message).toContain('139 (128 and SIGSEGV)');
  expect(failureOfEnding(ending({ exit: status(1), output: '' }))!.message).toMatch(/printed nothing$/);
});

it('finds the counters of the kernel in both forms of control groups', () => {
  expect(counterFiles('0::/user/a:b\n')).toEqual([
    ...['/sys/fs/cgroup/user/a:b/memory.events', '/sys/fs/cgroup/memory.events', '/proc/vmstat'],
  ]);
  expect(counterFiles('5:cpu:/x\n4:memory:/y\n')).toEqual([
    ...['/sys/fs/cgroup/memory/y/memory.oom_control', '/sys/fs/cgroup/memory/memory.oom_control'],
    '/proc/vmstat',
  ]);
  expect(oomKillsIn('low 0\noom 3\noom_kill 2\noom_group_kill 1\n')).toBe(2);
  expect(oomKillsIn('oom_kill_disable 0\nunder_oom 0\noom_kill 5')).toBe(5);
  expect(oomKillsIn('')).toBe(0);
});
