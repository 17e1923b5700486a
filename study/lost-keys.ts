import { type Document, isScalar, visit } from 'yaml';

/** A key of a document whose field would be lost. */
export interface LostKey {
  /** In characters, from the beginning of the text. */
  readonly offset: number;
  readonly message: string;
}

/**
 * Keys that become no field of their own: `__proto__`, which is no field of an object, and `1` beside `"1"`,
 * which are two to YAML and the same name to everything else. Pure.
 */
export function lostKeys(document: Document): LostKey[] {
  const found: LostKey[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const offset = key.range?.[0] ?? 0;
        if (name === '__proto__') found.push({ offset, message: 'a field cannot be called __proto__' });
        else if (known.has(name))
          found.push({
            offset,
            message: `the field ${JSON.stringify(name)} is there already, written otherwise`,
          });
        known.add(name);
      }
    },
  });
  return found;
}
