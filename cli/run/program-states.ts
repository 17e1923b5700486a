/** How the files of a program were each time its run was resumed: `program.json` in the run's directory. */
import { join } from 'node:path';
import { z } from 'zod';
import { readRegular } from '../../datasets/regular-file.ts';
import { shownText } from '../../proto/shown-text.ts';
import { differingFiles, type ProgramState } from '../../results/program-versions.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { Manifest } from '../../study/manifest.ts';
import { isNetworkStudy } from '../../study/study.ts';
import type { RunDirectory } from './directory.ts';
import { programFiles } from './program-files.ts';

const schema = z.array(
  z.strictObject({
    since: z.iso.datetime(),
    files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  }),
);
/** Bytes: thousands of times that a run was resumed. */
const LARGEST = 16 * 2 ** 20;

const pathOf = (directory: RunDirectory) => join(directory.path, 'program.json');

/** The states after that of the manifest, in the order of their time; none where nothing was edited. */
export async function programStates(directory: RunDirectory): Promise<ProgramState[]> {
  try {
    return schema.parse(JSON.parse((await readRegular(pathOf(directory), LARGEST)).toString()));
  } catch {
    return [];
  }
}

/** Keeps how the files are now, where they are not as they were last. Of an old manifest nothing is known. */
export async function keepProgramState(
  directory: RunDirectory,
  { program, study }: Manifest,
  now: Date,
): Promise<void> {
  if (program === undefined || isNetworkStudy(study)) return;
  const before = await programStates(directory);
  const files = await programFiles(study.trainer);
  if (differingFiles(before.at(-1)?.files ?? program, files).length === 0) return;
  const states = [...before, { since: now.toISOString(), files }];
  await writeWhole(pathOf(directory), `${JSON.stringify(states, null, 2)}\n`);
}

/** A line where files of the program are not as they were when the run began. */
export async function editedWarnings({ program, study, run }: Manifest): Promise<string[]> {
  if (program === undefined || isNetworkStudy(study)) return [];
  const edited = differingFiles(program, await programFiles(study.trainer));
  if (edited.length === 0) return [];
  const [are, they] = edited.length === 1 ? ['is', 'it'] : ['are', 'they'];
  return [
    `${edited.map(shownText).join(', ')} ${are} not as ${they} ${they === 'it' ? 'was' : 'were'} when run ${run} began: outcomes recorded before and after are of different programs, ` +
      'and results.json and the report say which (start the study as a new run, or put the file back, to compare like with like)',
  ];
}
