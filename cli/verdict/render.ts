import { WORDING } from '../../analysis/sentences.ts';
import type { PairConclusion, Verdict, VerdictPair } from '../../proto/verdict.ts';
import { figure, points, pValue } from '../../report/wording/numbers.ts';
import { fitLeft, fitRight, styleOf } from '../board/style.ts';

const SIGNS: Readonly<Record<PairConclusion, string>> = {
  a_better: 'the first is better',
  b_better: 'the second is better',
  equivalent: 'equivalent',
  undecided: 'not decided',
};

function saidOf({ basis, difference, conclusion }: VerdictPair): string {
  if (difference === null) return 'no common block';
  return basis === 'seeds' ? 'training noise only' : SIGNS[conclusion];
}

/** A verdict as lines for a terminal: sentences, groups, pairs, caveats. Pure. */
export function renderVerdict(verdict: Verdict, unit: 'accuracy' | 'value', colour: boolean): string[] {
  const style = styleOf(colour);
  const words = WORDING[unit];
  const name = Math.max(...verdict.groups.map(({ group }) => group.length), 5);
  const pairName = Math.max(...verdict.pairs.map(({ a, b }) => a.length + b.length + 3), 4);
  const signed = (value: number) =>
    unit === 'accuracy' ? points(value) : `${value > 0 ? '+' : ''}${figure(value)}`;
  return [
    ...verdict.summary.map((sentence) => style.bold(sentence)),
    '',
    style.dim(` ${fitLeft('', name)}${fitRight('mean', 12)}${fitRight('± sd', 12)}  letters`),
    ...verdict.groups.map(
      (group) =>
        ` ${fitLeft(group.group, name)}${fitRight(words.value(group.mean), 12)}${fitRight(group.stddev === null ? '–' : words.value(group.stddev), 12)}  ${group.atChance ? style.dim('at chance') : group.letters}`,
    ),
    ...(verdict.pairs.length > 0
      ? [
          '',
          style.dim(
            ` ${fitLeft('', pairName)}${fitRight('difference', 12)}${fitRight('interval', 20)}${fitRight('adjusted p', 12)}`,
          ),
        ]
      : []),
    ...verdict.pairs.map(
      (pair) =>
        ` ${fitLeft(`${pair.a} − ${pair.b}`, pairName)}${fitRight(pair.difference === null ? '–' : signed(pair.difference), 12)}${fitRight(pair.interval ? `${signed(pair.interval.low)} … ${signed(pair.interval.high)}` : '–', 20)}${fitRight(pValue(pair.pAdjusted), 12)}  ${saidOf(pair)}`,
    ),
    ...(verdict.caveats.length > 0 ? ['', ...verdict.caveats.map((caveat) => style.dim(caveat))] : []),
  ];
}
