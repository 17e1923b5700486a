/**
 * A JSON schema, as zod describes a type, in the words that a CustomResourceDefinition allows: a "structural"
 * OpenAPI v3 schema.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */

import { DURATION } from '../../study/schema/duration.ts';

/** A schema, of either kind. */
export type Schema = { readonly [key: string]: unknown };

/** What passes from one to the other as it stands. */
const KEPT = [
  'type',
  'description',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
];

/** What there is to say of a schema: what it is for, and, where its type is lost here, what it may be. */
function described({ description, explained }: Schema): { readonly description?: string } {
  const text = [description, explained].filter((part) => part !== undefined).join(' ');
  return text === '' ? {} : { description: text };
}

/**
 * The structural form. Left out: defaults (the coordinator fills them in, so that an object says what its
 * user wrote), and what an API server does by itself: it refuses unknown fields. Pure. Throws for a union
 * that it has no words for.
 */
export function structural(schema: Schema): Schema {
  // Of any type: a structural schema can only leave such a value to the coordinator, which says what is wrong
  // with it.
  if (schema.ofAnyType === true)
    return {
      ...described(schema),
      'x-kubernetes-preserve-unknown-fields': true,
    };
  if (schema.duration === true)
    return { type: 'string', description: schema.description, pattern: DURATION.source };
  if (Array.isArray(schema.anyOf)) return union(schema, schema.anyOf as Schema[]);
  const result: Record<string, unknown> = {};
  for (const key of KEPT) if (schema[key] !== undefined) result[key] = schema[key];
  Object.assign(result, described(schema));
  if (schema.const !== undefined) result.enum = [schema.const];
  if (schema.type === 'integer') result.format = 'int64';
  Object.assign(result, bounds(schema));
  if (schema.properties) result.properties = mapValues(schema.properties as Schema, structural);
  if (isObject(schema.additionalProperties)) {
    // Fields that are somebody else's beside those that are known.
    if (Object.keys(schema.additionalProperties).length === 0)
      result['x-kubernetes-preserve-unknown-fields'] = true;
    else result.additionalProperties = structural(schema.additionalProperties);
  }
  if (schema.items) result.items = structural(schema.items as Schema);
  const rules = [...((schema['x-kubernetes-validations'] as Schema[]) ?? []), ...choiceRule(schema)];
  if (rules.length > 0) result['x-kubernetes-validations'] = rules;
  return result;
}

/** OpenAPI 3.0 says by a flag that a bound is excluded. Zod's bounds of a safe integer say nothing here. */
function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): Schema {
  const result: Record<string, unknown> = {};
  const safe = (value: unknown) => Math.abs(value as number) >= Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined && !safe(minimum)) result.minimum = minimum;
  if (maximum !== undefined && !safe(maximum)) result.maximum = maximum;
  if (exclusiveMinimum !== undefined)
    Object.assign(result, { minimum: exclusiveMinimum, exclusiveMinimum: true });
  if (exclusiveMaximum !== undefined)
    Object.assign(result, { maximum: exclusiveMaximum, exclusiveMaximum: true });
  return result;
}

/** Of an object that must have exactly one of some keys: the rule, in the API server's language. */
function choiceRule({ exactlyOne }: Schema): Schema[] {
  if (!Array.isArray(exactlyOne)) return [];
  const present = exactlyOne.map((key) => `has(self.${key})`).join(', ');
  return [
    {
      rule: `[${present}].filter(there, there).size() == 1`,
      message: `must have exactly one of ${exactlyOne.join(', ')}`,
    },
  ];
}

function union(schema: Schema, branches: readonly Schema[]): Schema {
  const description = schema.description === undefined ? {} : { description: schema.description };
  const text = branches.find((branch) => branch.type === 'string');
  const names = text && ((text.enum ?? (text.const === undefined ? undefined : [text.const])) as string[]);
  const other = branches.find((branch) => branch !== text);
  if (!names || !other || branches.length !== 2) {
    throw new Error(`no structural form for the union ${JSON.stringify(branches).slice(0, 200)}`);
  }
  return {
    ...description,
    ...(other.type === 'integer' ? integerOrName(other, names) : objectOrName(names)),
  };
}

function integerOrName({ minimum, maximum }: Schema, names: readonly string[]): Schema {
  const quoted = names.map((name) => `'${name}'`).join(', ');
  return {
    'x-kubernetes-int-or-string': true,
    'x-kubernetes-validations': [
      {
        rule: `type(self) == string ? self in [${quoted}] : self >= ${minimum} && self <= ${maximum}`,
        message: `must be a whole number from ${minimum} to ${maximum}, or ${names.join(', ')}`,
      },
    ],
  };
}

/**
 * A name, or an object with one of some keys. A structural schema cannot give a type to such a value: its
 * fields are left to the coordinator, and the API server checks the names, by a pattern: that is a bound of
 * texts alone and is silent about other values. An anyOf would add a line `<nil>: Invalid value: ""`, which
 * names no field. Nor can a rule look at a list of such values: its language does not know a list whose items
 * have no type, so that a name given twice is for the coordinator to find.
 */
function objectOrName(names: readonly string[]): Schema {
  return {
    'x-kubernetes-preserve-unknown-fields': true,
    pattern: `^(${names.join('|')})$`,
    minProperties: 1,
  };
}

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

const mapValues = (record: Schema, change: (value: Schema) => Schema): Schema =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as Schema)]));
