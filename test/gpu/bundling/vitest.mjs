// What the contract suite uses of vitest, for a machine without it: Node's own test runner with vitest's
// `expect`. The bundler puts it in vitest's place.
import { after, before, describe, it as nodeIt } from 'node:test';
import { format } from 'node:util';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  ChaiStyleAssertions,
  chai,
  customMatchers,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers])
  chai.use(plugin);

export const expect = (value, message) => chai.expect(value, message);
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
globalThis[GLOBAL_EXPECT] = expect;
expect.setState({ assertionCalls: 0, isExpectingAssertions: false });
expect.extend = (matchers) => chai.expect.extend(expect, matchers);
expect.extend(customMatchers);

/** vitest gives a test's limit behind it, in milliseconds. */
const test = (name, run, timeout = 120_000) => nodeIt(name, { timeout }, () => run({}));
/** Titles are filled in as vitest's are, as far as the suite uses that: %s, %d, %j. */
const each = (register) => (cases) => (title, run, timeout) => {
  for (const one of cases) {
    const values = Array.isArray(one) ? one : [one];
    register(
      format(title, ...values)
        .split('\n')[0]
        .slice(0, 120),
      () => run(...values),
      timeout,
    );
  }
};
test.each = each(test);
describe.each = each((name, run) => describe(name, run));
const when = (yes) => (yes ? test : (name) => nodeIt(name, { skip: true }, () => {}));
test.runIf = when;
test.skipIf = (skip) => when(!skip);
test.skip = when(false);

export { after as afterAll, before as beforeAll, describe, test as it, test };
