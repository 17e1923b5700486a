import { expect, it } from 'vitest';
import type { Panel } from '../figure.ts';
import { kerasRun } from '../fixtures/keras-run.ts';
import { type Group, groupsOf } from '../groups.ts';
import { learningCurves } from './learning-curves.ts';

const groups = groupsOf(kerasRun(6).results);
/** A group whose trials ended earlier: the same values up to there. */
const cut = (group: Group, epochs: number): Group => ({
  ...group,
  completed: group.completed.map((trial) => ({
    ...trial,
    history: Object.fromEntries(
      Object.entries(trial.history).map(([name, values]) => [name, values.slice(0, epochs)]),
    ),
  })),
});
/** The marks of the ends of curves: the third layer of a panel. */
const rings = ({ svg }: Panel) => svg.text.split('layer_2_marks')[1]?.match(/<path transform/g)?.length ?? 0;

it('marks the end of each curve of fewer epochs, which may lie on a longer one, and says so', async () => {
  const [first, second, ...rest] = groups;
  const figure = (await learningCurves([cut(first!, 2), cut(second!, 1), ...rest]))!;
  const before = (await learningCurves(groups))!;
  expect([rings(figure.panels[0]!), rings(before.panels[0]!)]).toEqual([2, 0]);
  // Of two that lie on each other the shorter is drawn last, and so is seen.
  const drawn = figure.panels[0]!.svg.text.split('layer_1_marks')[1]!.split('layer_2_marks')[0]!;
  expect(drawn.match(/var\(--ink-\d+\)/g)!.at(-1)).toBe('var(--ink-1)');
  expect(JSON.stringify(figure.caption)).toContain('A ring is the end of a curve of fewer epochs');
  expect(JSON.stringify(before.caption)).not.toContain('ring is');
});
