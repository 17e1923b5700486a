import { loadIris, loadMnist } from '../../datasets/embedded.ts';
import { asFanoutError } from '../../proto/errors.ts';
import { type Check, ok, problem } from './check.ts';

/** Whether the datasets that come with fanout are whole: reading them checks their SHA-256. */
export async function checkDatasets(): Promise<Check> {
  try {
    const datasets = await Promise.all([loadMnist(), loadIris()]);
    const each = datasets.map(({ name, examples }) => `${name} (${examples.toLocaleString('en')})`);
    return ok('datasets', `${each.join(', ')}: checksums match`);
  } catch (thrown) {
    const { message, hint } = asFanoutError(thrown);
    return problem('datasets', message, hint ?? 'install fanout again');
  }
}
