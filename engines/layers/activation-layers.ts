/** Activations as layers of their own: `relu`, or with a setting, `leakyRelu: { alpha: 0.1 }`. */
import { z } from 'zod';
import type { Activation } from '../network.ts';
import { activate, elu, LEAKY_SLOPE, leakyRelu } from './activation.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';

const bare = (kind: Activation, description: string): LayerDefinition =>
  defineLayer({
    kind,
    description,
    schema: null,
    resolve: () => ({ kind }),
    shape: (_, input) => input,
    build: (_, x) => activate(x, kind),
  });

const withAlpha = (
  kind: Activation,
  description: string,
  { alpha, least }: { readonly alpha: number; readonly least: number },
  build: typeof elu,
): LayerDefinition =>
  defineLayer<{ readonly kind: string; readonly alpha: number }>({
    kind,
    description,
    schema: z.strictObject({
      alpha: z.number().min(least).max(10).default(alpha).describe(`Default: ${alpha}.`),
    }),
    bare: true,
    resolve: (entry) => ({ kind, alpha: (entry as { readonly alpha: number }).alpha }),
    shape: (_, input) => input,
    build: ({ layer }, x) => build(x, layer.alpha),
  });

export const ACTIVATION_LAYERS: readonly LayerDefinition[] = [
  bare('relu', 'x above 0, else 0.'),
  withAlpha('leakyRelu', 'x above 0, else alpha x.', { alpha: LEAKY_SLOPE, least: 0 }, leakyRelu),
  withAlpha('elu', 'x above 0, else alpha (e^x − 1) (Clevert et al. 2015).', { alpha: 1, least: 0 }, elu),
  bare('selu', 'elu, scaled so that values keep mean 0 and variance 1 (Klambauer et al. 2017).'),
  bare(
    'gelu',
    'x times the normal distribution function of x (Hendrycks and Gimpel 2016), not approximated.',
  ),
  bare('silu', 'x times the sigmoid of x (swish).'),
  bare('tanh', 'The hyperbolic tangent.'),
  bare('sigmoid', '1 / (1 + e^−x).'),
  bare('softplus', 'log(1 + e^x).'),
  bare('linear', 'The values as they are.'),
  bare('softmax', 'Shares that sum to 1 over the last axis.'),
];
