import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { FINALIZER } from './decide.ts';
import { ensureFinalizer } from './finalizer.ts';
import type { StudyObject } from './object.ts';

/** An object whose version the API server knows better than the watch has told so far. */
function changing(finalizers: string[]) {
  let told = 1;
  const study = (): StudyObject => ({
    metadata: { name: 's', namespace: 'n', uid: 'u', resourceVersion: String(told++), finalizers },
    spec: {},
  });
  const written: (readonly string[])[] = [];
  const setFinalizers = async ({ metadata }: StudyObject, next: readonly string[]) => {
    if (metadata.resourceVersion !== '4')
      throw new FanoutError('UNAVAILABLE', 'conflict', { cause: { code: 409 } });
    written.push(next);
  };
  return { study, setFinalizers, written };
}

const { signal } = new AbortController();

it('takes the newest when somebody else has changed the study, and keeps the finalizers of others', async () => {
  const { study, setFinalizers, written } = changing(['other']);
  await ensureFinalizer({ setFinalizers }, study, signal, 0);
  expect(written).toEqual([['other', FINALIZER]]);
});

it('writes nothing where it is held already', async () => {
  const { study, setFinalizers, written } = changing([FINALIZER]);
  await ensureFinalizer({ setFinalizers }, study, signal, 0);
  expect(written).toEqual([]);
});

it('does not try again what another try would not help', async () => {
  const refused = async () => {
    throw new FanoutError('UNAVAILABLE', 'forbidden', { cause: { code: 403 } });
  };
  await expect(ensureFinalizer({ setFinalizers: refused }, changing([]).study, signal, 0)).rejects.toThrow(
    'forbidden',
  );
});
