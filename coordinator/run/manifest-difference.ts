import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';

/**
 * The first field in which two JSON values differ, as `study.objective.margin`, with both values; undefined
 * when they are equal. Pure.
 */
export function firstDifference(
  a: unknown,
  b: unknown,
  path = '',
): { readonly field: string; readonly a: unknown; readonly b: unknown } | undefined {
  if (Object.is(a, b)) return undefined;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return { field: path, a, b };
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const own = (value: object) =>
      Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    const inner = Array.isArray(a) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    const found = firstDifference(own(a), own(b), inner);
    if (found) return found;
  }
  return undefined;
}

/**
 * Makes sure that a run's manifest is the one that it was started with. `recorded`: as the NATS server has
 * it. Throws RUN_MISMATCH, which names the first field that differs.
 */
export function mustBeUnchanged(manifest: Manifest, recorded: Manifest): void {
  // As JSON has them: a field that is undefined is not there.
  const difference = firstDifference(JSON.parse(JSON.stringify(manifest)), recorded);
  if (!difference) return;
  const { field, a, b } = difference;
  throw new FanoutError(
    'RUN_MISMATCH',
    `manifest.json of run ${recorded.run} was changed after its start: ${field || 'the whole'} is ${shownValue(a)}, was ${shownValue(b)}`,
    { hint: 'restore the file, or start the changed study as a new run' },
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A JSON value, fit for a message. Pure. */
export function shownValue(value: unknown): string {
  const text = value === undefined ? 'not there' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
