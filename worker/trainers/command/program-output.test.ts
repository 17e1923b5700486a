/** What programs print: too much, half of it, or nothing that counts, with real processes. */
import { describe, expect, it } from 'vitest';
import { programBench } from '../../../test/support/program-bench.ts';

const { attempt, completed, failed } = programBench();

describe('its output', () => {
  it('is 1 GB without a line: what is kept of it, and the memory for it, is little', async () => {
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const program = 'echo first; head -c 1000000000 /dev/zero; echo; echo accuracy=0.5; echo last >&2';
    const { result, log } = await attempt({ program }).finally(() => clearInterval(watch));
    expect(result).toMatchObject({ status: 'completed', report: { metrics: { accuracy: 0.5 } } });
    expect(most - before).toBeLessThan(150 * 2 ** 20);
    expect(log.length).toBeLessThan(257 * 1024);
    expect(log).toMatch(/^first\n[\s\S]*\n… 9997\d{5} bytes were left out here …\n[\s\S]*\naccuracy=0\.5\n/);
    expect(log).toMatch(/\nlast\n/);
  });

  it('is a flood of lines that report: what is kept is bounded, and the last counts', async () => {
    const program = `awk 'BEGIN { for (i = 0; i < 200000; i++) print "epoch=" i " accuracy=0.5 m" i % 100 "=1" }'
      echo accuracy=0.75`;
    const { metrics, history } = await completed({ program });
    expect(metrics.accuracy).toBe(0.75);
    expect(Object.keys(metrics)).toHaveLength(32);
    expect(history.accuracy!.length).toBeGreaterThan(500);
    expect(Buffer.byteLength(JSON.stringify({ metrics, history }))).toBeLessThan(2 ** 20 - 8192);
  });

  it.each([
    ['in one line', 'for i in $(seq 40); do m="$m m$i=$i"; done; echo epoch=0 $m accuracy=0.5'],
    ['line by line', 'for i in $(seq 40); do echo epoch=0 m$i=$i; done; echo epoch=0 accuracy=0.5'],
  ])('has 40 metrics %s: as many as an outcome has room for, and the objective', async (_, program) => {
    const { metrics, history } = await completed({ program });
    expect(metrics).toMatchObject({ accuracy: 0.5, m1: 1, m31: 31 });
    expect([Object.keys(metrics), Object.keys(history)].map(({ length }) => length)).toEqual([32, 32]);
  });

  it('is binary: what it reports between is found', async () => {
    const { result } = await attempt({
      program: `head -c 100000 /dev/urandom; printf '\\n\\377\\n{"accuracy": 0.25}\\n\\000\\n'`,
    });
    expect(result).toMatchObject({ report: { metrics: { accuracy: 0.25 } } });
  });

  it('ends in half a line: it counts where the program ended in order', async () => {
    expect((await completed({ program: 'printf "epoch=0 accuracy=0.5"' })).metrics).toEqual({
      accuracy: 0.5,
    });
    const cut = await failed({ program: 'printf "accuracy=0.9"; exit 1' });
    expect(cut.message).toMatch(/exit status 1; its last lines:\n {2}accuracy=0\.9$/);
  });

  it('is a progress bar on the same line before it reports', async () => {
    const program = `printf ' 10%%\\r 50%%\\r100%%\\repoch=1 accuracy=0.5\\n'`;
    expect((await completed({ program })).metrics).toEqual({ accuracy: 0.5 });
  });

  it('is closed early: the program goes on, and may report by its file', async () => {
    const program = `exec >&- 2>&-; sleep 0.1; echo '{"epoch": 1, "accuracy": 0.5}' > "$FANOUT_METRICS"`;
    expect((await completed({ program })).metrics).toEqual({ accuracy: 0.5 });
  });

  it('may be opened by name', async () => {
    const { log, result } = await attempt({
      program: 'echo told > /dev/stderr; echo accuracy=1 | tee /dev/stderr',
    });
    expect([result.status, log.split('\n').sort()]).toEqual([
      'completed',
      ['', 'accuracy=1', 'accuracy=1', 'told'],
    ]);
  });

  it('has NaN and infinity: findings, and no metric', async () => {
    const program = `echo epoch=0 accuracy=0.5; echo epoch=1 accuracy=NaN; echo '{"epoch": 2, "accuracy": -Infinity}'`;
    expect(await completed({ program })).toEqual({
      ...{ metrics: {}, history: { accuracy: [0.5, null, null] } },
      ...{ findings: [{ kind: 'diverged', step: 1 }], layers: [] },
    });
  });

  it('never has the objective: the message says what was expected, and what was printed', async () => {
    const error = await failed({ program: 'echo loss=1; echo done' });
    expect(error).toMatchObject({ code: 'PROGRAM_NO_METRIC', fault: 'trial', retry: 'never' });
    expect(error.message).toMatch(
      /never reported accuracy[\s\S]*epoch=3 accuracy=0\.5[\s\S]*\n {2}loss=1\n {2}done$/,
    );
    const [, line] = /has to print lines such as (\S+ \S+) or/.exec(error.message)!;
    expect((await completed({ program: `echo ${line}` })).metrics).toEqual({ accuracy: 0.5 });
  });

  it.each([
    ['on standard error', 'echo accuracy=0.5 >&2', 'lines', 'standard error, which is log'],
    ['to the wrong place', 'echo accuracy=0.5', 'file', 'log where trainer.metrics.from is file'],
    ['by another name', 'echo Accuracy=0.5 loss=1', 'lines', 'write accuracy for Accuracy'],
    ['in per cent', 'echo accuracy=50%', 'lines', 'as a line of its own'],
  ] as const)('has the objective %s: the hint says so', async (_, program, metrics, hint) => {
    const error = await failed({ program, trainer: { metrics } });
    expect([error.code, error.hint]).toEqual(['PROGRAM_NO_METRIC', expect.stringContaining(hint)]);
  });

  it('has other metrics than the objective: the message names them', async () => {
    const { message } = await failed({ program: 'echo a=1 b=2 c=3; echo d=4 e=5 f=6' });
    expect(message).toMatch(/decides, only a, b, c, d, e, …: it has to print [\s\S]* on its standard output/);
  });

  it('is only looked at where the study says so', async () => {
    const lines = 'echo accuracy=0.5';
    expect((await failed({ program: lines, trainer: { metrics: 'file' } })).message).toMatch(
      /\$FANOUT_METRICS/,
    );
    const objective = { metric: 'seconds', direction: 'minimize' } as const;
    const { metrics } = await completed({ program: lines, trainer: { metrics: 'none' }, objective });
    expect(Object.keys(metrics)).toEqual(['seconds']);
    expect(metrics.seconds).toBeGreaterThan(0);
  });
});
