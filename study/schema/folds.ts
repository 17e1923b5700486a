import { z } from 'zod';
import { FOLD_KINDS } from '../../datasets/spec.ts';
import { exactlyOne } from './rules.ts';
import { seed } from './seed.ts';

/** How the examples are cut. */
export const folds = z.strictObject({
  kind: z
    .enum(FOLD_KINDS)
    .default('kfold')
    .describe("How they are laid, as scikit-learn's splitters do. Default: kfold."),
  count: z.int().min(1).max(1000).default(5).describe('How many; 1: none, for a program. Default: 5.'),
  shuffle: z.boolean().default(true).describe('Mix the examples before they are cut. Default: true.'),
  seed: seed.default(1).describe('Of that mixing. Default: 1.'),
  resplit: z
    .boolean()
    .default(false)
    .describe('Draw the folds anew for each seed, so that every seed is a split of its own. Default: false.'),
  repeats: z
    .int()
    .min(2)
    .max(500)
    .optional()
    .describe('Of kfold and stratified: cut the examples so often, mixed anew each time.'),
  test: z
    .number()
    .min(0.001)
    .max(0.999)
    .optional()
    .describe('Of a hold-out: the share of the examples that validates. Default: 0.2.'),
  groups: exactlyOne(
    z.strictObject({
      npy: z.string().min(1).max(4096).optional().describe('Path of whole numbers, one for each example.'),
      column: z.string().min(1).max(256).optional().describe('A column of the table.'),
    }),
    ['npy', 'column'],
  )
    .optional()
    .describe('Of grouped: which examples belong together, and stay in one fold.'),
  file: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('Of predefined: path of the fold of each example, whole numbers; minus one: in none.'),
});
