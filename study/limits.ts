/**
 * What a run can hold: every trial's outcome is one message of NATS and of gRPC, and so is the run's
 * manifest. A study that goes beyond is refused before anything runs; while it runs nothing could be done
 * about it.
 */

import { LARGEST_ENTRY, largestOutcome } from '../proto/entries.ts';
import { hasFolds } from './folds.ts';
import { gridSize, isArmId, MOST_TRIALS } from './grid.ts';
import type { Problem } from './problems.ts';
import { isNetworkStudy, type Study, settingsOf } from './study.ts';

/** Bytes that a manifest has for each fold: two checksums and two numbers, with their names. */
const BYTES_OF_A_FOLD = 240;
/** Bytes of a manifest beside study, text and folds: the dataset's facts, versions, the machine. */
const BYTES_AROUND = 16 * 1024;

/**
 * The rules of a resolved study that come from what keeps its trials. `text`: the file as its user wrote it.
 * Pure.
 */
export function limitProblems(study: Study, text: string): Problem[] {
  return [
    ...trialProblems(study),
    ...nameProblems(study),
    ...twinProblems(study),
    ...outcomeProblems(study),
    ...sizeProblem(study, text),
  ];
}

const shown = (value: number) => value.toLocaleString('en');

/** What makes the number of trials, and most of what a manifest holds. */
const GRID = [
  ['spec', 'seeds'],
  ['spec', 'folds', 'count'],
  ['spec', 'initializers'],
  ['spec', 'vary'],
  ['spec', 'arms'],
];

function trialProblems(study: Study): Problem[] {
  const trials = gridSize(study);
  if (trials <= MOST_TRIALS) return [];
  const { arms, folds, seeds } = study;
  const message = `must have at most ${shown(MOST_TRIALS)} trials, has ${shown(arms.length)} arms ×${hasFolds(study) ? ` ${shown(folds.count)} folds ×` : ''} ${shown(seeds.length)} seeds = ${shown(trials)}: split it into several studies`;
  return [{ path: ['spec'], message, also: GRID }];
}

/** Names that are given keep the rule already; those that factors make may not. */
function nameProblems({ arms }: Study): Problem[] {
  const ids = arms.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    const message = `makes two arms with the id ${JSON.stringify(twice.slice(0, 80))}: call the levels otherwise`;
    return [{ path: ['spec', 'vary'], also: [['spec', 'initializers']], message }];
  }
  return arms
    .filter(({ id }) => !isArmId(id))
    .map(({ id }) => ({
      path: ['spec', 'vary'],
      also: [['spec', 'initializers']],
      message: `makes the arm ${JSON.stringify(id.slice(0, 80))}, whose name cannot stand in a trial's key: letters, digits and "-_=.", with no "." at its beginning and no two in a row`,
    }));
}

/** Arms that are trained alike compare nothing; who wants that, calls the initializer otherwise in one. */
function twinProblems(study: Study): Problem[] {
  const known = new Map<string, string>();
  const network = isNetworkStudy(study);
  const arms = network
    ? study.arms.map((arm) => ({ id: arm.id, text: JSON.stringify(settingsOf(study, arm)) }))
    : study.arms.map(({ id, parameters }) => ({ id, text: JSON.stringify(parameters) }));
  for (const arm of arms) {
    const { text } = arm;
    const other = known.get(text);
    known.set(text, arm.id);
    if (other === undefined) continue;
    const named = study.factors[0]?.field === 'arms';
    const message = `makes two arms that are trained alike, ${other.slice(0, 80)} and ${arm.id.slice(0, 80)}: to compare one with itself, give it ${network ? 'an initializer with a name of its own, initializer: { he_normal: {}, as: again }' : 'a parameter of its own'}`;
    return [
      {
        path: named ? ['spec', 'arms', arm.id] : ['spec', 'vary'],
        message,
        also: [
          ['spec', 'initializers'],
          ['spec', 'arms'],
        ],
      },
    ];
  }
  return [];
}

function outcomeProblems(study: Study): Problem[] {
  if (!isNetworkStudy(study)) return [];
  for (const arm of study.arms) {
    const { model, training } = settingsOf(study, arm);
    const { epochs } = training;
    if (largestOutcome(epochs, model.length, study.metrics) <= LARGEST_ENTRY) continue;
    let most = epochs;
    while (most > 1 && largestOutcome(most, model.length, study.metrics) > LARGEST_ENTRY) most -= 1;
    const message = `must be at most ${shown(most)} with ${model.length} layers, found ${shown(epochs)}: the figures of all epochs of a trial are one message of at most 1 MiB`;
    return [
      {
        path: ['spec', 'training', 'epochs'],
        message,
        also: [
          ['spec', 'model'],
          ['spec', 'vary'],
          ['spec', 'arms'],
        ],
      },
    ];
  }
  return [];
}

function sizeProblem(study: Study, text: string): Problem[] {
  const bytes =
    Buffer.byteLength(JSON.stringify(study)) +
    Buffer.byteLength(JSON.stringify(text)) +
    study.folds.count * BYTES_OF_A_FOLD +
    BYTES_AROUND;
  if (bytes <= LARGEST_ENTRY) return [];
  const message = `must make a manifest of at most 1 MiB, makes one of ${(bytes / 2 ** 20).toFixed(1)} MiB: write it shorter, or split it into several studies`;
  return [{ path: [], message, also: [...GRID, ['spec', 'model']] }];
}
