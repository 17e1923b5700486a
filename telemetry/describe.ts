import type { Registry } from 'prom-client';

/** What a metric is, without its values. */
export interface MetricDescription {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, the last one (infinity) left out. */
  readonly buckets?: readonly number[];
}

/** What prom-client keeps of a metric, more than its types say. */
interface Kept extends MetricDescription {
  readonly labelNames: readonly string[];
  readonly upperBounds?: readonly number[];
}

/** The metrics of a registry, in the order in which they were made. */
export function describe(registry: Registry): MetricDescription[] {
  return (registry.getMetricsAsArray() as unknown as Kept[]).map(
    ({ name, type, help, labelNames, upperBounds }) => ({
      name,
      type,
      help,
      labels: labelNames,
      ...(upperBounds ? { buckets: upperBounds } : {}),
    }),
  );
}
