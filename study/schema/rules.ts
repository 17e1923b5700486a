import type { z } from 'zod';

/**
 * An object that must have exactly one of some keys. The keys stand in its description too, for the custom
 * resource's schema.
 */
export const exactlyOne = <Shape extends z.ZodObject>(object: Shape, keys: readonly string[]) =>
  object
    .superRefine((value: Record<string, unknown>, context) => {
      const present = keys.filter((key) => value[key] !== undefined);
      if (present.length === 1) return;
      context.addIssue({
        code: 'custom',
        message: `must have exactly one of ${keys.join(', ')}, has ${present.length === 0 ? 'none' : present.join(' and ')}`,
      });
    })
    .meta({ exactlyOne: keys });

/** Rules across fields as Kubernetes' API server checks it (CEL), beside those that this schema checks. */
export const onCluster = (...rules: (readonly [rule: string, message: string])[]) => ({
  'x-kubernetes-validations': rules.map(([rule, message]) => ({ rule, message })),
});
