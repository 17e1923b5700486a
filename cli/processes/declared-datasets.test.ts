import { expect, it } from 'vitest';
import { declaredDatasets } from './declared-datasets.ts';

it('an operator that is told nothing lets Studies name one volume, and no host', () => {
  const nothing = { FANOUT_DATASET_PATHS: '/datasets', FANOUT_DATASET_HOSTS: 'none' };
  expect(declaredDatasets({})).toEqual(nothing);
  expect(declaredDatasets({ FANOUT_DATASET_PATHS: '', FANOUT_DATASET_HOSTS: '' })).toEqual(nothing);
  const said = { FANOUT_DATASET_PATHS: '/a:/b', FANOUT_DATASET_HOSTS: 'data.example.org' };
  expect(declaredDatasets(said)).toEqual(said);
  expect(() => declaredDatasets({ FANOUT_DATASET_HOSTS: 'http://a' })).toThrow(/is no host/);
});
