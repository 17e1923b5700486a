import type { Metric, Objective } from '../proto/metrics.ts';
import { MARGIN_OF_SHARES } from '../study/objective.ts';
import { csvText } from './csv-text.ts';
import type { RunResults, TrialResult } from './results.ts';

const BEFORE = ['fold', 'seed', 'status'];
const BEHIND = ['findings', 'attempt', 'worker', 'seconds', 'reason', 'examples'];

/**
 * One line for each trial, one column for each metric: the tidy form that notebooks and `fanout verdict`
 * read. Crossed factors have a column each, and one for both. `examples` (of the dataset), `chance` (share of
 * the commonest class, where a trial did not learn; no column where trials report no share of right answers),
 * `resplit` and `looks` (how often results were judged while seeds were added) are what the verdict needs
 * beside the values, `one_split`: there are no folds, and `test_to_train`, where folds test examples that
 * others test too. `examples` are those that folds test, where the verdict counts them. Pure.
 */
export function resultsCsv(run: RunResults): string {
  const { results, factors, dataset, metrics, objective } = run;
  const ofRun = columnsOfRun(run);
  const levels = factors.map(({ name }) => name).filter((name) => name !== 'arm');
  const initializers = levels.length === 1 && levels[0] === 'initializer';
  // The commonest class is what a classifier is measured by; of a regression and of most programs there is
  // none.
  const guessed = metrics.some(({ binomial }) => binomial);
  const names = namesOf(results, metrics, objective);
  const { settings } = run.verdict;
  const examples = (settings.examplesKnown ? settings.examples : null) ?? dataset?.examples ?? null;
  const rows = results.map((result) => [
    result.arm,
    ...(initializers ? [] : levels.map((name) => result.levels[name] ?? null)),
    result.fold,
    result.seed,
    result.status,
    ...names.map((name) => result.metrics[name] ?? null),
    result.findings.map((finding) => finding.kind).join(' '),
    result.attempt,
    result.worker,
    result.seconds,
    result.reason ?? null,
    examples,
    ...(guessed ? [chanceOf(result)] : []),
    ...ofRun.map(({ value }) => value),
  ]);
  const compared = initializers ? levels : ['arm', ...levels];
  const columns = [
    ...compared,
    ...BEFORE,
    ...names,
    ...BEHIND,
    ...(guessed ? ['chance'] : []),
    ...ofRun.map(({ name }) => name),
  ];
  return csvText({ columns, rows });
}

/** The share of the commonest class, of a trial that did not learn. */
function chanceOf({ findings }: TrialResult): number | null {
  return findings.flatMap((finding) => (finding.kind === 'did_not_learn' ? [finding.chance] : []))[0] ?? null;
}

/** What is the same for all trials of a run, and only there where it says something. */
function columnsOfRun({
  resplit,
  oneSplit,
  verdict,
  objective: { metric, margin, direction },
}: RunResults): { readonly name: string; readonly value: string }[] {
  const looks = verdict.sequential?.looks.length;
  return [
    ...(metric === 'accuracy'
      ? []
      : [
          { name: 'objective', value: metric },
          { name: 'direction', value: direction },
        ]),
    ...(metric === 'accuracy' && margin === MARGIN_OF_SHARES ? [] : [{ name: 'margin', value: `${margin}` }]),
    ...(resplit ? [{ name: 'resplit', value: 'true' }] : []),
    ...(oneSplit ? [{ name: 'one_split', value: 'true' }] : []),
    ...(verdict.settings.testsOverlap
      ? [{ name: 'test_to_train', value: `${verdict.settings.testToTrain}` }]
      : []),
    ...(looks === undefined ? [] : [{ name: 'looks', value: `${looks}` }]),
  ];
}

/**
 * Names of all metrics: the objective, the others of the study, then what else trials reported, by the
 * alphabet.
 */
function namesOf(
  results: readonly TrialResult[],
  declared: readonly Metric[],
  { metric }: Objective,
): readonly string[] {
  const reported = new Set(results.flatMap(({ metrics }) => Object.keys(metrics)));
  return [...new Set([metric, ...declared.map(({ name }) => name), ...[...reported].sort()])];
}
