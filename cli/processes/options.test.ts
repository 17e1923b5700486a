import { expect, it, vi } from 'vitest';
import { coordinatorCommand } from './coordinator.ts';
import { operatorCommand } from './operator.ts';
import { workerCommand } from './worker.ts';

it.each(
  [coordinatorCommand(), workerCommand(), operatorCommand()].map((command) => [command.name(), command]),
)('no option of a process takes a secret: %s', (_, command) => {
  const names = (command as ReturnType<typeof workerCommand>).options.map(({ long }) => long);
  expect(names).toContain('--nats');
  expect(names.filter((name) => /token|password|secret|key|credential|user/i.test(name ?? ''))).toEqual([]);
});

/** The message by which the worker's command refuses these arguments. */
const message = (...args: string[]) => refusalOf(workerCommand(), ['--run', 'r', ...args]);

function refusalOf(command: ReturnType<typeof workerCommand>, args: string[]): string | undefined {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

it('FANOUT_CHECKPOINTS and FANOUT_SLOT are read as the options are', () => {
  const options = (...args: string[]) => {
    const command = workerCommand().action(() => undefined);
    command.parse(['--run', 'r', ...args], { from: 'user' });
    const { checkpoints, slot } = command.opts();
    return { checkpoints, slot };
  };
  const expected = { checkpoints: '/c', slot: { index: 1, of: 3 } };
  expect(options('--checkpoints', '/c', '--slot', '1/3')).toEqual(expected);
  vi.stubEnv('FANOUT_CHECKPOINTS', '/c');
  vi.stubEnv('FANOUT_SLOT', '1/3');
  expect(options()).toEqual(expected);
  for (const wrong of ['3/3', '-1/2', '1', '0/0', 'a/b', '1/2/3'])
    expect(message('--slot', wrong), wrong).toMatch(/--slot <index\/count>' .*must be INDEX\/COUNT/);
  vi.unstubAllEnvs();
});

it('FANOUT_METRICS_PORT is checked as --metrics-port is', () => {
  const wrong = /--metrics-port <port>' .*is invalid\. must be a whole number from 0 to 65535, found "65536"/;
  expect(message('--metrics-port', '65536')).toMatch(wrong);
  vi.stubEnv('FANOUT_METRICS_PORT', '65536');
  expect(message()).toMatch(wrong);
  vi.unstubAllEnvs();
});

it('FANOUT_MAX_STUDIES and FANOUT_MAX_WORKERS are checked as the options of an operator are', () => {
  for (const [option, most] of Object.entries({ STUDIES: 1000, WORKERS: 100_000 })) {
    vi.stubEnv(`FANOUT_MAX_${option}`, '0');
    expect(refusalOf(operatorCommand(), ['--namespace', 'fanout'])).toMatch(
      new RegExp(`must be a whole number from 1 to ${most}, found "0"`),
    );
    vi.unstubAllEnvs();
  }
});
