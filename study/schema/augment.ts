import { z } from 'zod';

/** What is done to training examples, in this order. */
export const AUGMENTATIONS = ['randomCrop', 'horizontalFlip', 'rotation', 'cutout', 'mixup'] as const;

/** How training examples are changed at random, each time that they are seen. */
export const augment = z.union([
  z.literal('none'),
  z.strictObject({
    randomCrop: z
      .strictObject({
        padding: z.int().min(1).max(1024).default(4).describe('Rows and columns of 0 around. Default: 4.'),
      })
      .optional()
      .describe('Pads an image with 0 on all sides, and cuts its size out of that anywhere.'),
    horizontalFlip: z
      .strictObject({
        probability: z.number().min(0).max(1).default(0.5).describe('Default: 0.5.'),
      })
      .optional()
      .describe('Mirrors left and right.'),
    rotation: z
      .strictObject({
        degrees: z.number().positive().max(180).default(15).describe('The most, either way. Default: 15.'),
      })
      .optional()
      .describe('Turns about the middle, between its neighbours in a line; 0 comes in from outside.'),
    cutout: z
      .strictObject({
        size: z.int().min(1).max(4096).default(8).describe('Of its sides, in pixels. Default: 8.'),
      })
      .optional()
      .describe(
        'Sets a square to 0, whose middle is anywhere in the image: it may reach beyond (DeVries and Taylor, 2017).',
      ),
    mixup: z
      .strictObject({
        alpha: z
          .number()
          .min(0.01)
          .max(100)
          .default(0.2)
          .describe('Shares are drawn from Beta(alpha, alpha). Default: 0.2.'),
      })
      .optional()
      .describe(
        'Mixes each example, values and targets, with another one by a random share (Zhang et al., 2018). Not for images alone.',
      ),
  }),
]);
