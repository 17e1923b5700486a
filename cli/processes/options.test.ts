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

it('FANOUT_METRICS_PORT is checked as --metrics-port is', () => {
  const message = (...args: string[]) => {
    const command = workerCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    try {
      command.parse(['--run', 'r', ...args], { from: 'user' });
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  const wrong = /--metrics-port <port>' .*is invalid\. must be a whole number from 0 to 65535, found "65536"/;
  expect(message('--metrics-port', '65536')).toMatch(wrong);
  vi.stubEnv('FANOUT_METRICS_PORT', '65536');
  expect(message()).toMatch(wrong);
  vi.unstubAllEnvs();
});
