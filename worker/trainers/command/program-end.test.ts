/** How programs end, or never begin, with real processes. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programBench } from '../../../test/support/program-bench.ts';

const { attempt, completed, failed, at, written } = programBench();

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
    writeFileSync(at('data.txt'), '');
    chmodSync(at('data.txt'), 0o644);
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
    mkdirSync(at('folder'));
    if (text !== '') writeFileSync(at(name), text, { mode: 0o755 });
    await expect(attempt({ program: [name] })).rejects.toMatchObject({
      ...{ code: 'PROGRAM_MISSING', fault: 'user' },
      ...{ message: expect.stringContaining(words), hint: expect.stringContaining(hint) },
    });
  });

  it('was never begun: its directory is a file, or its arguments are too long', async () => {
    writeFileSync(at('file'), '');
    const inFile = { program: 'true', trainer: { directory: at('file') } };
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
