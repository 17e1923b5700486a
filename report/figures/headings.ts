import { type Group, titleOf } from '../groups.ts';

/** What is said above a panel that shows all values. Pure. */
export function wholeHeading(groups: readonly Group[]): string {
  const { objective } = groups[0] ?? {};
  if (objective?.scale === 'share') return 'The whole scale, 0% to 100%';
  return `All values of ${titleOf(groups)}${objective?.least === 0 ? ', from 0 on' : ''}`;
}
