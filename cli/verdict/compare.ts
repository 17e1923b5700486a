import { Command } from 'commander';
import { ranks } from '../../analysis/sample.ts';
import { FanoutError } from '../../proto/errors.ts';
import { metricOf } from '../../proto/metrics.ts';
import { withMinus } from '../../report/wording/numbers.ts';
import { unitOf } from '../../report/wording/unit.ts';
import type { RunResults } from '../../results/results.ts';
import { gain } from '../../study/direction.ts';
import { fitLeft, fitRight } from '../board/style.ts';
import { loadResults } from '../results/load.ts';
import { findRun } from '../run/directory.ts';
import { shownValues } from '../terminal.ts';

/** `fanout compare RUN RUN`: does the ranking of one run hold in another? */
export function compareCommand(): Command {
  return new Command('compare')
    .description('does the ranking of one run hold in another?')
    .argument('<run>', 'a run’s id, or its directory')
    .argument('<other>', 'the other one')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (first: string, second: string, options: { out: string }) => {
      const [a, b] = await Promise.all([first, second].map((run) => loadResults(findRun(options.out, run))));
      process.stdout.write(`${compareRuns(shownValues(a!), shownValues(b!)).join('\n')}\n`);
    });
}

/**
 * The comparison as lines. Pure. Throws USAGE when the runs share fewer than two arms with a mean, or decide
 * by different metrics.
 */
export function compareRuns(a: RunResults, b: RunResults): string[] {
  const means = (results: RunResults) =>
    new Map(results.summary.flatMap(({ arm, mean }) => (mean === null ? [] : [[arm, mean] as const])));
  if (a.objective.metric !== b.objective.metric) {
    const message = `run ${a.run} decides by ${a.objective.metric}, and run ${b.run} by ${b.objective.metric}`;
    throw new FanoutError('USAGE', message, { hint: 'compare runs that decide by the same metric' });
  }
  const [ofA, ofB] = [means(a), means(b)];
  const { value } = unitOf(metricOf(a.metrics, a.objective.metric));
  const shared = [...ofA.keys()].filter((name) => ofB.has(name));
  if (shared.length < 2) {
    throw new FanoutError(
      'USAGE',
      `runs ${a.run} and ${b.run} share ${shared.length} arms: there is no ranking to compare`,
      {
        hint: 'compare runs over the same arms',
      },
    );
  }
  const [rankA, rankB] = [ofA, ofB].map((of) =>
    ranks(shared.map((name) => gain(a.objective.direction, 0, of.get(name)!))),
  );
  const tau = kendallTau(rankA!, rankB!);
  const width = Math.max(...shared.map((name) => name.length));
  const rows = shared
    .map((name, index) => ({ name, a: rankA![index]!, b: rankB![index]! }))
    .sort((x, y) => x.a - y.a)
    .map(({ name, a: before, b: after }) => {
      const moved = after === before ? '' : after < before ? 'up' : 'down';
      return ` ${fitLeft(name, width)}${fitRight(value(ofA.get(name)!), 10)} (${before})${fitRight(value(ofB.get(name)!), 10)} (${after})  ${moved}`;
    });
  const decided = contradictions(a, b);
  return [
    `Kendall's tau of the two rankings is ${withMinus(tau.toFixed(2))}: ${tau === 1 ? 'the ranking holds' : tau > 0.5 ? 'the ranking holds on the whole' : tau > 0 ? 'the ranking holds in part' : 'the ranking does not hold'}.`,
    decided.length === 0
      ? 'No pair that one run decided is decided the other way by the other.'
      : `Decided one way by the first and the other way by the second: ${decided.join('; ')}.`,
    '',
    ` ${fitLeft('', width)}${fitRight('first', 14)}${fitRight('second', 14)}`,
    ...rows,
  ];
}

/** Kendall's tau-b (1945), which allows for ties. Pure. */
export function kendallTau(x: readonly number[], y: readonly number[]): number {
  let [agree, tiesX, tiesY, pairs] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      const [dx, dy] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      agree += dx * dy;
      pairs += 1;
      if (dx === 0) tiesX += 1;
      if (dy === 0) tiesY += 1;
    }
  }
  const scale = Math.sqrt((pairs - tiesX) * (pairs - tiesY));
  return scale === 0 ? 0 : agree / scale;
}

function contradictions(a: RunResults, b: RunResults): string[] {
  const winners = ({ verdict }: RunResults) =>
    new Set(
      verdict.pairs.flatMap((pair) =>
        pair.conclusion === 'a_better'
          ? [`${pair.a} over ${pair.b}`]
          : pair.conclusion === 'b_better'
            ? [`${pair.b} over ${pair.a}`]
            : [],
      ),
    );
  const inB = winners(b);
  return [...winners(a)].filter((win) => inB.has(win.split(' over ').reverse().join(' over ')));
}
