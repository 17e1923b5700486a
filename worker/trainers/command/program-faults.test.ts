/** What programs do wrong, with real processes: nothing is lost, nothing waits, nothing is left running. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FanoutError } from '../../../proto/errors.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import { trialAt } from '../../../study/grid.ts';
import { commandManifest, type TestedProgram } from '../../../test/support/command-manifest.ts';
import { isAlive } from '../../../test/support/processes.ts';
import { Heard } from '../trainer.contract-run.ts';
import type { Trainer } from '../trainer.ts';
import { openCommandTrainer } from './trainer.ts';

const SECRETS = { FANOUT_TOKEN: 'secret-1', FANOUT_NATS_PASSWORD: 'secret-2', FANOUT_S3_KEY: 'secret-3' };

let trainer: Trainer;
let directory: string;
beforeAll(async () => {
  trainer = await openCommandTrainer({
    graceMs: 300,
    askGpus: async () => [],
    environment: { ...process.env, ...SECRETS },
  });
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-faults-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});
afterAll(() => trainer.close());

let runs = 0;
/** Runs a program's first trial, once; its working directory is the test's. */
async function attempt(tested: TestedProgram, number = 1, run = `run-${runs++}`) {
  const made = { ...tested, trainer: { directory, ...tested.trainer } };
  const manifest = commandManifest(run, made);
  const { signal } = new AbortController();
  // Another run in between: what an attempt runs is of its own manifest.
  await trainer.prepare({ ...manifest, run: 'between' }, signal);
  await trainer.prepare(manifest, signal);
  const job = { manifest, trials: [trialAt(manifest.study, 0)], attempt: number };
  const heard = new Heard();
  const [result] = await trainer.run(job, heard, signal);
  return { result: result!, heard, log: Buffer.from(result!.log ?? []).toString() };
}
async function completed(tested: TestedProgram): Promise<TrialReport> {
  const { result } = await attempt(tested);
  if (result.status === 'failed') throw result.error;
  return result.report;
}
async function failed(tested: TestedProgram): Promise<FanoutError> {
  const { result } = await attempt(tested);
  if (result.status === 'completed') throw new Error(`it completed: ${JSON.stringify(result.report)}`);
  return result.error;
}
const written = (name: string) => readFileSync(join(directory, name), 'utf8').trim();

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

describe.skipIf(process.platform !== 'linux')('its children', () => {
  it.each([
    ['in its group', '', ''],
    ['in a session of their own', 'setsid', ''],
    ['in a session of their own, with their output elsewhere', 'setsid', '</dev/null >/dev/null 2>&1'],
    ['that take no SIGTERM', `sh -c 'trap "" TERM; "$@"' sh`, ''],
  ])('outlive it %s: they are ended with it', async (_, prefix, redirection) => {
    const child = `sh -c 'echo $$ > pid; sleep 1000; :'`;
    const program = `${prefix} ${child} ${redirection} & until [ -s pid ]; do sleep 0.01; done; echo accuracy=1`;
    expect((await completed({ program })).metrics).toEqual({ accuracy: 1 });
    // One that is ended may take a moment more until it counts as that.
    await expect.poll(() => isAlive(Number(written('pid')))).toBe(false);
  });
});

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

