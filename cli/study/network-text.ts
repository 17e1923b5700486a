/** What the networks of a study cost, in words. All pure. */
import { shownBytes } from '../../datasets/byte-size.ts';
import { modelCost } from '../../engines/model-cost.ts';
import { shownText } from '../../proto/shown-text.ts';
import { type NetworkStudy, settingsOf } from '../../study/study.ts';

/** The most networks that are told one by one. */
const MOST_TOLD = 6;

/** A line for each network that the arms have: `network: 272,474 parameters, …`. */
export function networkLines(study: NetworkStudy, inputShape: readonly number[]): string[] {
  const arms = new Map<string, string[]>();
  for (const arm of study.arms) {
    const { model, training } = settingsOf(study, arm);
    const { optimizer, batchSize } = training;
    const text = costText(modelCost({ model, inputShape, batchSize, optimizer }));
    arms.set(text, [...(arms.get(text) ?? []), arm.id]);
  }
  const told = [...arms].slice(0, MOST_TOLD).map(([text, ids]) => {
    const more = ids.length > 1 ? ` and ${ids.length - 1} more` : '';
    return arms.size === 1 ? `network: ${text}` : `network of ${shownText(ids[0]!)}${more}: ${text}`;
  });
  return arms.size > MOST_TOLD ? [...told, `and ${arms.size - MOST_TOLD} more networks`] : told;
}

const count = (value: number) => value.toLocaleString('en');

function costText({ trainable, others, multiplyAdds, bytes }: ReturnType<typeof modelCost>): string {
  const beside = others === 0 ? '' : ` and ${count(others)} moving statistics`;
  return `${count(trainable)} parameters${beside}, ${count(multiplyAdds)} multiply-adds for an example, at least ${shownBytes(bytes)} of memory for a trial`;
}
