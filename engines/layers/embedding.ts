import { z } from 'zod';
import { gather } from '../ir/operations/gather.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { kernelOf } from './parameter.ts';

/** A table with a row of `units` numbers for each of so many whole numbers. */
type Embedding = { readonly kind: 'embedding'; readonly rows: number; readonly units: number };

const schema = z.strictObject({
  rows: z.int().min(1).max(10_000_000).describe("Numbers from 0 to rows − 1: Keras's input_dim."),
  units: z.int().min(1).max(65_536).describe("Length of a row: Keras's output_dim."),
});

export const embedding: LayerDefinition = defineLayer<Embedding>({
  kind: 'embedding',
  description:
    'A row of a table for each whole number of a list; the first layer. Larger numbers get the last row.',
  schema,
  readsNumbers: true,
  resolve: (entry) => ({ kind: 'embedding', ...(entry as z.infer<typeof schema>) }),
  shape: ({ units }, input) =>
    input.length === 1 ? [input[0]!, units] : `embedding needs a list of whole numbers, and gets [${input}]`,
  parameters: ({ rows, units }) => [kernelOf([rows, units], 'embeddings')],
  build: (_, x, { parameters }) => gather(parameters.embeddings!, x),
});