describe('its end', () => {
  it.each(['TERM', 'KILL', 'INT', 'HUP', 'SEGV', 'ABRT', 'FPE', 'USR1'])('by SIG%s', async (name) => {
    const error = await failed({ program: `echo accuracy=1; kill -s ${name} $$; sleep 1000` });
    expect(error).toMatchObject({ code: 'PROGRAM_FAILED', fault: 'trial', retry: 'again' });
    expect(error.message).toMatch(new RegExp(`was ended by SIG${name}; its last lines:\\n {2}accuracy=1$`));
  });

  it('with a status: the last 50 lines are told, and nothing in them is obeyed', async () => {
    const program = `awk 'BEGIN { for (i = 1; i <= 60; i++) print "line " i }'; printf '\\033[31mred\\n' >&2; exit 7`;
    const { message } = await failed({ program });
    expect(message.split('\n')).toHaveLength(51);
    expect(message).toMatch(/exit status 7; its last lines:\n {2}line 12\n[\s\S]* {2}line 60/);
    expect(message).toContain('\\x1b[31mred');
  });

  it('75: it is to be tried again elsewhere', async () => {
    const error = await failed({ program: 'echo the licence server is away; exit 75' });
    expect(error).toMatchObject({ code: 'PROGRAM_TRY_AGAIN', fault: 'infrastructure', retry: 'again' });
  });

  it('was never begun: the program, its right or its directory is missing, and the user is told', async () => {
    writeFileSync(join(directory, 'data.txt'), '');
    chmodSync(join(directory, 'data.txt'), 0o644);
    for (const [tested, text] of [
      [{ program: ['no-such-program'] }, /cannot run no-such-program in the PATH .*ENOENT/],
      [{ program: ['./data.txt'] }, /cannot run \.\/data\.txt in .*may not be executed \(EACCES\)/],
      [{ program: 'true', trainer: { directory: '/nowhere' } }, /no directory \/nowhere/],
    ] as const)
      await expect(attempt(tested)).rejects.toMatchObject({
        ...{ code: 'PROGRAM_MISSING', fault: 'user', message: expect.stringMatching(text) },
      });
    expect((await completed({ program: 'echo accuracy=1' })).metrics).toEqual({ accuracy: 1 });
  });

  it.each([
    ['./windows', '#!/bin/sh\r\necho\r\n', 'names "/bin/sh\\r", which is not there', 'dos2unix'],
    ['./other', '#! /no/such/python3 -u\n', 'names "/no/such/python3", which', 'correct its first line'],
    ['here', '#!/bin/sh\n', 'there is no such program', './here'],
    ['python train.py', '', 'there is no such program', '[python, train.py]'],
    ['./folder/..', '', 'it is a directory', 'absolute path'],
  ])('was never begun: %s, and what is wrong with it', async (name, text, words, hint) => {
    mkdirSync(join(directory, 'folder'));
    if (text !== '') writeFileSync(join(directory, name), text, { mode: 0o755 });
    await expect(attempt({ program: [name] })).rejects.toMatchObject({
      ...{ code: 'PROGRAM_MISSING', fault: 'user' },
      ...{ message: expect.stringContaining(words), hint: expect.stringContaining(hint) },
    });
  });

  it('was never begun: its directory is a file, or its arguments are too long', async () => {
    writeFileSync(join(directory, 'file'), '');
    const inFile = { program: 'true', trainer: { directory: join(directory, 'file') } };
    await expect(attempt(inFile)).rejects.toMatchObject({
      ...{ code: 'PROGRAM_MISSING', message: expect.stringContaining('file is no directory (trainer.dir') },
    });
    await expect(attempt({ program: ['true', 'x'.repeat(3_000_000)] })).rejects.toMatchObject({
      ...{ code: 'PROGRAM_FAILED', hint: expect.stringContaining('$FANOUT_TRIAL') },
    });
  });

  it('somewhere else: its directory is gone behind it, wherever the program went', async () => {
    const program =
      'cd "$FANOUT_DIRECTORY"; echo "$FANOUT_DIRECTORY" > "$OLDPWD/where"; mkdir -p x/y; echo accuracy=1; cd x/y';
    await completed({ program });
    expect(existsSync(written('where'))).toBe(false);
  });
});

describe('what it is given', () => {
  it('has none of the secrets of fanout', async () => {
    const { log } = await attempt({
      program: 'env; echo accuracy=1',
      trainer: { environment: { MINE: 'of {{arm}}', FANOUT_TRIAL: 'forged' } },
    });
    expect(log).toMatch(/^PATH=/m);
    expect(log).toMatch(/^MINE=of a$/m);
    expect(log).toMatch(/^FANOUT_TRIAL=.*\/trial\.json$/m);
    for (const [name, value] of Object.entries(SECRETS)) {
      expect(log).not.toContain(name);
      expect(log).not.toContain(value);
    }
  });

  it('are arguments as they are: no shell reads them', async () => {
    const evil = `'"; touch hacked; $(touch hacked) \`touch hacked\` \n{{seed}} & | > hacked \\`;
    const print = `console.log(JSON.stringify(process.argv.slice(1))); console.log('accuracy=1')`;
    const program = [process.execPath, '-e', print, '--', '{{evil}}', 'x={{evil}}', '{{list}}', '{{seed}}'];
    const arms = { a: { evil, list: ['$(touch hacked)', 2] } };
    const { log } = await attempt({ program, arms });
    expect(JSON.parse(log.split('\n')[0]!)).toEqual([
      ...[evil, `x=${evil}`, JSON.stringify(['$(touch hacked)', 2]), '1'],
    ]);
    expect(existsSync(join(directory, 'hacked'))).toBe(false);
  });

  it('is the split of its fold, as files', async () => {
    const print = `const { readFileSync } = require('fs');
      const { split, folding, folds } = JSON.parse(readFileSync(process.env.FANOUT_TRIAL));
      const read = (path) => { const bytes = readFileSync(path); const start = 10 + bytes.readUInt16LE(8);
        return [bytes.toString('latin1', 10, start).trim(), Array.from({ length: (bytes.length - start) / 8 },
          (_, index) => Number(bytes.readBigInt64LE(start + 8 * index)))]; };
      console.log(JSON.stringify([split.examples, folds, folding, read(split.train), read(split.validation)]));
      console.log('accuracy=1');`;
    const { log } = await attempt({ program: [process.execPath, '-e', print], examples: 7, folds: 3 });
    // scikit-learn: next(iter(KFold(3, shuffle=True, random_state=7).split(range(7))))
    const header = (count: number) => `{'descr': '<i8', 'fortran_order': False, 'shape': (${count},), }`;
    expect(JSON.parse(log.split('\n')[0]!)).toEqual([
      ...[7, 3, { count: 3, shuffle: true, seed: 7 }],
      ...[
        [header(4), [1, 3, 4, 6]],
        [header(3), [0, 2, 5]],
      ],
    ]);
  });
});

