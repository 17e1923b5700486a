import { z } from 'zod';
import { exactlyOne } from './rules.ts';

/** Losses by their names; those without settings may stand alone. */
export const LOSS_NAMES = ['categoricalCrossEntropy', 'binaryCrossEntropy', 'mse', 'mae', 'huber'] as const;

const none = z.strictObject({}).optional();

/** What is minimised. */
export const loss = z.union([
  z.enum(LOSS_NAMES),
  exactlyOne(
    z.strictObject({
      categoricalCrossEntropy: z
        .strictObject({
          smoothing: z
            .number()
            .min(0)
            .lt(1)
            .default(0)
            .describe(
              'Label smoothing: the share of its weight that a class gives to all alike. Default: 0.',
            ),
        })
        .optional()
        .describe('Of classes, with softmax behind the last layer.'),
      binaryCrossEntropy: none.describe('Of classes, each for itself, with sigmoid behind the last layer.'),
      mse: none.describe('Of a regression: the mean of the squared errors.'),
      mae: none.describe('Of a regression: the mean of the absolute errors.'),
      huber: z
        .strictObject({
          delta: z
            .number()
            .positive()
            .default(1)
            .describe('Errors beyond it count as distances. Default: 1.'),
        })
        .optional()
        .describe("Of a regression: Huber's loss, squares for small errors and distances for large ones."),
    }),
    LOSS_NAMES,
  ),
]);

/** How weights are drawn towards 0. */
export const weightDecay = z.strictObject({
  rate: z.number().min(0).max(1000).describe('How much. 0: none.'),
  decoupled: z
    .boolean()
    .default(true)
    .describe(
      'A weight loses the share rate × learning rate of itself at each step; false: rate × the weight is added to its gradient (L2). Default: true.',
    ),
  biases: z
    .boolean()
    .default(true)
    .describe('Biases and the weights of normalisation lose as well. Default: true, as in Keras.'),
});

/** The bounds of a gradient. */
export const clip = exactlyOne(
  z.strictObject({
    value: z.number().positive().optional().describe('The largest absolute value of each gradient.'),
    norm: z
      .number()
      .positive()
      .optional()
      .describe('The largest Euclidean norm of all gradients together; larger ones are scaled down.'),
  }),
  ['value', 'norm'],
);
