import { expect, it } from 'vitest';
import { dashboards } from './dashboards.ts';
import { panelsOf } from './parts.ts';
import { ALERTS } from './rules/alerts.ts';

/** Every text that a person reads, wherever it stands. */
function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' && ['title', 'description', 'summary', 'text'].includes(name)
      ? [inner]
      : textsIn(inner),
  );
}

it('speaks of folds only where it says what stands for a study with one split', () => {
  const texts = textsIn([Object.values(dashboards()).map(panelsOf), ALERTS]);
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter((text) => /\bfolds?\b/i.test(text) && !text.includes('one split'))).toEqual([]);
});
