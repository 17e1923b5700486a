import type { Value } from '../../ir/form.ts';
import { isNan, larger } from '../compile/functions.ts';
import { eachNumber } from './each-number.ts';
import type { Lowering } from './lowering.ts';

/** A thread for each example: its loss, and softmax − distribution. */
export const crossEntropy: Lowering = (node, { shader }) => {
  const [scores, wanted] = node.inputs as [Value, Value];
  const [loss, difference] = node.outputs as [Value, Value];
  const classes = scores.shape[0]!;
  const own = shader();
  for (const each of [isNan, larger]) own.function(each);
  const at = `i * ${classes}u + c`;
  const score = own.read(scores, at);
  const statements = `var top = ${own.read(scores, `i * ${classes}u`)};
for (var c = 1u; c < ${classes}u; c++) { top = larger(top, ${score}); }
var total = 0.0;
for (var c = 0u; c < ${classes}u; c++) { total += exp(${score} - top); }
let whole = log(total) + top;
var loss = 0.0;
for (var c = 0u; c < ${classes}u; c++) {
  let score = ${score};
  let wanted = ${own.read(wanted, at)};
  loss += wanted * (whole - score);
  ${own.write(difference, at, 'exp(score - top) / total - wanted')}
}
${own.write(loss, 'i', 'loss')}`;
  const count = { fixed: 1, batched: true };
  return [
    eachNumber(own, {
      name: 'crossEntropy',
      count,
      perTrial: loss.perTrial || difference.perTrial,
      statements,
    }),
  ];
};
