/** Programs that hang, are slow or ignore signals, with real processes. */
import { describe, expect, it } from 'vitest';
import { isAlive } from '../../../test/support/processes.ts';
import { programBench } from '../../../test/support/program-bench.ts';

const { completed, failed, written } = programBench();

describe('its time', () => {
  it('hangs: it is stopped once it has been silent for too long', async () => {
    const error = await failed({ program: 'echo up; sleep 1000', trainer: { quietSeconds: 0.3 } });
    expect(error).toMatchObject({ code: 'PROGRAM_TIMEOUT', fault: 'trial' });
    expect(error.message).toMatch(
      /a\/0\/1 gave no sign of life for the 0\.3 s of trainer\.quiet[\s\S]*\n {2}up$/,
    );
  });

  it.each(['quietSeconds', 'timeoutSeconds'] as const)(
    'is slow: with a higher limit (%s) it completes',
    async (limit) => {
      const slow = (seconds: number) => ({
        program: 'sleep 0.4; echo accuracy=1',
        trainer: { [limit]: seconds },
      });
      expect((await failed(slow(0.1))).code).toBe('PROGRAM_TIMEOUT');
      expect((await completed(slow(60))).metrics).toEqual({ accuracy: 1 });
    },
  );

  it('is busy for ever: it is stopped after its time', async () => {
    const program = 'while :; do echo busy; sleep 0.02; done';
    const error = await failed({ program, trainer: { quietSeconds: 5, timeoutSeconds: 0.3 } });
    expect(error.message).toMatch(/took longer than the 0\.3 s of trainer\.timeout/);
  });

  it('is silent but for its metrics file: that is a sign of life', async () => {
    const program = `for epoch in 1 2 3 4; do
      sleep 0.4; echo "{\\"epoch\\": $epoch, \\"accuracy\\": 0.$epoch}" >> "$FANOUT_METRICS"; done`;
    const report = await completed({ program, trainer: { quietSeconds: 1.2, metrics: 'file' } });
    expect(report.history).toEqual({ accuracy: [0.1, 0.2, 0.3, 0.4] });
  });

  it('ignores SIGTERM: it is killed', async () => {
    const program = `trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done`;
    const error = await failed({ program, trainer: { timeoutSeconds: 0.3 } });
    expect(error.code).toBe('PROGRAM_TIMEOUT');
    // One that is ended may take a moment more until it counts as that.
    await expect.poll(() => isAlive(Number(written('pid')))).toBe(false);
  });

  it('takes SIGTERM as a time to put things in order', async () => {
    const program = `trap 'echo saved > saved; exit 0' TERM; echo up; while :; do sleep 0.02; done`;
    const error = await failed({ program, trainer: { timeoutSeconds: 0.3 } });
    expect([error.code, written('saved')]).toEqual(['PROGRAM_TIMEOUT', 'saved']);
  });
});
