import type { Problem } from './problems.ts';
import { OLD_NPY_FIELDS } from './schema/dataset.ts';
import type { StudyFile } from './schema/study.ts';

/** Fields that are read under a name that they had once, and what to write today. Pure. */
export function outdatedFields({ spec: { verdict, dataset } }: StudyFile): Problem[] {
  return [...oldObjective(verdict), ...oldArrays(dataset?.npy)];
}

function oldObjective(verdict: StudyFile['spec']['verdict']): Problem[] {
  if (!verdict) return [];
  const given = Object.entries(verdict).filter(([, value]) => value !== undefined);
  const fields = given.map(([name, value]) => `${name}: ${value}`).join(', ');
  const message = `is read as objective, its name today: write objective: { ${fields} }`;
  return [{ path: ['spec', 'verdict'], message, atKey: true }];
}

function oldArrays(npy: NonNullable<StudyFile['spec']['dataset']>['npy']): Problem[] {
  return Object.entries(OLD_NPY_FIELDS)
    .filter(([, old]) => npy?.[old] !== undefined)
    .map(([field, old]) => ({
      path: ['spec', 'dataset', 'npy', old],
      message: `is read as ${field}, its name today: write ${field}: ${npy![old]}`,
      atKey: true,
    }));
}