describe('another attempt', () => {
  const history = async (program: string, number: number, run: string) => {
    const { result } = await attempt({ program }, number, run);
    return result.status === 'completed' ? result.report.history.accuracy : result.error.code;
  };

  it('goes on from a checkpoint: the history begins with what earlier attempts reported', async () => {
    const program = `
      saved=$FANOUT_CHECKPOINT/epoch; start=0; [ -e "$saved" ] && start=$(cat "$saved")
      for epoch in 0 1 2 3; do
        [ "$epoch" -lt "$start" ] && continue
        echo "epoch=$epoch accuracy=0.$FANOUT_ATTEMPT$epoch"
        [ "$epoch" = 1 ] && echo 2 > "$saved"
        [ "$epoch$FANOUT_ATTEMPT" = 21 ] && kill -s KILL $$
        :
      done`;
    expect(await history(program, 1, 'resumed')).toBe('PROGRAM_FAILED');
    expect(await history(program, 2, 'resumed')).toEqual([0.1, 0.11, 0.22, 0.23]);
  });

  it('finds a history that was cut in the middle of a line, and in the middle of a number', async () => {
    const half = `printf 'epoch=0 accuracy=0.5\\nepoch=1 accuracy=0.9'; kill -s KILL $$`;
    expect(await history(half, 1, 'torn')).toBe('PROGRAM_FAILED');
    const tears = `printf '{"attempt":2,"epoch":1,"metr' >> "$FANOUT_CHECKPOINT/../history.jsonl"; exit 1`;
    expect(await history(tears, 2, 'torn')).toBe('PROGRAM_FAILED');
    expect(await history('echo epoch=2 accuracy=0.6; exit 1', 3, 'torn')).toBe('PROGRAM_FAILED');
    expect(await history('echo epoch=3 accuracy=0.7', 4, 'torn')).toEqual([0.5, 0.6, 0.7]);
  });

  it('that has other metrics than another had: both together are no more than there is room for', async () => {
    const program = `n=$FANOUT_ATTEMPT; for i in $(seq 31); do m="$m m$n.$i=1"; done
      echo epoch=$n $m accuracy=0.5; exit $((2 - n))`;
    const run = `run-${runs++}`;
    await attempt({ program }, 1, run);
    const { result } = await attempt({ program }, 2, run);
    if (result.status === 'failed') throw result.error;
    expect(Object.keys(result.report.metrics)).toHaveLength(32);
    expect(result.report.history.accuracy).toEqual([0.5, 0.5]);
  });

  it.each([
    ['a file', 'echo 0.25 > "$FANOUT_CHECKPOINT"'],
    ['a link', 'echo 0.25 > kept; ln -s "$PWD/kept" "$FANOUT_CHECKPOINT"'],
    ['a link to nothing', 'ln -s "$PWD/kept" "$FANOUT_CHECKPOINT"; echo 0.25 > kept'],
  ])('finds %s where a program has put it in place of its checkpoint’s directory', async (_, put) => {
    const run = `run-${runs++}`;
    await attempt({ program: `rmdir "$FANOUT_CHECKPOINT"; ${put}; exit 1` }, 1, run);
    const program = 'echo accuracy=$(cat "$FANOUT_CHECKPOINT")';
    const { result } = await attempt({ program }, 2, run);
    expect(result).toMatchObject({ status: 'completed', report: { metrics: { accuracy: 0.25 } } });
  });

  it('comes after one that removed all that the worker has in /tmp: it has what it needs', async () => {
    const run = `run-${runs++}`;
    const examples = 7;
    await attempt({ program: 'rm -r "$(dirname "$FANOUT_DIRECTORY")"; exit 1', examples }, 1, run);
    const program = `split=$(grep -o '"train":"[^"]*"' "$FANOUT_TRIAL" | cut -d'"' -f4)
      [ -s "$split" ] && echo accuracy=0.25 >> /dev/stdout`;
    const { result } = await attempt({ program, examples }, 2, run);
    expect(result).toMatchObject({ status: 'completed', report: { metrics: { accuracy: 0.25 } } });
  });

  it('that starts anew forgets what another had reported', async () => {
    const program = 'echo epoch=1 accuracy=0.1; echo epoch=2 accuracy=0.2; exit 1';
    await history(program, 1, 'anew');
    expect(await history('echo epoch=1 accuracy=0.3', 2, 'anew')).toEqual([0.3]);
  });

  it('that reports nothing has not completed, whatever another had reported', async () => {
    await history('echo epoch=1 accuracy=0.1; exit 1', 1, 'nothing');
    expect(await history('true', 2, 'nothing')).toBe('PROGRAM_NO_METRIC');
  });
});
