/** Fields of a study by their paths, and how a value is written into one. */

/** The parts of a field's path: `model[0].dense.units` and `model.0.dense.units` are the same. Pure. */
export function pathOf(field: string): string[] {
  return field.split(/[.[\]]+/).filter((part) => part !== '');
}

/**
 * Writes a value into a study; false where the path leads through something that has no fields. Only what an
 * object or a list has of its own is followed: a path such as `__proto__.x` or `constructor.x` would lead out
 * of the study, into what all objects share.
 */
export function setIn(
  root: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
  combine: (there: unknown, value: unknown) => unknown = (_, given) => given,
): boolean {
  let inner: unknown = root;
  for (const part of path.slice(0, -1)) {
    const field = isFieldOf(inner, part) ? inner[part] : undefined;
    if (typeof field !== 'object' || field === null) return false;
    inner = field;
  }
  const last = path.at(-1)!;
  // A list's entries alone can be written; an object may get a field that had no default, which the schema
  // then judges.
  if (last === '__proto__' || (Array.isArray(inner) && !isFieldOf(inner, last))) return false;
  const parent = inner as Record<string, unknown>;
  parent[last] = combine(Object.hasOwn(parent, last) ? parent[last] : undefined, structuredClone(value));
  return true;
}

/** As `setIn`, but for an object, of which only the fields that it names are written. */
export function mergeIn(root: Record<string, unknown>, path: readonly string[], value: unknown): boolean {
  return setIn(root, path, value, merged);
}

/**
 * An object that names fields of the one that is there changes these and leaves the others: `training: {
 * epochs: 2 }` keeps the batch size. One that names others takes its place: `adam` in place of `sgd`. `{}`
 * changes nothing.
 */
function merged(there: unknown, value: unknown): unknown {
  if (!isObject(there) || !isObject(value)) return value;
  const given = Object.keys(value).filter((key) => key !== '__proto__');
  if (given.length === 0) return there;
  if (!given.some((key) => Object.hasOwn(there, key))) return value;
  const result: Record<string, unknown> = { ...there };
  for (const key of given)
    result[key] = merged(Object.hasOwn(there, key) ? there[key] : undefined, value[key]);
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object has this field of its own, or a list this entry. Pure. */
function isFieldOf(value: unknown, part: string): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false;
  return !Array.isArray(value) || /^\d+$/.test(part);
}

/** Whether two fields are the same, or one is a part of the other; `*` stands for any part. Pure. */
export function overlap(a: string, b: string): boolean {
  const [first, second] = [pathOf(a), pathOf(b)];
  const shorter = Math.min(first.length, second.length);
  const same = (at: number) => first[at] === second[at] || first[at] === '*' || second[at] === '*';
  return Array.from({ length: shorter }, (_, at) => at).every(same);
}

/** Fields that overlap one that stands before them, with that one. Pure. */
export function overlapping(fields: readonly string[]): (readonly [field: string, other: string])[] {
  return fields.flatMap((field, index) => {
    const other = fields.slice(0, index).find((before) => overlap(before, field));
    return other === undefined ? [] : [[field, other] as const];
  });
}
