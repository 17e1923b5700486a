/** The bench's table. All pure. */
import type { Measured } from './measure.ts';
import type { Took } from './protocol.ts';
import { ENGINES, type MeasuredEngine, type Work } from './works.ts';

const COLUMNS = ['network', 'who', 'CPU ms a step', 'wall ms', 'CPU ratio', 'least', 'most', 'bar', ''];

/** The two lines above a table. */
export const heading = (): string[] => [line(COLUMNS), line(COLUMNS.map(() => '---'))];

/**
 * What a network took: medians over the rounds; for engines, the ratio of processor time to the fastest
 * peer's (by its median) and the least and the most of the ratios round by round.
 */
export function rows({ title, bars }: Work, measured: readonly Measured[]): string[] {
  const peers = measured.filter(({ name }) => !isEngine(name));
  const fastest = peers.toSorted((a, b) => typical(a, 'cpuMs') - typical(b, 'cpuMs'))[0];
  return measured.map((each) => {
    const took = [each.name, shown(typical(each, 'cpuMs')), shown(typical(each, 'wallMs'))];
    if (!isEngine(each.name) || !fastest)
      return line([title, ...took, ...(each === fastest ? ['1, the fastest of them'] : [''])]);
    const ratio = typical(each, 'cpuMs') / typical(fastest, 'cpuMs');
    const ratios = each.rounds.map(({ cpuMs }, round) => cpuMs / fastest.rounds[round]!.cpuMs);
    const bar = bars[each.name];
    const span = [Math.min(...ratios), Math.max(...ratios)].map((value) => value.toFixed(2));
    return line([title, ...took, ratio.toFixed(2), ...span, `≤ ${bar}`, ratio <= bar ? 'met' : 'not met']);
  });
}

const isEngine = (name: string): name is MeasuredEngine => ENGINES.some((each) => each === name);

const typical = ({ rounds }: Measured, of: keyof Took) =>
  rounds.map((took) => took[of]).toSorted((a, b) => a - b)[rounds.length >> 1]!;

const shown = (ms: number) => ms.toPrecision(3);

function line(cells: readonly string[]): string {
  const missing = COLUMNS.length - cells.length;
  return `| ${[...cells, ...Array.from({ length: missing }, () => '')].join(' | ')} |`;
}
