/** What the networks of a study come to, in words. All pure. */

import { countParameters } from '../../engines/model.ts';
import { estimateProgramBytes } from '../../engines/native/estimate-program.ts';
import { type NetworkStudy, settingsOf } from '../../study/study.ts';
import { programOf } from '../../worker/trainers/network/train.ts';

type Facts = Parameters<typeof programOf>[1];

/**
 * `272,474 parameters to train and 1,568 moving statistics; at most 511 MiB for a trial on tfjs-node`; where
 * arms have other networks, from the least to the most.
 */
export function networkLines(study: NetworkStudy, facts: Omit<Facts, 'scale'>): string[] {
  const programs = study.arms.map((arm) => programOf(settingsOf(study, arm), { ...facts, scale: 1 }));
  const different = [...new Map(programs.map((each) => [JSON.stringify(each), each])).values()];
  const counts = different.map(({ model, inputShape }) => countParameters(model, inputShape));
  const trained = rangeText(counts.map(({ trainable }) => trainable));
  const others = counts.map((each) => each.others);
  const moving = Math.max(...others) === 0 ? '' : ` and ${rangeText(others)} moving statistics`;
  const bytes = different.map((each) => Math.ceil(estimateProgramBytes(each, 1, 1) / 2 ** 20));
  return [
    `${trained} parameters to train${moving}; at most ${rangeText(bytes)} MiB for a trial on tfjs-node`,
  ];
}

function rangeText(values: readonly number[]): string {
  const ends = [Math.min(...values), Math.max(...values)].map((value) => value.toLocaleString('en'));
  return ends[0] === ends[1] ? ends[0]! : `${ends[0]} to ${ends[1]}`;
}
