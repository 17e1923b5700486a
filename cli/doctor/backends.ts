import type { BackendSurvey } from '../../engines/load.ts';
import { type Check, note, ok, problem } from './check.ts';

/** Which training backend a run would use, and why not the better ones. `survey` is best first. Pure. */
export function backendChecks(survey: readonly BackendSurvey[]): Check[] {
  const chosen = survey.findIndex(({ usable }) => usable);
  const checks = survey.map(({ backend, usable, why, hint }, index): Check => {
    const name = `backend ${backend}`;
    if (index === chosen) return ok(name, `${why} (this one would be used)`);
    return usable ? ok(name, why) : note(name, why, hint);
  });
  if (chosen >= 0) return checks;
  return [...checks, problem('backend', 'none can be used', 'install fanout again with npm ci')];
}

/** Tries every backend. Imported only here: a broken one must not break the other checks. */
export async function checkBackends(): Promise<Check[]> {
  try {
    const { surveyBackends } = await import('../../engines/load.ts');
    return backendChecks(await surveyBackends());
  } catch (error) {
    return [problem('backend', (error as Error).message, 'install fanout again with npm ci')];
  }
}
