/** Further attempts at a trial, after what an earlier one left, with real processes. */
import { describe, expect, it } from 'vitest';
import { programBench } from '../../../test/support/program-bench.ts';

let runs = 0;
const { attempt } = programBench();

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

  it('says what it starts from, also where the one before did not count and left it its number', async () => {
    const run = `again-${runs++}`;
    const program = `[ -e "$FANOUT_CHECKPOINT/x" ] && { echo accuracy=1; exit 0; }
      echo epoch=0 accuracy=0.5; echo 12345 > "$FANOUT_CHECKPOINT/x"; exit 75`;
    const first = await attempt({ program }, 1, run);
    expect(first.log).toBe('epoch=0 accuracy=0.5\n');
    const second = await attempt({ program }, 1, run);
    expect(second.log).toBe(
      'fanout: attempt 1 starts from a checkpoint of 6 B in 1 file; 1 epoch was reported before\naccuracy=1\n',
    );
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
    const run = `again-${runs++}`;
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
    const run = `again-${runs++}`;
    await attempt({ program: `rmdir "$FANOUT_CHECKPOINT"; ${put}; exit 1` }, 1, run);
    const program = 'echo accuracy=$(cat "$FANOUT_CHECKPOINT")';
    const { result } = await attempt({ program }, 2, run);
    expect(result).toMatchObject({ status: 'completed', report: { metrics: { accuracy: 0.25 } } });
  });

  it('comes after one that removed all that the worker has in /tmp: it has what it needs', async () => {
    const run = `again-${runs++}`;
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
