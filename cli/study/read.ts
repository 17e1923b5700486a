import { readFile } from 'node:fs/promises';
import { describeDataset } from '../../datasets/load.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Study } from '../../proto/study.ts';
import { type Override, parseOverride } from '../../study/overrides.ts';
import { parseStudy } from '../../study/parse.ts';
import { studyText } from '../../study/text.ts';

/** Reads a study file with `--set` overrides. Throws STUDY_NOT_FOUND, STUDY_INVALID, USAGE, DATASET_* errors, INTERRUPTED. */
export async function readStudy(
  path: string,
  sets: readonly string[],
  signal?: AbortSignal,
): Promise<{ study: Study; text: string }> {
  const overrides: Override[] = sets.map((set) => {
    const override = parseOverride(set);
    if (override) return override;
    throw new FanoutError('USAGE', `--set ${set} is not of the form FIELD=VALUE`, {
      hint: 'for example: --set training.epochs=1',
    });
  });
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new FanoutError(
      'STUDY_NOT_FOUND',
      `cannot read the study ${path}: ${error.code ?? error.message}`,
      {
        hint: 'give the path of a study file; studies/ has examples',
      },
    );
  });
  const text = studyText(bytes);
  const study = await parseStudy(text, {
    source: path,
    overrides,
    describeDataset: (dataset) => describeDataset(dataset, { signal }),
  });
  return { study, text };
}
