import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { readRegular } from '../../datasets/regular-file.ts';
import { placeholdersOf } from '../../study/command/placeholders.ts';
import type { CommandTrainer } from '../../study/command/trainer.ts';
import type { ProgramFile } from '../../study/manifest.ts';

/** So many files of a command are looked at, the first ones, and none that is larger: data is not code. */
const MOST_FILES = 32;
const LARGEST_FILE = 16 * 2 ** 20;
/** No path is longer; scripts in an argument are. */
const LONGEST_PATH = 4096;

/**
 * The files that a command names, and what is in them: arguments that are regular files, counted from the
 * program's directory. None of a program in an image. What they load in turn is not seen. Never throws: what
 * cannot be read is left out.
 */
export async function programFiles({
  command,
  directory,
  image,
}: Pick<CommandTrainer, 'command' | 'directory' | 'image'>): Promise<ProgramFile[]> {
  if (image !== undefined) return [];
  const named = [...new Set(command)].filter(
    (text) => text !== '' && text.length <= LONGEST_PATH && placeholdersOf(text).length === 0,
  );
  const found: ProgramFile[] = [];
  for (const path of named) {
    if (found.length === MOST_FILES) break;
    const content = await readRegular(resolve(directory, path), LARGEST_FILE).catch(() => undefined);
    if (content) found.push({ path, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return found;
}
