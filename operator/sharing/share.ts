/** How the workers of an installation are divided among the Studies that are served: a pure decision. */

export interface Demand {
  readonly uid: string;
  readonly namespace: string;
  /** Workers that the Study could use now. */
  readonly wanted: number;
  /** Its part beside the others of its priority; above 0. */
  readonly weight: number;
  /** A higher one comes first, up to all that it wants. */
  readonly priority: number;
}

export interface Limits {
  /** Workers of all Studies together; Infinity where nobody has said. */
  readonly total: number;
  /** Workers of the Studies of a namespace. */
  readonly ofNamespace: (namespace: string) => number;
}

/**
 * Weighted max-min fair shares: within a priority the workers go one after the other to the Study that has
 * the fewest for its weight, until it has what it wants; what is left goes to the next lower priority.
 * Between equals the first of `demands` comes first, so that the same demands always have the same shares.
 * https://en.wikipedia.org/wiki/Max-min_fairness. Pure.
 */
export function shareWorkers(demands: readonly Demand[], limits: Limits): ReadonlyMap<string, number> {
  const shares = new Map(demands.map(({ uid }) => [uid, 0]));
  const ofNamespace = new Map<string, number>();
  const used = (namespace: string) => ofNamespace.get(namespace) ?? 0;
  let left = limits.total;
  for (const priority of descending(demands.map((demand) => demand.priority))) {
    const level = demands.filter((demand) => demand.priority === priority);
    for (; left > 0; left--) {
      const next = poorest(
        level.filter(
          ({ uid, wanted, namespace }) =>
            shares.get(uid)! < wanted && used(namespace) < limits.ofNamespace(namespace),
        ),
        shares,
      );
      if (!next) break;
      shares.set(next.uid, shares.get(next.uid)! + 1);
      ofNamespace.set(next.namespace, used(next.namespace) + 1);
    }
  }
  return shares;
}

/** The one that would have the least for its weight with one worker more; the first of several. */
function poorest(demands: readonly Demand[], shares: ReadonlyMap<string, number>): Demand | undefined {
  const filled = ({ uid, weight }: Demand) => (shares.get(uid)! + 1) / weight;
  return demands.reduce<Demand | undefined>(
    (least, demand) => (least && filled(least) <= filled(demand) ? least : demand),
    undefined,
  );
}

const descending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => b - a);
