import type { Measured } from './measure.ts';

/** Ratios to what trains one trial at a time. */
const EAGER = /^PyTorch .*eager$/;
const VMAP = /^JAX .*vmap$/;

/** What was measured as a table of Markdown, a line for each, in the order of measurement. Pure. */
export function packsTable(measured: readonly Measured[]): string[] {
  const cells = measured.map((each) => [
    each.engine,
    each.pack,
    each.precision,
    Math.round(each.examplesPerSecond).toLocaleString('en'),
    (32_000 / each.examplesPerSecond).toPrecision(3),
    each.cores.toFixed(2),
  ]);
  const head = ['engine', 'pack', 'precision', 'examples/s of all trials', 'ms a trial-step', 'cores used'];
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`);
}

/** What the largest pack of one backend comes to beside its peers, one sentence each. Pure. */
export function packsRatios(measured: readonly Measured[], backend: string, pack: number): string[] {
  const own = measured.find((each) => each.engine === backend && each.pack === pack);
  if (own === undefined) return [];
  const others: readonly (readonly [string, Measured | undefined])[] = [
    [
      'the same engine, one trial at a time',
      measured.find((each) => each.engine === backend && each.pack === 1),
    ],
    ...measured
      .filter((each) => EAGER.test(each.engine))
      .map((each) => [`${each.engine} (${each.precision})`, each] as const),
    ...measured
      .filter((each) => VMAP.test(each.engine) && each.pack === pack)
      .map((each) => [`${each.engine} of ${pack} (${each.precision})`, each] as const),
  ];
  return others.map(([name, other]) =>
    other === undefined
      ? `a pack of ${pack} beside ${name}: not measured`
      : `a pack of ${pack} beside ${name}: ${(own.examplesPerSecond / other.examplesPerSecond).toPrecision(3)} ×`,
  );
}
