import { describeDataset } from '../../datasets/load.ts';
import { readRegular, whyUnread } from '../../datasets/regular-file.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { LARGEST_ARCHITECTURE } from '../../study/keras-files.ts';
import { type Override, parseOverride } from '../../study/overrides.ts';
import { LARGEST_STUDY, parseStudy } from '../../study/parse.ts';
import type { Study } from '../../study/study.ts';
import { studyText } from '../../study/text.ts';
import { sayWhileWaiting } from '../../waiting/long-wait.ts';
import { tell, warningText } from '../terminal.ts';

/**
 * Reads a study file with `--set` overrides. Throws STUDY_NOT_FOUND, STUDY_INVALID, USAGE, DATASET_* errors,
 * INTERRUPTED.
 */
export async function readStudy(
  path: string,
  sets: readonly string[],
  signal?: AbortSignal,
): Promise<{ study: Study; text: string }> {
  const overrides: Override[] = sets.map((set) => {
    const override = parseOverride(set);
    if (override) return override;
    throw new FanoutError('USAGE', `--set ${shownText(set)} is not of the form FIELD=VALUE`, {
      hint: 'for example: --set training.epochs=1',
    });
  });
  const bytes = await readRegular(path, 4 * LARGEST_STUDY).catch((error: unknown) => {
    throw new FanoutError(
      'STUDY_NOT_FOUND',
      `cannot read the study ${shownText(path)}: ${whyUnread(error)}`,
      {
        hint: 'give the path of a study file; studies/ has examples',
      },
    );
  });
  const text = studyText(bytes);
  const study = await parseStudy(text, {
    source: path,
    overrides,
    readModel: (file) => readArchitecture(file),
    warn: (line) => tell(warningText(shownText(line))),
    describeDataset: (dataset) =>
      sayWhileWaiting(describeDataset(dataset, { signal }), {
        what: (seconds) => `waiting for the dataset of ${shownText(path)} for ${seconds} s`,
        say: tell,
      }),
  });
  return { study, text };
}

/** The text of an architecture. Throws an error that says in words why it cannot be read. */
async function readArchitecture(path: string): Promise<string> {
  const bytes = await readRegular(path, LARGEST_ARCHITECTURE).catch((error: unknown) => {
    throw new Error(whyUnread(error));
  });
  return bytes.toString('utf8');
}
