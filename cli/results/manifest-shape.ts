import { z } from 'zod';
import { gridSize, MOST_TRIALS } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { isNetworkStudy } from '../../study/study.ts';

const count = z.int().min(1);
const model = z.array(z.looseObject({}));
const training = z.looseObject({ epochs: count });
const arm = z.looseObject({
  id: z.string(),
  label: z.string(),
  levels: z.record(z.string(), z.string()),
  settings: z.looseObject({ model: model.optional(), training: training.optional() }).optional(),
  parameters: z.looseObject({}).optional(),
});

/**
 * What every command relies on in a manifest, before it can be compared with the one in NATS. Further fields
 * are left alone.
 */
const schema = z.looseObject({
  run: z.string(),
  study: z.looseObject({
    name: z.string(),
    dataset: z.looseObject({ kind: z.string() }).optional(),
    trainer: z.looseObject({ kind: z.literal('command'), command: z.array(z.string()).min(1) }).optional(),
    factors: z.array(z.looseObject({ name: z.string(), levels: z.array(z.string()) })).min(1),
    arms: z.array(arm).min(1),
    folds: z.looseObject({ count }),
    seeds: z.array(z.int()).min(1),
    settings: z.looseObject({ model, training }).optional(),
    metrics: z.array(z.looseObject({ name: z.string() })).min(1),
    objective: z.looseObject({ metric: z.string(), margin: z.number(), alpha: z.number() }),
  }),
  studyText: z.string(),
  dataset: z
    .looseObject({
      name: z.string(),
      examples: count,
      shape: z.array(count),
      classes: z.int().min(0),
      sha256: z.string(),
      licence: z.string(),
    })
    .optional(),
  folds: z.array(z.looseObject({ validation: count, train: count })),
  trials: count.max(MOST_TRIALS),
  versions: z.record(z.string(), z.string()),
  machine: z.looseObject({ cores: count }),
  createdAt: z.string(),
  checksum: z.string(),
  program: z.array(z.looseObject({ path: z.string(), sha256: z.string() })).optional(),
});

/** Why a JSON value is no manifest, by the name of its first wrong field; undefined for one. Pure. */
export function whyNoManifest(value: unknown): string | undefined {
  if (isDeeperThan(value, DEEPEST)) return 'the whole: lists or objects lie in each other too deeply';
  const { data, error } = schema.safeParse(value);
  if (error) {
    const [issue] = error.issues;
    return `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`;
  }
  const incomplete = missingPart(data as unknown as Manifest);
  if (incomplete) return incomplete;
  const trials = gridSize(data.study as unknown as Manifest['study']);
  return trials > MOST_TRIALS ? `study: it has ${trials} trials, and ${MOST_TRIALS} are the most` : undefined;
}

/**
 * What a manifest must have because of what trains: a network its data and settings, a program its
 * parameters.
 */
function missingPart({ study, dataset, folds }: Manifest): string | undefined {
  if (!isNetworkStudy(study))
    return study.arms.some(({ parameters }) => parameters === undefined)
      ? 'study.arms: an arm of a program has no parameters'
      : undefined;
  const missing = [
    ...(study.settings === undefined ? ['study.settings'] : []),
    ...(study.arms.some(({ settings }) => settings === undefined) ? ['study.arms'] : []),
    ...(dataset === undefined ? ['dataset'] : []),
    ...(folds.length === 0 ? ['folds'] : []),
  ];
  return missing.length === 0 ? undefined : `${missing[0]}: is missing, and a network is trained`;
}

/**
 * Lists and objects that lie in each other: more than any manifest has, and few enough for all who go through
 * it.
 */
const DEEPEST = 100;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
