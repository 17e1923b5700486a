/** Initializers that are rules of where a parameter stands: what they make of values that others draw. */
import { residualBranches } from './branches.ts';
import type { Initializer, InitializerName } from './initializers.ts';
import type { ParameterSpec, Role } from './layers/parameter.ts';
import type { NamedLayer } from './model.ts';
import type { Layer } from './network.ts';

/** What a parameter's first values are multiplied by, where it is not 1. */
export type Factors = ReadonlyMap<ParameterSpec, number>;

/** A rule for a model; `layers` as `shapeModel` has them. Pure. */
type Rule = (model: readonly Layer[], layers: readonly NamedLayer[]) => Factors;

/** The initializer that draws the kernels, and the rule for what it draws. Pure. */
export function ruleOf({ name, choices }: Initializer): {
  readonly kernels?: Initializer;
  readonly rule?: Rule;
} {
  if (name === 'lsuv')
    return { kernels: { label: 'orthogonal', name: 'orthogonal', parameters: { gain: 1 } } };
  if (!(name in RULES)) return {};
  const rule = RULES[name as keyof typeof RULES];
  const kernels = choices!.kernels as InitializerName;
  return { kernels: { label: kernels, name: kernels, parameters: {} }, rule };
}

/** Initializers that draw no kernels themselves. */
export type RuleName = 'fixup' | 'zero_gamma' | 'lsuv';

const RULES: Readonly<Record<'fixup' | 'zero_gamma', Rule>> = { fixup, zero_gamma: zeroGamma };

/** The parameters of a role in each residual branch, in order. */
function inBranches(model: readonly Layer[], layers: readonly NamedLayer[], role: Role): ParameterSpec[][] {
  const found: ParameterSpec[][] = [];
  for (const [at, branch] of residualBranches(model).entries()) {
    if (branch === undefined) continue;
    found[branch] ??= [];
    found[branch].push(...layers[at]!.parameters.filter((parameter) => parameter.role === role));
  }
  return found;
}

/**
 * What a rule misses in a model, in words: without it the initializer would be the one that draws the
 * kernels. `initialize`: which layers are the initializer's. Undefined where there is nothing to say. Pure.
 */
export function ruleMisfit(
  { name }: Pick<Initializer, 'name'>,
  model: readonly Layer[],
  layers: readonly NamedLayer[],
  initialize: 'hidden' | 'all',
): string | undefined {
  if (name === 'lsuv') return nothingToScale(layers, initialize);
  const wanted = name === 'fixup' ? 'kernel' : name === 'zero_gamma' ? 'gamma' : undefined;
  if (wanted === undefined || inBranches(model, layers, wanted).some((found) => found.length > 0))
    return undefined;
  const what = wanted === 'kernel' ? 'a layer with a kernel' : 'a normalisation with a scale';
  return `${name} needs a residual block with ${what} in its main, and the model has none`;
}

function nothingToScale(layers: readonly NamedLayer[], initialize: 'hidden' | 'all'): string | undefined {
  const weighted = layers.filter(({ parameters }) => parameters.some(({ role }) => role === 'kernel'));
  if (weighted.length === 0) return 'lsuv needs a layer with a kernel, and the model has none';
  if (weighted.length > 1 || initialize === 'all') return undefined;
  return `lsuv needs a layer with a kernel before the last one, ${weighted[0]!.name}, which initialize: hidden leaves to glorot_uniform`;
}

/**
 * Fixup (Zhang et al. 2019), its rules 1 and 2: with L branches, of m kernels each, a branch's kernels are
 * drawn L^(−1 / (2m − 2)) times as large, its last one is 0, and so is the classifier's. Its rule 3, scalar
 * biases and multipliers, is layers, which a model has or has not.
 */
function fixup(model: readonly Layer[], layers: readonly NamedLayer[]): Factors {
  const branches = inBranches(model, layers, 'kernel').filter((kernels) => kernels.length > 0);
  const factors = new Map<ParameterSpec, number>();
  for (const kernels of branches) {
    const factor = branches.length ** (-1 / (2 * kernels.length - 2));
    for (const kernel of kernels) factors.set(kernel, kernel === kernels.at(-1) ? 0 : factor);
  }
  const classifier = layers.flatMap(({ parameters }) => parameters).findLast(({ role }) => role === 'kernel');
  if (classifier) factors.set(classifier, 0);
  return factors;
}

/** The last gamma of each branch is 0, so that it begins as its shortcut (Goyal et al. 2017, section 5.1). */
function zeroGamma(model: readonly Layer[], layers: readonly NamedLayer[]): Factors {
  return new Map(
    inBranches(model, layers, 'gamma').flatMap((gammas) => gammas.slice(-1).map((last) => [last, 0])),
  );
}
