import { Counter, Gauge, type Registry } from 'prom-client';

/** One value of a metric, with its labels. */
export type Sample = readonly [value: number | undefined, labels?: Readonly<Record<string, string | number>>];

/** A metric that is read off `Source` whenever somebody asks, instead of being kept up to date. */
export interface Family<Source> {
  readonly name: `fanout_${string}`;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: (source: Source) => Iterable<Sample>;
}

/** Whether a metric only ever grows: its name says so. Pure. */
export const isCounter = (name: string): boolean => name.endsWith('_total');

/**
 * Families of one thing of a kind, made into families of all there are: each sample has the label `label`,
 * which tells them apart. Pure.
 */
export function ofEach<One, Source>(
  families: readonly Family<One>[],
  label: string,
  each: (source: Source) => Iterable<readonly [value: string, one: One]>,
): Family<Source>[] {
  return families.map(({ name, help, labels = [], read }) => ({
    name,
    help,
    labels: [label, ...labels.filter((own) => own !== label)],
    *read(source) {
      for (const [value, one] of each(source))
        for (const [sample, at = {}] of read(one)) yield [sample, { [label]: value, ...at }];
    },
  }));
}

/** Registers metrics that are read off `source`. Values that are undefined are left out. */
export function register<Source>(
  registry: Registry,
  source: Source,
  families: readonly Family<Source>[],
): void {
  for (const { name, help, labels = [], read } of families) {
    const Metric = isCounter(name) ? Counter : Gauge;
    new Metric({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect() {
        this.reset();
        // Without labels prom-client shows 0 after a reset; what has no value is not shown.
        if (labels.length === 0) this.remove();
        for (const [value, at = {}] of read(source)) if (value !== undefined) this.inc(at, value);
      },
    });
  }
}
