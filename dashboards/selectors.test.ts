import { expect, it } from 'vitest';
import { selectorsOf } from './selectors.ts';

it('finds every metric of an expression, with and without braces', () => {
  const expression =
    'histogram_quantile(0.5, sum by (le) (rate(a_bucket{job=~"$job", x="}"}[5m]))) / on (job, instance) group_left (run) b:c:d5m > 2 * max(e offset 5m) unless on (run) f{} and 1e3 * g';
  expect(selectorsOf(expression)).toEqual([
    { metric: 'a_bucket', matchers: 'job=~"$job", x="}"' },
    { metric: 'b:c:d5m', matchers: '' },
    { metric: 'e', matchers: '' },
    { metric: 'f', matchers: '' },
    { metric: 'g', matchers: '' },
  ]);
});
